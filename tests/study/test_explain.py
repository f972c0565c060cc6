"""Stories of single parcels of a kept run: the cause is the outage, and of an untouched parcel nothing differs."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim import store, study
from sim.errors import RunError, ScenarioError
from sim.report.partings import NOTHING_DIFFERS
from sim.spec import load_scenario, scenario_hash
from sim.study.explain import (
    KeptRun,
    TypicalCases,
    explain,
    find_kept_run,
    keep_stories,
    kept_stories,
    typical_cases,
)
from sim.study.explain.cases import TITLES
from sim.study.explain.difference import NEWS, PLACE
from sim.study.explain.telling import difference_in_words, stories_of, warnings_of, write_cases, write_page

SMALL = {"sample": "0.003%", "merchants.count": "300", "replications": "2", "horizon": "11d"}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def kept(root: Path, out: Path) -> KeptRun:
    scenario = load_scenario(root / "scenarios" / "cainiao_sf_2017.yaml", overrides=SMALL)
    saved = study.run(scenario, workers=1).save(out)
    found = find_kept_run(saved.run_id, out)
    assert scenario_hash(scenario) == scenario_hash(found.scenario)
    return found


@pytest.fixture(scope="module")
def typical(kept: KeptRun) -> TypicalCases:
    return typical_cases(kept, 1)


def test_the_replication_simulated_again_is_the_one_that_was_kept(typical: TypicalCases) -> None:
    assert typical.replayed.is_the_kept_one
    assert [] == warnings_of(typical.replayed)


def test_figures_that_are_not_those_kept_are_told(typical: TypicalCases) -> None:
    run = typical.replayed.run
    other = replace(typical.replayed, run=replace(run, values=run.values.assign(value=run.values["value"] + 1.0)))
    assert not other.is_the_kept_one
    assert ["the replication simulated again does not have the figures that the run kept"] == warnings_of(other)


def test_of_every_dark_parcel_that_went_its_usual_way_the_first_difference_names_an_outage(
    typical: TypicalCases,
) -> None:
    logs = typical.replayed.pair.logs["outage"]
    hit = logs[(logs["outage"] != "") & logs["parcel"].isin(logs[logs["milestone"] == "dark_begin"]["parcel"])]
    first = [typical.replayed.explain(order).differences[0] for order in hit["parcel"].unique()[:40].tolist()]
    assert 0 < len(first)
    direct = [one for one in first if one.respect == NEWS]
    assert 0 < len(direct)
    for one in direct:
        assert one.is_direct
        assert one.outages[0] in {"sf_feed", "locker_link"}
        assert f"by outage {one.outages[0]}" in one.cause


def test_of_an_untouched_parcel_nothing_differs(typical: TypicalCases) -> None:
    untouched = typical.cases["untouched"]
    assert 0 < untouched.n
    for order in untouched.parcels:
        story = typical.replayed.explain(order)
        assert () == story.differences
        assert [NOTHING_DIFFERS] == difference_in_words(story)
        assert (story.consequences["difference"].fillna(0.0) == 0.0).all()


def test_nothing_differs_exactly_where_the_events_of_both_arms_are_the_same(typical: TypicalCases) -> None:
    logs = typical.replayed.pair.logs
    orders = sorted(set(logs["outage"]["parcel"]))[:: len(set(logs["outage"]["parcel"])) // 250]
    n_same = 0
    for order in orders:
        story = typical.replayed.explain(order)
        usual, now = (rows.drop(columns="arm").reset_index(drop=True) for rows in story.parcel.rows.values())
        assert usual.equals(now) == (not story.differences), order
        n_same += usual.equals(now)
    assert 0 < n_same < len(orders)


def test_every_case_is_what_its_name_says(typical: TypicalCases) -> None:
    assert set(TITLES) == set(typical.cases)
    rerouted = typical.replayed.explain(typical.cases["rerouted"].parcels[0])
    assert PLACE == rerouted.differences[0].respect
    assert "Its merchant began to ship with" in rerouted.differences[0].cause
    no_code = typical.replayed.explain(typical.cases["no-code"].parcels[0])
    assert {"locker_link"} == set(no_code.differences[0].outages)
    dark = typical.replayed.explain(typical.cases["dark"].parcels[0]).consequences.set_index("what")
    assert dark.loc["Dark", "difference"] > 0.0


def test_a_parcel_asked_for_by_its_number_has_the_story_it_has_among_all(kept: KeptRun, typical: TypicalCases) -> None:
    order = typical.cases["worried-on-time"].parcels[0]
    alone, among = explain(kept, str(order), 1), typical.replayed.explain(order)
    assert among.to_json() == alone.to_json()
    assert json.loads(json.dumps(alone.to_json())) == alone.to_json()


def test_at_the_peak_half_of_those_told_are_dark_only_because_of_the_acts(typical: TypicalCases) -> None:
    hour, told = typical.peak_hour, typical.under_way
    assert hour is not None
    act = typical.replayed.around.acts[0]
    assert act.began_at < hour
    is_new = told["is_dark"] & ~told["is_dark_without"]
    assert 4 == is_new.sum()
    assert 8 == len(told)


def test_pages_of_a_story_and_of_the_cases_stand_in_the_runs_folder(typical: TypicalCases) -> None:
    order = typical.cases["dark"].parcels[0]
    page = write_page(typical.replayed.explain(order, "dark"))
    assert typical.replayed.run.folder / "explain" / f"{order}-replication-1.html" == page
    text = page.read_text(encoding="utf-8")
    assert f"Parcel {order}: dark" in text
    assert "held back by outage" in text
    cases = write_cases(typical).read_text(encoding="utf-8")
    assert all(TITLES[name] in cases for name, case in typical.cases.items() if case.parcels)


def test_stories_kept_beside_a_run_are_read_back_as_they_were_told_and_stand_on_its_page(typical: TypicalCases) -> None:
    folder = typical.replayed.run.folder
    assert kept_stories(folder) is None
    page = study.Result.reopened(store.load_run(folder)).page(folder / "report.html").read_text(encoding="utf-8")
    assert 'id="story-dark"' not in page

    keep_stories(typical)
    told, again = stories_of(typical), kept_stories(folder)
    assert again is not None
    for name in ("replication", "n_watched", "warnings", "peak_h", "outages"):
        assert getattr(told, name) == getattr(again, name)
    for name in ("cases", "under_way"):
        assert getattr(told, name).equals(getattr(again, name))
    for one, other in zip(told.told, again.told, strict=True):
        assert (one.name, one.heading, one.about) == (other.name, other.heading, other.about)
        assert one.partings == other.partings
        for arm, rows in one.rows.items():
            pd.testing.assert_frame_equal(rows.reset_index(drop=True), other.rows[arm])
        pd.testing.assert_frame_equal(one.consequences, other.consequences)

    put = (folder / "report.html").read_text(encoding="utf-8")
    assert 'id="story-dark"' in put
    assert put == study.Result.reopened(store.load_run(folder)).page(folder / "again.html").read_text(encoding="utf-8")


def test_the_story_of_the_peak_is_of_a_parcel_dark_only_because_of_the_acts(typical: TypicalCases) -> None:
    told = {each.name: each for each in stories_of(typical).told}
    found = typical.under_way.set_index("parcel")
    parcel = int(told["peak"].rows["outage"]["parcel"].iloc[0])
    assert found.loc[parcel, "is_dark"]
    assert not found.loc[parcel, "is_dark_without"]


def test_broken_stories_are_told_and_those_of_another_form_are_none(typical: TypicalCases, tmp_path: Path) -> None:
    (tmp_path / "stories").mkdir()
    manifest = tmp_path / "stories" / "manifest.json"
    manifest.write_text('{"form": 0}')
    assert kept_stories(tmp_path) is None
    manifest.write_text('{"form": 1}')
    with pytest.raises(RunError, match="the stories of typical parcels cannot be read"):
        kept_stories(tmp_path)


@pytest.mark.parametrize(
    ("named", "replication", "says"),
    [
        ("worried-on-tme", 0, "did you mean worried-on-time?"),
        ("70000", 0, "no parcel of this number in replication 0"),
        ("dark", 2, "the run has replications 0 to 1"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(kept: KeptRun, named: str, replication: int, says: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        explain(kept, named, replication)
    assert says in str(refused.value)


def test_a_run_that_is_not_there_is_refused_with_the_nearest(kept: KeptRun, out: Path) -> None:
    with pytest.raises(ScenarioError, match=f"did you mean {kept.run_id}"):
        find_kept_run(kept.run_id[:-1] + "x", out)
    assert kept.folder == find_kept_run(str(kept.folder), Path("nowhere")).folder


def test_a_study_is_no_run(kept: KeptRun, tmp_path: Path) -> None:
    manifest: dict[str, Any] = json.loads((kept.folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["configuration"]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ScenarioError, match="only a run can be explained"):
        find_kept_run(str(tmp_path), tmp_path)
