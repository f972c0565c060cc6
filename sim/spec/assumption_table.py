"""docs/assumptions.md: every number of the shipped worlds, what it means and where it comes from."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from sim.spec.assumption import Assumption
from sim.spec.loading import load_scenario

WORLDS = Path("scenarios/worlds")
WEAK = "weak"
"""How the words on a number begin that was not measured at both ends."""
_HEAD = """# Assumptions

Every number of the shipped worlds. Printed from the world files and from `results/published`; do not edit by hand:
`python -m docs.assumptions` writes it again.

Certainty: **H** read in a published source · **M** derived, or second-hand · **L** assumed. An L that matters
should be swept over its range. "choice" marks what is neither true nor false of the world. Shares are written in
per cent and kept as 0–1.

The last column says what the headline answers of the reference case (contacts, cost to all parties, parcels late; each
an excess over the counterfactual) owe to the number: by how many per cent an answer moves for one per cent of the
number, over its range, where the two ends are clearly apart (*not clear*: they are not, for any answer). *weak*: not
among the numbers measured at both ends; its shift in one pair of runs, as a share of the strongest number's. Empty: not
moved. How it is found, with intervals: [assumptions_that_matter.md](assumptions_that_matter.md).
"""
_COLUMNS = ("what", "value", "unit", "meaning", "source", "certainty", "range", "answers owe to it")


def assumptions_text(worlds: Path = WORLDS, owed: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """The page, for every world file in a folder, by name.

    Args:
        worlds: the folder.
        owed: what the answers owe to a number, in words, by path, those that matter most first; by name of the world.
    """
    parts = [_HEAD]
    for file in sorted(worlds.glob("*.yaml")):
        world = load_scenario(file)
        parts.append(f"\n## {world.title or world.name}\n\n`{worlds.parent.name}/{worlds.name}/{file.name}`\n")
        rows, words = world.assumptions(), (owed or {}).get(world.name, {})
        if words:
            parts.append("\n### what matters most\n\nMeasured at both ends, the widest swing of any answer first.\n\n")
            parts.extend(_first(rows, words))
        parts.extend(_sections(rows, words))
    return "".join(parts)


def _first(rows: Iterable[Assumption], words: Mapping[str, str]) -> Iterable[str]:
    """The numbers that matter most, in the order of their words."""
    yield _row(("what", "value", "range", "certainty", "answers owe to it"))
    yield _row(("---",) * 5)
    by_path = {row.path: row for row in rows}
    for path, owed in words.items():
        if path in by_path and not owed.startswith(WEAK):
            row = by_path[path]
            yield _row((f"`{path}`", row.value, _span(row), row.certainty, owed))


def _sections(rows: Iterable[Assumption], words: Mapping[str, str]) -> Iterable[str]:
    for section, members in groupby(rows, key=lambda row: row.path.partition(".")[0] if "." in row.path else "run"):
        yield f"\n### {section}\n\n" + _row(_COLUMNS)
        yield _row(("---",) * len(_COLUMNS))
        above = ""
        for row in members:
            source = "as above" if row.source == above else row.source
            above = row.source
            owed = words.get(row.path, "")
            yield _row((f"`{row.path}`", row.value, row.unit, row.meaning, source, row.certainty, _span(row), owed))


def _span(row: Assumption) -> str:
    return f"{row.range[0]} to {row.range[1]}" if row.range else ""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |\n"
