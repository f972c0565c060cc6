"""Where a page's numbers come from: the audit, the assumptions with their sources, the command that makes it again."""

import shlex
from collections.abc import Mapping
from html import escape
from typing import Any

from sim import store
from sim.report import numbers
from sim.report.precision import precision_html
from sim.report.reading import Reading, records
from sim.report.tables import table_html

SET = "--set"
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
    """Every number of the world with its unit, meaning, source and certainty; assumptions stand out."""
    rows = _rows(run)
    if not rows:
        return '<div class="empty">This scenario lists no assumptions.</div>'
    weak = sum(str(row.get("certainty")) == "L" for row in rows)
    head = ("Value of", "Set to", "Unit", "Meaning", "Source", "Certainty", "Range")
    cells = [_assumption(row) for row in rows]
    legend = ", ".join(f"<b>{letter}</b> {escape(what)}" for letter, what in CERTAINTY.items())
    return (
        f"<p>{len(rows)} values, {weak} of them assumptions. Certainty: {legend}.</p>"
        '<div class="search"><input type="search" id="assumption-search" placeholder="search, e.g. lockers or Reuters" '
        'aria-label="Search the assumptions"><label><input type="checkbox" id="assumption-weak"> assumptions only (L)'
        f'</label></div><details open id="assumption-list"><summary>All values</summary>'
        f"{table_html(head, cells, 'assumptions', text_columns=len(head))}</details>"
    )


def rerun_html(run: Reading) -> str:
    """The command, the seed, the versions."""
    result, scenario = run.result, run.scenario
    path = str(getattr(scenario, "path", None) or f"scenarios/{scenario.name}.yaml")
    command = (
        f"outage-sim run {shlex.quote(path)} --replications {result.replications} --seed {result.seed} "
        f"--sample {100 * float(scenario.sample):g}%{_overrides(run)}"
    )
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
    return f'<pre class="command"><code>{escape(command)}</code></pre><dl class="facts">{listed}</dl>'


def _overrides(run: Reading) -> str:
    """The values set on the command line, as its options."""
    settings = [row for row in _rows(run) if str(row.get("file")) == SET and row.get("path") not in OWN_OPTIONS]
    pairs = [f"{row['path']}={row['value']}" for row in settings]
    return "".join(f" --set {shlex.quote(pair)}" for pair in pairs)


def _rows(run: Reading) -> list[dict[str, Any]]:
    made = getattr(run.scenario, "assumptions", None)
    return records(made() if callable(made) else made or [])


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
