"""Tables of the page: the impact in full, who pays as heat, recovery. HTML that scrolls inside its own box."""

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from sim.report import labels, numbers
from sim.report.downloads import csv_html
from sim.report.frame_table import in_a_box
from sim.report.hurt import worst_days
from sim.report.moved import moved_frame
from sim.report.reading import Effect, Reading, hours_of
from sim.report.records import records

KINDS = {
    "carrier": "By carrier",
    "region": "By region of destination",
    "category": "By category",
    "size": "By merchants' size",
    "operator": "By locker operator",
    "party": "By desk",
    "link": "By link",
}
MOVED_HEAD = (
    "Phase",
    "Carrier",
    "Without",
    "As it happened",
    "Excess",
    "95 % interval",
    "Rerouted to it",
)
IMPACT_HEAD = ("Measure", "Unit", "Without", "As it happened", "Excess", "95 % interval", "Change")
STRONGEST_HEAT = 0.55
ROUNDING = 1e-9


def table_html(head: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "", text_columns: int = 1) -> str:
    """A table of cells that are HTML already, in a box that scrolls; the first columns are text, the rest numbers."""
    cells = "".join(f"<th{_align(i, text_columns)}>{escape(name)}</th>" for i, name in enumerate(head))
    body = "".join(
        f"<tr>{''.join(f'<td{_align(i, text_columns)}>{cell}</td>' for i, cell in enumerate(row))}</tr>" for row in rows
    )
    table = f'<table class="{kind}"><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>'
    return in_a_box(table, head[0])


def impact_html(run: Reading) -> str:
    """Every total under its heading, then each grouping in a box that opens."""
    if run.impact.empty:
        return '<div class="empty">The impact table of this run is empty.</div>'
    frame = run.impact
    totals = list(dict.fromkeys(frame.loc[frame["group"] == "total", "measure"].astype(str)))
    headings = [*labels.HEADINGS, labels.OTHER]
    parts = []
    for heading in headings:
        names = [name for name in totals if labels.heading(name) == heading]
        if names:
            found = ((name, run.effect(name)) for name in names)
            rows = [_impact_row(labels.measure(name), name, effect) for name, effect in found if effect is not None]
            parts.append(f"<h3>{escape(heading)}</h3>{table_html(IMPACT_HEAD, rows, 'impact', text_columns=2)}")
    groups = "".join(_grouping(run, kind, title) for kind, title in KINDS.items())
    return csv_html("impact", frame, "the impact table") + "".join(parts) + groups


def payers_html(run: Reading) -> str:
    """Party by cost line, excess CNY, tinted by size: red pays, green gains; the interval in each cell's tooltip."""
    bills = run.bills
    if bills.empty:
        return ""
    lines = list(dict.fromkeys(bills["line"]))
    table = bills.pivot_table(index="party", columns="line", values="excess", aggfunc="sum")
    between = {
        (row["party"], row["line"]): numbers.interval(row["ci_low"], row["ci_high"], "CNY")
        for row in bills.to_dict("records")
    }
    top = float(bills["excess"].abs().max()) or 1.0
    rows = []
    for party, net in run.bill_of.items():
        cells = [_heat(float(table.loc[party, line]), top, between.get((party, line), "")) for line in lines]
        rows.append([f"<b>{escape(labels.entity(party))}</b>", *cells, f"<b>{numbers.signed(net)}</b>"])
    sums = [f"<b>{numbers.signed(_settled(float(table[line].sum()), top))}</b>" for line in lines]
    rows.append(["<b>All</b>", *sums, f"<b>{numbers.signed(sum(run.bill_of.values()))}</b>"])
    shown = table_html(["CNY beyond the usual", *(labels.measure(line) for line in lines), "Net"], rows, "heat")
    return csv_html("who_pays", run.result.who_pays, "who pays") + shown


def moved_html(run: Reading) -> str:
    """Parcels by phase and carrier in both arms, and how many of them came from merchants of other carriers."""
    frame = moved_frame(run)
    rows = [
        [
            escape(str(row["phase"])),
            escape(labels.entity(str(row["carrier"]))),
            numbers.number(row["baseline"]),
            numbers.number(row["outage"]),
            numbers.signed(row["excess"]),
            numbers.interval(row["ci_low"], row["ci_high"], "parcels") or numbers.NOTHING,
            numbers.number(row["rerouted"]),
        ]
        for row in frame.to_dict("records")
    ]
    if not rows:
        return ""
    table = table_html(MOVED_HEAD, rows, "moved", text_columns=2)
    summary = "<summary>Parcels handed over before, during and after, by carrier</summary>"
    return f"{csv_html('flows', frame, 'the flows')}<details data-print>{summary}{table}</details>"


