"""Where a page's numbers come from: the audit, the assumptions with their sources, the command that makes it again."""

import math
import shlex
from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from sim import store
from sim.report import numbers
from sim.report.downloads import csv_html
from sim.report.precision import precision_html
from sim.report.reading import Reading
from sim.report.records import records
from sim.report.tables import table_html

SET = "--set"
HEAD = ("Value of", "Set to", "Unit", "Meaning", "Source", "Certainty", "Range")
TEXT_COLUMNS = len(HEAD)
ELASTICITY = "the relative change of the answer for a relative change of the value"
OWN_OPTIONS = ("replications", "seed", "sample")
CERTAINTY = {
    "H": "read in a published source",
    "M": "derived or second-hand",
    "L": "assumption",
}
AUDIT = {
    "conservation": "Parcels: created = at merchants + in flight + delivered + returned, by group",
    "scans": "Scans: made = shown + on the link + buffered + lost",
    "cells": "Lockers: cells = free + occupied",
    "null_identity": "Without an act the two arms are the same",
    "parcels_touched": "Parcels the outage touched",
    "acts": "Outages and responses, mean of the replications",
    "peak_in_flight": "Most parcels in flight at once",
}


def audit_html(run: Reading) -> str:
    """What the run checked of itself, passed or not."""
    audit = {name: value for name, value in run.result.audit.items() if name != "problems"}
    if not audit:
        return '<div class="empty">This run carries no audit.</div>'
    rows = []
    for name, value in audit.items():
        title = AUDIT.get(name, name.replace("_", " "))
        if isinstance(value, bool):
            shown = '<b class="down">\u2713 holds</b>' if value else '<b class="up">\u2717 fails</b>'
        elif isinstance(value, (int, float)):
            shown = numbers.number(float(value))
        else:
            shown = escape(str(value))
        rows.append([escape(title), shown])
    return table_html(("Check", "Result"), rows, "audit") + precision_html(getattr(run.result, "precision", None))


def assumptions_html(run: Reading) -> str:
    """Every number of the world with its unit, meaning, source and certainty, those first on which most may hang.

    Where a study measured how far the answer moves with each, that orders them; else the guesses come first.
    """
    rows = _by_weight(run)
    if not rows:
        return '<div class="empty">This scenario lists no assumptions.</div>'
    weak, _ = guesses(run)
    is_measured = run.elasticities is not None
    head = HEAD + (("Elasticity",) if is_measured else ())
    cells = [_assumption(row) + ([_elasticity(row)] if is_measured else []) for row in rows]
    order = (
        f"Ordered by how far the answer moves with each: the last column is {ELASTICITY}."
        if is_measured
        else "The guesses come first, those with a range before the others. How far the answer moves with each this "
        "run cannot say; a sweep over the guesses with a wide range does."
    )
    legend = ", ".join(f"<b>{letter}</b> {escape(what)}" for letter, what in CERTAINTY.items())
    return (
        f"<p>{len(rows)} values, {weak} of them assumptions. Certainty: {legend}. {order}</p>"
        f"{csv_html('assumptions', pd.DataFrame(rows), 'the assumptions')}"
        '<div class="search"><input type="search" id="assumption-search" placeholder="search, e.g. lockers or Reuters" '
        'aria-label="Search the assumptions"><label><input type="checkbox" id="assumption-weak"> assumptions only (L)'
        f'</label></div><details open id="assumption-list"><summary>All values</summary>'
        f"{table_html(head, cells, 'assumptions', text_columns=TEXT_COLUMNS)}</details>"
    )


def guesses(run: Reading) -> tuple[int, int]:
    """How many of the scenario's numbers are guesses, and of how many."""
    rows = _rows(run)
    return sum(str(row.get("certainty")) == "L" for row in rows), len(rows)


