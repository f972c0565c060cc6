"""What every view stands in: the head with its links, what the browser remembers, where views go."""

import secrets
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from sim.app.address import RUNS, WHAT_IF
from sim.report import theme

INDEX = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{%title%}</title>
{%css%}
</head>
<body>
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""
TITLE = "Outage simulator"


def frame() -> Component:
    """The page around the views; every load is a tab of its own, so that what-if questions do not mix."""
    return html.Div(
        [
            dcc.Location(id="url", refresh=False),
            dcc.Store(id="tab", data=secrets.token_urlsafe(16)),
            dcc.Store(id="mode"),
            dcc.Store(id="templates", data={mode: theme.template(mode) for mode in ("light", "dark")}),
            dcc.Store(id="heading"),
            dcc.Store(id="uploaded", data=""),
            dcc.Store(id="kept"),
            html.Header(
                html.Nav(
                    html.Div(
                        [
                            html.B(TITLE),
                            dcc.Link("Runs and studies", href=RUNS),
                            dcc.Link("What if", href=WHAT_IF),
                        ],
                        className="links",
                    ),
                    **spoken("Views"),
                ),
                className="top app",
            ),
            html.Main(html.Div("Loading …", className="empty"), id="view"),
        ]
    )


def kept(name: Any) -> dict[str, Any]:
    """Id of a control whose value stands in the address; its name is the value's there."""
    return {"type": "kept", "name": name}


def spoken(label: str) -> dict[str, Any]:
    """What a screen reader says of a part, as properties."""
    return {"aria-label": label}


def announced() -> dict[str, Any]:
    """That a screen reader says what changes in a part, as properties."""
    return {"aria-live": "polite"}


def labelled(title: str, control: Component, hint: str = "", path: str = "") -> Component:
    """A control under its title; the hint says how it is written, the path what it stands for in a scenario."""
    told: list[Component] = [html.Span(title, title=path), control]
    if hint:
        told.append(html.Small(hint))
    return html.Label(told, className="control")
