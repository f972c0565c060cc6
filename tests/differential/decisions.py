"""Every step of every merchant and every act of platform and regulator: who, what, when.

Merchants' steps are counted without an order, so they are watched instead: after each tick, what each merchant does now
and with whom it ships. Boundaries of periods are the same ticks in both models (`SAME_H`).
An act's begin is its start, or the tick at which its trigger had held long enough; an outage's end is the restoration.
"""

import math
from typing import Any, NamedTuple

from sim.actors.merchants import AT_HOME, AWAY, HOLDING, SETTING_UP
from sim.engine.clock import Phase
from sim.world.replication import Replication
from tests.differential.comparison import SAME_H
from tests.reference import Account

Acts = dict[str, tuple[float, float]]
"""{name of the outage or response: (begin, end) in h}; an end that did not come is NaN."""


class Step(NamedTuple):
    """A merchant's step at a tick; `to` is the name of the carrier it ships with from then on."""

    at: float
    merchant: int
    what: str
    to: str


class Watcher:
    """Notes the steps of a run's merchants, without touching them."""

    def __init__(self, run: Replication) -> None:
        self.run = run
        self.carriers = list(run.scenario.carriers)
        self.steps: list[Step] = []
        self._before = run.merchants.rec.copy()
        run.clock.every_period(Phase.COUNT, self._look)

    def _look(self, p: int) -> None:
        now, before = self.run.merchants.rec, self._before
        is_never = (now["until"] == math.inf) & (now["state"] == AWAY)
        was_never = (before["until"] == math.inf) & (before["state"] == AWAY)
        moved = (now["state"] != before["state"]) | (now["ships_with"] != before["ships_with"])
        for m in (moved | (is_never & ~was_never)).nonzero()[0]:
            what = _step(int(before["state"][m]), int(now["state"][m]))
            self.steps.append(Step((p + 1) * self.run.clock.period, int(m), what, self.carriers[now["ships_with"][m]]))
        self._before = now.copy()


def _step(before: int, now: int) -> str:
    """Name of a step, as in the reference's journal."""
    if before == AWAY:
        return {AT_HOME: "merchant_back", AWAY: "merchant_never_back"}.get(now, f"merchant from away to {now}")
    if now == AT_HOME:
        return "merchant_stays"
    return {HOLDING: "merchant_holds", SETTING_UP: "merchant_sets_up", AWAY: "merchant_switches"}[now]


def steps_of_reference(account: Account) -> list[Step]:
    """The merchants' entries."""
    return [
        Step(entry.time, entry.owner, entry.what, entry.detail)
        for entry in account.journal.entries
        if entry.what.startswith("merchant")
    ]


def acts_of_engine(run: Replication) -> Acts:
    """Outages and responses that came into force."""
    return run.links.acts | run.platform.acts


def acts_of_reference(account: Account) -> Acts:
    """The same, as the reference's outages and rules have it."""
    world, horizon = account.world, account.world.clock.horizon
    acts: Acts = {}
    for outage in world.outages.values():
        if outage.start < min(outage.end, horizon):
            acts[outage.name] = (outage.start, outage.end if outage.end <= horizon else math.nan)
    for name, rule in world.rules.named.items():
        came_too_late = rule.words.when is not None and rule.words.end is not None and rule.begun_at >= rule.words.end
        last_turn = horizon - world.clock.period
        if not came_too_late and rule.begun_at + rule.words.lag <= last_turn:
            acts[name] = (rule.begun_at, rule.end if rule.end <= last_turn else math.nan)
    return acts


def unlike_steps(expected: list[Step], found: list[Step]) -> list[str]:
    """Where the steps differ first; they are compared in order of time and merchant."""
    expected, found = sorted(expected), sorted(found)
    for wanted, got in zip(expected, found, strict=False):
        if wanted[1:] != got[1:] or abs(wanted.at - got.at) > SAME_H:
            return [f"merchants' steps: {wanted}, and the engine has {got}"]
    if len(expected) != len(found):
        rest = (*expected, *found)[len(found)] if len(expected) > len(found) else found[len(expected)]
        return [f"merchants' steps: {len(expected)}, and the engine has {len(found)}; the first beyond is {rest}"]
    return []


def unlike_acts(expected: Acts, found: Acts) -> list[str]:
    """One line for each outage or response that began or ended at another time, or in one of the models only."""
    never: tuple[Any, Any] = (math.nan, math.nan)
    return [
        f"act {name}: {expected.get(name)} h, and the engine has {found.get(name)}"
        for name in sorted({*expected, *found})
        if not all(
            math.isclose(wanted, got, rel_tol=0.0, abs_tol=SAME_H) or (math.isnan(wanted) and math.isnan(got))
            for wanted, got in zip(expected.get(name, never), found.get(name, never), strict=True)
        )
    ]
