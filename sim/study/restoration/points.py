"""The scenario in which an outage is restored after so many hours, and whether it makes sense.

Two ways to take the responses. `stay`: every response as the scenario says, so the point is the run with
`--set outages.<name>.duration=<hours>h`. `follow`: what answers the outage goes with it; a response that would begin
at or after the restoration is left out, and one that lasts to the scenario's own restoration or beyond ends as much
earlier (or later) as the outage does.
"""

import math
from collections.abc import Sequence
from typing import Any, Literal

from sim.errors import Problem, ScenarioError
from sim.spec import Scenario
from sim.spec.schema_walk import nearest

Follow = Literal["stay", "follow"]
OUTAGE_OPTION, HOURS_OPTION = "--outage", "--hours"


def check_outage(scenario: Scenario, outage: str) -> None:
    """See that the scenario has an outage of this name.

    Raises:
        ScenarioError: it has not; names the nearest, or says which there are.
    """
    names = list(scenario.outages)
    if outage in names:
        return
    near = nearest(outage, names)
    there = f"there are {', '.join(names)}" if names else "the scenario has no outages"
    raise ScenarioError.of(OUTAGE_OPTION, f"no outage of this name; {there}", repr(outage), near)


def check_hours(scenario: Scenario, outage: str, hours: Sequence[float]) -> None:
    """See that the hours rise, each once, none below zero, and that all lie within the run.

    Raises:
        ScenarioError: they do not; says which and what was meant.
    """
    check_outage(scenario, outage)
    problems = []
    if len(hours) < 2:
        problems.append(_problem("a curve needs at least two hours", _listed(hours)))
    problems += [_problem("hours must not be negative", f"{hour:g}") for hour in hours if not hour >= 0]
    doubled = [hour for place, hour in enumerate(hours) if hour in hours[:place]]
    problems += [_problem("an hour stands twice", f"{hour:g}") for hour in dict.fromkeys(doubled)]
    if not doubled and list(hours) != sorted(hours):
        problems.append(_problem("hours must rise", _listed(hours), _listed(sorted(hours))))
    longest = float(scenario.horizon) - scenario.outages[outage].start
    problems += [
        _problem(f"the run ends {longest:g} h after this outage begins", f"{hour:g}")
        for hour in hours
        if hour > longest
    ]
    if problems:
        raise ScenarioError(problems)


def restored_after(scenario: Scenario, outage: str, hours: float, responses: Follow = "stay") -> Scenario:
    """The scenario with that outage lasting so many hours.

    Args:
        scenario: as it is told.
        outage: name of one of its outages.
        hours: from its begin to its restoration, at least 0.
        responses: whether responses stay or follow, see above.

    Raises:
        ScenarioError: restored that late, it would overlap another outage of its link.
    """
    told = scenario.outages[outage]
    hit = told.model_copy(update={"duration": float(hours), "end": None})
    for name, other in scenario.outages.items():
        if name != outage and other.link == told.link and other.start < hit.ends_at and told.start < other.ends_at:
            message = f"lasting {hours:g} h it would overlap {name} on the link of {told.link}"
            raise ScenarioError([Problem(HOURS_OPTION, 0, 0, f"outages.{outage}", message)])
    update: dict[str, Any] = {"outages": {**scenario.outages, outage: hit}}
    if responses == "follow":
        update["responses"] = {
            name: moved
            for name, response in scenario.responses.items()
            if (moved := _following(response, told.start, told.ends_at, hit.ends_at)) is not None
        }
    return scenario.model_copy(update=update)


def own_hours(scenario: Scenario, outage: str) -> float:
    """Hours the outage lasts as the scenario tells it; infinite where only a mediation or the horizon ends it."""
    told = scenario.outages[outage]
    return told.ends_at - told.start


def _following(response: Any, begins: float, restored: float, now_restored: float) -> Any:
    """A response as it goes with the outage; None where it is not taken."""
    if now_restored <= begins and response.start is None:
        return None
    if response.start is not None and response.start >= now_restored and now_restored < restored:
        return None
    ends = _ends_at(response)
    if not (math.isfinite(restored) and math.isfinite(ends)) or ends < restored or now_restored == restored:
        return response
    moved = ends + (now_restored - restored)
    if response.start is None:
        return response.model_copy(update={"end": moved}) if response.end is not None else response
    return response.model_copy(update={"end": moved, "duration": None}) if moved > response.start else None


def _ends_at(response: Any) -> float:
    if response.end is not None:
        return float(response.end)
    if response.duration is None or response.start is None:
        return math.inf
    return float(response.start + response.duration)


def _problem(message: str, got: str, suggestion: str | None = None) -> Problem:
    return Problem(HOURS_OPTION, 0, 0, "", message, got, suggestion)


def _listed(hours: Sequence[float]) -> str:
    return ",".join(f"{hour:g}" for hour in hours)
