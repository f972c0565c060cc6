"""The platform: its rules, what it has in force, and the measures by which it acts.

An action is a process: it waits for its time, or for its trigger to hold long enough, then takes effect at the
turn of a period, and ends likewise. Triggers see what the platform itself sees: its desk, its tallies, what is
published; never where a parcel truly is.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.clock import Clock, Phase, Steps
from sim.engine.compiled import kernel
from sim.engine.gates import Shuttings
from sim.engine.instants import TICK_H
from sim.engine.tally import WAIT_BIN_MIN

CHANGES_BY_PERIOD = "published_backlog_h"
"""The one measure of a trigger that is not counted by the clock hour."""


class Rules(NamedTuple):
    """What is in force and published.

    Attributes:
        advised, delisted, dark, troubled: (carriers,) bool: advice against it, not selectable, link known to be
            shut for all, link known to be shut for anybody.
        backlog_h: (carriers,) hours of work its visible parcels mean.
        capacity: (carriers,) factor on hubs and courier waves. agents: (desks,) factor on shifts.
        polled: (links,) share of hit scans read from the carrier's own site.
        auto_confirm, notice: (1,) h; share of worried buyers kept from asking.
        bases_open: (1,) bool, fresh goods whose home carrier is cooled are cooled whoever carries them.
    """

    advised: NDArray[np.bool_]
    delisted: NDArray[np.bool_]
    dark: NDArray[np.bool_]
    troubled: NDArray[np.bool_]
    backlog_h: NDArray[np.float64]
    capacity: NDArray[np.float64]
    agents: NDArray[np.float64]
    polled: NDArray[np.float64]
    auto_confirm: NDArray[np.float64]
    notice: NDArray[np.float64]
    bases_open: NDArray[np.bool_]


def build(scenario: Any) -> Rules:
    """Nothing decided yet."""
    carriers, links = len(scenario.carriers), len(scenario.links)
    return Rules(
        advised=np.zeros(carriers, np.bool_),
        delisted=np.zeros(carriers, np.bool_),
        dark=np.zeros(carriers, np.bool_),
        troubled=np.zeros(carriers, np.bool_),
        backlog_h=np.zeros(carriers),
        capacity=np.ones(carriers),
        agents=np.ones(3),
        polled=np.zeros(links),
        auto_confirm=np.array([scenario.settlement.auto_confirm]),
        notice=np.zeros(1),
        bases_open=np.zeros(1, np.bool_),
    )


@kernel
def look_at_links(now, rules, shuttings: Shuttings):
    """What the platform knows of its carriers' links at `now`: it sees its own interface."""
    for c in range(rules.dark.shape[0]):
        rules.dark[c] = False
        rules.troubled[c] = False
        for s in range(shuttings.first[c], shuttings.after[c]):
            if shuttings.begin[s] <= now < shuttings.end[s] and shuttings.closes[s]:
                rules.troubled[c] = True
                rules.dark[c] = rules.dark[c] or shuttings.is_full[s]


@kernel
def publish_backlog(rules, in_network, finished, p):
    """Refresh the published backlog, and begin a new period in the count of the last 24 hours."""
    for c in range(rules.backlog_h.shape[0]):
        rules.backlog_h[c] = 24.0 * in_network[c] / max(1, finished[c].sum())
        finished[c, (p + 1) % finished.shape[1]] = 0


def p90_wait_min(waits: NDArray[np.float64]) -> float:
    """90th percentile of minutes waited, from counts by minute; 0 if nobody was answered."""
    total = waits.sum()
    if total == 0:
        return 0.0
    return float(np.searchsorted(np.cumsum(waits), 0.9 * total, side="left") + 1) * WAIT_BIN_MIN


