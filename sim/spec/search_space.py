"""A search's space over a scenario: every lever with the responses it may become, complete and checked.

Made by `sim.spec.load_search`. Knows what may be chosen; must not know how a choice is found.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sim.spec.responses import AnyResponse
from sim.spec.scenario import Scenario
from sim.spec.search_fields import LeverCost


@dataclass(frozen=True)
class Setting:
    """One strength of a lever.

    Attributes:
        label: as the file says it, "" where there is nothing to choose.
        response: complete but for its times.
        strength: what `per_h_at_full` counts for: capacity or agents added, coverage or effect; 1 for all else.
    """

    label: str
    response: AnyResponse
    strength: float


@dataclass(frozen=True)
class Lever:
    """A response that may be given.

    Attributes:
        name: also of the response in the scenario.
        at: hours from the begin of the outage to choose from, None = never, in the order of the file.
        settings: strengths to choose from.
        stays: h in force beyond the end of the outage.
        cost: CNY.
    """

    name: str
    at: tuple[float | None, ...]
    settings: tuple[Setting, ...]
    stays: float
    cost: LeverCost


@dataclass(frozen=True)
class SearchSpace:
    """What is searched.

    Attributes:
        scenario: the world and its outages; of its responses, only those that stay.
        outage: its length is uncertain.
        lengths: h, equally likely.
        levers: in the order of the file.
        harm: weights by measure.
        harm_price: CNY a unit of harm.
    """

    name: str
    scenario: Scenario
    outage: str
    lengths: tuple[float, ...]
    levers: tuple[Lever, ...]
    harm: Mapping[str, float]
    harm_price: float

    def with_(
        self,
        *,
        lengths: tuple[float, ...] | None = None,
        harm: Mapping[str, float] | None = None,
        harm_price: float | None = None,
    ) -> "SearchSpace":
        """The space with what the command line says otherwise."""
        said = {"lengths": lengths, "harm": harm, "harm_price": harm_price}
        return replace(self, **{name: value for name, value in said.items() if value is not None})  # type: ignore[arg-type]

    def begins_at(self) -> float:
        """Begin of the uncertain outage, h since the scenario's start."""
        return self.scenario.outages[self.outage].start
