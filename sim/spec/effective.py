"""The effective configuration: what a scenario says once everything is merged, and a hash of it.

Written with units, so that a person can read it and `load_scenario` reads it back to an equal scenario.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import ValidationError

from sim import units
from sim.errors import ScenarioError, UnitError
from sim.spec.scenario import Scenario

NOT_OF_THE_WORLD = ("name", "title", "story", "replications", "seed", "outages", "responses", "claims", "assumptions")
"""What may differ between scenarios whose baseline arms are the same, given the same luck."""


def effective(scenario: Scenario) -> dict[str, Any]:
    """The complete scenario as plain maps, lists, text and numbers."""
    context = {"as_written": True, "start": scenario.start}
    dumped = scenario.model_dump(mode="json", by_alias=True, exclude_none=True, context=context)
    return {key: value for key, value in dumped.items() if value not in ({}, [], "")}


def from_effective(told: Mapping[str, Any]) -> Scenario:
    """The scenario of an effective configuration, equal to the one it was told of; it knows no sources.

    Raises:
        ScenarioError: it is none of this program's.
    """
    try:
        context = {"start": units.parse_start(told["start"])}
        return Scenario.model_validate(dict(told), context=context)
    except (KeyError, UnitError, ValidationError) as problem:
        what = "not the configuration of a scenario of this program"
        raise ScenarioError.of(str(told.get("name", "")), what, str(problem)) from problem


def effective_yaml(scenario: Scenario) -> str:
    """The complete scenario as YAML text."""
    text: str = yaml.dump(
        _laid_out(effective(scenario)), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120
    )
    return text


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256 of the effective configuration, 64 hexadecimal digits.

    The order of entries counts: luck walks carriers, categories and regions in the order of the file.
    Notes (sources, ranges) and the layout of the files do not count.
    """
    return _hash(effective(scenario))


def world_hash(scenario: Scenario) -> str:
    """SHA-256 of what the baseline arm depends on: equal for scenarios that differ only in names, acts and claims."""
    return hashes(scenario)[1]


def hashes(scenario: Scenario) -> tuple[str, str]:
    """`scenario_hash` and `world_hash`, for little more than the price of one."""
    told = effective(scenario)
    return _hash(told), _hash({key: value for key, value in told.items() if key not in NOT_OF_THE_WORLD})


def _hash(told: dict[str, Any]) -> str:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


class _Flow(list[Any]):
    """A list written on one line."""


class _FlowMap(dict[str, Any]):
    """A map written on one line."""


def _laid_out(value: Any) -> Any:
    """Lists, and maps of a few scalars, on one line each."""
    if isinstance(value, list):
        return (
            _Flow(value) if not any(isinstance(item, dict | list) for item in value) else [_laid_out(v) for v in value]
        )
    if isinstance(value, dict):
        if len(value) <= 4 and not any(isinstance(item, dict | list) for item in value.values()):
            return _FlowMap(value)
        return {key: _laid_out(item) for key, item in value.items()}
    return value


class _Dumper(yaml.SafeDumper):
    """YAML without aliases, `_Flow` and `_FlowMap` on one line."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the signature is PyYAML's
        """Repeat what is equal."""
        return True


_Dumper.add_representer(_Flow, lambda d, v: d.represent_sequence("tag:yaml.org,2002:seq", v, flow_style=True))
_Dumper.add_representer(_FlowMap, lambda d, v: d.represent_mapping("tag:yaml.org,2002:map", v, flow_style=True))
