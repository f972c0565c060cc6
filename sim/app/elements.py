"""The report's HTML and panels as components of the app, so that both show the same. Knows no measure.

Components carry text as text: nothing that stands in a run or a scenario becomes markup here.
"""

import json
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from sim.app.frame import spoken
from sim.report import theme
from sim.report.figure import Figure
from sim.report.frame_table import frame_html
from sim.report.panel import Panel
from sim.report.study_page import Section

CONFIG: Any = theme.CONFIG
VOID = frozenset({"br", "hr", "img"})
PROPERTIES = {"tabindex": "tabIndex", "class": "className", "colspan": "colSpan", "rowspan": "rowSpan"}


def elements(markup: str, page: str = "") -> list[Component | str]:
    """Components of HTML that the report wrote.

    Args:
        markup: as the report wrote it.
        page: address of the page that has the sections which links of the markup name; where there is none, such a
            link is plain text.

    >>> [str(each) for each in elements('<p class="lead">a &lt;b&gt;</p>')]
    ["P(children='a <b>', className='lead')"]
    """
    reader = _Reader(page)
    reader.feed(markup)
    reader.close()
    return reader.top


def panels(drawn: Iterable[Panel]) -> Component:
    """Panels side by side, as on the page."""
    return html.Div([panel_element(each) for each in drawn], className="panels")


def panel_element(panel: Panel) -> Component:
    """A panel: its figure is drawn in the browser, which knows the reader's colour scheme."""
    head: list[Component] = [html.H3(panel.title)] if panel.title else []
    head += [html.P(panel.caption)] if panel.caption else []
    body: list[Component] = [html.Div(panel.empty, className="empty")]
    if panel.figure is not None:
        body = [
            *_legend(panel),
            dcc.Store(id={"type": "drawing", "name": panel.name}, data=as_plain(panel.figure)),
            html.Div(
                dcc.Graph(
                    id={"type": "plot", "name": panel.name},
                    config=CONFIG,
                    responsive=True,
                    style={"height": f"{panel.height}px"},
                ),
                role="img",
                **spoken(panel.spoken),
            ),
        ]
    return html.Figure([html.Figcaption(head), *body], className=f"panel {panel.size}", id=f"panel-{panel.name}")


def section_element(section: Section) -> Component:
    """A part of a study's page."""
    parts: list[Component | str] = [html.H2(section.heading)] if section.heading else []
    parts += [html.P(text, className="lead") for text in section.text.split("\n\n") if text.strip()]
    drawn = section.drawn()
    if drawn:
        parts.append(panels(drawn))
    if section.table is not None:
        parts += elements(frame_html(section.table))
    if section.note:
        parts.append(html.P(section.note, className="note"))
    return html.Section(parts, id=section.id)


def as_plain(figure: Figure) -> dict[str, Any]:
    """A figure as plain data, arrays packed."""
    plain: dict[str, Any] = json.loads(figure.to_json())
    return plain


def refusal(heading: str, problem: object, *, is_view: bool = True) -> Component:
    """Why something cannot be shown, in the problem's own words: a whole view, or a part of one."""
    head = html.H1(heading) if is_view else html.H2(heading)
    return html.Section([head, html.Pre(str(problem), className="problem", role="alert")])


def _legend(panel: Panel) -> list[Component]:
    if not panel.legend:
        return []
    chips = []
    for entry in panel.legend:
        said: dict[str, Any] = {"data-key": entry.key, "data-plot": panel.name, "aria-pressed": "true"}
        mark = html.I(className=entry.mark, style={"--c": entry.colour})
        chips.append(html.Button([mark, entry.text], type="button", className="chip", **said))
    return [html.Div(chips, className="legend")]


class _Reader(HTMLParser):
    """Builds components as tags open and close."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self._page = page
        self.top: list[Component | str] = []
        self._open: list[tuple[str, dict[str, Any], list[Component | str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        properties = {PROPERTIES.get(name, name): _property(name, value) for name, value in attrs}
        section = str(properties.get("href", ""))
        if section.startswith("#"):
            tag = "a" if self._page else "span"
            properties = {"href": f"{self._page}{section}", "target": "_blank", "rel": "noopener"} if self._page else {}
        self._open.append((tag, properties, []))
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 (the report closes what it opens)
        if not self._open:
            return
        name, properties, children = self._open.pop()
        inner = children[0] if len(children) == 1 else children or None
        made = getattr(html, name.capitalize())(**({} if inner is None else {"children": inner}), **properties)
        self._here.append(made)

    def handle_data(self, data: str) -> None:
        self._here.append(data)

    @property
    def _here(self) -> list[Component | str]:
        return self._open[-1][2] if self._open else self.top


def _property(name: str, value: str | None) -> Any:
    if name == "style":
        pairs = (pair.split(":", 1) for pair in (value or "").split(";") if ":" in pair)
        return {key.strip(): text.strip() for key, text in pairs}
    return True if value is None else value
