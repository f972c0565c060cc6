"""docs/assumptions.md: every number of the shipped worlds, what it means and where it comes from."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from sim.spec.assumption import Assumption
from sim.spec.loading import load_scenario

WORLDS = Path("scenarios/worlds")
_HEAD = """# Assumptions

Every number of the shipped worlds. Printed from the world files; do not edit by hand: `python -m sim.spec` writes
it again.

Certainty: **H** read in a published source · **M** derived, or second-hand · **L** assumed. An L that matters
should be swept over its range. "choice" marks what is neither true nor false of the world. Shares are written in
per cent and kept as 0–1.
"""


def assumptions_text(worlds: Path = WORLDS) -> str:
    """The page, for every world file in a folder, by name."""
    parts = [_HEAD]
    for file in sorted(worlds.glob("*.yaml")):
        world = load_scenario(file)
        parts.append(f"\n## {world.title or world.name}\n\n`{worlds.parent.name}/{worlds.name}/{file.name}`\n")
        parts.extend(_sections(world.assumptions()))
    return "".join(parts)


def write_assumptions(path: str | Path, worlds: Path = WORLDS) -> None:
    """Write the page to a file."""
    Path(path).write_text(assumptions_text(worlds), encoding="utf-8")


def _sections(rows: Iterable[Assumption]) -> Iterable[str]:
    for section, members in groupby(rows, key=lambda row: row.path.partition(".")[0] if "." in row.path else "run"):
        yield f"\n### {section}\n\n" + _row(("what", "value", "unit", "meaning", "source", "certainty", "range"))
        yield _row(("---",) * 7)
        above = ""
        for row in members:
            span = f"{row.range[0]} to {row.range[1]}" if row.range else ""
            source = "as above" if row.source == above else row.source
            above = row.source
            cells = (f"`{row.path}`", row.value, row.unit, row.meaning, source, row.certainty, span)
            yield _row(cells)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |\n"
