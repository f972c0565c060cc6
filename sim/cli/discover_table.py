"""A look at a sweep as it is printed: its answer, the limits of its boxes, the thresholds, and where the page is."""

import sys

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from sim.cli.summary import WIDTH_WITHOUT_TERMINAL
from sim.report.parameters import limit_text, value_text
from sim.study.sensitivity.look import Look


def print_look(look: Look) -> None:
    """Print a look for a person to read."""
    from sim.report.discovery_page import lead  # late: it brings the drawing library

    console = Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL, highlight=False)
    console.print(Text(lead(look)))
    if look.found.boxes:
        console.print(boxes_table(look))
    if look.tippings:
        console.print(thresholds_table(look))
    console.print(f"Page: {escape(str(look.page))}", soft_wrap=True)


def boxes_table(look: Look) -> Table:
    """A row a limit: its box, what it says, its interval, how often it comes back, how likely chance explains it."""
    table = Table(title="Boxes", title_justify="left")
    for heading in ("box", "limit", "95 % interval"):
        table.add_column(heading)
    for heading in ("stability", "quasi-p"):
        table.add_column(heading, justify="right")
    titles = look.sweep.design.titles
    for number, box in enumerate(look.found.boxes, start=1):
        table.add_section()
        for each in box.limits:
            name, side, value = each.limit
            ends = (value_text(end, each.unit) for end in (each.low, each.high))
            table.add_row(
                str(number),
                escape(limit_text(titles.get(name, name), side, value, each.unit)),
                "" if np.isnan(each.low) else " to ".join(ends),
                f"{each.stability:.0%}",
                f"{each.quasi_p:.2g}",
            )
    return table


def thresholds_table(look: Look) -> Table:
    """A row a parameter: where the mean excess passes the limit."""
    from sim.report.figures.study_threshold import interval_text

    table = Table(title="Where the mean passes the limit, over all else", title_justify="left")
    for heading in ("along", "where", "passes at", "95 % interval"):
        table.add_column(heading)
    titles = look.sweep.design.titles
    for each in look.tippings:
        found = each.found
        at = value_text(found.at, each.parameter_unit) if np.isfinite(found.at) else found.verdict
        between = interval_text(found.low, found.high, each.parameter_unit)
        table.add_row(escape(titles[found.parameter]), escape(each.what or "all points"), at, between)
    return table
