"""What a world was told against what a calibration of its own tables finds."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from sim.calibrate import Asked, Calibration, calibrate
from sim.spec import Scenario
from sim.spec.distributions import Lognormal
from sim.study.events import chosen_orders, events_of_replication
from tests.unit.calibrate.from_log import write_tables

WORLD = "scenarios/worlds/china_2017.yaml"


@dataclass(frozen=True)
class Held:
    """One parameter: what was planted, what was found, and the ends of the 90 % interval; NaN where none is stated."""

    what: str
    planted: float
    found: float
    low: float
    high: float

    @property
    def is_held(self) -> bool:
        """Whether the interval holds what was planted."""
        return self.low <= self.planted <= self.high

    @property
    def error(self) -> float:
        """What was found over what was planted, less one."""
        return self.found / self.planted - 1.0


def calibrated(told: Scenario, seed: int, root: Path, folder: Path) -> Calibration:
    """The calibration of all scans, orders and contacts of one run of a world, by the shipped world.

    Args:
        told: the world.
        seed: of the run.
        root: the repository.
        folder: for the tables.
    """
    logs = events_of_replication(told, seed=seed, replication=0, watch=partial(chosen_orders, share=1.0))
    tables = write_tables(logs["baseline"], told.start, folder)
    return calibrate(Asked(tables.tracking, root / WORLD, tables.orders, tables.contacts))


def planted_and_found(told: Scenario, made: Calibration) -> list[Held]:
    """Every parameter that the world gives a number of its own."""
    evidence, rows = made.evidence, []

    def add(what: str, planted: float, found: float, low: float, high: float) -> None:
        rows.append(Held(what, planted, float(found), float(low), float(high)))

    def lognormal(what: str, planted: object, begin: str, end: str) -> None:
        stage = evidence.fit(begin, end)
        assert stage is not None, what
        fit = stage.fits["lognormal"]
        for name, true, place in zip(("median", "spread"), _median_and_sigma(planted), (0, 1), strict=True):
            add(f"{what}, {name}", true, fit.values[place], fit.low[place], fit.high[place])

    sto = told.carriers["sto"]
    lognormal("handling", told.merchants.handling, "ordered", "picked_up")
    lognormal("last mile", sto.last_mile, "out_for_delivery", "attempt_failed")
    lognormal("dwell in a locker", told.lockers["fengchao"].pick_up, "locker_deposited", "collected")
    for name in ("sto", "zto"):
        trips, carrier = evidence.travel[name], told.carriers[name]
        true = carrier.travel_fixed, carrier.speed, _median_and_sigma(carrier.travel_spread)[1]
        found = trips.fixed_h, trips.speed, trips.sigma
        for place, part in enumerate(("fixed hours", "speed", "spread")):
            add(f"trips of {name}, {part}", true[place], found[place], trips.low[place], trips.high[place])
    latency = evidence.feeds[""].latency["lognormal"]
    for name, true_value, place in zip(
        ("median", "spread"), _median_and_sigma(told.links["sto"].latency), (0, 1), strict=True
    ):
        add(f"latency, {name}", true_value, latency.values[place], latency.low[place], latency.high[place])
    loss, door = evidence.feeds[""].loss, evidence.door[""]
    assert loss is not None
    add("loss", told.links["sto"].loss, loss.value, loss.low, loss.high)
    add("success at the door", sto.door_success, door.value, door.low, door.high)
    contacts, buyers = evidence.waiting, told.buyers
    assert contacts is not None
    passes = 1.0 - told.fallback.aware_at_start * told.fallback.satisfied
    for name, rate in (("base", buyers.base), ("silent", buyers.silent), ("late", buyers.late)):
        low, value, high = (each.get(name, np.nan) for each in (contacts.low, contacts.rates, contacts.high))
        add(f"contacts, {name}", rate * passes, value, low, high)
    complaints, delay = evidence.complaining, _median_and_sigma(buyers.complaint_after)
    if complaints is not None:  # else too few
        for place, (what, true, value) in enumerate(
            (
                ("complaints, share", buyers.complaint, complaints.share),
                ("complaints, median", delay[0], complaints.median_h),
                ("complaints, spread", delay[1], complaints.sigma),
            )
        ):
            add(what, true, value, complaints.low[place], complaints.high[place])
    return rows


def _median_and_sigma(planted: object) -> tuple[float, float]:
    assert isinstance(planted, Lognormal)
    mu, sigma = planted.log_parameters()
    return float(np.exp(mu)), sigma
