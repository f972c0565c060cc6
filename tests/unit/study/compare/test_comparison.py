"""Which scenarios may be compared, and how a comparison is told and kept."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.errors import ScenarioError
from sim.study.compare import check_one_world, compare, comparison
from sim.study.kept import as_variants
from tests.unit.study.family_frames import family

SMALL = {"sample": "0.002%", "merchants.count": "300", "horizon": "11d", "replications": "4"}
USUAL = [100.0, 200.0, 300.0, 400.0]


@pytest.fixture(scope="module")
def reference(root: Path) -> Any:
    return sim.load_scenario(root / "scenarios/cainiao_sf_2017.yaml", overrides=SMALL)


@pytest.fixture(scope="module")
def shorter(root: Path) -> Any:
    return sim.load_scenario(
        root / "scenarios/cainiao_sf_2017.yaml", overrides={**SMALL, "outages.sf_feed.duration": "24h"}
    )


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> None:
    def values(variants: Any, *, replications: Any, progress: Any, **_: Any) -> pd.DataFrame:
        assert [0, 1, 2, 3] == list(replications)
        progress(1, 1)
        shifts = {name: 10.0 * (place + 1) for place, name in enumerate(variants)}
        frames = [
            family({name: [x + shift for x in USUAL] for name, shift in shifts.items()}, USUAL, measure=measure)
            for measure in ("contacts", "total_cost_cny")
        ]
        return pd.concat(frames, ignore_index=True)

    monkeypatch.setattr(comparison, "values_of_family", values)


def test_acts_may_differ_and_worlds_may_not(reference: Any, shorter: Any, root: Path) -> None:
    check_one_world({"long": reference, "short": shorter})
    other = sim.load_scenario(
        root / "scenarios/cainiao_sf_2017.yaml", overrides={**SMALL, "buyers.base": "0.001/h", "merchants.count": "301"}
    )
    with pytest.raises(ScenarioError) as raised:
        check_one_world({"long": reference, "other": other})
    told = str(raised.value)
    assert "other: merchants.count: not of the world of long, which says 300 (got 301)" in told
    assert "buyers.base" in told
    assert "--different-worlds" in told


def test_one_scenario_is_not_compared(reference: Any) -> None:
    with pytest.raises(ScenarioError, match="at least two"):
        compare({"long": reference})


def test_replications_and_seed_are_the_same_in_all(reference: Any, shorter: Any) -> None:
    found = as_variants({"a": reference, "b": shorter.model_copy(update={"seed": 9})}, replications=7, seed=None)
    assert {(7, reference.seed)} == {(each.replications, each.seed) for each in found.values()}


def test_a_comparison_is_told_kept_and_read_again(faked: None, reference: Any, shorter: Any, tmp_path: Path) -> None:
    made = compare({"long": reference, "short": shorter}, workers=1).save(tmp_path)
    told = made.to_json()
    assert ["long", "short"] == told["scenarios"]
    first = told["differences"][0]
    assert ("long", "short", "contacts", 10.0, [10.0, 10.0]) == tuple(
        first[name] for name in ("a", "b", "measure", "difference", "ci95")
    )
    assert 1 == told["impact"]["long"]["contacts"]["rank"]
    json.dumps(told, allow_nan=False)
    again = comparison.stored_comparison(tmp_path, {"long": reference, "short": shorter})
    assert again is not None
    assert told == again.to_json()
    other = comparison.stored_comparison(tmp_path, {"long": reference, "short": shorter}, seed=2)
    assert other is None
    said = made.said_otherwise.to_dict("records")
    assert [{"scenario": "short", "path": "outages.sf_feed.duration", "first": "50h", "here": "24h"}] == said


def test_the_page_shows_every_scenario_and_repeats_byte_by_byte(
    faked: None, reference: Any, shorter: Any, tmp_path: Path
) -> None:
    made = compare({"long": reference, "<short>": shorter}, workers=1)
    for name in ("one.html", "two.html"):
        made.page(tmp_path / name)
    text = (tmp_path / "one.html").read_text(encoding="utf-8")
    assert text == (tmp_path / "two.html").read_text(encoding="utf-8")
    assert "&lt;short&gt;" in text
    assert "<short>" not in text
    assert 'id="fig-difference-contacts"' in text
