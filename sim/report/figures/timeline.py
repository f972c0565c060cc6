"""The acts in lanes by party above what they did to visibility, contacts and complaints, hour by hour."""

import math

from sim.report import labels, numbers, theme
from sim.report.figures.strips import binned_title, width_of
from sim.report.message import Told, furthest
from sim.report.panel import LegendEntry, Panel, plain_text
from sim.report.reading import Act, Reading
from sim.report.series import OUTAGE_ARM
from sim.report.stack import ARMS, HOUR_MS, Stack

TITLE = "What was done, and what followed"
LINE_PX = 21
LEAST_LINES = 2
OUTAGE_FILL, RESPONSE_FILL = "60", "38"
ROWS = (
    ("dark_now", "Parcels dark now"),
    ("contacts", "Contacts per hour"),
    ("complaints", "Complaints per hour"),
    ("petitions", "Petitions per hour"),
)


def panels(run: Reading) -> list[Panel]:
    """The timeline strip."""
    found = [(name, title, run.hourly.arm(name, OUTAGE_ARM)) for name, title in ROWS]
    shown = [(name, title, width_of(run, name, values)) for name, title, values in found if values is not None]
    if not shown and not run.acts:
        return [Panel("timeline", TITLE, empty="No act and no hourly series in this run.")]
    lines = _lines(run)
    rows = [
        ("", LINE_PX * max(LEAST_LINES, len(lines))),
        *((binned_title(title, width_h), 118) for _, title, width_h in shown),
    ]
    stack = Stack(run, rows, shaded=run.outages, named=False)
    _acts(stack, run, lines)
    for row, (measure, _, width_h) in enumerate(shown, start=2):
        stack.arms(row, measure, width_h=width_h)
    parties = [
        LegendEntry(f"party-{by}", f"act by {labels.entity(by)}", run.party_colours[by], "bar")
        for by in dict.fromkeys(act.by for act in run.acts)
    ]
    told = furthest(run, [Told(title, name) for name, title, _ in shown])
    return [
        Panel(
            "timeline",
            TITLE,
            f"Bars: outages (outlined) and responses, by the party that acted. Amber: hours a link was closed. "
            f"Lines: mean of the replications with its 95 % interval. Clock times {run.zone}.",
            stack.figure,
            stack.height,
            [*ARMS, *parties] if shown else parties,
            label=f"{TITLE}. {_acts_in_words(run)} {told}",
        )
    ]


def _acts_in_words(run: Reading) -> str:
    """Each act with its party and its beginning."""
    told = [f"{labels.entity(act.by)}: {act.title} from {run.clock(act.began_h)}" for act in run.acts]
    return f"{'; '.join(told)}." if told else "No act."


def _lines(run: Reading) -> list[tuple[str, str]]:
    """(party, act) from top to bottom; a party's first line names it and has no act."""
    lines: list[tuple[str, str]] = []
    for by in dict.fromkeys(act.by for act in run.acts):
        acts = dict.fromkeys(act.name for act in run.acts if act.by == by)
        lines += [(by, ""), *((by, name) for name in acts)]
    return lines


def _acts(stack: Stack, run: Reading, lines: list[tuple[str, str]]) -> None:
    """Bars of the acts in their parties' lanes, each labelled behind its end, or inside where it lasts long."""
    middle = sum(run.window_h) / 2
    for act in run.acts:
        ended = run.horizon_h if math.isnan(act.ended_h) else act.ended_h
        colour = run.party_colours[act.by]
        level = -lines.index((act.by, act.name))
        stack.add(
            1,
            "bar",
            orientation="h",
            base=[run.axis(act.began_h)],
            x=[(ended - act.began_h) * HOUR_MS],
            y=[level],
            marker={
                "color": theme.faint(colour, OUTAGE_FILL if act.is_outage else RESPONSE_FILL),
                "line": {"width": 2 if act.is_outage else 1, "color": theme.OUTAGE if act.is_outage else colour},
            },
            width=0.76,
            legendgroup=f"party-{act.by}",
            hovertemplate=f"{_hover(run, act, ended)}<extra></extra>",
        )
        stack.figure.write(
            plain_text(act.title),
            xref="x",
            yref="y",
            x=run.axis(act.began_h if ended >= middle else ended),
            y=level,
            xanchor="left",
            yanchor="middle",
            xshift=3,
            font={"size": 11},
        )
    for place, (by, name) in enumerate(lines):
        if not name:
            here = {"xref": "x domain", "yref": "y", "x": 0, "y": -place, "xanchor": "left", "yanchor": "middle"}
            stack.figure.write(f"<b>{plain_text(labels.entity(by))}</b>", xshift=-4, font={"size": 11.5}, **here)
    if not lines:
        stack.figure.write("no act in this run", xref="x domain", yref="y domain", x=0.5, y=0.5)
    levels = [0.5 - max(LEAST_LINES, len(lines)), 0.5]
    stack.axis(1).update(range=levels, showticklabels=False, showgrid=False, zeroline=False, fixedrange=True)
    stack.figure.layout |= {"bargap": 0.1, "barmode": "overlay"}


def _hover(run: Reading, act: Act, ended_h: float) -> str:
    by = plain_text(labels.entity(act.by))
    until = "the end" if math.isnan(act.ended_h) else run.clock(act.ended_h)
    told = f"<b>{plain_text(act.title)}</b> · {by} · {numbers.duration(ended_h - act.began_h)}"
    told += f"<br>{run.clock(act.began_h)} to {until}"
    if act.share < 1:
        told += f"<br>in {numbers.share(act.share)} of the replications"
    if act.began_last_h > act.began_first_h:
        told += f"<br>began over {numbers.duration(act.began_last_h - act.began_first_h)}, the median is shown"
    return told
