"""A run that begins with the parcels in flight, against how the simulation they were cut out of went on."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.engine.record import MILESTONES, NONE
from sim.engine.tally import COUNT_ROW, ArmResult
from sim.spec import Scenario, load_scenario
from sim.study.events import chosen_orders, events_of_replication
from sim.world import InFlight, InFlightTrunk

SIZE = {"sample": "0.003%", "merchants.count": "500", "horizon": "12d"}
NOW, AHEAD = 202.0, 72
SEED, REPLICATIONS = 5, 6
FINISHED = ("delivered", "collected", "returned")


@dataclass(frozen=True)
class Cut:
    """A simulation cut at an instant: what was known then, and what came of it."""

    known: InFlight
    in_flight: int
    delivered: np.ndarray
    in_flight_h: float


def world(root: Path, **more: object) -> Scenario:
    return load_scenario(root / "scenarios" / "null.yaml", overrides=SIZE | more)


def known_at(log: pd.DataFrame, of: Scenario) -> InFlight:
    """What was published of each parcel that was not visibly finished at the instant."""
    ordered = log[(log["milestone"] == "ordered") & (log["event_time"] < NOW)].set_index("parcel")
    scans = log[(log["kind"] == "scan") & (log["record_time"] <= NOW)].sort_values(["parcel", "seq"])
    last = scans.groupby("parcel").last().reindex(ordered.index)
    here = ~last["milestone"].isin(FINISHED)
    ordered, last = ordered[here], last[here]
    state = last["milestone"].map({name: i for i, name in enumerate(MILESTONES)}).fillna(NONE).astype(np.int64)
    picked_up = scans[scans["milestone"] == "picked_up"].set_index("parcel")["event_time"].reindex(ordered.index)
    tries = scans[scans["milestone"] == "attempt_failed"].groupby("parcel").size().reindex(ordered.index, fill_value=0)
    asked = log[log["milestone"].str.startswith("contact_") & (log["event_time"] < NOW)]

    def places(column: pd.Series, names: list[str]) -> np.ndarray:
        return column.map({name: i for i, name in enumerate(names)}).to_numpy(np.int64)

    return InFlight(
        carrier=places(ordered["carrier"], list(of.carriers)),
        origin=places(ordered["origin"], list(of.regions)),
        destination=places(ordered["destination"], list(of.regions)),
        state=state.to_numpy(),
        since=last["event_time"].fillna(ordered["event_time"]).to_numpy(np.float64),
        placed=ordered["event_time"].to_numpy(np.float64),
        picked_up=picked_up.to_numpy(np.float64),
        tries=tries.to_numpy(np.int64),
        asked=asked.groupby("parcel")["event_time"].max().reindex(ordered.index).to_numpy(np.float64),
    )


def by_hour(log: pd.DataFrame, milestones: tuple[str, ...]) -> np.ndarray:
    at = log.loc[log["milestone"].isin(milestones), "event_time"]
    return np.histogram(at, np.arange(int(NOW) + AHEAD + 1))[0]


def ahead_of(delivered: np.ndarray, returned: np.ndarray, handed: np.ndarray) -> tuple[np.ndarray, float]:
    """Deliveries of each hour after the instant, and the parcel-hours in flight."""
    in_flight = np.cumsum(handed - delivered - returned)[int(NOW) :]
    return delivered[int(NOW) :], float(in_flight.sum())


@pytest.fixture(scope="module")
def cuts(root: Path) -> list[Cut]:
    of, found = world(root), []
    for replication in range(REPLICATIONS):
        watch = partial(chosen_orders, share=1.0)
        log = events_of_replication(of, seed=SEED, replication=replication, watch=watch)["baseline"]
        flows = [by_hour(log, each) for each in (("delivered", "collected"), ("returned",), ("picked_up",))]
        in_flight = int((flows[2] - flows[0] - flows[1])[: int(NOW)].sum())
        found.append(Cut(known_at(log, of), in_flight, *ahead_of(*flows)))
    return found


def hourly(arm: ArmResult, name: str) -> np.ndarray:
    return arm.hourly[: int(NOW) + AHEAD, COUNT_ROW[name]].sum(axis=(1, 2))


def errors(root: Path, cuts: list[Cut], share: float = 1.0) -> dict[str, np.ndarray]:
    """(replications,) forecast over truth, less one, when so many of the parcels in flight are told."""
    of, found = world(root), {"delivered": [], "in_flight": []}
    for replication, cut in enumerate(cuts):
        told = np.flatnonzero(np.arange(len(cut.known)) % 100 < 100 * share)
        trunk = InFlightTrunk(of, cut.known.of(told), now=NOW, seed=SEED, replication=replication)
        arm = trunk.baseline()
        assert [] == arm.audit["problems"]
        names = ("parcels_delivered", "parcels_returned", "parcels_handed_over")
        delivered, in_flight_h = ahead_of(*(hourly(arm, name) for name in names))
        found["delivered"].append(delivered.sum() / cut.delivered.sum() - 1.0)
        found["in_flight"].append(in_flight_h / cut.in_flight_h - 1.0)
    return {name: np.array(values) for name, values in found.items()}


def half_width(values: np.ndarray) -> float:
    """Half the 99 % interval of the mean."""
    return float(stats.t.ppf(0.995, len(values) - 1) * stats.sem(values))


def test_the_start_reproduces_how_the_simulation_went_on(root: Path, cuts: list[Cut]) -> None:
    for name, values in errors(root, cuts).items():
        assert 0.0 == pytest.approx(values.mean(), abs=half_width(values)), name
        assert half_width(values) < 0.03, name  # else nothing would be found wrong


def test_a_start_that_lacks_one_parcel_in_twenty_is_found_wrong(root: Path, cuts: list[Cut]) -> None:
    for name, values in errors(root, cuts, share=0.95).items():
        assert abs(values.mean()) > half_width(values), name


def test_what_nobody_ordered_yet_told_of_is_drawn_from_the_world(root: Path, cuts: list[Cut]) -> None:
    waiting = [int((cut.known.state == NONE).sum()) for cut in cuts]
    of, made = world(root), []
    for replication, cut in enumerate(cuts):
        seen = cut.known.of(cut.known.state != NONE)
        trunk = InFlightTrunk(of, seen, now=NOW, seed=SEED, replication=replication, has_orders=False)
        created = trunk.baseline().hourly[: int(NOW), COUNT_ROW["parcels_created"]].sum()
        made.append(created - len(seen))
    differences = np.array(made) - waiting
    assert np.mean(waiting) == pytest.approx(np.mean(made), abs=half_width(differences) + 0.02 * np.mean(waiting))


def test_an_outage_of_no_length_changes_nothing(root: Path, cuts: list[Cut]) -> None:
    cut = {"link": "sf", "start": "2017-06-02T10:00", "duration": "0h", "by": "sf"}
    trunk = InFlightTrunk(world(root), cuts[0].known, now=NOW, seed=SEED, replication=0)
    baseline, outage = trunk.baseline(), trunk.outage_arm(world(root, **{"outages.cut": cut}))
    np.testing.assert_array_equal(baseline.hourly, outage.hourly)
    np.testing.assert_array_equal(baseline.levels, outage.levels)


def test_an_outage_from_the_instant_on_hides_what_was_in_flight_and_moves_merchants(
    root: Path, cuts: list[Cut]
) -> None:
    cut = {"link": "sf", "start": "2017-06-02T10:00", "duration": "60h", "by": "sf"}
    gone = {"action": "delist", "carrier": "sf", "start": "2017-06-02T14:00", "by": "cainiao"}
    trunk = InFlightTrunk(world(root), cuts[0].known, now=NOW, seed=SEED, replication=0)
    baseline, outage = trunk.baseline(), trunk.outage_arm(world(root, **{"outages.cut": cut, "responses.gone": gone}))
    assert [] == outage.audit["problems"]
    sf = list(world(root).carriers).index("sf")
    assert outage.dark[int(NOW) + 48, sf] > 10 * (1 + baseline.dark[int(NOW) + 48, sf])
    assert outage.hourly[:, COUNT_ROW["parcels_rerouted"]].sum() > 0


def test_nothing_may_happen_before_the_instant(root: Path, cuts: list[Cut]) -> None:
    cut = {"link": "sf", "start": "2017-06-01T10:00", "duration": "60h", "by": "sf"}
    trunk = InFlightTrunk(world(root), cuts[0].known, now=NOW, seed=SEED, replication=0)
    with pytest.raises(ValueError, match="before 202 h"):
        trunk.outage_arm(world(root, **{"outages.cut": cut}))
