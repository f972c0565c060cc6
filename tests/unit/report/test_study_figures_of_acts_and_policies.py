"""Figures of attribution and search: known to the plot library, with steps and cells where they belong."""

import pandas as pd
import pytest

from sim.report.figures.study_attribution import knock_outs, waterfall
from sim.report.figures.study_search import front_figure, regret_figure

PARTS = pd.DataFrame({"name": ["a", "b"], "value": [30.0, -10.0], "ci_low": [20.0, -14.0], "ci_high": [40.0, -6.0]})
EXCESS = pd.Series({"value": 20.0, "ci_low": 12.0, "ci_high": 28.0})


def test_waterfall_steps_from_nothing_to_the_excess() -> None:
    steps = waterfall(PARTS, EXCESS, "contacts", {"a": "<b>A</b>"}).to_plotly().data[0]
    assert [0.0, 30.0] == list(steps.base)
    assert 20.0 == steps.base[-1] + steps.x[-1]
    assert "&lt;b&gt;A&lt;/b&gt;" == steps.y[0]


def test_axis_of_a_waterfall_holds_every_whisker() -> None:
    low, high = waterfall(PARTS, EXCESS, "contacts", {}).layout["xaxis"]["range"]
    assert low <= 0.0
    assert 40.0 <= high


def test_mechanisms_stand_beside_remainder_and_excess() -> None:
    remainder = pd.Series({"value": 0.0, "ci_low": -1.0, "ci_high": 1.0})
    figure = knock_outs(PARTS, remainder, EXCESS, "h", {}).to_plotly()
    assert [2, 1, 1] == [len(trace.x) for trace in figure.data]


def test_single_replication_draws_no_whiskers() -> None:
    parts = PARTS.assign(ci_low=float("nan"), ci_high=float("nan"))
    excess = pd.Series({"value": 20.0, "ci_low": float("nan"), "ci_high": float("nan")})
    assert waterfall(parts, excess, "contacts", {}).to_plotly().data[0].error_x.array is None


def test_regret_has_a_cell_a_policy_and_world_and_the_worst() -> None:
    worlds = pd.DataFrame(
        {"policy": ["p", "p", "q", "q"], "world": ["short", "long"] * 2, "regret": [0.0, 4.0, 3.0, 0.0]}
    )
    heat = regret_figure(worlds, ["q", "p"], {"p": "P", "q": "Q"}).to_plotly().data[0]
    assert [[3.0, 0.0, 3.0], [0.0, 4.0, 4.0]] == [list(row) for row in heat.z]
    assert ["short", "long", "worst"] == list(heat.x)


@pytest.mark.parametrize("half", [1.0, float("nan")])
def test_front_draws_each_policy_once(half: float) -> None:
    trials = pd.DataFrame({"policy": ["p", "q", "r"], "cost": [1.0, 2.0, 3.0], "harm": [9.0, 5.0, 6.0]})
    for name in ("cost", "harm"):
        trials[f"{name}_low"], trials[f"{name}_high"] = trials[name] - half, trials[name] + half
    trials["worst_regret"], trials["is_on_front"] = 0.0, [True, True, False]
    groups = pd.Series(["nothing", "recommended", "beaten"])
    figure = front_figure(trials, groups, "CNY", "harm").to_plotly()
    assert 3 == sum(len(trace.x) for trace in figure.data if trace.mode == "markers")
