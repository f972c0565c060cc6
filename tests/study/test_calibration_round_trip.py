"""What the simulator was told, a calibration of its own scans finds again."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.calibrate import Calibration
from sim.calibrate.families import Z90
from sim.spec import Scenario, load_scenario
from tests.study.round_trip.comparison import calibrated, planted_and_found
from tests.study.round_trip.worlds import random_world

SEEDS = (1001, 1002, 1003)


@pytest.fixture(scope="module")
def told(root: Path) -> Scenario:
    """The world whose scans are written, its trips spread as a calibration supposes: lognormal."""
    tiny: dict[str, Any] = {"sample": "0.002%", "merchants.count": "300", "horizon": "11d"}
    tiny["carrier_defaults.travel_spread"] = {"lognormal": {"median": 1, "p95": 1.5}}
    return load_scenario(root / "scenarios" / "null.yaml", overrides=tiny)


@pytest.fixture(scope="module")
def found(told: Scenario, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    """The calibration of all its parcels' scans, by the world itself."""
    return calibrated(told, 3, root, tmp_path_factory.mktemp("log"))


def test_intervals_hold_what_worlds_were_told(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = []
    for seed in SEEDS:
        world = random_world(root, seed)
        rows += planted_and_found(world, calibrated(world, seed, root, tmp_path_factory.mktemp("log")))
    held = sum(each.is_held for each in rows)
    # Parameters of one fit are not independent: half as many count as if they were.
    assert stats.binom.ppf(0.001, len(rows) // 2, 0.9) / (len(rows) // 2) <= held / len(rows), rows


def test_nothing_is_far_from_what_the_world_was_told(told: Scenario, found: Calibration) -> None:
    # Four standard errors, and a fiftieth for what is not the family's own: rounded scans, lengths cut short.
    far = [
        each
        for each in planted_and_found(told, found)
        if abs(each.found - each.planted) > 4 * (each.high - each.low) / (2 * Z90) + each.planted / 50
    ]
    assert [] == far


def test_waves_are_seen_as_they_were_told(told: Scenario, found: Calibration) -> None:
    sto = told.carriers["sto"]
    waves = found.evidence.waves
    assert list(sto.pick_up_waves) == pytest.approx(waves["picked_up", "sto"].clock_h)
    assert sorted(sto.courier_waves) == pytest.approx(waves["out_for_delivery", "sto"].clock_h)
    assert set(waves["linehaul_departed", "sto"].clock_h) <= set(sto.departures)


def test_the_fitted_world_is_sound_and_says_its_sources(found: Calibration, tmp_path: Path) -> None:
    path = tmp_path / "world.yaml"
    path.write_text(found.world_yaml(tmp_path))
    world = load_scenario(path)
    mu, _ = world.merchants.handling.log_parameters()  # type: ignore[attr-defined]
    fit = found.evidence.fit("ordered", "picked_up")
    assert fit is not None
    assert float(fit.best.values[0]) == pytest.approx(float(np.exp(mu)), rel=1e-3)
    sources = {each.path: each.source for each in world.assumptions()}
    assert "fitted from tracking.csv" in sources["merchants.handling"]
