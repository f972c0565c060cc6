"""The story of one parcel in two worlds, as an object and as JSON, and the typical ones of a replication.

Simulates the replication again; must not know how a story is worded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim import store
from sim.actors.orders import expected_per_period, number_in_periods
from sim.engine.luck import key_of
from sim.errors import ScenarioError
from sim.measures import replication_frame
from sim.study.events import WatchedPair, chosen_orders, watch_replication
from sim.study.events.sampling import orders_of
from sim.study.explain.cases import Case, cases_of, check_case
from sim.study.explain.circumstances import Circumstances, circumstances_of
from sim.study.explain.consequences import consequences_of
from sim.study.explain.difference import Difference, differences_of
from sim.study.explain.kept_run import KeptRun
from sim.study.explain.life import Parcel, parcel_of
from sim.study.explain.peak import peak_hour, under_way_at

WATCHED_FOR_CASES = 20_000
"""About so many orders are watched to find the typical cases."""
EVENT_COLUMNS = ["event_time", "record_time", "milestone", "kind", "seq", "way", "outage", "carrier"]


@dataclass(frozen=True)
class Replayed:
    """One replication of a kept run, simulated again and watched.

    Attributes:
        run: the kept run.
        replication: its number.
        pair: both arms.
        around: what went on in the outage arm.
        n_watched: orders watched.
    """

    run: KeptRun
    replication: int
    pair: WatchedPair
    around: Circumstances
    n_watched: int

    @cached_property
    def is_the_kept_one(self) -> bool:
        """Whether the measures of both arms are those that the run kept."""
        again = replication_frame(list(self.pair.results), self.run.scenario)
        kept = self.run.values[self.run.values["replication"] == self.replication]
        keys = ["arm", "measure", "group"]
        both = again.merge(kept, on=keys, how="outer", suffixes=("", "_kept"))
        return bool(np.allclose(both["value"], both["value_kept"], rtol=1e-9, equal_nan=True))

    def explain(self, order: int, case: str = "") -> "Explanation":
        """The story of one of the watched parcels."""
        parcel = parcel_of(self.pair.logs, order)
        return Explanation(self, parcel, case, tuple(differences_of(parcel, self.around)))


@dataclass(frozen=True)
class Explanation:
    """A parcel in both arms, where its lives part, and why.

    Attributes:
        replayed: the replication it is of.
        parcel: its lives.
        case: the typical case it stands for; empty where it was asked for by its number.
        differences: the first in each respect, the earliest first; empty if nothing differs.
    """

    replayed: Replayed
    parcel: Parcel
    case: str
    differences: tuple[Difference, ...]

    @property
    def consequences(self) -> pd.DataFrame:
        """What became of it in each arm, see `consequences.consequences_of`."""
        return consequences_of(self.parcel, self.replayed.around.horizon)

    def to_json(self) -> dict[str, Any]:
        """The story as one object of plain values; hours since the start, None = not by the horizon."""
        run = self.replayed.run
        told: dict[str, Any] = store.plain(
            {
                "run_id": run.run_id,
                "scenario": run.scenario.name,
                "start": run.scenario.start.isoformat(),
                "replication": self.replayed.replication,
                "is_the_kept_one": self.replayed.is_the_kept_one,
                "parcel": self.parcel.order,
                "case": self.case or None,
                "traits": self.parcel.traits,
                "differs": bool(self.differences),
                "differences": [vars(one) for one in self.differences],
                "consequences": self.consequences.to_dict("records"),
                "events": {arm: rows[EVENT_COLUMNS].to_dict("records") for arm, rows in self.parcel.rows.items()},
            }
        )
        return told


@dataclass(frozen=True)
class TypicalCases:
    """The typical cases of a replication and the hour of most dark parcels.

    Attributes:
        replayed: the replication.
        cases: by name.
    """

    replayed: Replayed
    cases: Mapping[str, Case]

    @property
    def explanations(self) -> list[Explanation]:
        """The first parcel of each case that there is."""
        return [self.replayed.explain(case.parcels[0], name) for name, case in self.cases.items() if case.parcels]

    @property
    def peak_hour(self) -> int | None:
        """Full hour of most dark parcels beyond the usual, h since the start; None where there were never more."""
        return peak_hour(self.replayed.pair)

    @property
    def under_way(self) -> pd.DataFrame:
        """Some parcels under way at that hour, see `peak.under_way_at`."""
        hour = self.peak_hour
        return under_way_at(self.replayed.pair.logs, -1.0 if hour is None else float(hour))

    def to_json(self) -> dict[str, Any]:
        """Names, numbers and parcels of each case, and who is under way at the peak."""
        run = self.replayed.run
        told: dict[str, Any] = store.plain(
            {
                "run_id": run.run_id,
                "scenario": run.scenario.name,
                "replication": self.replayed.replication,
                "is_the_kept_one": self.replayed.is_the_kept_one,
                "n_watched": self.replayed.n_watched,
                "cases": [vars(case) for case in self.cases.values()],
                "peak_hour": self.peak_hour,
                "under_way_at_peak": self.under_way.to_dict("records"),
            }
        )
        return told


def typical_cases(run: KeptRun, replication: int) -> TypicalCases:
    """Simulate a replication of a kept run again and find the typical cases among some twenty thousand orders.

    Raises:
        ScenarioError: the run has no replication of this number.
    """
    orders = _orders(run, replication)
    share = min(1.0, WATCHED_FOR_CASES / max(1, len(orders)))
    replayed = _replayed(run, replication, partial(chosen_orders, share=share))
    return TypicalCases(replayed, cases_of(replayed.pair.logs, replayed.around))


def explain(run: KeptRun, named: str, replication: int) -> Explanation:
    """The story of one parcel of a kept run.

    Args:
        run: the kept run.
        named: an order id, or the name of a typical case.
        replication: its number.

    Raises:
        ScenarioError: no such replication, parcel or case, or the case has no parcel among those watched.
    """
    if not named.isdecimal():
        check_case(named)
        typical = typical_cases(run, replication)
        case = typical.cases[named]
        if not case.parcels:
            what = (
                f"none of the {typical.replayed.n_watched} parcels watched is of this case in replication {replication}"
            )
            raise ScenarioError.of("explain", what, named)
        return typical.replayed.explain(case.parcels[0], named)
    order, orders = int(named), _orders(run, replication)
    place = int(np.searchsorted(orders, np.uint64(min(order, 2**63))))
    if place == len(orders) or int(orders[place]) != order:
        near = str(int(orders[min(place, len(orders) - 1)])) if len(orders) else None
        raise ScenarioError.of("explain", f"no parcel of this number in replication {replication}", named, near)
    return _replayed(run, replication, lambda orders, _: orders[orders == np.uint64(order)]).explain(order)


def _orders(run: KeptRun, replication: int) -> NDArray[np.uint64]:
    if not 0 <= replication < run.replications:
        raise ScenarioError.of(
            "--replication", f"the run has replications 0 to {run.replications - 1}", str(replication)
        )
    scenario = run.scenario
    return orders_of(number_in_periods(expected_per_period(scenario), scenario.seed, replication))


def _replayed(run: KeptRun, replication: int, watch: Callable[..., NDArray[np.uint64]]) -> Replayed:
    scenario = run.scenario
    pair = watch_replication(scenario, seed=scenario.seed, replication=replication, watch=watch)
    n_watched = len(watch(_orders(run, replication), key_of(scenario.seed, replication)))
    return Replayed(run, replication, pair, circumstances_of(scenario, pair), n_watched)
