"""The acts of a scenario as players, and the scenario in which only some of them act.

Knows when an act can have no effect for want of another; must not know values or measures.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sim.errors import Problem, ScenarioError
from sim.spec import Scenario
from sim.spec.responses import AnyResponse
from sim.study.attribution.shapley import Coalition


def acts_by_party(scenario: Scenario) -> dict[str, str]:
    """Party of each act: outages, then responses, in the order of the file.

    Raises:
        ScenarioError: nothing happens in the scenario, or an outage and a response share a name.
    """
    if not scenario.outages and not scenario.responses:
        raise ScenarioError([_problem(scenario, "", "nothing to attribute: no outage and no response")])
    for name in scenario.outages.keys() & scenario.responses.keys():
        raise ScenarioError([_problem(scenario, f"responses.{name}", "an outage is called so, too")])
    acts: Mapping[str, Any] = {**scenario.outages, **scenario.responses}
    return {name: act.by for name, act in acts.items()}


def effective_acts(scenario: Scenario, acts: Iterable[str]) -> Coalition:
    """Those of the acts that can have an effect when only these act.

    Left out is what the model's definition rules out, and nothing that a run might merely not show:

    - a response with a trigger, and a reading of a carrier's own site, without any outage: triggers are looked at from
      the first outage on, and only scans hit by an outage of the polled link are looked for;
    - a public notice without a full outage of a carrier's link: it speaks to buyers whose carrier's link is closed;
    - a mediation that restores none of the outages that act;
    - a relisting of a carrier that no act delists.
    """
    acts = Coalition(acts)
    outages = {name: outage for name, outage in scenario.outages.items() if name in acts}
    hit = {outage.link for outage in outages.values()}
    closed = {outage.link for outage in outages.values() if outage.mode == "full"} & scenario.carriers.keys()
    delisted = {
        response.carrier
        for name, response in scenario.responses.items()
        if name in acts and response.action == "delist"
    }

    def can_act(name: str) -> bool:
        response = scenario.responses[name]
        if response.when is not None and not outages:
            return False
        if response.action == "public_notice":
            return bool(closed)
        if response.action == "poll_fallback":
            return response.polled_link in hit
        if response.action == "mediate":
            return any(outage in outages for outage in response.restores)
        return response.action != "relist" or response.carrier in delisted

    return Coalition(name for name in acts if name in outages or can_act(name))


def scenario_of(scenario: Scenario, acts: Coalition) -> Scenario:
    """The scenario in which only these acts happen; a mediation restores those of its outages that do."""
    outages = {name: outage for name, outage in scenario.outages.items() if name in acts}
    responses: dict[str, AnyResponse] = {}
    for name, response in scenario.responses.items():
        if name in acts and response.action == "mediate":
            kept = tuple(outage for outage in response.restores if outage in outages)
            responses[name] = response.model_copy(update={"restores": kept})
        elif name in acts:
            responses[name] = response
    return scenario.model_copy(update={"outages": outages, "responses": responses, "claims": ()})


def name_of(acts: Coalition) -> str:
    """Name of a coalition in tables: its acts in the order of the alphabet.

    >>> name_of(Coalition({"sf_feed", "advise"})), name_of(Coalition())
    ('advise+sf_feed', 'nobody')
    """
    return "+".join(sorted(acts)) or "nobody"


def _problem(scenario: Scenario, path: str, message: str) -> Problem:
    return Problem(scenario.name, 0, 0, path, message)
