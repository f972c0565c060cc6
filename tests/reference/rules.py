"""What the platform and the regulator do: actions at a time, or once a measured trigger has held."""

import math
from typing import TYPE_CHECKING, Any

from tests.reference.clock import TICKS, Phase, nearest

if TYPE_CHECKING:
    from tests.reference.world import World


class Rule:
    """One response of the scenario.

    Attributes:
        begun_at: h, its start, or the tick at which its trigger had held long enough; infinite = not yet.
    """

    def __init__(self, words: Any) -> None:
        self.words = words
        self.begun_at = words.start if words.start is not None else math.inf
        self.above_since = math.inf

    @property
    def end(self) -> float:
        """When it ends, h."""
        if self.words.end is not None:
            return float(self.words.end)
        return math.inf if self.words.duration is None else float(self.begun_at + self.words.duration)

    def acts(self, period_begin: float) -> bool:
        """Whether it is in force in the period that begins then."""
        return bool(nearest(self.begun_at + self.words.lag) <= period_begin < nearest(self.end))


class Rules:
    """All responses; of several on one thing the latest counts; asked about the period that is running, or about that of another instant."""

    def __init__(self, world: "World", responses: dict[str, Any]) -> None:
        self.world = world
        self.clock = world.clock
        self.named = {name: Rule(words) for name, words in responses.items()}
        self.rules = list(self.named.values())
        self.period_begin = 0.0
        for place, rule in enumerate(self.rules):
            if rule.words.action == "mediate" and rule.words.restores:
                self.clock.process(self._run_mediation(place, rule))

    def turn(self, t: float) -> None:
        """A period begins."""
        self.period_begin = t

    def acting(self, action: str, at: float | None = None) -> list[Any]:
        """The responses of an action in force now, or in the period of an instant."""
        return [words for words in self._acting(at) if words.action == action]

    def _acting(self, at: float | None = None) -> list[Any]:
        """All responses in force, the latest last."""
        begin = self.period_begin if at is None else self.clock.period_begin(at)
        standing = [rule for rule in self.rules if rule.acts(begin)]
        standing.sort(key=lambda rule: self.clock.boundary_after(rule.begun_at + rule.words.lag))
        return [rule.words for rule in standing]

    def is_advised_against(self, carrier: str) -> bool:
        """Whether merchants are advised to leave a carrier."""
        return any(words.carrier == carrier for words in self.acting("advise_switch"))

    def is_delisted(self, carrier: str) -> bool:
        """Whether a carrier cannot be chosen."""
        words = [w for w in self._acting() if w.action in ("delist", "relist") and w.carrier == carrier]
        return bool(words) and words[-1].action == "delist"

    def capacity_factor(self, carrier: str, at: float | None = None) -> float:
        """Capacity per normal capacity of a carrier, now or in the period of an instant."""
        return math.prod(words.factor for words in self.acting("mobilise_capacity", at) if carrier in words.carriers)

    def agents_factor(self, desk: str) -> float:
        """Agents per agent of the shift."""
        return math.prod(words.factor for words in self.acting("add_agents") if words.desk == desk)

    def coverage(self, link: str) -> float:
        """Share of the hit scans the platform reads at their source."""
        polling = [words.coverage for words in self.acting("poll_fallback") if words.polled_link == link]
        return float(polling[-1]) if polling else 0.0

    def notice_effect(self) -> float:
        """Share of the worried buyers whom a public notice keeps from asking."""
        notices = [words.effect for words in self.acting("public_notice")]
        return float(notices[-1]) if notices else 0.0

    def auto_confirm(self, at: float) -> float:
        """Hours from hand-over to payment without confirmation, in the period of an instant."""
        extended = [words.to for words in self.acting("extend_auto_confirm", at)]
        return float(extended[-1] if extended else self.world.scenario.settlement.auto_confirm)

    def is_waived(self, at: float) -> bool:
        """Whether penalties for late dispatch are waived in the period of an instant."""
        return bool(self.acting("waive_late_dispatch", at))

    def check_triggers(self, tick: float) -> None:
        """Begin what has been above its level for long enough; nobody looks before the first outage has begun."""
        if tick <= min((nearest(outage.start) for outage in self.world.scenario.outages.values()), default=0.0):
            return
        for rule in self.rules:
            trigger = rule.words.when
            if trigger is None or not math.isinf(rule.begun_at):
                continue
            if self.world.measured(trigger, tick) > trigger.above:
                rule.above_since = min(rule.above_since, tick)
                if tick - rule.above_since >= trigger.for_ - 1 / TICKS:  # boundaries lie where their ticks are
                    rule.begun_at = tick
            else:
                rule.above_since = math.inf

    def _run_mediation(self, place: int, rule: Rule) -> Any:
        """Wait for the mediation to begin; then its end is known."""
        while math.isinf(rule.begun_at):
            yield self.world.turned
        begin = self.clock.boundary_after(rule.begun_at + rule.words.lag)
        yield self.clock.at(begin, Phase.FLIP)
        at = begin + self.world.luck.exactly(rule.words.after, "mediation", place)
        for name in rule.words.restores:
            self.world.outages[name].restore(at)
