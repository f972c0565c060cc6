"""The register of a real scenario, its runs replaced by a formula: who is kept, what is told, what is found again."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.errors import ScenarioError
from sim.spec import Scenario, ScenarioFile
from sim.study.assumptions import (
    MEASURES,
    AssumptionRegister,
    register_assumptions,
    stored_elasticities,
    stored_register,
)
from sim.study.assumptions.run import moving_to_look_at

GIVEN = {"replications": "2", "sample": "5%"}


def by_formula(variants: Mapping[str, Scenario], *, replications: Sequence[int], progress: Any) -> pd.DataFrame:
    """An answer that follows the alarm, a little the price of a contact, and nothing else."""
    rows = []
    for name, scenario in variants.items():
        answer = 1e6 * scenario.buyers.alarm + 10.0 * scenario.costs.contact
        for replication in replications:
            rows += [(name, replication, measure, "n", 0.0, answer) for measure in MEASURES]
    progress(1, 1)
    return pd.DataFrame(rows, columns=["variant", "replication", "measure", "unit", "baseline", "outage"])


@pytest.fixture(scope="module")
def file(root: Path) -> ScenarioFile:
    return ScenarioFile(root / "scenarios/my_marketplace.yaml")


@pytest.fixture(scope="module")
def register(file: ScenarioFile) -> AssumptionRegister:
    return register_assumptions(file, GIVEN, top=5, evaluate=by_formula)


def test_only_what_moves_the_answer_is_measured_at_both_ends(register: AssumptionRegister) -> None:
    assert ["buyers.alarm", "costs.contact"] == list(dict.fromkeys(register.elasticities["path"]))
    table = register.elasticities[register.elasticities["measure"] == "contacts"].set_index("path")
    assert pytest.approx(1000.0 / 1040.0) == table.loc["buyers.alarm", "elasticity"]
    assert pytest.approx(40.0 / 1040.0) == table.loc["costs.contact", "elasticity"]


def test_every_number_stands_in_the_register_once_the_strongest_guess_first(register: AssumptionRegister) -> None:
    rows = register.setting.first.assumptions()
    assert sorted(row.path for row in rows) == sorted(register.register["path"])
    assert ["buyers.alarm", "costs.contact"] == list(register.register["path"][:2])
    unmoved = register.register[register.register["looked_at"] == "not moved"]
    assert all(unmoved["why_not"])


def test_letters_of_certainty_narrow_what_is_moved(file: ScenarioFile) -> None:
    moving = moving_to_look_at(file, GIVEN, file.scenario(GIVEN, with_assumptions=True), "M")
    assert {"M"} == {move.row.certainty for move in moving.moves}
    assert "certainty" in moving.left_out["buyers.alarm"]


def test_it_is_found_again_and_by_runs_that_ask_the_same(register: AssumptionRegister, tmp_path: Path) -> None:
    saved = register.save(tmp_path)
    scenario = register.setting.first
    found = stored_register(tmp_path, scenario, register.moving, measures=MEASURES, top=5)
    assert found is not None
    pd.testing.assert_frame_equal(register.elasticities, found.elasticities)
    assert saved.setting.paths == found.setting.paths
    assert stored_register(tmp_path, scenario, register.moving, measures=MEASURES, top=6) is None
    larger = scenario.model_copy(update={"sample": 1.0, "seed": 7, "replications": 9})
    kept = stored_elasticities(tmp_path, larger)
    assert kept is not None
    assert ["path", "measure", "elasticity", "low", "high"] == list(kept.columns)
    of_contacts = stored_elasticities(tmp_path, larger, "contacts")
    assert of_contacts is not None
    assert ["buyers.alarm", "costs.contact"] == list(of_contacts["path"])
    assert stored_elasticities(tmp_path, scenario.model_copy(update={"outages": {}})) is None


def test_an_unknown_measure_is_refused(file: ScenarioFile) -> None:
    with pytest.raises(ScenarioError, match="did you mean contacts"):
        register_assumptions(file, GIVEN, measures=["contact"], evaluate=by_formula)
