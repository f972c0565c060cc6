"""What the documents name is there: files, functions, tests, measures."""

import re
from pathlib import Path

import pytest

from sim.engine.clock import Phase
from sim.engine.tally import COUNTS, LEVELS


def text(root: Path, name: str) -> str:
    return (root / "docs" / name).read_text(encoding="utf-8")


def named_tests(root: Path, name: str) -> list[tuple[str, str]]:
    return re.findall(r"`([\w/]+\.py)::(test_\w+)`", text(root, name))


@pytest.mark.parametrize("name", ["event-order.md", "validation.md"])
def test_every_test_a_document_names_exists(root: Path, name: str) -> None:
    named = named_tests(root, name)
    assert named
    assert [] == [
        f"{file}::{test}"
        for file, test in named
        if not (root / "tests" / file).is_file() or f"def {test}(" not in (root / "tests" / file).read_text("utf-8")
    ]


def test_every_place_where_a_tie_is_settled_exists(root: Path) -> None:
    places = re.findall(r"`(sim/[\w/]+\.py)`(?: \(`(\w+)`)?", text(root, "event-order.md"))
    assert places
    for file, name in places:
        source = (root / file).read_text(encoding="utf-8")
        assert not name or re.search(rf"(def|class) {name}\b|Phase\.{name}\b", source), (file, name)


def test_every_tie_has_a_rule_a_place_and_a_test(root: Path) -> None:
    rows = [line for line in text(root, "event-order.md").splitlines() if line.startswith("| ") and "---" not in line]
    ties = [row for row in rows if row.count("|") == 5]
    assert len(ties) > 60
    assert [] == [row for row in ties if not all(cell.strip() for cell in row.split("|")[1:5])]


def test_the_phases_are_listed_in_their_order(root: Path) -> None:
    listed = re.findall(r"^\| (\d) \| `([A-Z]+)` \|", text(root, "event-order.md"), flags=re.MULTILINE)
    assert [(str(int(phase)), phase.name) for phase in Phase] == listed


def test_the_glossary_lists_every_measure_of_the_tally_as_the_tally_says(root: Path) -> None:
    expected = [f"| `{name}` | {unit} | {meaning} |" for name, (unit, meaning) in {**COUNTS, **LEVELS}.items()]
    lines = text(root, "glossary.md").splitlines()
    assert [] == [row for row in expected if row not in lines]


def test_the_index_of_documents_points_to_all_of_them(root: Path) -> None:
    linked = set(re.findall(r"\]\(([\w/.-]+\.md)\)", text(root, "README.md")))
    there = {path.relative_to(root / "docs").as_posix() for path in (root / "docs").rglob("*.md")}
    assert there - {"README.md"} == {link for link in linked if not link.startswith("..")}


def test_every_link_of_a_document_leads_somewhere(root: Path) -> None:
    documents = sorted((root / "docs").rglob("*.md"))
    links = [
        (path, link) for path in documents for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    ]
    assert links
    assert [] == [(path.name, link) for path, link in links if not (path.parent / link).exists()]