class Platform:
    """Runs the responses of a scenario.

    Args:
        scenario: the validated scenario.
        clock: Clock.
        rules: Rules, changed by the actions.
        waived: (waivers, 2) see `settlement.Settlement`.
        measure: measure(name, carrier, now) -> present value of a trigger's measure.
        mediate: mediate(response name) starts the regulator's clock.
    """

    def __init__(
        self,
        scenario: Any,
        clock: Clock,
        rules: Rules,
        waived: NDArray[np.float64],
        measure: Callable[[str, str | None, float], float],
        mediate: Callable[[str], None],
    ) -> None:
        self.scenario, self.clock, self.rules, self.waived = scenario, clock, rules, waived
        self.measure, self.mediate = measure, mediate
        self.carriers = {name: row for row, name in enumerate(scenario.carriers)}
        self.links = {name: row for row, name in enumerate(scenario.links)}
        self.acts: dict[str, tuple[float, float]] = {}
        self._waivers = 0
        self._standing: dict[tuple[int, int], list[tuple[object, Any]]] = {}

    def run_response(self, name: str, response: Any) -> Steps:
        """One action: wait, act, end."""
        if response.when is None:
            begin = response.start
            yield self.clock.at(begin)
        else:
            yield from self._wait_for(response.when)
            begin = self.clock.now
            if response.end is not None and begin >= response.end:
                return
        yield self.clock.at_turn(begin + response.lag)
        undo = self.apply(name, response)
        self.acts[name] = (begin, np.nan)
        end = response.end if response.end is not None else np.inf
        if response.duration is not None:
            end = begin + response.duration
        if end < self.scenario.horizon:
            yield self.clock.at_turn(end)
            undo()
            self.acts[name] = (begin, end)

    def _wait_for(self, trigger: Any) -> Steps:
        """Until the measure has been above its level for long enough, looking once a period.

        A response answers an outage: nobody looks before the first one begins. What is counted by the clock hour stays
        the same until the next full hour: looks before that would find nothing new, and are left out.
        """
        held_since = np.inf
        looked_at = min((outage.start for outage in self.scenario.outages.values()), default=0.0)
        while True:
            yield self.clock.at_tick(looked_at, Phase.WATCH)
            now = looked_at = self.clock.now
            if self.measure(trigger.measure, trigger.carrier, now) > trigger.above:
                held_since = min(held_since, now)
                if now - held_since >= trigger.for_ - TICK_H:  # each boundary is a tick somewhere near its own time
                    return
            else:
                held_since = np.inf
            if trigger.measure != CHANGES_BY_PERIOD:
                full_hour = np.floor(now + TICK_H) + 1.0
                looked_at = max(now, min(full_hour, held_since + trigger.for_) - 2.0 * TICK_H)

    def apply(self, name: str, response: Any) -> Callable[[], None]:
        """Put an action into force; returns what undoes it."""
        rules, action = self.rules, response.action
        if action == "advise_switch":
            return self._switch(rules.advised, self.carriers[response.carrier], True)
        if action in ("delist", "relist"):
            return self._switch(rules.delisted, self.carriers[response.carrier], action == "delist")
        if action == "mobilise_capacity":
            rows = [self.carriers[c] for c in response.carriers]
            return _scale(rules.capacity, rows, response.factor)
        if action == "add_agents":
            return _scale(rules.agents, [("merchant", "platform", "carrier").index(response.desk)], response.factor)
        if action == "fresh_bases":
            return self._switch(rules.bases_open, 0, True)
        if action == "extend_auto_confirm":
            return self._switch(rules.auto_confirm, 0, response.to)
        if action == "waive_late_dispatch":
            return self._waive()
        if action == "poll_fallback":
            return self._switch(rules.polled, self.links[response.polled_link], response.coverage)
        if action == "public_notice":
            return self._switch(rules.notice, 0, response.effect)
        if action == "mediate":
            self.mediate(name)
            return lambda: None
        raise ValueError(f"no rule for the action {action}")

    def _waive(self) -> Callable[[], None]:
        """Waive the penalties that fall due from now on, until the act ends."""
        waiver = self.waived[self._waivers]
        self._waivers += 1
        waiver[:] = (self.clock.now, np.inf)

        def undo() -> None:
            waiver[1] = self.clock.now

        return undo

    def _switch(self, values: NDArray[Any], row: int, value: Any) -> Callable[[], None]:
        """Set one value for as long as the act stands; of several acts on one value the latest counts.

        Returns:
            What ends the act: the value is then that of the latest act still standing, or what it was before any.
        """
        standing = self._standing.setdefault((id(values), row), [(None, values[row])])
        act = (object(), value)
        standing.append(act)
        values[row] = value

        def undo() -> None:
            standing.remove(act)
            values[row] = standing[-1][1]

        return undo


def _scale(values: NDArray[np.float64], rows: list[int], factor: float) -> Callable[[], None]:
    """Multiply values by a factor; returns what divides them again."""
    values[rows] *= factor

    def undo() -> None:
        values[rows] /= factor

    return undo
