"""A policy written as a scenario: a few lines that extend the scenario it is for. Knows YAML; must not know worth."""

from collections.abc import Mapping
from typing import Any

import yaml

from sim.spec.responses import AnyResponse
from sim.spec.scenario import Scenario


def policy_yaml(
    scenario: Scenario, *, extends: str, name: str, title: str, responses: Mapping[str, AnyResponse]
) -> str:
    """YAML text that `load_scenario` reads as `scenario` with other responses.

    Args:
        scenario: the scenario as it stands in its file.
        extends: path of that file, as the new file is to name it.
        name, title: of the new scenario.
        responses: all that are to be given; those of the scenario that are not among them are taken out.
    """
    context = {"as_written": True, "start": scenario.start}
    given: dict[str, Any] = {name: None for name in scenario.responses if name not in responses}
    for response_name, response in responses.items():
        told = response.model_dump(mode="json", by_alias=True, exclude_none=True, context=context)
        gone = {key: None for key in _written(scenario, response_name, context) if key not in told}
        given[response_name] = {key: value for key, value in told.items() if value != []} | gone
    told = {"extends": extends, "name": name, "title": title, "responses": given}
    text: str = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120, default_flow_style=False)
    return text


def _written(scenario: Scenario, name: str, context: Mapping[str, Any]) -> list[str]:
    """Keys of a response of the scenario, which an entry of the same name would else inherit."""
    response = scenario.responses.get(name)
    return (
        list(response.model_dump(mode="json", by_alias=True, exclude_none=True, context=dict(context)))
        if response
        else []
    )
