"""One result, read once for a whole page: its acts, its window, its impact table and its series.

Answers "what does this run say about …" for every section; makes no figure and no HTML.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.report import labels, theme
from sim.report.series import HourlySeries
from sim.report.subject import RunResult
from sim.report.wall_clock import WallClock

if TYPE_CHECKING:
    from sim.report.parcel_story import Stories

BEFORE_H = 24.0
AFTER_H = 7 * 24.0


@dataclass(frozen=True)
class Act:
    """An outage or a response as it happened, hours since start; `ended_h` NaN = did not end.

    An act with a trigger begins when its trigger holds: `began_h` is then the median over the replications in which
    it began, a `share` of all, between `began_first_h` and `began_last_h`.
    """

    name: str
    kind: str
    by: str
    began_h: float
    ended_h: float
    link: str
    is_outage: bool
    mode: str = "full"
    began_first_h: float = math.nan
    began_last_h: float = math.nan
    share: float = 1.0

    @property
    def title(self) -> str:
        """What it was, in words."""
        if self.is_outage:
            return f"{labels.entity(self.link or self.name)} link {labels.MODES.get(self.mode, 'hit')}"
        return labels.action(self.kind) if self.kind in labels.ACTIONS else self.name.replace("_", " ")


@dataclass(frozen=True)
class Effect:
    """One row of the impact table; NaN where the run has no number."""

    baseline: float
    outage: float
    excess: float
    low: float
    high: float
    unit: str

    @property
    def ratio(self) -> float:
        """Excess over baseline; NaN where the baseline is zero."""
        return self.excess / self.baseline if self.baseline else math.nan

    @property
    def is_clear(self) -> bool:
        """Whether the interval excludes zero."""
        return math.isfinite(self.low) and math.isfinite(self.high) and (self.low > 0 or self.high < 0)

    @property
    def is_nothing(self) -> bool:
        """Whether both arms are the same, exactly."""
        return self.excess == 0 and not self.is_clear


class Reading:
    """A run as a page reads it."""

    def __init__(
        self, result: RunResult, elasticities: pd.DataFrame | None = None, stories: "Stories | None" = None
    ) -> None:
        """Read `result`; every missing part is taken as empty.

        Args:
            result: the run.
            elasticities: how far the answer moves with each assumption, where a study measured it: columns `path` (of
                the assumption) and `elasticity` (relative change of the answer for a relative change of the value).
            stories: of single parcels, where they were kept.
        """
        self.result = result
        self.elasticities = elasticities
        self.stories = stories
        self.scenario = result.scenario
        self.start: datetime = self.scenario.start
        self.wall_clock = WallClock(self.start)
        self.horizon_h = float(self.scenario.horizon)
        self.carriers = list(_mapping(self.scenario, "carriers"))
        self.operators = list(_mapping(self.scenario, "lockers"))
        self.carrier_colours = theme.carrier_colours(self.carriers)

    @cached_property
    def hourly(self) -> HourlySeries:
        """The hourly series."""
        return HourlySeries(self.result.hourly)

    @cached_property
    def impact(self) -> pd.DataFrame:
        """The impact table."""
        return self.result.impact

    @cached_property
    def _effects(self) -> dict[tuple[str, str], Effect]:
        columns = ["measure", "group", "baseline", "outage", "excess", "ci_low", "ci_high", "unit"]
        rows = self.impact[columns].itertuples(index=False, name=None) if not self.impact.empty else ()
        return {(str(row[0]), str(row[1])): effect_of(row[2:]) for row in rows}

    def effect(self, measure: str, group: str = "total") -> Effect | None:
        """Impact of a measure in a group, None where the run does not have it."""
        return self._effects.get((measure, group))

    @cached_property
    def acts(self) -> list[Act]:
        """What was done, in order of beginning; acts that never began are left out."""
        outages = _mapping(self.scenario, "outages")
        found = []
        for act in self.result.acts:
            began = hours_of(act.get("began_at"))
            if math.isfinite(began):
                name, kind = str(act["name"]), str(act.get("kind") or "")
                of = outages.get(name)
                link = str(getattr(of, "link", "") or "")
                told = Act(
                    name,
                    kind,
                    str(act.get("by") or getattr(of, "by", "") or labels.UNKNOWN),
                    began,
                    hours_of(act.get("ended_at")),
                    link,
                    name in outages or kind == "outage",
                    str(getattr(of, "mode", "full")),
                    hours_of(act.get("began_first")),
                    hours_of(act.get("began_last")),
                    float(act.get("share", 1.0)),
                )
                found.append(told)
        return sorted(dict.fromkeys(found), key=lambda act: (act.began_h, not act.is_outage, act.name))

    @property
    def outages(self) -> list[Act]:
        """The acts that closed a link."""
        return [act for act in self.acts if act.is_outage]

    @cached_property
    def bills(self) -> pd.DataFrame:
        """Who pays: party, line, excess, ci_low, ci_high; the lines a party has once a carrier are added up.

        A sum has no interval: the parts are not independent.
        """
        frame = self.result.who_pays
        columns = ["excess", "ci_low", "ci_high"]
        if frame.empty:
            return pd.DataFrame(columns=["party", "line", *columns])
        lines = [self._line(str(line)) for line in frame["line"]]
        told = frame[["party", *columns]].assign(line=lines)
        grouped = told.groupby(["party", "line"], sort=False, observed=True)
        bills = grouped[columns].sum()
        bills.loc[grouped.size() > 1, ["ci_low", "ci_high"]] = math.nan
        return bills.reset_index()

    @cached_property
    def bill_of(self) -> dict[str, float]:
        """Excess cost of each party, CNY, dearest first."""
        sums = self.bills.groupby("party", sort=False)["excess"].sum()
        return {str(name): float(value) for name, value in sorted(sums.items(), key=lambda item: -item[1])}

    def _line(self, line: str) -> str:
        head, _, last = line.rpartition(" ")
        return head if head and last in self.carriers else line

    @cached_property
    def party_colours(self) -> dict[str, str]:
        """Colour of each party that acted or pays."""
        paying = [str(name) for name in self.result.who_pays.get("party", pd.Series(dtype=str)).unique()]
        return theme.party_colours([*(act.by for act in self.acts), *paying], self.carrier_colours)

    @cached_property
    def cut_carriers(self) -> list[str]:
        """Carriers whose own link an outage hit, in the scenario's order."""
        hit = {act.link for act in self.outages}
        return [name for name in self.carriers if name in hit]

    @cached_property
    def window_h(self) -> tuple[float, float]:
        """Hours shown at first: a day before the first act to a week after the last; else the whole run."""
        if not self.acts:
            return 0.0, self.horizon_h
        last = max(act.began_h if math.isnan(act.ended_h) else act.ended_h for act in self.acts)
        return max(0.0, self.acts[0].began_h - BEFORE_H), min(self.horizon_h, last + AFTER_H)

    def end_h(self, act: Act) -> float:
        """Hour at which an act ended, the end of the run where it did not."""
        return self.horizon_h if math.isnan(act.ended_h) else act.ended_h

    def at(self, hour: float) -> datetime:
        """Instant of an hour since start, in the scenario's zone."""
        return self.wall_clock.at(hour)

    def axis(self, hour: float) -> str:
        """The same as a time axis takes it: local time without zone."""
        return self.wall_clock.axis(hour)

    def clock(self, hour: float) -> str:
        """The same in words, such as `1 June 10:00`."""
        return self.wall_clock.words(hour)

    def day(self, number: int) -> str:
        """A calendar day of the run in words, the first being 0, such as `1 June`."""
        when = self.start + timedelta(days=number)
        return f"{when.day} {when:%B}"

    @property
    def first_clock_h(self) -> float:
        """Clock time of hour 0, hours after midnight."""
        return self.start.hour + self.start.minute / 60.0

    @property
    def zone(self) -> str:
        """Zone of the clock times shown, such as `UTC+8`."""
        return self.wall_clock.zone


def effect_of(figures: Sequence[Any]) -> Effect:
    """An effect from baseline, outage, excess, low, high and unit; what is missing is NaN."""
    baseline, outage, excess, low, high = (hours_of(figure) for figure in figures[:5])
    return Effect(baseline, outage, excess, low, high, str(figures[5]))


def hours_of(value: Any) -> float:
    """Hours, or any figure, as a float; None is NaN."""
    return math.nan if value is None or value is pd.NA else float(value)


def _mapping(scenario: Any, name: str) -> Mapping[str, Any]:
    return getattr(scenario, name, None) or {}
