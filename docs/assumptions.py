"""Write docs/assumptions.md from the world files and from what was published of the reference case's assumptions.

Run it from the repository's root after a world or `results/published` has changed, with `python -m docs.assumptions`. A
test asks that page and worlds agree. The published tables are those of
`outage-sim assumptions scenarios/cainiao_sf_2017.yaml --certainty L --top 16 --replications 4 --sample 0.02%`.
"""

from pathlib import Path

import pandas as pd

from sim.spec.assumption_table import WEAK, assumptions_text
from sim.store.tables import read_table

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).with_suffix(".md")
PUBLISHED = ROOT / "results" / "published" / "assumptions_cainiao_sf_2017"
WORLD = "china_2017"
ANSWERS = {"contacts": "contacts", "total_cost_cny": "cost", "parcels_late": "late"}
"""Headline answers by their measure, in a word."""


def owed(register: pd.DataFrame, elasticities: pd.DataFrame) -> dict[str, str]:
    """What the answers owe to each number that was moved, in words, by path; the widest swing first, then the weak.

    Args:
        register, elasticities: tables of the study `assumptions`.
    """
    found = {}
    widest = elasticities.groupby("path")["swing_share"].max().sort_values(ascending=False, kind="stable")
    for path in widest.index:
        rows = elasticities[(elasticities["path"] == path) & elasticities["is_clear"]].set_index("measure")[
            "elasticity"
        ]
        told = [f"{word} {rows[measure]:+.2f}" for measure, word in ANSWERS.items() if measure in rows.index]
        found[str(path)] = ", ".join(told).replace("-", "−") or "not clear"
    screened = register[register["strength"].notna() & ~register["path"].isin(list(found))]
    screened = screened.sort_values("strength", ascending=False, kind="stable")
    strengths = zip(screened["path"], screened["strength"], strict=True)
    return found | {str(path): f"{WEAK}, {100 * strength:.0f} %" for path, strength in strengths}


def text() -> str:
    """The page."""
    register, elasticities = (read_table(PUBLISHED / f"{name}.parquet") for name in ("register", "elasticities"))
    return assumptions_text(ROOT / "scenarios" / "worlds", {WORLD: owed(register, elasticities)})


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
