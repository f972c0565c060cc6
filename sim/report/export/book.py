"""Which sheets a workbook of a run or a study has, and what stands in each. Knows measures; writes no file."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from sim.report import labels
from sim.report.export.dictionary import unit_of
from sim.report.series import BASELINE_ARM, OUTAGE_ARM, HourlySeries, band
from sim.report.tiles import HEADLINES
from sim.store.kept import RUN, Kept
from sim.store.workbook import MOST_ROWS, Sheet

SUMMARY, MANIFEST = "summary", "manifest"
SHEETS = {"impact": "impact", "who_pays": "who pays", "recovery": "recovery", "assumptions": "assumptions"}
"""Tables of a run that have a sheet as they are, and its name."""
CNY = "#,##0"
EXCESS = "Excess over the counterfactual, mean of the paired replications, with its 95 % interval."
FACTS = ("scenario", "study", "run_id", "study_id", "seed", "replications", "sample", "horizon_h", "incomplete")


def sheets_of(kept: Kept, tables: Mapping[str, pd.DataFrame]) -> tuple[list[Sheet], list[str]]:
    """Sheets of a run or a study, and a message for each table that is too long for one.

    Args:
        kept: the run or study.
        tables: its tables by name.
    """
    sheets = [Sheet(SUMMARY, _summary(kept, tables), unit_column="unit", note=EXCESS if "impact" in tables else "")]
    if kept.kind == RUN:
        sheets += [_as_it_is(name, tables[name]) for name in SHEETS if name in tables]
        if "hourly" in tables:
            sheets.append(_hourly(kept, tables))
    else:
        sheets += [_as_it_is(name, table) for name, table in tables.items()]
    sheets.append(Sheet(MANIFEST, _flat_frame(kept.manifest)))
    told = [f"{sheet.name}: {len(sheet.frame):,} rows are more than a sheet holds; --csv has them"
            for sheet in sheets if not sheet.fits]  # fmt: skip
    return [sheet if sheet.fits else _too_long(sheet) for sheet in sheets], told


def hourly_totals(frame: pd.DataFrame, start: datetime | None) -> pd.DataFrame:
    """Both arms of every total, hour by hour: mean of the replications, paired excess and its 95 % interval.

    Args:
        frame: arm, replication, hour, measure, group, value.
        start: instant of hour 0; with it, the clock time of each hour in its zone.

    Returns:
        Columns measure, unit, hour, clock (with `start`), baseline, outage, excess, ci_low, ci_high.
    """
    series = HourlySeries(frame)
    names = frame.loc[frame["group"] == "total", "measure"].unique()
    parts = []
    for name in map(str, names):
        without, happened = series.arm(name, BASELINE_ARM), series.arm(name, OUTAGE_ARM)
        if without is None or happened is None:
            continue
        hours = min(without.shape[1], happened.shape[1])
        apart = band(happened[:, :hours] - without[:, :hours])
        told: dict[str, Any] = {"measure": name, "unit": unit_of(name), "hour": range(hours)}
        if start is not None:
            told["clock"] = [f"{start + timedelta(hours=hour):%Y-%m-%d %H:%M}" for hour in range(hours)]
        told |= {
            "baseline": without[:, :hours].mean(axis=0), "outage": happened[:, :hours].mean(axis=0),
            "excess": apart.mean, "ci_low": apart.low, "ci_high": apart.high,
        }  # fmt: skip
        parts.append(pd.DataFrame(told))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"measure": [], "unit": [], "hour": []})


def _summary(kept: Kept, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Of a run its headlines, of a study what was studied."""
    impact = tables.get("impact")
    if impact is None:
        told = [(name, kept.manifest[name]) for name in FACTS if name in kept.manifest]
        rows = [("kind", kept.kind), *told, *((f"rows of {name}", len(table)) for name, table in tables.items())]
        return pd.DataFrame(rows, columns=["what", "is"], dtype=object)
    totals = impact[impact["group"] == "total"].set_index("measure")
    found = totals.loc[[name for name in HEADLINES if name in totals.index]].reset_index()
    found.insert(0, "what", [labels.measure(str(name)) for name in found["measure"]])
    return found[["what", "unit", "baseline", "outage", "excess", "ci_low", "ci_high", "measure"]]


def _as_it_is(name: str, table: pd.DataFrame) -> Sheet:
    formats = dict.fromkeys(("baseline", "outage", "excess", "ci_low", "ci_high"), CNY) if name == "who_pays" else {}
    title = f"{name} table" if name in (SUMMARY, MANIFEST) else SHEETS.get(name, name)
    return Sheet(title, table, formats, unit_column="unit")


def _hourly(kept: Kept, tables: Mapping[str, pd.DataFrame]) -> Sheet:
    told = kept.manifest.get("configuration", {}).get("start")
    start = datetime.fromisoformat(told) if isinstance(told, str) else None
    zone = f", clock times {start:%Z}" if start is not None and start.tzinfo is not None else ""
    note = f"Totals, mean of the replications, with the 95 % interval of the paired excess{zone}."
    return Sheet("hourly", hourly_totals(tables["hourly"], start), unit_column="unit", note=note)


def _flat_frame(manifest: Mapping[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(_flat(manifest, "")), columns=["path", "value"], dtype=object)


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every leaf of the manifest with its dotted path; a list of plain values is one text."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value):
        for number, inner in enumerate(value):
            yield from _flat(inner, f"{path}.{number}")
    else:
        yield path, ", ".join(map(str, value)) if isinstance(value, list) else value


def _too_long(sheet: Sheet) -> Sheet:
    said = f"{len(sheet.frame):,} rows are more than the {MOST_ROWS:,} that a sheet holds: export --csv or --parquet"
    return Sheet(sheet.name, pd.DataFrame({"not here": [said]}))
