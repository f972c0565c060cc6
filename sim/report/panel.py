"""A panel of the page: a titled figure with its own legend, or the sentence that says why there is none.

Its HTML carries no host, no random name and no unescaped text. Knows no measure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from sim.report.figure import Figure
from sim.report.figure_words import in_words

Mark = Literal["line", "bar", "dot", "diamond"]
"""Shape of a legend's entry; all but the line have a rule in the style sheet."""


@dataclass(frozen=True)
class LegendEntry:
    """A line of a legend; the traces whose `legendgroup` is `key` go with it."""

    key: str
    text: str
    colour: str
    mark: Mark = "line"


@dataclass(frozen=True)
class Panel:
    """A figure with its title, caption and legend.

    Attributes:
        name: unique on the page; the figure's div is `fig-<name>`.
        figure: None = the run has nothing to show here, and `empty` says so.
        height: px.
        size: `wide`, `half` or `small`, its share of the page's width.
        label: what a screen reader says of it, where that is not the title and the figure in words.
    """

    name: str
    title: str
    caption: str = ""
    figure: Figure | None = None
    height: int = 320
    legend: Sequence[LegendEntry] = ()
    empty: str = "This run has no series for this figure."
    size: str = "wide"
    label: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says of it."""
        if self.label or self.figure is None:
            return self.label or self.title
        series = {entry.key: entry.text for entry in self.legend}
        return ". ".join(part for part in (self.title, in_words(self.figure, series)) if part)

    def html(self) -> str:
        """The panel as HTML, its figure as JSON that the page's script draws."""
        head = f"<h3>{escape(self.title)}</h3>" if self.title else ""
        if self.caption:
            head += f"<p>{escape(self.caption)}</p>"
        if self.figure is None:
            body = f'<div class="empty">{escape(self.empty)}</div>'
        else:
            body = (
                f'{self._legend_html()}<div class="plot" id="fig-{self.name}" style="height:{self.height}px" '
                f'role="img" aria-label="{escape(self.spoken)}"></div>'
                f'<script type="application/json" class="figure" data-plot="fig-{self.name}">'
                f"{self.figure.to_json()}</script>"
            )
        return (
            f'<figure class="panel {self.size}" id="panel-{self.name}"><figcaption>{head}</figcaption>{body}</figure>'
        )

    def _legend_html(self) -> str:
        if not self.legend:
            return ""
        chips = "".join(
            f'<button type="button" class="chip" aria-pressed="true" data-plot="fig-{self.name}" '
            f'data-key="{escape(entry.key)}"><i class="{entry.mark}" style="--c:{entry.colour}"></i>'
            f"{escape(entry.text)}</button>"
            for entry in self.legend
        )
        return f'<div class="legend">{chips}</div>'


def plain_text(text: str) -> str:
    """A name as a figure shows it: the plot library reads a small HTML of its own, so none is let through."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
