"""Totals of a family that was cut short: what is finished is kept, found again, and not run twice."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim import store
from sim.spec import Scenario, load_scenario
from sim.study import totals
from sim.study.arms import say_nothing
from sim.study.family import Bundle
from sim.study.kept_pairs import KeptPairs

NAMES = [f"variant {number}" for number in range(20)]


class Model:
    """Totals by a formula in the place of the model; Ctrl-C comes instead of one of the bundles."""

    def __init__(self, dies_at: int | None = None) -> None:
        self.dies_at = dies_at
        self.bundles: list[Bundle] = []

    def __call__(
        self, _variants: Mapping[str, Scenario], seed: int, _measured: Any, bundle: Bundle
    ) -> list[pd.DataFrame]:
        if len(self.bundles) == self.dies_at:
            raise KeyboardInterrupt
        self.bundles.append(bundle)
        return [
            pd.DataFrame(
                {
                    "replication": bundle.replication,
                    "measure": ["contacts", "complaints"],
                    "unit": ["contacts", "complaints"],
                    "baseline": [0.1 * seed, 0.0],
                    "outage": [NAMES.index(name) / 3.0, bundle.replication / 7.0],
                }
            )
            for name in bundle.names
        ]

    @property
    def pairs(self) -> set[tuple[str, int]]:
        return {(name, bundle.replication) for bundle in self.bundles for name in bundle.names}


@pytest.fixture(scope="module")
def variants(root: Path) -> dict[str, Scenario]:
    scenario = load_scenario(root / "scenarios/null.yaml")
    return dict.fromkeys(NAMES, scenario)


def run(model: Model, variants: Mapping[str, Scenario], monkeypatch: pytest.MonkeyPatch, **more: Any) -> pd.DataFrame:
    monkeypatch.setattr(totals, "values_of_bundle", model)
    told = {"seed": 1, "replications": range(2), "workers": 1, "progress": say_nothing}
    return totals.totals_of_family(variants, **(told | more))


@pytest.mark.parametrize("dies_at", [0, 1, 3])
def test_a_family_that_was_cut_short_goes_on_and_ends_as_an_unbroken_one(
    variants: dict[str, Scenario], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    unbroken, broken, resumed = Model(), Model(dies_at), Model()
    expected = run(unbroken, variants, monkeypatch)
    folder = tmp_path / "study"
    with pytest.raises(KeyboardInterrupt):
        run(broken, variants, monkeypatch, kept=KeptPairs(folder))
    assert dies_at == len(store.kept_pieces(folder))
    pd.testing.assert_frame_equal(expected, run(resumed, variants, monkeypatch, kept=KeptPairs(folder)))
    assert set() == broken.pairs & resumed.pairs
    assert unbroken.pairs == broken.pairs | resumed.pairs


def test_what_is_all_kept_is_not_run_again_and_told_as_done(
    variants: dict[str, Scenario], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run(Model(), variants, monkeypatch, kept=KeptPairs(tmp_path / "study"))
    again, told = Model(), []
    found = run(
        again, variants, monkeypatch, kept=KeptPairs(tmp_path / "study"), progress=lambda *steps: told.append(steps)
    )
    pd.testing.assert_frame_equal(expected, found)
    assert [] == again.bundles
    assert [(40, 40)] == told