def rerun_html(run: Reading) -> str:
    """The command, the seed, the versions."""
    result, scenario = run.result, run.scenario
    facts = {
        "run": result.run_id,
        "seed": str(result.seed),
        "replications": f"{result.replications} of each arm, paired",
        "sample": f"{100 * float(scenario.sample):g} % of the orders; counts are scaled to the whole",
        "span": f"{run.clock(0)} {run.start.year} to {run.clock(run.horizon_h)}, {run.zone}",
        "took": f"{float(result.wall_s):.1f} s",
        "versions": ", ".join(f"{name} {number}" for name, number in _versions(result).items()),
    }
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in facts.items())
    return f'<pre class="command"><code>{escape(run_command(run))}</code></pre><dl class="facts">{listed}</dl>'


def run_command(run: Reading) -> str:
    """The command that makes the run, or finds it where it is kept."""
    result = run.result
    return (
        f"outage-sim run {scenario_path(run.scenario)} --replications {result.replications} --seed {result.seed} "
        f"--sample {100 * float(run.scenario.sample):g}%{overrides(run)}"
    )


def scenario_path(scenario: Any) -> str:
    """The file the scenario was read from, or where a shipped one of its name lies; as a shell takes it.

    >>> from types import SimpleNamespace
    >>> scenario_path(SimpleNamespace(name="null")), scenario_path(SimpleNamespace(name="own", path="my case.yaml"))
    ('scenarios/null.yaml', "'my case.yaml'")
    """
    return shlex.quote(str(getattr(scenario, "path", None) or f"scenarios/{scenario.name}.yaml"))


def overrides(run: Reading) -> str:
    """The values set on the command line, as its options."""
    settings = [row for row in _rows(run) if str(row.get("file")) == SET and row.get("path") not in OWN_OPTIONS]
    pairs = [f"{row['path']}={row['value']}" for row in settings]
    return "".join(f" --set {shlex.quote(pair)}" for pair in pairs)


def _rows(run: Reading) -> list[dict[str, Any]]:
    made = getattr(run.scenario, "assumptions", None)
    return records(made() if callable(made) else made or [])


def _by_weight(run: Reading) -> list[dict[str, Any]]:
    """The assumptions, most moving first, then from guess to published, and with a range before those without."""
    rows = _rows(run)
    if run.elasticities is not None:
        known = dict(zip(run.elasticities["path"].astype(str), run.elasticities["elasticity"], strict=True))
        rows = [row | {"elasticity": known.get(str(row.get("path")), math.nan)} for row in rows]
    classes = list(reversed(CERTAINTY))

    def weight(row: Mapping[str, Any]) -> tuple[float, int, bool]:
        moves = abs(float(row.get("elasticity", math.nan)))
        certainty = str(row.get("certainty"))
        rank = classes.index(certainty) if certainty in classes else len(classes)
        return -moves if moves == moves else 0.0, rank, not _setting(row.get("range"))

    return sorted(rows, key=weight)


def _elasticity(row: Mapping[str, Any]) -> str:
    return escape(numbers.signed(float(row["elasticity"])))


def _assumption(row: Mapping[str, Any]) -> list[str]:
    certainty = str(row.get("certainty") or "")
    known = CERTAINTY.get(certainty, "not said")
    return [
        f"<code>{escape(str(row.get('path', '')))}</code>",
        escape(_setting(row.get("value"))),
        escape(str(row.get("unit") or "")),
        escape(str(row.get("meaning") or "")),
        escape(str(row.get("source") or "\u2013")),
        f'<span class="certainty {escape(certainty)}" title="{known}">{escape(certainty)}</span>',
        escape(_setting(row.get("range"))),
    ]


def _setting(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    if isinstance(value, (list, tuple)):
        return (
            " to ".join(_setting(one) for one in value)
            if len(value) == 2
            else ", ".join(_setting(one) for one in value)
        )
    return str(value)


def _versions(result: Any) -> dict[str, str]:
    """Versions the result says it was made with, else those installed now."""
    told: Mapping[str, str] = getattr(result, "versions", None) or store.package_versions()
    return {str(name): str(number) for name, number in told.items()}
