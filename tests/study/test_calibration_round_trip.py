"""What the simulator was told, a calibration of its own scans finds again."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.calibrate import Asked, Calibration, calibrate
from sim.calibrate.families import Z90
from sim.spec import Scenario, load_scenario
from sim.spec.distributions import Lognormal
from sim.study.events import chosen_orders, events_of_replication
from tests.unit.calibrate.from_log import write_tables

WORLD = "scenarios/worlds/china_2017.yaml"


@pytest.fixture(scope="module")
def told(root: Path) -> Scenario:
    """The world whose scans are written, its trips spread as a calibration supposes: lognormal."""
    tiny: dict[str, Any] = {"sample": "0.002%", "merchants.count": "300", "horizon": "11d"}
    tiny["carrier_defaults.travel_spread"] = {"lognormal": {"median": 1, "p95": 1.5}}
    return load_scenario(root / "scenarios" / "null.yaml", overrides=tiny)


@pytest.fixture(scope="module")
def found(told: Scenario, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    """The calibration of all its parcels' scans, by the world itself."""
    logs = events_of_replication(told, seed=3, replication=0, watch=partial(chosen_orders, share=1.0))
    tracking, contacts = write_tables(logs["baseline"], told.start, tmp_path_factory.mktemp("log"))
    return calibrate(Asked(tracking, root / WORLD, contacts=contacts))


def planted_and_found(told: Scenario, found: Calibration) -> list[tuple[str, float, float, float, float]]:
    """(what, planted, found, low, high) of every parameter that the world gives a number of its own."""
    rows = []

    def lognormal(what: str, planted: object, begin: str, end: str) -> None:
        assert isinstance(planted, Lognormal)
        mu, sigma = planted.log_parameters()
        stage = found.evidence.fit(begin, end)
        assert stage is not None
        fit = stage.fits["lognormal"]
        for name, true, place in (("median", float(np.exp(mu)), 0), ("sigma", sigma, 1)):
            rows.append((f"{what} {name}", true, *(float(each[place]) for each in (fit.values, fit.low, fit.high))))

    sto = told.carriers["sto"]
    lognormal("handling", told.merchants.handling, "ordered", "picked_up")
    lognormal("last mile", sto.last_mile, "out_for_delivery", "attempt_failed")
    lognormal("dwell", told.lockers["fengchao"].pick_up, "locker_deposited", "collected")
    for name in ("sto", "zto", "yto", "yunda"):
        trips, carrier = found.evidence.travel[name], told.carriers[name]
        spread = carrier.travel_spread
        assert isinstance(spread, Lognormal)
        true = carrier.travel_fixed, carrier.speed, spread.log_parameters()[1]
        for place, value in enumerate((trips.fixed_h, trips.speed, trips.sigma)):
            rows.append((f"trips of {name} {place}", true[place], value, trips.low[place], trips.high[place]))
    feed = found.evidence.feeds[""]
    latency = told.links["sto"].latency
    assert isinstance(latency, Lognormal)
    mu, sigma = latency.log_parameters()
    fit = feed.latency["lognormal"]
    for name, true_value, place in (("median", float(np.exp(mu)), 0), ("sigma", sigma, 1)):
        ends = (float(each[place]) for each in (fit.values, fit.low, fit.high))
        rows.append((f"latency {name}", true_value, *ends))
    assert feed.loss is not None
    rows.append(("loss", told.links["sto"].loss, feed.loss.value, feed.loss.low, feed.loss.high))
    door = found.evidence.door[""]
    rows.append(("door", sto.door_success, door.value, door.low, door.high))
    return rows


def test_intervals_hold_what_the_world_was_told(told: Scenario, found: Calibration) -> None:
    rows = planted_and_found(told, found)
    held = [what for what, true, _, low, high in rows if low <= true <= high]
    assert stats.binom.ppf(0.001, len(rows), 0.9) <= len(held), rows


def test_nothing_is_far_from_what_the_world_was_told(told: Scenario, found: Calibration) -> None:
    # Four standard errors, and a fiftieth for what is not the family's own: rounded scans, lengths cut short.
    far = [
        (what, true, value)
        for what, true, value, low, high in planted_and_found(told, found)
        if abs(value - true) > 4 * (high - low) / (2 * Z90) + true / 50
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
