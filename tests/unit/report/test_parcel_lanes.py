"""The lanes of a parcel: where it is by the time it happened, what is shown by the time it was shown."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sim.report import theme
from sim.report.figures.parcel_lanes import DARK, STEP_COLOURS, Shade, lanes
from sim.report.parcel_page import side_by_side
from sim.report.parcel_words import MILESTONES
from sim.report.stack import HOUR_MS
from sim.report.wall_clock import WallClock
from sim.study.events import EVENTS
from tests.unit.report.eyes import contrast
from tests.unit.study.explain.lives import ORDERED, USUAL, log_of, other, scan

MARK = 3.0
"""Least contrast of a mark, WCAG 2.1, 1.4.11."""
CLOCK = WallClock(datetime(2017, 6, 1, tzinfo=UTC))
HIT = [
    ORDERED,
    scan(0, "picked_up", 10.0, 31.0, way="replayed", outage="feed"),
    other("visibility", "dark_begin", 11.0),
    other("visibility", "dark_end", 14.1),
    *USUAL[2:],
]


@pytest.fixture
def drawn() -> Any:
    rows = {"baseline": log_of("baseline", USUAL), "outage": log_of("outage", HIT)}
    return lanes(
        rows, clock=CLOCK, outages=[Shade("feed closed", 9.0, 30.0), Shade("never", 90.0, 95.0)], horizon_h=96.0
    )


def bars(drawn: Any, y: float) -> list[tuple[str, float]]:
    """(step, hours) of a lane's ribbon."""
    return [
        (trace["legendgroup"].removeprefix("step-"), round(trace["x"][0] / HOUR_MS, 6))
        for trace in drawn.figure.data
        if trace["type"] == "bar" and trace["y"] == [y]
    ]


def test_the_lane_of_where_it_is_changes_when_things_happen(drawn: Any) -> None:
    expected = [("ordered", 9.0), ("picked_up", 4.0), ("origin_sorted", 26.0), ("delivered", 1.0)]
    assert expected == bars(drawn, 4) == bars(drawn, 2)


def test_the_lane_of_what_is_shown_changes_when_things_are_shown_and_never_goes_back(drawn: Any) -> None:
    assert [("ordered", 9.1), ("picked_up", 4.0), ("origin_sorted", 26.0), ("delivered", 1.0)] == bars(drawn, 3)
    assert [("ordered", 13.1), ("origin_sorted", 26.0), ("delivered", 1.0)] == bars(drawn, 1), "picked_up came too late"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_step_has_an_edge_that_stands_out_from_the_card(drawn: Any, scheme: str) -> None:
    steps = [trace for trace in drawn.figure.data if trace.get("legendgroup", "").startswith("step-")]
    faint = [
        step["legendgroup"]
        for step in steps
        if contrast(step["marker"]["line"]["color"], theme.PAPER[scheme]) < MARK or not step["marker"]["line"]["width"]
    ]
    assert 0 < len(steps)
    assert [] == faint


def test_darkness_lies_below_the_lane_of_what_is_shown_as_long_as_it_lasted(drawn: Any) -> None:
    (dark,) = (trace for trace in drawn.figure.data if trace.get("legendgroup") == DARK)
    assert 3.1 == pytest.approx(dark["x"][0] / HOUR_MS)
    assert [CLOCK.axis(11.0)] == dark["base"]
    assert 0 < dark["y"][0] < 1


def test_outages_within_the_hours_shown_are_shaded_and_named_and_others_are_not(drawn: Any) -> None:
    assert [CLOCK.axis(9.0)] == [shape["x0"] for shape in drawn.figure.layout["shapes"]]
    assert any("feed closed" in note["text"] for note in drawn.figure.layout["annotations"])
    assert not any("never" in note["text"] for note in drawn.figure.layout["annotations"])


def test_the_plot_library_takes_the_figure_and_knows_every_property(drawn: Any) -> None:
    assert len(drawn.figure.data) == len(drawn.figure.to_plotly().data)


def test_every_event_of_the_log_has_words_and_every_step_a_colour() -> None:
    assert set(EVENTS) == set(MILESTONES)
    assert set() == set(STEP_COLOURS) - set(EVENTS)


def test_events_of_both_arms_stand_in_one_line_where_they_are_the_same_step() -> None:
    told = side_by_side({"baseline": log_of("baseline", USUAL), "outage": log_of("outage", HIT)}, CLOCK)
    assert [
        "Ordered",
        "Picked up",
        "Dark from here",
        "Sorted at the origin hub",
        "Dark until here",
        "Delivered",
    ] == list(told["what"])
    picked = told.iloc[1]
    assert ("1 June 10:00", "1 June 10:06", "1 June 10:00", "2 June 07:00") == tuple(picked.iloc[1:5])
    assert "feed: replayed" == picked["hit by"]
