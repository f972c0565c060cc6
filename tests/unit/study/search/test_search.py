"""A planted best policy is found; a search that was cut short finds the same as one that was not."""

from pathlib import Path

import pytest

from sim import store
from sim.spec import load_scenario
from sim.spec.search_space import SearchSpace
from sim.study.search import Findings, search, search_folder
from sim.study.search.findings import ROLES, TABLES
from sim.study.search.front import on_front
from sim.study.search.policies import name_of, restrained, scenario_of
from tests.conftest import REFERENCE_CASE
from tests.unit.study.search.planted import PlantedJudge, planted, shipped

SEEDS = 20


@pytest.fixture(scope="module")
def space() -> SearchSpace:
    return shipped().with_(lengths=(6.0, 50.0), harm_price=1.0)


def seeded(space: SearchSpace, seed: int) -> SearchSpace:
    from dataclasses import replace

    return replace(space, scenario=space.scenario.model_copy(update={"seed": seed}))


@pytest.fixture(scope="module")
def found(space: SearchSpace) -> Findings:
    return search(space, trials=60, judge=PlantedJudge(space, planted(space, 3)))


def test_planted_best_is_recommended_in_at_least_95_percent_of_seeds(space: SearchSpace) -> None:
    hits = 0
    for seed in range(SEEDS):
        best = planted(space, seed)
        judge = PlantedJudge(space, best)
        hits += search(seeded(space, seed), trials=64, judge=judge).policies["recommended"] == best
    assert 0.95 <= hits / SEEDS


def test_policy_of_no_lever_is_tried_first(space: SearchSpace, found: Findings) -> None:
    assert name_of(space, restrained(space)) == found.trials.iloc[0]["policy"]


def test_no_policy_is_tried_twice_and_all_trials_are_used(found: Findings) -> None:
    assert 60 == len(found.trials) == found.trials["policy"].nunique()


def test_front_is_non_dominated(found: Findings) -> None:
    scores = found.trials[["harm", "cost"]].to_numpy()
    assert on_front(scores).tolist() == found.trials["is_on_front"].tolist()
    front = found.trials[found.trials["is_on_front"]]
    for one in front.itertuples():
        beaten = (found.trials["harm"] <= one.harm) & (found.trials["cost"] <= one.cost)
        beaten &= (found.trials["harm"] < one.harm) | (found.trials["cost"] < one.cost)
        assert not beaten.any()


def test_worst_regret_of_the_safest_is_the_least(found: Findings) -> None:
    worst = found.worlds.groupby("policy")["regret"].max()
    assert worst.min() == worst[found.chosen["safest"]]
    assert found.trials.set_index("policy")["worst_regret"].to_dict() == pytest.approx(worst.to_dict())


def test_short_front_is_filled_up_so_that_the_choice_has_rivals(found: Findings) -> None:
    assert 1 == found.trials["is_on_front"].sum()  # the planted cost is flat
    assert 5 == len(found.selection)
    behind = found.trials[~found.trials["is_on_front"]].sort_values("loss", kind="stable")
    assert behind["trial"].head(4).tolist() == found.selection["trial"].tolist()[1:]


def test_nsga2_searches_as_well(space: SearchSpace) -> None:
    best = planted(space, 5)
    assert best == search(space, trials=64, sampler="nsga2", judge=PlantedJudge(space, best)).policies["recommended"]


def test_same_seed_finds_the_same_and_another_seed_tries_others(space: SearchSpace) -> None:
    best = planted(space, 1)
    one, same, other = (
        search(seeded(space, seed), trials=24, judge=PlantedJudge(space, best)).trials for seed in (1, 1, 2)
    )
    assert one.equals(same)
    assert one["policy"].tolist() != other["policy"].tolist()


@pytest.mark.parametrize("dies_after", [1, 40, 100, 170, 204])
def test_search_that_was_killed_and_resumed_equals_the_unbroken(
    space: SearchSpace, tmp_path: Path, dies_after: int
) -> None:
    best = planted(space, 2)
    unbroken = search(space, trials=50, judge=PlantedJudge(space, best))
    folder = search_folder(tmp_path, space, trials=50, replications=2, sampler="tpe")
    with pytest.raises(KeyboardInterrupt):
        search(space, trials=50, folder=folder, judge=PlantedJudge(space, best, dies_after=dies_after))
    kept = sum(map(len, store.kept_pieces(folder).values()))
    again = PlantedJudge(space, best)
    resumed = search(space, trials=50, folder=folder, judge=again)
    for name in TABLES:
        assert getattr(unbroken, name).equals(getattr(resumed, name)), name
    whole = PlantedJudge(space, best)
    search(space, trials=50, judge=whole)
    assert whole.asked == kept + again.asked


def test_search_of_another_space_is_another_search(space: SearchSpace, tmp_path: Path) -> None:
    asked = {"trials": 50, "replications": 2, "sampler": "tpe"}
    folders = {
        search_folder(tmp_path, each, **asked)
        for each in (space, space.with_(lengths=(6.0,)), space.with_(harm={"contacts": 1.0}), seeded(space, 9))
    }
    assert 4 == len(folders)


def test_saved_findings_are_read_back_equal_and_leave_no_pieces(
    space: SearchSpace, found: Findings, tmp_path: Path
) -> None:
    folder = search_folder(tmp_path, space, trials=60, replications=2, sampler="tpe")
    store.keep_piece(folder, "batch-00000", found.values)
    saved = found.save(folder, load_scenario(REFERENCE_CASE), REFERENCE_CASE)
    stored = store.find_study(folder, TABLES)
    assert stored is not None
    assert saved.to_json() == Findings.from_stored(stored, space).to_json()
    assert [folder] == list(folder.parent.iterdir())


@pytest.mark.parametrize("role", ROLES)
def test_written_policy_is_the_scenario_with_the_policys_responses(
    space: SearchSpace, found: Findings, tmp_path: Path, role: str
) -> None:
    original = load_scenario(REFERENCE_CASE)
    saved = found.save(tmp_path / "case" / "search-x", original, REFERENCE_CASE)
    read = load_scenario(saved.paths.get(role, ""))
    length = original.outages["sf_feed"].ends_at - original.outages["sf_feed"].start
    assert read.responses == scenario_of(space, found.policies[role], length).responses
    assert read.outages == original.outages


def test_page_tells_the_policy_and_repeats_its_bytes(found: Findings, tmp_path: Path) -> None:
    html = found.page(tmp_path / "a.html").read_text(encoding="utf-8")
    body = html[html.index("<body") :]
    for text in ("Cost against harm", "Regret", "How sure", found.chosen["recommended"].split(";")[0]):
        assert text in body
    assert found.page(tmp_path / "b.html").read_bytes() == (tmp_path / "a.html").read_bytes()
