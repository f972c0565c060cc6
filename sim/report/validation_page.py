"""The page of a validation: targets beside simulated figures, the shoppers' story, what the fit cannot tell."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from sim.report import labels, numbers
from sim.report.figures.study_validation import event_study_panel, sales_panels, target_panel
from sim.report.identified_sections import identified_sections, signed_fine
from sim.report.records import records
from sim.report.study_page import Section, write_study_page

SHOWN = ["what", "target", "holds_from_to", "simulated", "95 %", "holds", "clear", "status", "source", "certainty"]


def write_validation_page(
    path: Path,
    *,
    title: str,
    carrier: str,
    start: datetime,
    removed: tuple[int, int],
    targets: pd.DataFrame,
    found: pd.DataFrame,
    drivers: pd.DataFrame,
    hourly: pd.DataFrame,
    event_study: pd.DataFrame,
    identified: Mapping[str, pd.DataFrame] | None,
    provenance: Mapping[str, str],
) -> None:
    """Write the page of a validation.

    Args:
        path: of the page.
        title: of the scenario.
        carrier: that was removed.
        start: of the scenario; hours count from it.
        removed: hours between which the carrier could not be chosen.
        targets: as `sim.validate.verdicts` gives them.
        found, drivers: as `sim.validate.learned` gives them.
        hourly, event_study: as `sim.validate.demand` gives them.
        identified: tables parameters, directions, pairs and slopes of `sim.validate.identify`; None = not asked for.
        provenance: what was run.

    Raises:
        OSError: the file cannot be written.
    """
    name = labels.entity(carrier)
    of_shoppers = targets["interval_over"].str.startswith("worlds")
    sections = [
        Section(
            "targets",
            "Targets",
            "Each published figure at zero, the band in which the model holds in grey, from −1 to 1. The bands were "
            "written down before anything was simulated. An arrow: further off than the figure is wide.",
            panels=[
                target_panel("targets-shoppers", f"The removal of {name} and the shoppers", targets[of_shoppers]),
                target_panel("targets-world", "The world on a normal day", targets[~of_shoppers]),
            ],
        ),
        Section(
            "table",
            "All targets",
            "Fitted: some number of the model was set so that this comes out, by the fit here or by hand. Put in: the "
            "figure is an input. Held out: neither; only these say something for the model. Clear: the whole interval "
            "is inside the band, or outside.",
            table=_table(targets),
        ),
        Section(
            "shoppers",
            "What the shoppers do",
            f"Goods whose seller offers {name} beside its usual carrier, and all others, in the same niches. Shoppers "
            "choose good and delivery together, or buy nothing. In grey the same shoppers, goods and luck without the "
            "removal.\n\n"
            "How the resumption is compared: a rise after a fall is larger for its base alone. Coming back to the "
            "former level after −16.42 % is +19.65 %; shoppers who waited push the rise above that. The published "
            "+18.83 % goes with −16.42 %, so for this row the shoppers are fitted to that fall.",
            panels=[
                *sales_panels(
                    hourly, start, removed, {"treated": f"Goods offered with {name}", "control": "All other goods"}
                ),
                event_study_panel(event_study, start, removed),
            ],
        ),
        Section(
            "found",
            "What the fit found",
            "A single number is fitted, the value of delivery quality, to a single figure, the fall in sales. What "
            "the fall tells is how many buyers take the carrier where it is offered. It is measured against goods in "
            "the same niches, some of whose sales came from the treated ones: the treated goods lost less than the "
            "estimate says, and the market lost far less.",
            table=_found_table(found),
        ),
        Section(
            "unknown",
            "What the fall cannot tell",
            "Each unknown was drawn evenly from its range. Its rank correlation over the draws with what was fitted "
            "and predicted says what rests on it. The fall in sales itself comes out in every draw, whatever the "
            "unknowns are: it tells of none of them.",
            table=_drivers_table(drivers),
        ),
    ]
    if identified is not None:
        sections += identified_sections(identified)
    write_study_page(
        path,
        title=f"Held against the world: {title}",
        kind="validation",
        lead=_lead(targets, found, name),
        sections=sections,
        provenance=provenance,
    )


def _lead(targets: pd.DataFrame, found: pd.DataFrame, carrier: str) -> str:
    held_out = targets[targets["held_out"]]
    failing = [str(what) for what in targets.loc[~targets["holds"], "what"]]
    listed = f" It fails in: {'; '.join(failing)}." if failing else ""
    told = {row["name"]: _with_interval(row) for row in records(found)}
    return (
        f"Of {len(targets)} published figures the model holds in {int(targets['holds'].sum())}; of the {len(held_out)} "
        f"that nothing was fitted to, in {int(held_out['holds'].sum())}.\n\n{listed.strip()}\n\n"
        f"The published fall in sales says that {told['take_up']} of buyers take {carrier} where it is offered. "
        f"All sales together changed by {told['market_change']}: a part of what its sellers lost, others sold."
    )


def _with_interval(row: Mapping[str, Any]) -> str:
    value, low, high = (numbers.fine(row[key], row["unit"]) for key in ("value", "ci_low", "ci_high"))
    return f"{value} ({low} to {high})"


def _table(targets: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in records(targets):
        unit = str(row["unit"])
        fine = {
            key: numbers.fine(row[key], unit)
            for key in ("target", "band_low", "band_high", "simulated", "ci_low", "ci_high")
        }
        named = "" if unit in (*numbers.NAMES_ITSELF, "tau") else f" {unit}"
        rows.append(
            {
                "what": row["what"],
                "target": fine["target"] + named,
                "holds_from_to": f"{fine['band_low']} to {fine['band_high']}",
                "simulated": fine["simulated"],
                "95 %": f"{fine['ci_low']} to {fine['ci_high']}",
                "holds": row["holds"],
                "clear": row["is_clear"],
                "status": row["status"],
                "source": row["source"],
                "certainty": row["certainty"],
            }
        )
    return pd.DataFrame(rows, columns=SHOWN)


def _found_table(found: pd.DataFrame) -> pd.DataFrame:
    rows = records(found)
    return pd.DataFrame(
        {
            "what": [row["what"] for row in rows],
            "value": [numbers.fine(row["value"], row["unit"]) for row in rows],
            "95 %": [
                f"{numbers.fine(row['ci_low'], row['unit'])} to {numbers.fine(row['ci_high'], row['unit'])}"
                for row in rows
            ],
        }
    )


def _drivers_table(drivers: pd.DataFrame) -> pd.DataFrame:
    rows: dict[str, dict[str, str]] = {}
    for row in records(drivers):
        of_unknown = rows.setdefault(
            row["unknown"], {"unknown": row["what"], "range": f"{row['low']:g} to {row['high']:g}"}
        )
        of_unknown[row["figure"]] = signed_fine(row["correlation"])
    return pd.DataFrame(list(rows.values()))
