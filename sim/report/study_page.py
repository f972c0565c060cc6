"""The page of a study: a lead that answers, then text, figures and tables, in one file that needs nothing else.

The frame that every study's page shares with the page of a run. Knows no study.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from sim.report.document import document_html, write_document
from sim.report.figure import Figure
from sim.report.frame_table import frame_html
from sim.report.panel import LegendEntry, Panel

COMMAND = "command"
PROVENANCE = "provenance"
DEFAULT_HEIGHT = 380


@dataclass(frozen=True)
class Section:
    """A part of a study's page.

    Attributes:
        id: anchor, unique on the page; its figure's div is `fig-<id>`.
        heading: its title, also in the bar of links; without one the section continues the one before it.
        text: how to read what follows; a blank line begins a new paragraph.
        figure: drawn with the page's template; the house's plain figure, or the plot library's own.
        table: shown below the figure.
        folded: what its fold says where the table is long and opened by a click, or by printing; empty = it is open.
        code: text to take away as it is, such as a scenario.
        note: small print below all.
        title: of the figure, in its panel.
        caption: of the figure, below its title.
        legend: entries that show and hide the traces whose `legendgroup` is their key.
        panels: further figures beside the first, each with a size of its own.
        short: what the bar of links calls it, where the heading is too long for that.
    """

    id: str
    heading: str
    text: str = ""
    figure: Figure | go.Figure | None = None
    table: pd.DataFrame | None = None
    folded: str = ""
    code: str = ""
    note: str = ""
    title: str = ""
    caption: str = ""
    legend: Sequence[LegendEntry] = ()
    panels: Sequence[Panel] = ()
    short: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", self.id):
            raise ValueError(f"a section's id is letters, digits and hyphens, got {self.id!r}")

    def html(self) -> str:
        """The section as HTML, every text escaped."""
        heading = f"<h2>{escape(self.heading)}</h2>" if self.heading else ""
        text = "".join(f'<p class="lead">{escape(part)}</p>' for part in _paragraphs(self.text))
        drawn = "".join(panel.html() for panel in self.drawn())
        panels = f'<div class="panels">{drawn}</div>' if drawn else ""
        table = frame_html(self.table) if self.table is not None else ""
        if self.folded:
            table = f"<details data-print><summary>{escape(self.folded)}</summary>{table}</details>"
        code = f'<pre class="command"><code>{escape(self.code)}</code></pre>' if self.code else ""
        note = f'<p class="note">{escape(self.note)}</p>' if self.note else ""
        return f'<section id="{self.id}">{heading}{text}{panels}{table}{code}{note}</section>'

    def drawn(self) -> list[Panel]:
        """Its figure, if it has one, and the further panels."""
        if self.figure is None:
            return list(self.panels)
        figure = plain_figure(self.figure)
        height = int(figure.layout.get("height", DEFAULT_HEIGHT))
        own = Panel(self.id, self.title, self.caption, figure, height, self.legend)
        spoken = replace(own, title=self.title or self.heading).spoken
        return [replace(own, label=spoken), *self.panels]


def study_html(*, title: str, kind: str, lead: str, sections: Sequence[Section], provenance: Mapping[str, str]) -> str:
    """The page of a study as one HTML document; equal arguments give equal bytes.

    Args:
        title: what was studied, in words.
        kind: what sort of study, above the title.
        lead: the answer; a blank line begins a new paragraph.
        sections: from top to bottom.
        provenance: what was run, by which versions; an entry `command` is shown as the command that makes it again.

    Raises:
        ValueError: two sections, or two figures, have one name.
    """
    _check_names(sections)
    return document_html(
        title=title,
        facts=kind,
        answer=[escape(part) for part in _paragraphs(lead)],
        contents=[(each.id, each.short or each.heading) for each in sections if each.heading]
        + [(PROVENANCE, "Make it again")],
        sections="".join(each.html() for each in sections) + _provenance_html(provenance),
    )


def write_study_page(
    path: str | Path,
    *,
    title: str,
    kind: str,
    lead: str,
    sections: Sequence[Section],
    provenance: Mapping[str, str],
) -> None:
    """Write the page of a study to `path`, see `study_html`; a killed write leaves no half page.

    Raises:
        OSError: the file cannot be written there.
        ValueError: two sections, or two figures, have one name.
    """
    html = study_html(title=title, kind=kind, lead=lead, sections=sections, provenance=provenance)
    write_document(Path(path), html)


def plain_figure(figure: Figure | go.Figure) -> Figure:
    """A figure as plain data without a template of its own, so that the page's light and dark ones apply."""
    if isinstance(figure, Figure):
        return figure
    told = figure.to_plotly_json()
    layout = {name: value for name, value in told["layout"].items() if name != "template"}
    return Figure(list(told["data"]), layout)


def _check_names(sections: Sequence[Section]) -> None:
    names = [each.id for each in sections] + [PROVENANCE]
    figures = [each.id for each in sections if each.figure is not None]
    figures += [panel.name for each in sections for panel in each.panels]
    for taken in (names, figures):
        double = sorted({name for name in taken if taken.count(name) > 1})
        if double:
            raise ValueError(f"two parts of the page are called {double[0]!r}")


def _provenance_html(provenance: Mapping[str, str]) -> str:
    command = provenance.get(COMMAND, "")
    shown = f'<pre class="command"><code>{escape(command)}</code></pre>' if command else ""
    facts = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in provenance.items() if name != COMMAND
    )
    listed = f'<dl class="facts">{facts}</dl>' if facts else ""
    return f'<section id="{PROVENANCE}"><h2>Make it again</h2>{shown}{listed}</section>'


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]
