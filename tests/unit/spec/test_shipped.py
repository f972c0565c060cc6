"""The files in the repository: complete, sourced, and printed pages up to date."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from docs import assumptions
from sim import units
from sim.errors import UnitError
from sim.spec import json_schema, load_scenario, schema_text
from sim.spec.merging import DEFAULTS
from sim.spec.scenario import Scenario
from sim.spec.yaml_reading import read_yaml

ROOT = Path(__file__).parents[3]
FILES = sorted((ROOT / "scenarios").glob("*.yaml")) + sorted((ROOT / "scenarios/worlds").glob("*.yaml"))
IDS = [path.stem for path in FILES]


def number(text: str) -> float:
    for parse in (units.parse_share, units.parse_hours, units.parse_rate, units.parse_number):
        try:
            return parse(text)
        except UnitError:
            continue
    raise AssertionError(text)


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_every_number_has_a_source_and_a_certainty(path: Path) -> None:
    rows = load_scenario(path).assumptions()
    assert [] == [row.path for row in rows if not row.source or row.certainty not in ("H", "M", "L")]


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_every_number_has_a_meaning_and_stands_in_the_table_once(path: Path) -> None:
    rows = load_scenario(path).assumptions()
    assert len({row.path for row in rows}) == len(rows) > 140
    assert [] == [row.path for row in rows if not row.meaning]


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_range_holds_its_value_and_both_its_ends_are_legal(path: Path) -> None:
    rows = [row for row in load_scenario(path).assumptions() if row.range]
    for row in rows:
        low, high = row.range or ("", "")
        assert number(low) <= number(row.value) <= number(high), row.path
    for end in (0, 1):
        load_scenario(path, {row.path: row.range[end] for row in rows if row.range})


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_every_file_tells_its_story_and_names_the_schema(path: Path) -> None:
    scenario = load_scenario(path)
    assert path.stem == scenario.name
    assert scenario.title
    assert scenario.story
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text())
    assert named is not None
    assert ROOT / "scenarios/scenario.schema.json" == (path.parent / named[1]).resolve()


def test_the_file_to_be_filled_in_has_every_section_and_a_comment_on_each() -> None:
    path = ROOT / "scenarios/my_marketplace.yaml"
    written = set(read_yaml(str(path))[0].items)
    comments = " ".join(line.partition("#")[2] for line in path.read_text().splitlines())
    assert "extends" not in written
    assert set() == (set(Scenario.model_fields) | set(DEFAULTS.values())) - written
    assert [] == [key for key in sorted(written) if not re.search(rf"(^|[ ,]){key}\b", comments)]


def test_the_readme_lists_every_file() -> None:
    text = (ROOT / "scenarios/README.md").read_text()
    assert [] == [path.name for path in FILES if f"{path.name}]" not in text]


def test_no_source_names_a_file_of_this_repository() -> None:
    for path in FILES:
        assert [] == [
            row.path for row in load_scenario(path).assumptions() if re.search(r"\.(md|yaml|py)\b", row.source)
        ]


def test_the_schema_in_the_repository_is_up_to_date() -> None:
    assert schema_text() == (ROOT / "scenarios/scenario.schema.json").read_text(), "run: python -m sim.spec"


def test_the_table_of_assumptions_is_up_to_date() -> None:
    assert assumptions.text() == assumptions.PAGE.read_text(), "run: python -m docs.assumptions"


def fits(value: Any, schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    """Whether a value fits a schema: the part of JSON Schema that ours uses."""
    if "$ref" in schema:
        return fits(value, definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return any(fits(value, option, definitions) for option in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return value in schema.get("enum", [schema.get("const")])
    kinds = {
        "string": str,
        "number": int | float,
        "integer": int,
        "boolean": bool,
        "null": type(None),
        "array": list,
        "object": dict,
    }
    named = schema.get("type", [])
    if named and not any(isinstance(value, kinds[kind]) for kind in ([named] if isinstance(named, str) else named)):
        return False
    if isinstance(value, list):
        return all(fits(item, schema.get("items", {}), definitions) for item in value)
    if isinstance(value, dict):
        properties, other = schema.get("properties", {}), schema.get("additionalProperties", True)
        rest = [item for key, item in value.items() if key not in properties]
        return (
            all(fits(item, properties[key], definitions) for key, item in value.items() if key in properties)
            and (other is not False or not rest)
            and all(key in value for key in schema.get("required", []))
            and (not isinstance(other, dict) or all(fits(item, other, definitions) for item in rest))
        )
    return True


def plain(node: Any) -> Any:
    if isinstance(node.content, dict):
        return {key: plain(child) for key, child in node.content.items()}
    return [plain(child) for child in node.content] if isinstance(node.content, list) else node.content


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_every_file_fits_the_schema(path: Path) -> None:
    schema = json_schema()
    value = plain(read_yaml(str(path))[0])
    assert [] == [key for key, item in value.items() if not fits({key: item}, schema, schema["$defs"])]
    assert not fits({**value, "nmae": "x"}, schema, schema["$defs"])


def test_every_field_of_every_model_is_documented() -> None:
    definitions = Scenario.model_json_schema()["$defs"]
    assert [] == [
        f"{name}.{key}"
        for name, definition in definitions.items()
        for key, field in definition.get("properties", {}).items()
        if "description" not in field
    ]
    json.dumps(definitions)
