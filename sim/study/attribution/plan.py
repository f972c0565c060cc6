"""Which variants an attribution must run: coalitions of acts, coalitions of parties, and worlds without a mechanism.

Knows names and scenarios; must not know figures.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.spec import Scenario
from sim.study.attribution.coalitions import acts_by_party, effective_acts, name_of, scenario_of
from sim.study.attribution.mechanisms import Mechanism, mechanisms_of
from sim.study.attribution.shapley import Coalition, Order, all_coalitions, coalitions_of, drawn_orders

MOST_EXACT = 8
"""Players up to which all coalitions are run: 2⁸ = 256."""
ORDERS = 32
KNOCK_OUT = "without:"


@dataclass(frozen=True)
class Plan:
    """What is to be run.

    Attributes:
        parties: party of each act, null players included, in the order of the file.
        players: acts that can have an effect; the others have a value of 0.
        party_players: parties of these, in the order of their acts.
        orders: antithetic pairs of orders of acts; none = all coalitions.
        party_orders: the same of parties.
        mechanisms: those whose knock-out is run.
        variants: scenarios by name; coalitions under `name_of`, knock-outs under `without:<mechanism>`.
    """

    scenario: Scenario
    parties: Mapping[str, str]
    players: tuple[str, ...]
    party_players: tuple[str, ...]
    orders: tuple[Order, ...]
    party_orders: tuple[Order, ...]
    mechanisms: tuple[Mechanism, ...]
    variants: Mapping[str, Scenario]

    def coalition_of_parties(self, having: Iterable[str]) -> Coalition:
        """All acts of these parties."""
        parties = set(having)
        return Coalition(act for act, party in self.parties.items() if party in parties)

    def variant_of(self, acts: Coalition) -> str:
        """Name of the variant in which just these acts happen; one of no effect makes no variant of its own."""
        return name_of(effective_acts(self.scenario, acts))


def plan(scenario: Scenario, *, samples: int | None, seed: int, with_mechanisms: bool = True) -> Plan:
    """What must be run to attribute a scenario.

    Args:
        scenario: with at least one outage or response.
        samples: orders of the acts to draw, in pairs; where not said, all coalitions of up to `MOST_EXACT` acts, else
            `ORDERS` orders.
        seed: of the orders.
        with_mechanisms: whether worlds without each mechanism are run, too.

    Raises:
        ScenarioError: nothing happens in the scenario.
    """
    parties = acts_by_party(scenario)
    able = effective_acts(scenario, parties)
    players = tuple(act for act in parties if act in able)
    party_players = tuple(dict.fromkeys(parties[act] for act in players))
    is_sampled = samples is not None or len(players) > MOST_EXACT
    pairs = -(-(samples or ORDERS) // 2)
    orders = tuple(drawn_orders(players, pairs, seed)) if is_sampled else ()
    party_orders = tuple(drawn_orders(party_players, pairs, seed)) if len(party_players) > MOST_EXACT else ()
    mechanisms = tuple(mechanisms_of(scenario)) if with_mechanisms else ()
    empty = Plan(scenario, parties, players, party_players, orders, party_orders, mechanisms, {})
    wanted = [*(coalitions_of(orders) if orders else all_coalitions(players))]
    among_parties = coalitions_of(party_orders) if party_orders else all_coalitions(party_players)
    wanted += [empty.coalition_of_parties(having) & able for having in among_parties]
    variants: dict[str, Scenario] = {}
    for acts in wanted:
        can = effective_acts(scenario, acts)
        if can:
            variants.setdefault(name_of(can), scenario if can == able else scenario_of(scenario, can))
    if not able:
        variants[name_of(able)] = scenario
    variants |= {f"{KNOCK_OUT}{mechanism.name}": mechanism.without(scenario) for mechanism in mechanisms}
    return Plan(scenario, parties, players, party_players, orders, party_orders, mechanisms, variants)
