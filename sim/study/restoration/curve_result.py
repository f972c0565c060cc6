"""A restore curve as a result: its tables, as JSON, on disk and as a page. Must not know how its runs are made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim import store
from sim.spec import Scenario
from sim.study.kept import Setting, identity_of
from sim.study.paired_values import PairedValues, paired_values
from sim.study.restoration.curve import added_by_replication, curve, marginal
from sim.study.restoration.knee import Knee, knee
from sim.study.restoration.points import Follow, own_hours
from sim.study.result import TOTAL

KIND = "restore-curve"
TABLES = ("values", "curve", "marginal", "knees", "bids")
COST, REVENUE = "cost_cny", "delivery_revenue_lost_cny"
TOTAL_COST = "total_cost_cny"
OWN = (COST, REVENUE)
"""Measures that this study adds to those of a run."""


@dataclass(frozen=True)
class RestoreCurve:
    """One outage restored after different hours. All counts are of the full population.

    Attributes:
        setting: the scenario as it is told, and how it was run.
        outage: whose restoration moves.
        hours: restoration hours asked for, rising.
        responses: whether responses stay as they are told or follow the restoration.
        values: variant (the hours, as text), replication, arm, measure, group, value, unit; zero hours first.
    """

    setting: Setting
    outage: str
    hours: tuple[float, ...]
    responses: Follow
    values: pd.DataFrame

    @property
    def all_hours(self) -> tuple[float, ...]:
        """The hours asked for, with zero before them."""
        return with_zero(self.hours)

    @cached_property
    def paired(self) -> PairedValues:
        """Every series at every hour, as arrays."""
        return paired_values(self.values)

    @cached_property
    def curve(self) -> pd.DataFrame:
        """Excess, and what the hours add, see `sim.study.restoration.curve`."""
        return curve(self.paired, self.all_hours)

    @cached_property
    def marginal(self) -> pd.DataFrame:
        """What an hour costs between neighbouring hours, of totals and parties."""
        return marginal(self.paired, self.all_hours)

    @cached_property
    def knees(self) -> pd.DataFrame:
        """Knee of every total: measure, unit, is_found, hours, low, high, before, after, certainty, reason."""
        totals = self.paired.totals()
        rows = [
            {"measure": measure, "unit": unit, **knee(self.all_hours, added_by_replication(totals, row))._asdict()}
            for row, (measure, unit) in enumerate(zip(totals.series["measure"], totals.series["unit"], strict=True))
        ]
        return pd.DataFrame(rows, columns=["measure", "unit", *Knee._fields])

    @cached_property
    def bids(self) -> pd.DataFrame:
        """What an hour earlier is worth to each party: party, kind, from_h, to_h, cny_per_hour, ci_low, ci_high.

        The break-even bid: at most this the party should give for having the link back an hour earlier, below zero
        what it would have to be given. `kind` is "party" (all its costs), "carrier" (its delivery revenue alone, a
        part of the carriers' costs) or "all" (all parties together).
        """
        table = self.marginal
        is_bid = table["measure"].isin(OWN) | ((table["measure"] == TOTAL_COST) & (table["group"] == TOTAL))
        found = table[is_bid].rename(columns={"per_hour": "cny_per_hour"})
        kinds = {COST: "party", REVENUE: "carrier", TOTAL_COST: "all"}
        party = [str(group).split("=", 1)[-1] if group != TOTAL else "all parties" for group in found["group"]]
        found = found.assign(party=party, kind=[kinds[name] for name in found["measure"]])
        return found[["party", "kind", "from_h", "to_h", "cny_per_hour", "ci_low", "ci_high"]].reset_index(drop=True)

    @property
    def replications(self) -> int:
        """Pairs of arms at each hour."""
        return len(self.paired.replications)

    @property
    def own_hours(self) -> float:
        """Hours the outage lasts as the scenario tells it."""
        return own_hours(self.setting.first, self.outage)

    @property
    def identity(self) -> str:
        """Name of the study."""
        return curve_id(self.setting.first, self.outage, self.hours, self.responses)

    def to_json(self) -> dict[str, Any]:
        """The curve as one object of plain values."""
        totals = self.curve[(self.curve["group"] == TOTAL) & self.curve["hours"].isin(self.hours)]
        impact: dict[float, dict[str, Any]] = {hour: {} for hour in self.hours}
        for row in totals.to_dict("records"):
            impact[row["hours"]][str(row["measure"])] = {
                **{name: row[name] for name in ("baseline", "outage", "excess")},
                "ci95": [row["ci_low"], row["ci_high"]],
                "unit": row["unit"],
                "added": row["added"],
                "added_ci95": [row["added_low"], row["added_high"]],
            }
        steps = self.marginal[self.marginal["group"] == TOTAL]
        first = self.setting.first
        found = {
            "study": self.identity,
            "scenario": first.name,
            "outage": self.outage,
            "own_hours": self.own_hours,
            "responses": self.responses,
            "seed": first.seed,
            "sample": first.sample,
            "replications": self.replications,
            "points": [{"hours": hour, "impact": impact[hour]} for hour in self.hours],
            "marginal": [_step(row) for row in steps.to_dict("records")],
            "knees": {row["measure"]: _without(row, "measure") for row in self.knees.to_dict("records")},
            "bids": [_bid(row) for row in self.bids.to_dict("records")],
            "paths": self.setting.paths,
        }
        if self.setting.is_incomplete:
            found["incomplete"] = True
        plain: dict[str, Any] = store.plain(found)
        return plain

    def save(self, out: Path) -> "RestoreCurve":
        """Write the study's folder, whole or not at all, and return the curve with its paths.

        Raises:
            RunError: the disk is full or the folder cannot be written.
        """
        tables = {name: getattr(self, name) for name in TABLES}
        asked = {"outage": self.outage, "hours": self.hours, "responses": self.responses}
        setting = self.setting.saved(
            out, KIND, self.identity, self.replications, tables=tables, page=self.page, **asked
        )
        return replace(self, setting=setting)

    def page(self, path: Path) -> None:
        """Write the study's page.

        Raises:
            OSError: the file cannot be written.
        """
        from sim.report.restoration_page import write_restoration_page  # late: it brings the drawing library

        first = self.setting.first
        write_restoration_page(
            path,
            title=first.title or first.name,
            outage=self.outage,
            own_hours=self.own_hours,
            responses=self.responses,
            hours=self.hours,
            curve=self.curve,
            marginal=self.marginal,
            knees=self.knees,
            bids=self.bids,
            replications=self.replications,
            carriers=list(first.carriers),
            provenance=self.setting.provenance(self.identity, self.replications),
        )


def curve_id(scenario: Scenario, outage: str, hours: Sequence[float], responses: Follow) -> str:
    """Name of the curve of this scenario, as it would be run."""
    return identity_of(KIND, {scenario.name: scenario}, outage, [float(hour) for hour in hours], responses)


def with_zero(hours: Sequence[float]) -> tuple[float, ...]:
    """The hours with zero before them, once.

    >>> with_zero([2.0, 6.0]), with_zero([0.0, 2.0])
    ((0.0, 2.0, 6.0), (0.0, 2.0))
    """
    return (0.0, *(float(hour) for hour in hours if hour != 0))


def _step(row: Mapping[Any, Any]) -> dict[str, Any]:
    named = {name: row[name] for name in ("from_h", "to_h", "measure", "unit", "per_hour")}
    return {**named, "ci95": [row["ci_low"], row["ci_high"]]}


def _bid(row: Mapping[Any, Any]) -> dict[str, Any]:
    named = {name: row[name] for name in ("party", "kind", "from_h", "to_h", "cny_per_hour")}
    return {**named, "ci95": [row["ci_low"], row["ci_high"]]}


def _without(row: Mapping[Any, Any], name: str) -> dict[str, Any]:
    return {str(key): value for key, value in row.items() if key != name}
