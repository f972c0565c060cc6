"""Search file and scenario → checked `SearchSpace`. Every problem of the file at its place.

Levers become responses of the scenario and are read with it, so that a lever is checked exactly as a response is.
"""

import os
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from pydantic import ValidationError

from sim.errors import Problem, ScenarioError
from sim.spec.loading import load_scenario
from sim.spec.responses import AnyResponse
from sim.spec.scenario import Scenario
from sim.spec.schema_walk import Place, nearest
from sim.spec.search_fields import LeverFields, SearchFile
from sim.spec.search_space import Lever, SearchSpace, Setting
from sim.spec.tree import Node
from sim.spec.wording import problems_of
from sim.spec.yaml_reading import read_yaml

TOP = Place((SearchFile,), "The search.")
TRIED = "lever-{lever}-{number}"


def load_search(
    path: str | os.PathLike[str],
    scenario_path: str | os.PathLike[str],
    overrides: Mapping[str, Any] | None = None,
) -> SearchSpace:
    """Read what may be done about a scenario.

    Args:
        path: the search file.
        scenario_path: the scenario it is about.
        overrides: values of the scenario by dotted path.

    Raises:
        ScenarioError: a file cannot be used; holds every problem found, with file, line and column.
    """
    root, problems = read_yaml(os.fspath(path))
    try:
        said = SearchFile.model_validate(_plain(root))
    except ValidationError as error:
        raise ScenarioError([*problems, *problems_of(error, root, TOP)]) from None
    scenario = load_scenario(scenario_path, overrides)
    problems += _unknown_names(root, said, scenario)
    if problems:
        raise ScenarioError(problems)
    begin = scenario.outages[said.outage].start
    tried = {
        f"responses.{TRIED.format(lever=name, number=number)}": written
        for name, lever in said.levers.items()
        for number, (_, written) in enumerate(_written(root, name, lever, begin))
    }
    try:
        read = load_scenario(scenario_path, {**(overrides or {}), **tried}).responses
    except ScenarioError as error:
        raise ScenarioError(dict.fromkeys(_placed(problem, root) for problem in error.problems)) from None
    kept = {name: response for name, response in scenario.responses.items() if name in said.keep}
    return SearchSpace(
        name=said.name,
        scenario=scenario.model_copy(update={"responses": kept, "claims": ()}),
        outage=said.outage,
        lengths=said.lengths,
        levers=tuple(_lever(root, name, lever, begin, read) for name, lever in said.levers.items()),
        harm=said.harm,
        harm_price=said.harm_price,
    )


def _plain(node: Node) -> Any:
    if isinstance(node.content, dict):
        return {key: _plain(child) for key, child in node.content.items()}
    return [_plain(child) for child in node.content] if isinstance(node.content, list) else node.content


def _unknown_names(root: Node, said: SearchFile, scenario: Scenario) -> Iterator[Problem]:
    if said.outage not in scenario.outages:
        near = nearest(said.outage, scenario.outages)
        yield root.items["outage"].problem("no outage of this name in the scenario", got=said.outage, suggestion=near)
    for number, name in enumerate(said.keep):
        if name not in scenario.responses:
            near = nearest(name, scenario.responses)
            node = root.items["keep"].nearest((number,))
            yield node.problem("no response of this name in the scenario", got=name, suggestion=near)
    for name in said.levers.keys() & set(said.keep):
        yield root.items["levers"].items[name].problem("a response that stays has this name", got=name, at_key=True)


def _written(root: Node, name: str, lever: LeverFields, begin: float) -> Iterator[tuple[str, dict[str, Any]]]:
    """Label and response, as a file would say it, for each strength of a lever."""
    texts = {field: [element.text for _, element in node.children()]
             for field, node in root.entries("levers", name, "choose").items()}  # fmt: skip
    for places in product(*(range(len(values)) for values in lever.choose.values())):
        chosen = {field: lever.choose[field][place] for field, place in zip(lever.choose, places, strict=True)}
        label = ", ".join(f"{field} {texts[field][place]}" for field, place in zip(lever.choose, places, strict=True))
        fixed = {"action": lever.action, "by": lever.by, "start": f"+{begin!r}h"}
        yield label, {**fixed, **lever.with_, **chosen}


def _lever(root: Node, name: str, lever: LeverFields, begin: float, read: Mapping[str, AnyResponse]) -> Lever:
    settings = []
    for number, (label, _) in enumerate(_written(root, name, lever, begin)):
        response = read[TRIED.format(lever=name, number=number)]
        settings.append(Setting(label, response, _strength(response)))
    return Lever(name, lever.at, tuple(settings), lever.stays, lever.cost)


def _strength(response: AnyResponse) -> float:
    if response.action in ("mobilise_capacity", "add_agents"):
        return max(0.0, response.factor - 1.0)
    if response.action == "poll_fallback":
        return response.coverage
    return response.effect if response.action == "public_notice" else 1.0


def _placed(problem: Problem, root: Node) -> Problem:
    """A problem of a tried response at the place in the search file where its lever says it."""
    parts = problem.path.split(".")
    if len(parts) < 2 or not parts[1].startswith("lever-"):
        return problem
    name, field = parts[1].split("-", 1)[1].rsplit("-", 1)[0], parts[2:3]
    lever = root.items["levers"].items[name]
    node = next((where.items[field[0]] for where in map(lever.items.get, ("with", "choose"))
                 if where is not None and field and field[0] in where.items), lever)  # fmt: skip
    path = ".".join(["levers", name, *parts[2:]])
    return node.problem(problem.message, got=problem.got, suggestion=problem.suggestion, at_key=True, path=path)
