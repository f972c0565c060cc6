"""The page of a validation: the plot library takes its figures, a far-off figure is an arrow, all texts are there."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.report.figure import Figure
from sim.report.figures.study_validation import event_study_panel, sales_panels, target_panel
from sim.report.validation_page import write_validation_page

START = datetime.fromisoformat("2017-05-25T00:00+08:00")
REMOVED = (6, 12)
TARGETS = pd.DataFrame(
    [
        ("sales", "Sales <x>", -0.1456, -0.1656, -0.1256, -0.14, -0.16, -0.13, "share", "fitted", False, True, "w"),
        ("hours", "Hours", 50.0, 45.0, 55.0, 90.0, 80.0, 95.0, "h", "held out", True, False, "replications"),
        ("tau", "Order", 1.0, 0.9, 1.0, 1.0, np.nan, np.nan, "tau", "held out", True, True, "replications"),
    ],
    columns=[
        "name", "what", "target", "band_low", "band_high", "simulated", "ci_low", "ci_high", "unit", "status",
        "held_out", "holds", "interval_over",
    ],
).assign(is_clear=True, source="a <test>", certainty="H")  # fmt: skip
HOURLY = pd.DataFrame(
    [
        (hour, group, arm, 1.0, 0.9, 1.1)
        for group in ("treated", "control")
        for arm in ("baseline", "outage")
        for hour in range(24)
    ],
    columns=["hour", "group", "arm", "sales", "ci_low", "ci_high"],
)
EVENT_STUDY = HOURLY[HOURLY["group"] == "treated"].rename(columns={"sales": "change"})

IDENTIFIED = {
    "parameters": pd.DataFrame(
        [
            ("buyers.alarm", "Alarm", 1.0, 0.5, 2.0, 1.1, 1.0, 1.2, 0.2, True, "merchants.leave_rate", -0.1),
            ("merchants.leave_rate", "Leaving", 1.0, 0.5, 2.0, 1.0, 0.5, 2.0, 1.0, False, "buyers.alarm", -0.1),
        ],
        columns=[
            "path", "what", "value", "low", "high", "posterior", "ci_low", "ci_high", "sd_left", "is_told_of",
            "confused_with", "correlation",
        ],
    ),
    "directions": pd.DataFrame(
        [
            (1, 24.0, False, "buyers.alarm", 1.0),
            (1, 24.0, False, "merchants.leave_rate", 0.0),
            (2, 0.0, True, "buyers.alarm", 0.0),
            (2, 0.0, True, "merchants.leave_rate", 1.0),
        ],
        columns=["direction", "eigenvalue", "is_flat", "path", "loading"],
    ),
    "slopes": pd.DataFrame(
        [("surge", "Surge", 3.0, 2.0, "buyers.alarm", 0.6, "times")],
        columns=["aggregate", "what", "target", "simulated", "path", "slope", "unit"],
    ),
}  # fmt: skip


def drawn(figure: Figure | None) -> Figure:
    assert figure is not None
    figure.to_plotly()  # raises where the plot library does not know a property
    return figure


def test_a_figure_lies_as_many_bands_from_its_target_as_it_is_off() -> None:
    figure = drawn(target_panel("t", "T", TARGETS).figure)
    points = [trace for trace in figure.data if trace["mode"] == "markers"]
    assert [pytest.approx((0.1456 - 0.14) / 0.02), 4.0, 0.0] == [trace["x"][0] for trace in points]


def test_a_figure_too_far_off_is_an_arrow_and_one_that_was_fitted_is_open() -> None:
    figure = drawn(target_panel("t", "T", TARGETS).figure)
    symbols = [trace["marker"]["symbol"] for trace in figure.data if trace["mode"] == "markers"]
    assert ["circle-open", "triangle-right", "circle"] == symbols


def test_hours_are_shown_by_the_scenarios_own_clock() -> None:
    figure = drawn(event_study_panel(EVENT_STUDY, START, REMOVED).figure)
    shade = figure.layout["shapes"][0]
    began, ended = (pd.Timestamp(shade[end], unit="ms") for end in ("x0", "x1"))
    assert (pd.Timestamp("2017-05-25T06:00"), pd.Timestamp("2017-05-25T12:00")) == (began, ended)


def test_each_group_has_a_panel_with_both_arms() -> None:
    panels = sales_panels(HOURLY, START, REMOVED, {"treated": "T", "control": "C"})
    assert ["T", "C"] == [panel.title for panel in panels]
    for panel in panels:
        lines = [trace for trace in drawn(panel.figure).data if trace.get("name")]
        assert ["without the removal", "with it"] == [trace["name"] for trace in lines]


def test_the_page_counts_what_holds_and_escapes_what_it_names(tmp_path: Path) -> None:
    found = pd.DataFrame(
        [("take_up", "X", 0.1, 0.05, 0.2, "share"), ("market_change", "Y", -0.01, -0.02, -0.005, "share")],
        columns=["name", "what", "value", "ci_low", "ci_high", "unit"],
    )
    drivers = pd.DataFrame(
        [("u", "U", 0.0, 1.0, "sales", -0.5)], columns=["unknown", "what", "low", "high", "figure", "correlation"]
    )
    write_validation_page(
        tmp_path / "page.html",
        title="A <world>",
        carrier="sf",
        start=START,
        removed=REMOVED,
        targets=TARGETS,
        found=found,
        drivers=drivers,
        hourly=HOURLY,
        event_study=EVENT_STUDY,
        identified=IDENTIFIED,
        provenance={"command": "outage-sim validate"},
    )
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Of 3 published figures the model holds in 2; of the 2 that nothing was fitted to, in 1." in page
    assert "10.0\u202f% (5.0\u202f% to 20.0\u202f%) of buyers take SF where it is offered" in page
    assert "a &lt;test&gt;" in page
    assert "Directions that are flat: 1 of 2." in page
    assert "The targets do not tell of merchants.leave_rate." in page
    assert "<test>" not in page
