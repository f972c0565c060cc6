"""Write the table of measures in docs/glossary.md from the names, units and meanings in `sim/engine/tally.py`.

Run it from the repository's root after a name has changed, with `python -m docs.measures`. A test asks that table
and tally agree.
"""

from pathlib import Path

from sim.engine.tally import COUNTS, LEVELS

GLOSSARY = Path(__file__).with_name("glossary.md")
BEGIN, END = "<!-- measures: begin -->", "<!-- measures: end -->"


def table(names: dict[str, tuple[str, str]]) -> str:
    """A Markdown table of names with their unit and meaning, in the tally's order."""
    rows = [f"| `{name}` | {unit} | {meaning} |" for name, (unit, meaning) in names.items()]
    return "\n".join(["| name | unit | meaning |", "| --- | --- | --- |", *rows])


def main() -> None:
    """Put both tables between the marks of the glossary."""
    before, rest = GLOSSARY.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    counts = f"**Counts**: events, added to the hour to which they belong.\n\n{table(COUNTS)}"
    levels = f"**Levels**: what stands at a full hour, by carrier.\n\n{table(LEVELS)}"
    GLOSSARY.write_text(f"{before}{BEGIN}\n{counts}\n\n{levels}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
