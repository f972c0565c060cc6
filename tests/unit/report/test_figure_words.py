"""A figure in words: its extremes with their intervals, as the hover text says them, whatever the kind of figure."""

import numpy as np
import pytest

from sim.report.figure import Figure
from sim.report.figure_words import in_words
from sim.report.figures.study_whiskers import Whisker, forest
from sim.report.panel import Panel

NBSP = "\u202f"


def test_a_forest_names_its_rows_and_tells_their_intervals() -> None:
    rows = [
        Whisker(name, value, value - 1, value + 1, "#000000") for name, value in zip("abcd", (3, 9, -2, 4), strict=True)
    ]
    told = in_words(forest(rows, "contacts", "contacts"))

    assert "Contacts: 4 values. Highest: b: +9 (8 to 10). Lowest: c: \u22122 (\u22123 to \u22121)." == told


def test_lines_say_where_along_the_axis_and_of_which_series() -> None:
    figure = Figure(layout={"xaxis": {"title": {"text": "hours shut"}}})
    for name, values in (("with", [1.0, 5.0, 9.0]), ("without", [1.0, 0.5, 2.0])):
        figure.draw(
            "scatter",
            x=np.array([1.0, 2.0, 3.0]),
            y=np.array(values),
            name=name,
            hovertemplate="%{y:.3s}<extra>%{fullData.name}</extra>",
        )

    told = in_words(figure)
    assert "6 values. Highest: with at hours shut 3: 9. Lowest: without at hours shut 2: 0.500." == told


def test_a_heat_map_names_column_and_row() -> None:
    figure = Figure()
    figure.draw(
        "heatmap",
        x=["a", "b"],
        y=["one<br>row", "two"],
        z=[[0.1, 0.9], [0.4, 0.2]],
        text=[["p", "q"], ["r", "s"]],
        hovertemplate="%{y}, %{x}: %{text} %{z:.0%}<extra></extra>",
    )

    assert f"4 values. Highest: one row, b: q 90{NBSP}%. Lowest: one row, a: p 10{NBSP}%." == in_words(figure)


def test_few_values_are_all_told_and_what_has_no_number_is_left_out() -> None:
    figure = Figure()
    figure.draw(
        "bar",
        orientation="h",
        x=[0.25, float("nan"), -0.5],
        y=["a", "b", "c &amp; d"],
        customdata=[[0.2, 0.3]] * 3,
        hovertemplate="%{x:+.1%} (%{customdata[0]:.1%} to %{customdata[1]:.1%})<extra></extra>",
    )

    told = f"a: 25{NBSP}% (20{NBSP}% to 30{NBSP}%); c & d: \u221250{NBSP}% (20{NBSP}% to 30{NBSP}%)."
    assert told == in_words(figure)


def test_what_is_drawn_for_the_eye_alone_is_not_told() -> None:
    figure = Figure()
    figure.draw("scatter", x=[0, 1], y=[5.0, 7.0], hoverinfo="skip")

    assert "" == in_words(figure)


def test_parallel_coordinates_tell_the_span_of_each_axis() -> None:
    figure = Figure()
    axes = [
        {"label": "length,<br>h", "values": np.array([1.0, 9.0])},
        {"label": "cost", "values": np.array([0.0, 5.0])},
    ]
    figure.draw("parcoords", dimensions=axes)

    assert "2 points. length, h 1 to 9, cost 0 to 5." == in_words(figure)


@pytest.mark.parametrize(("label", "expected"), [("", "Cost. a: 1."), ("In other words", "In other words")])
def test_a_panel_speaks_its_title_and_its_figure_unless_it_has_words_of_its_own(label: str, expected: str) -> None:
    figure = Figure()
    figure.draw("bar", x=["a"], y=[1.0], hovertemplate="%{y}")

    assert expected == Panel("cost", "Cost", figure=figure, label=label).spoken


@pytest.mark.parametrize("at", [1_496_318_400_000.0, "2017-06-01T12:00:00"])
def test_a_time_is_told_as_a_day_and_an_hour_and_a_series_by_its_name_in_the_legend(at: object) -> None:
    figure = Figure(layout={"xaxis": {"type": "date"}})
    figure.draw("scatter", x=[at], y=[3.0], legendgroup="late", hovertemplate="%{y:.3s}")

    assert "Late parcels 1 June 12:00: 3." == in_words(figure, {"late": "Late parcels"})


def test_values_that_are_all_the_same_are_told_once_and_none_at_all_is_said() -> None:
    figure, empty = Figure(), Figure()
    figure.draw("bar", x=list("abcd"), y=[2.0] * 4, hovertemplate="%{x}: %{y}")
    empty.draw("bar", x=["a"], y=[float("nan")], hovertemplate="%{x}: %{y}")

    assert "4 values, all the same: a: 2." == in_words(figure)
    assert "No value is shown." == in_words(empty)
