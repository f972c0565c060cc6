"""All findings of a sweep together: tidy, for every slice, and as sentences and sections that say what they hold."""

import numpy as np
import pandas as pd
import pytest

from sim.report import sweep_page
from sim.report.study_page import study_html
from sim.study.sensitivity import Design, Findings, NothingToAnalyseError, Parameter, analyse, design_of
from sim.study.sensitivity.findings import thresholds_frame
from tests.unit.study.sensitivity.planted import MEASURE, sobol_points, tables

PARAMETERS = (
    Parameter("outages.sf_feed.duration", 0.0, 24.0, "h"),
    Parameter("world.spare_share", 0.0, 0.2, "share"),
    Parameter("buyers.idle", 1.0, 100.0, is_log=True),
)
LHS = Design("lhs", PARAMETERS)


def drawn(n: int = 240) -> np.ndarray:
    return np.random.default_rng(2).random((n, 3)) * [24.0, 0.2, 99.0] + [0.0, 0.0, 1.0]


def wait(x: np.ndarray) -> np.ndarray:
    return 1000 * x[:, 0] * (1 - 2 * x[:, 1])


def switch(x: np.ndarray) -> np.ndarray:
    return np.full(len(x), 7200.0)


def policies_found() -> tuple[Findings, pd.DataFrame, pd.DataFrame]:
    points, values = tables(
        LHS, drawn(), wait, policies={"wait": wait, "switch": switch}, replications=3, noise=200.0, common=500.0
    )
    return analyse(points, values, LHS, measures=[MEASURE]), points, values


def test_policies_are_held_against_each_other_and_tip_where_planted() -> None:
    """Wait = 1000·h·(1 - 2·spare), on average 800·h, passes 7,200 at 9 h."""
    found, _, _ = policies_found()
    table = thresholds_frame(found.tippings)
    row = table[(table["against"] == "wait") & (table["parameter"] == "outages.sf_feed.duration")].iloc[0]

    assert ("wait", "switch") == found.slices
    assert "switch" == row["what"]
    assert row["low"] <= 9.0 <= row["high"]
    assert 9.0 == pytest.approx(row["at"], abs=1.0)


def test_the_lead_names_what_matters_and_where_it_tips_with_an_interval() -> None:
    found, _, _ = policies_found()
    lead = sweep_page.lead(found)

    assert "With “Wait”: contacts beyond the counterfactual vary most with SF feed duration" in lead
    assert "“Switch” against “Wait”: beyond SF feed duration" in lead
    assert "95 % interval" in lead
    assert "the excess is smaller with “Switch”" in lead
    assert "Luck makes" in lead


def test_every_section_of_a_page_has_a_heading_or_continues_one_and_the_page_stands() -> None:
    found, points, values = policies_found()
    sections = sweep_page.sections(found, points, values)
    html = study_html(title="T", kind="sweep", lead=sweep_page.lead(found), sections=sections, provenance={})

    assert ["overview", "tornado", "thresholds", "boxes-contacts", "space"] == [each.id for each in sections]
    assert "fig-tips-0" in html
    assert "fig-parallel" in html


def test_a_sobol_sweep_has_indices_and_luck_and_what_failed() -> None:
    design = Design("sobol", PARAMETERS, second_order=True)
    points, values = tables(design, sobol_points(PARAMETERS, 64, True), wait, replications=2, noise=100.0)
    values = values[~values["point"].isin([3, 100])]
    found = analyse(points, values, design, measures=[MEASURE])
    ids = [each.id for each in sweep_page.sections(found, points, values)]

    assert 3 == len(found.indices)
    assert "indices" in ids
    assert 2 == found.failed
    assert 2 == found.summary["blocks_dropped"].iloc[0]
    assert 0.0 < found.summary["luck_share"].iloc[0] < 0.1
    assert "2 points of 512 failed and are left out, and 2 whole blocks" in sweep_page.lead(found)
    assert {"sensitivity", "indices", "pairs", "tornado", "thresholds"} == set(found.tables())


def test_one_replication_says_that_luck_is_not_known() -> None:
    points, values = tables(LHS, drawn(60), wait)
    found = analyse(points, values, LHS, measures=[MEASURE])

    assert np.isnan(found.summary["luck_share"].iloc[0])
    assert "One replication a point: luck cannot be told from effect" in sweep_page.lead(found)


def test_a_grid_of_one_parameter_has_a_threshold_and_no_tornado() -> None:
    design = Design("grid", PARAMETERS[:1])
    points, values = tables(
        design, np.linspace(0, 24, 25)[:, None], lambda x: 1000 * x[:, 0], replications=3, noise=9.0
    )
    found = analyse(points, values, design, measures=[MEASURE], limits={MEASURE: 9500.0})
    ids = [each.id for each in sweep_page.sections(found, points, values)]

    assert 9.5 == pytest.approx(found.tippings[0].found.at, abs=0.1)
    assert "thresholds" in ids
    assert "tornado" not in ids


def test_a_limit_that_is_never_passed_is_said_to_be_out_of_reach() -> None:
    design = Design("grid", PARAMETERS[:1])
    hours = np.linspace(0, 24, 7)[:, None]
    points, values = tables(design, hours, lambda x: 1000 * x[:, 0], replications=3, noise=9.0)
    found = analyse(points, values, design, measures=[MEASURE], limits={MEASURE: 1e6})

    assert "along SF feed duration is always below" in sweep_page.lead(found)


def test_a_lever_makes_slices_of_its_own() -> None:
    points, values = tables(LHS, drawn(40), wait, policies={"one": wait, "other": switch})
    factor = points.pop("policy").map({"one": 1.0, "other": 1.5})
    points = points.assign(**{"desk.platform.factor": factor})
    found = analyse(points, values, LHS, measures=[MEASURE])

    assert ("platform factor 1", "platform factor 1.5") == found.slices


def test_a_sweep_in_which_all_failed_is_said_to_have_nothing() -> None:
    points, values = tables(LHS, drawn(20), wait)

    with pytest.raises(NothingToAnalyseError):
        analyse(points, values.iloc[:0], LHS, measures=[MEASURE])


def test_a_manifest_that_is_no_sweep_is_refused() -> None:
    with pytest.raises(ValueError, match="not a sweep's design: 'design'"):
        design_of({"uncertainties": []})
    with pytest.raises(ValueError, match="a design is one of grid, lhs, sobol, morris, csv, got 'monte'"):
        design_of({"design": {"kind": "monte"}, "uncertainties": []})
