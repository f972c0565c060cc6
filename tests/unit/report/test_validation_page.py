"""The page of a validation: the plot library takes its figures, a far-off figure is an arrow, all texts are there."""

from pathlib import Path

import pandas as pd
import pytest

from sim.report.figure import Figure
from sim.report.figures.study_validation import event_study_panel, sales_panels, target_panel
from tests.unit.report.validation_frames import EVENT_STUDY, HOURLY, REMOVED, START, TARGETS, write_small_page


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
    write_small_page(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Of 3 published figures the model holds in 2; of the 2 that nothing was fitted to, in 1." in page
    assert "10.0\u202f% (5.0\u202f% to 20.0\u202f%) of buyers take SF where it is offered" in page
    assert "a &lt;test&gt;" in page
    assert "Directions that are flat: 1 of 2." in page
    assert "The targets do not tell of merchants.leave_rate." in page
    assert "merchants.leave_rate is &lt;not&gt; told of" in page
    assert "<test>" not in page