def worst_html(run: Reading) -> str:
    """How far the extra contacts gather in a few regions on a few days, and what the run cannot tell."""
    worst = worst_days(run, "contacts")
    told = ""
    if worst is not None:
        between = numbers.interval(worst.low, worst.high, "share").replace("pp", "%")
        told = (
            f"The worst 5 % of region-days ({worst.cells} of {worst.of}) hold {numbers.share(worst.share)} of the "
            f"extra contacts (95 % interval {between}); spread evenly it would be 5 %. "
        )
    return f'<p class="note">{told}The run counts by group, not by merchant or buyer: single ones cannot be shown.</p>'


def recovery_html(run: Reading) -> str:
    """A row a measure: its figures, each with its interval; a time as long as the run left says so."""
    rows = records(run.result.recovery)
    if not rows:
        return '<div class="empty">This run has no recovery table.</div>'
    names = [name for name in rows[0] if not name.endswith(("_low", "_high"))]
    text = [name for name in names if isinstance(rows[0][name], str)]
    order = [*text, *(name for name in names if name not in text)]
    left_h = run.horizon_h - run.acts[0].began_h if run.acts else math.inf
    cells = [[_recovery_cell(name, row, left_h) for name in order] for row in rows]
    return table_html([labels.measure(name) for name in order], cells, "recovery", text_columns=len(text))


def _recovery_cell(name: str, row: Mapping[str, Any], left_h: float) -> str:
    value = row[name]
    if isinstance(value, str):
        return escape(labels.measure(value) if name == "measure" else value)
    figure = hours_of(value)
    if name.endswith("_h") and (math.isnan(figure) or figure >= left_h):
        return "not within the run"
    unit = "h" if name.endswith("_h") else ""
    between = numbers.interval(hours_of(row.get(f"{name}_low")), hours_of(row.get(f"{name}_high")), unit)
    return f"{numbers.plain(figure, unit)}{f' <small>({between})</small>' if between else ''}"


def _grouping(run: Reading, kind: str, title: str) -> str:
    frame = run.impact
    rows = frame.loc[frame["group"].astype(str).str.startswith(f"{kind}="), ["measure", "group"]]
    if rows.empty:
        return ""
    parts = []
    for measure, members in rows.groupby("measure", sort=False, observed=True):
        name = str(measure)
        found = ((str(group), run.effect(name, str(group))) for group in members["group"])
        cells = [_impact_row(labels.group(group), group, effect) for group, effect in found if effect is not None]
        head = (labels.measure(name), *IMPACT_HEAD[1:])
        parts.append(table_html(head, cells, "impact", text_columns=2))
    plural = "s" if len(parts) > 1 else ""
    summary = f"<summary>{escape(title)} ({len(parts)} measure{plural})</summary>"
    return f"<details>{summary}{''.join(parts)}</details>"


def _impact_row(title: str, name: str, effect: Effect) -> list[str]:
    tone = "clear" if effect.is_clear else "unclear"
    return [
        f'<span title="{escape(name)}">{escape(title)}</span>',
        escape(numbers.unit_beside(effect.unit)),
        numbers.plain(effect.baseline, effect.unit),
        numbers.plain(effect.outage, effect.unit),
        f'<b class="{tone}">{numbers.change(effect.excess, effect.unit)}</b>',
        numbers.interval(effect.low, effect.high, effect.unit) or "\u2013",
        numbers.ratio(effect.ratio) if effect.baseline else "\u2013",
    ]


def _settled(value: float, top: float) -> float:
    """A sum in which transfers cancel, without the rounding that is left of them."""
    return 0.0 if abs(value) < ROUNDING * top else value


def _heat(value: float, top: float, between: str) -> str:
    if math.isnan(value):
        return ""
    strength = STRONGEST_HEAT * math.sqrt(min(1.0, abs(value) / top))
    tone = "pays" if value > 0 else "gains"
    return (
        f'<span class="cell {tone}" title="{between}" style="--a:{100 * strength:.0f}%">{numbers.signed(value)}</span>'
    )


def _align(column: int, text_columns: int) -> str:
    return "" if column < text_columns else ' class="n"'
