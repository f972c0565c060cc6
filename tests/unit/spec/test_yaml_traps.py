"""What plain YAML would quietly misread."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.spec import load_scenario
from sim.spec.yaml_reading import parse_yaml

Write = Callable[..., Path]


def read(text: str) -> object:
    root, problems = parse_yaml(f"x: {text}", "t.yaml")
    assert [] == problems
    return root.items["x"].content


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e3", 1000.0),
        ("2.5E-3", 0.0025),
        ("12:30", "12:30"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("57_000_000", 57_000_000),
        ("-0", 0),
        ("true", True),
        ("null", None),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("2017-06-01", "2017-06-01"),
        ("'5'", "5"),
        ('"true"', "true"),
        ("+7d", "+7d"),
        ("=", "="),
    ],
)
def test_a_scalar_means_what_it_looks_like(text: str, value: object) -> None:
    found = read(text)
    assert (value, type(value)) == (found, type(found))


def test_a_number_with_a_leading_zero_is_an_error_and_not_octal(write: Write) -> None:
    with pytest.raises(ScenarioError, match="must not begin with 0"):
        load_scenario(write("seed: 010\n"))


def test_a_number_that_is_not_finite_is_an_error(write: Write) -> None:
    for text in (".nan", ".inf", "1e999"):
        with pytest.raises(ScenarioError, match="number"):
            load_scenario(write(f"costs: {{contact: {text}}}\n"))


def test_a_truth_value_is_no_number(write: Write) -> None:
    with pytest.raises(ScenarioError, match="expected a number"):
        load_scenario(write("costs: {contact: true}\n"))


def test_a_number_in_quotes_is_read_by_its_field(write: Write) -> None:
    assert 8.0 == load_scenario(write("costs: {contact: '8'}\n")).costs.contact


def test_keys_are_text_whatever_they_look_like() -> None:
    root, _ = parse_yaml("no: 1\n08:30: 2\n12: 3\n", "t.yaml")
    assert ["no", "08:30", "12"] == list(root.items)


def test_merge_keys_give_what_the_map_itself_does_not_say() -> None:
    root, _ = parse_yaml("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n", "t.yaml")
    assert {"x": 1, "y": 3} == {key: node.content for key, node in root.items["b"].items.items()}


def test_an_alias_is_a_copy_with_the_place_of_its_anchor() -> None:
    root, _ = parse_yaml("a: &a {x: 1}\nb: *a\n", "t.yaml")
    assert root.items["a"] is not root.items["b"]
    assert (1, 11) == root.items["b"].items["x"].mark[1:]


def test_a_byte_order_mark_is_no_key(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfnmae: x\n")
    with pytest.raises(ScenarioError, match=r"bom.yaml:1:1: nmae: unknown key"):
        load_scenario(path)
