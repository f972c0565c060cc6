"""Two to four runs side by side: the same figures as `outage-sim compare`, from the values the runs kept."""

from dash import dcc, html
from dash.development.base_component import Component

from sim.app.address import RUN, Address, link
from sim.app.comparing import comparison_at
from sim.app.elements import refusal, section_element
from sim.app.files import FILES
from sim.app.frame import kept, labelled
from sim.app.shelf import Line, Shelf
from sim.errors import SimError
from sim.report.comparison_page import comparison_lead, comparison_sections


def compare_view(shelf: Shelf, address: Address) -> Component:
    """The choice of runs, and below it what they differ in."""
    runs = [line for line in shelf.lines() if line.entry.kind == "run" and not line.problem]
    return html.Div(
        [
            html.Section(
                [
                    html.H1("Compare runs"),
                    html.P(
                        "Runs of one world, one seed and one sample share their orders and luck: they are compared "
                        "pair by pair.",
                        className="lead",
                    ),
                    html.Div(
                        labelled(
                            "Runs",
                            dcc.Dropdown(
                                id=kept("run"),
                                options=[{"value": line.entry.place, "label": _label(line)} for line in runs],
                                value=address.many("run"),
                                multi=True,
                            ),
                            "two to four; the first is what the others are held against",
                        ),
                        className="controls wide",
                    ),
                ]
            ),
            html.Div(id="comparison"),
        ]
    )


def comparison_element(shelf: Shelf, places: list[str]) -> Component:
    """What the runs differ in, or plainly why they cannot be compared."""
    if len(places) < 2:
        return html.Div("Choose two to four runs.", className="empty")
    try:
        found = comparison_at(shelf, places)
    except SimError as problem:
        return refusal("These runs cannot be compared", problem)
    scenarios = found.setting.scenarios
    fewer = [place for place in places if shelf.result(place).replications > found.replications]
    note = f" {len(fewer)} of them have more; the first {found.replications} of each count." if fewer else ""
    return html.Div(
        [
            html.Section(
                [
                    html.P(comparison_lead(found), className="answer"),
                    html.P(f"{found.replications} paired replications of each, seed {found.setting.first.seed}.{note}"),
                    html.P(
                        [
                            *(
                                dcc.Link(f"{name} ({place})", href=link(RUN, run=place))
                                for name, place in zip(scenarios, dict.fromkeys(places), strict=True)
                            ),
                            html.A("All figures (JSON)", href=link(f"{FILES}/compare.json", run=places), download=""),
                        ],
                        className="ways",
                    ),
                ]
            ),
            *(section_element(section) for section in comparison_sections(found)),
        ]
    )


def _label(line: Line) -> str:
    manifest = line.entry.manifest
    return f"{line.entry.place}: {line.title or line.scenario}, {manifest.get('replications')} replications"
