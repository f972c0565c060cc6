"""What a what-if question may change, and the scenario's own paths that it stands for. Runs nothing.

Values are in the scenario's own language (`50h`, `2e6/h`, `1.15`), so that its checks and its words apply.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sim import spec, units
from sim.errors import Problem, ScenarioError, UnitError
from sim.report import labels
from sim.spec import Scenario, ScenarioFile

FAST_SAMPLE = 0.0002
MOST_LETTERS = 60
MOST_REPLICATIONS = 40
ORDERS = ("oldest_first", "newest_first", "latest_only")


@dataclass(frozen=True)
class Lever:
    """Something that can be changed.

    Attributes:
        name: in the address.
        title: in words.
        value: what the base scenario says.
        path: the scenario's path it stands for.
        hint: how it is written.
        choices: what it may be, where that is a short list.
    """

    name: str
    title: str
    value: str
    path: str
    hint: str = ""
    choices: tuple[str, ...] = ()


def outages_of(scenario: Scenario) -> list[str]:
    """Names of the outages that can be changed, those of carriers' links first."""
    return sorted(scenario.outages, key=lambda name: scenario.outages[name].link not in scenario.carriers)


def levers_of(scenario: Scenario, outage: str) -> list[Lever]:
    """The levers that a scenario has.

    Args:
        scenario: the base.
        outage: the outage that is changed; one of `outages_of`, or empty where there is none.
    """
    told = spec.effective(scenario)
    found = _of_outage(told, outage) if outage else []
    for action, name, title, key, hint in (
        ("advise_switch", "advice", "Advice to switch from", "start", "local time, such as 2017-06-01T14:00"),
        ("mobilise_capacity", "capacity", "Rivals' capacity", "factor", "times their normal capacity, such as 1.15"),
        ("add_agents", "agents", "Agents at the desk", "factor", "times those of the usual shift, such as 1.5"),
    ):
        path = _response(told, action, key)
        if path:
            found.append(Lever(name, title, str(told["responses"][path.split(".")[1]][key]), path, hint))
    found += _of_share(scenario, told, outage)
    sample = f"{100 * min(float(scenario.sample), FAST_SAMPLE):g}%"
    found.append(Lever("sample", "Share of the orders simulated", sample, "sample", "such as 0.02%; more takes longer"))
    found.append(Lever("most", "Replications at most", "20", "replications", f"2 to {MOST_REPLICATIONS}"))
    return found


def asked_scenario(base: ScenarioFile, outage: str, said: Mapping[str, str]) -> tuple[Scenario, dict[str, Any]]:
    """The scenario of a question, and the values by path in which it differs from its base.

    Args:
        base: the scenario that is changed.
        outage: the outage that is changed.
        said: values by the levers' names, as anybody may have written them.

    Raises:
        ScenarioError: a value is not one the scenario can have; names path, value and what was probably meant.
    """
    scenario = base.scenario()
    levers = levers_of(scenario, outage)
    written = {lever.name: (said.get(lever.name) or lever.value).strip() for lever in levers}
    wrong = [
        Problem(lever.title, 0, 0, lever.path, "one short value is wanted", repr(written[lever.name][:MOST_LETTERS]))
        for lever in levers
        if len(written[lever.name]) > MOST_LETTERS or any(sign in written[lever.name] for sign in "{}[]&*!|>\n")
    ]
    if wrong:
        raise ScenarioError(wrong)
    changed: dict[str, Any] = {}
    for lever in levers:
        value = written[lever.name]
        if value == lever.value and lever.name != "sample":
            continue
        if lever.name == "most":
            _check_most(value)
        elif lever.name == "share":
            changed |= _shares(scenario, lever, value)
        else:
            changed[lever.path] = value
            if lever.name == "length":
                changed |= _without_end(scenario, outage)
    return base.scenario(changed), changed


def most_of(said: Mapping[str, str]) -> int:
    """Replications at most, as `asked_scenario` has checked them."""
    return int(said.get("most") or 20)


def _of_outage(told: Mapping[str, Any], name: str) -> list[Lever]:
    outage, path = told["outages"][name], f"outages.{name}"
    replay = outage.get("replay", {})
    length = str(outage.get("duration", ""))
    if "end" in outage:
        length = units.format_hours(_length_h(outage))
    return [
        Lever("start", "Outage from", str(outage["start"]), f"{path}.start", "local time, such as 2017-06-01T10:00"),
        Lever("length", "Outage lasts", length, f"{path}.duration", "such as 50h or 2d"),
        Lever("scans", "Scans of those hours", str(outage["on_close"]), f"{path}.on_close", "", ("buffer", "drop")),
        Lever("order", "Sent again", str(replay.get("order", ORDERS[0])), f"{path}.replay.order", "", ORDERS),
        Lever("rate", "Sent again at", str(replay.get("rate", "")), f"{path}.replay.rate", "scans, such as 2e6/h"),
    ]


def _length_h(outage: Mapping[str, Any]) -> float:
    begins, ends = (datetime.fromisoformat(str(outage[key])) for key in ("start", "end"))
    return (ends - begins).total_seconds() / 3600.0


def _without_end(scenario: Scenario, outage: str) -> dict[str, Any]:
    return {f"outages.{outage}.end": None} if scenario.outages[outage].end is not None else {}


def _response(told: Mapping[str, Any], action: str, key: str) -> str:
    """Path of the first response of an action that says the key."""
    responses: Mapping[str, Mapping[str, Any]] = told.get("responses", {})
    return next(
        (f"responses.{name}.{key}" for name, each in responses.items() if each["action"] == action and key in each), ""
    )


def _of_share(scenario: Scenario, told: Mapping[str, Any], outage: str) -> list[Lever]:
    """The cut carrier's share of the largest category."""
    link = scenario.outages[outage].link if outage else ""
    if link not in scenario.carriers or len(scenario.carriers) < 2:
        return []
    largest = max(scenario.categories, key=lambda name: float(scenario.categories[name].share))
    title = f"{labels.entity(link)}'s share of {largest.replace('_', ' ')} goods"
    value = str(told["carriers"][link]["share"][largest])
    return [Lever("share", title, value, f"carriers.{link}.share.{largest}", "others shrink or grow in proportion")]


def _shares(scenario: Scenario, lever: Lever, value: str) -> dict[str, Any]:
    """The carrier's share and those of the others, which keep their proportions."""
    _, carrier, _, category = lever.path.split(".")
    try:
        share = units.parse_share(value)
    except UnitError as problem:
        raise ScenarioError([Problem(lever.title, 0, 0, lever.path, problem.message, repr(value))]) from None
    before = float(scenario.carriers[carrier].share[category])
    left = 1.0 - before
    if share < 0 or share > 1 or left <= 0:
        raise ScenarioError([Problem(lever.title, 0, 0, lever.path, "a share is 0 to 100 %", repr(value))])
    others = {name: float(each.share[category]) for name, each in scenario.carriers.items() if name != carrier}
    changed = {f"carriers.{name}.share.{category}": each * (1.0 - share) / left for name, each in others.items()}
    return {lever.path: share, **changed}


def _check_most(value: str) -> None:
    if not value.isdecimal() or not 2 <= int(value) <= MOST_REPLICATIONS:
        message = f"a whole number from 2 to {MOST_REPLICATIONS} is wanted"
        raise ScenarioError([Problem("Replications at most", 0, 0, "replications", message, repr(value))])
