"""`outage-sim bench`: at a tiny size, what it says and that it counts the work asked for. No test asserts a time."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

KEYS = {
    "parcels_per_s": float,
    "scans_per_s": float,
    "reference_parcels_per_s": float,
    "ratio_to_reference": float,
    "ratio_at_equal_size": float,
    "bytes_per_parcel_in_flight": float,
    "growth": float,
    "sizes": list,
    "scaling": list,
    "reference": dict,
    "machine": dict,
    "versions": dict,
}
SIZE = {"parcels", "orders", "seconds", "cpu_seconds", "parcels_per_s", "parcels_per_cpu_s", "scans_per_s",
        "peak_in_flight", "bytes_per_parcel_in_flight", "peak_memory_mb"}  # fmt: skip
pytestmark = pytest.mark.slow
PAGE = "# Speed\n\n<!-- benchmark: begin -->\nan old table\n<!-- benchmark: end -->\n\nMore.\n"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("docs") / "performance.md"
    path.write_text(PAGE)
    return path


@pytest.fixture(scope="module")
def found(outage_sim: Any, tiny_options: list[str], page: Path) -> dict[str, Any]:
    done = outage_sim(
        "bench", "--parcels", "2000,6000", "--repeat", 1, "--reference", 400, "--table", page, "--json", *tiny_options
    )
    assert done.returncode == 0, done.stderr
    assert "6 of 6 runs" in done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_the_json_object_has_every_key_in_its_type(found: dict[str, Any]) -> None:
    assert set(KEYS) == set(found)
    for key, kind in KEYS.items():
        assert isinstance(found[key], kind), key
    assert [SIZE, SIZE] == [set(size) for size in found["sizes"]]
    assert {"processor", "cores", "memory_gb", "system"} == set(found["machine"])
    assert {"python", "numba", "numpy"} <= set(found["versions"])


def test_as_many_orders_are_simulated_as_were_asked_for(found: dict[str, Any]) -> None:
    assert [2000, 6000] == [size["parcels"] for size in found["sizes"]]
    for entry, asked in [*zip(found["sizes"], (2000, 6000), strict=True), (found["reference"], 400)]:
        assert abs(entry["orders"] - asked) < 5 * math.sqrt(asked)
    assert (400, 300) == (found["reference"]["parcels"], found["reference"]["merchants"])


def test_larger_worlds_get_the_same_orders_and_the_reference_case_stands_first(found: dict[str, Any]) -> None:
    largest = found["sizes"][-1]["orders"]
    expected = ["reference case", "30,000 merchants", "30 carriers × 31 regions"]
    assert expected == [world["what"] for world in found["scaling"]]
    assert 1.0 == found["scaling"][0]["ratio"]
    for world in found["scaling"]:
        assert abs(largest - world["orders"]) < 5 * math.sqrt(6000)


def test_rates_and_ratios_follow_from_what_was_measured(found: dict[str, Any]) -> None:
    small, large = found["sizes"]
    for size in (small, large):
        assert math.isclose(size["orders"] / size["seconds"], size["parcels_per_s"])
        assert 0 < size["peak_in_flight"] <= size["orders"]
        assert size["bytes_per_parcel_in_flight"] > 100  # a row of the table alone is larger
    assert large["parcels_per_s"] == found["parcels_per_s"]
    assert math.isclose(small["parcels_per_s"] / large["parcels_per_s"], found["growth"])
    slow = found["reference"]
    assert math.isclose(found["parcels_per_s"] / slow["parcels_per_s"], found["ratio_to_reference"])
    assert math.isclose(slow["engine_parcels_per_s"] / slow["parcels_per_s"], found["ratio_at_equal_size"])


def test_the_table_stands_between_its_marks_and_the_rest_of_the_page_is_left(found: dict[str, Any], page: Path) -> None:
    text = page.read_text()
    assert text.startswith("# Speed\n\n<!-- benchmark: begin -->\nMeasured on ")
    assert text.endswith("\n<!-- benchmark: end -->\n\nMore.\n")
    assert "an old table" not in text
    for words in (f"| {found['sizes'][1]['orders']:,} |", "| 30 carriers × 31 regions |", "python 3."):
        assert words in text


def test_for_a_person_it_prints_tables_and_says_what_was_left_out(outage_sim: Any, tiny_options: list[str]) -> None:
    done = outage_sim("bench", "--parcels", "1000", "--repeat", 1, "--reference", 0, "--quiet", *tiny_options)
    assert 0 == done.returncode, done.stderr
    assert "" == done.stderr
    for words in ("By size, one core", "By world", "30,000 merchants", "reference model", "not run"):
        assert words in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--parcels", "abc"], "'abc'"),
        (["--parcels", "-5"], "'-5'"),
        (["--repeat", "0"], "--repeat"),
        (["--table", "nowhere.md"], "nowhere.md"),
        (["--set", "merchants.cuont=5"], "did you mean merchants.count"),
    ],
)
def test_a_wrong_option_is_named(outage_sim: Any, arguments: list[str], words: str) -> None:
    done = outage_sim("bench", *arguments)
    assert 2 == done.returncode, done.stderr
    assert words in done.stderr
    assert "" == done.stdout


def test_more_orders_than_the_scenario_has_are_refused(outage_sim: Any) -> None:
    done = outage_sim("bench", "--parcels", "2e9", "--repeat", 1, "--reference", 0, "--quiet")
    assert 1 == done.returncode
    assert "2,000,000,000 orders are more than" in done.stderr
