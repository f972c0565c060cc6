"""What went on around a parcel in the outage arm: acts in force, and what its merchant did."""

import math
from dataclasses import dataclass

from sim.actors.merchants import AT_HOME, AWAY, HOLDING, SETTING_UP
from sim.report import labels
from sim.report.wall_clock import WallClock
from sim.spec import Scenario
from sim.study.events import WatchedPair

CONDUCT = {
    AT_HOME: "was back at its home carrier",
    SETTING_UP: "began to set up another carrier",
    HOLDING: "began to hold its orders back",
    AWAY: "began to ship with {carrier}",
}


@dataclass(frozen=True)
class Act:
    """An outage or a response as it was in this replication.

    Attributes:
        link: the link an outage is of; empty for a response.
        began_at, ended_at: h; an end that did not come is infinite.
    """

    name: str
    kind: str
    by: str
    link: str
    began_at: float
    ended_at: float


@dataclass(frozen=True)
class Step:
    """What a merchant did at a tick, in words; `carrier`: with whom it ships from then on."""

    at: float
    state: int
    carrier: str

    @property
    def words(self) -> str:
        """As the end of a sentence about the merchant."""
        return CONDUCT[self.state].format(carrier=labels.entity(self.carrier))


@dataclass(frozen=True)
class Circumstances:
    """The outage arm of one replication around its parcels.

    Attributes:
        scenario: as it was run.
        clock: clock times in its zone.
        acts: by the time they began.
        steps: of each merchant, by its number.
    """

    scenario: Scenario
    clock: WallClock
    acts: tuple[Act, ...]
    steps: dict[int, tuple[Step, ...]]

    @property
    def horizon(self) -> float:
        """End of the run, h."""
        return float(self.scenario.horizon)

    def outages_before(self, at: float, links: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Outages that had begun by an instant, of these links or of any."""
        return tuple(
            act.name for act in self.acts if act.link and act.began_at <= at and (not links or act.link in links)
        )

    def closed(self, link: str, at: float) -> str:
        """The outage that closes a link for everybody at an instant; empty if none does."""
        outages = self.scenario.outages
        for act in self.acts:
            if act.link == link and act.began_at <= at < act.ended_at and outages[act.name].mode == "full":
                return act.name
        return ""

    def responses_at(self, at: float, carrier: str) -> tuple[str, ...]:
        """Responses in force at an instant that name a carrier."""
        found = []
        for act in self.acts:
            if not act.link and act.began_at <= at < act.ended_at:
                response = self.scenario.responses[act.name]
                carriers = getattr(response, "carriers", None) or [getattr(response, "carrier", "")]
                if carrier in carriers:
                    found.append(act.name)
        return tuple(found)

    def last_step(self, merchant: int, before: float) -> Step | None:
        """What a merchant had done last, up to an instant."""
        steps = [step for step in self.steps.get(merchant, ()) if step.at <= before]
        return steps[-1] if steps else None


def circumstances_of(scenario: Scenario, pair: WatchedPair) -> Circumstances:
    """What went on in a replication that was watched."""
    carriers = list(scenario.carriers)
    acts = []
    for name, kind, by, began_at, ended_at in pair.results[1].acts:
        link = scenario.outages[name].link if name in scenario.outages else ""
        if not math.isnan(began_at):
            acts.append(Act(name, kind, by, link, began_at, math.inf if math.isnan(ended_at) else ended_at))
    steps: dict[int, list[Step]] = {}
    for at, merchant, state, ships_with in pair.steps.tolist():
        steps.setdefault(merchant, []).append(Step(at, state, carriers[ships_with]))
    return Circumstances(
        scenario, WallClock(scenario.start), tuple(acts), {merchant: tuple(told) for merchant, told in steps.items()}
    )
