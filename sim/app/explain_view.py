"""One parcel of a run in two worlds: a typical case, or a parcel by its number."""

from dash import dcc, html
from dash.development.base_component import Component

from sim.app.address import EXPLAIN, RUN, Address, link
from sim.app.elements import elements, panels
from sim.app.frame import announced, kept, labelled
from sim.app.storytelling import CancelledError, Storyteller
from sim.errors import ScenarioError
from sim.report import labels
from sim.report.frame_table import frame_html
from sim.report.parcel_page import side_by_side
from sim.report.parcel_story import (
    HOW_TO_READ,
    ONE_PARCEL,
    Stories,
    Told,
    consequences_html,
    how_many,
    lanes_panel,
    peak_in_words,
    story_html,
)
from sim.report.parcel_words import CASES, PEAK, case
from sim.report.reading import Reading
from sim.report.run_parcels import NO_ACT
from sim.spec.schema_walk import nearest

WAITING = (
    "The replication is simulated again, both arms: this takes some seconds, or minutes where the sample is large …"
)


def explain_view(run: Reading, place: str, stories: Stories | None, address: Address) -> Component:
    """The view of single parcels, every control as the address says.

    Args:
        run: opened.
        place: where it lies within the results.
        stories: kept beside it, if they were.
        address: which case, parcel and replication are asked for.

    Raises:
        ScenarioError: there is no such case.
    """
    title = str(run.scenario.title or labels.entity(run.scenario.name))
    first = stories.told[0].name if stories is not None and stories.told else None
    replication = str(stories.replication) if stories is not None else "0"
    chosen = address.one("case", "" if address.one("parcel") else first or "")
    if chosen and chosen not in CASES:
        raise ScenarioError.of("case", f"there are {', '.join(CASES)}", repr(chosen), nearest(chosen, CASES))
    return html.Div(
        [
            html.Section(
                [
                    html.P(dcc.Link(title, href=link(RUN, run=place)), className="facts"),
                    html.H1("One parcel, two truths"),
                    html.P(
                        "Where a parcel was and what was shown of it, without the acts and as it happened: where its "
                        "two lives part for the first time, and why.",
                        className="lead",
                    ),
                    dcc.Store(id="place", data=place),
                    html.Div(
                        [
                            labelled(
                                "Typical parcel",
                                dcc.Dropdown(
                                    id=kept("case"),
                                    options=[{"value": name, "label": text} for name, text in CASES.items()],
                                    value=chosen or None,
                                    placeholder="choose a kind",
                                ),
                                "what only the acts did to it",
                            ),
                            labelled(
                                "Or a parcel's number",
                                dcc.Input(
                                    id=kept("parcel"),
                                    type="text",
                                    inputMode="numeric",
                                    debounce=True,
                                    value=address.one("parcel"),
                                ),
                                "from an event log, or from the table below",
                            ),
                            labelled(
                                "Replication",
                                dcc.Input(
                                    id=kept("replication"),
                                    type="text",
                                    inputMode="numeric",
                                    debounce=True,
                                    value=address.one("replication", replication),
                                ),
                                f"0 to {run.result.replications - 1}",
                            ),
                        ],
                        className="controls",
                    ),
                    *_standing(run, stories),
                ]
            ),
            html.Div(
                [html.P(WAITING), html.Button("Cancel", id="stop-story", type="button", className="button")],
                className="empty waiting",
            ),
            html.Div(id="parcel-story", className="parcel", **announced()),
            *([_kinds(stories, place)] if stories is not None else []),
        ]
    )


def story_element(
    run: Reading, place: str, teller: Storyteller, *, named: str, parcel: str, replication: str, tab: str
) -> Component:
    """The story of the parcel of a number, or the typical one of a case; that it was cancelled, where `tab` did so.

    Raises:
        ScenarioError: there is no such parcel, case or replication.
        RunError: it could not be simulated again.
    """
    if not named and not parcel.strip():
        return html.Div("Choose a kind of parcel, or type a parcel's number.", className="empty")
    try:
        stories = teller.stories(place, replication or "0", parcel, tab)
    except CancelledError:
        return html.Div("Cancelled. Choose a kind or type a number to ask again.", className="empty")
    told = next((each for each in stories.told if parcel.strip() or each.name == named), None)
    if told is None:
        what = f"none of the {stories.n_watched:,} orders watched in replication {stories.replication} is of this kind"
        raise ScenarioError.of(case(named), what)
    kept_beside = teller.kept(place)
    is_below = kept_beside is not None and kept_beside.replication == stories.replication
    return html.Div([_story(run, stories, told), *([] if parcel.strip() or is_below else [_kinds(stories, place)])])


def _story(run: Reading, stories: Stories, told: Told) -> Component:
    clock = run.wall_clock
    return html.Section(
        [
            html.H2(told.heading),
            *(html.P(text, className="warning") for text in stories.warnings),
            html.P(how_many(stories, told), className="note"),
            *elements(story_html(told, clock)),
            panels([lanes_panel(told, clock, stories.outages, run.horizon_h)]),
            *elements(consequences_html(told)),
            html.P(f"{HOW_TO_READ} {ONE_PARCEL}", className="note"),
            html.Details(
                [
                    html.Summary(f"All that happened, both arms side by side, clock times {clock.zone}"),
                    *elements(frame_html(side_by_side(told.rows, clock))),
                ]
            ),
            *(_under_way(run, stories) if told.name == PEAK else []),
        ]
    )


def _under_way(run: Reading, stories: Stories) -> list[Component | str]:
    if stories.peak_h is None:
        return []
    text = peak_in_words(stories.peak_h, run.wall_clock)
    return [html.P(text, className="lead"), *elements(frame_html(stories.under_way))]


def _kinds(stories: Stories, place: str) -> Component:
    """The kinds there are, each with parcels that lead to their stories."""
    rows = [
        html.Tr(
            [
                html.Td(case(str(row["case"]))),
                html.Td(row["what_it_means"]),
                html.Td(f"{row['n_parcels']:,}", className="n"),
                html.Td(_links(str(row["such_as"]), stories.replication, place)),
            ]
        )
        for row in stories.cases.to_dict("records")
    ]
    head = html.Tr([html.Th("Kind"), html.Th("What it means"), html.Th("Parcels", className="n"), html.Th("Such as")])
    return html.Section(
        [
            html.H2("The kinds"),
            html.P(
                f"Among {stories.n_watched:,} orders watched in replication {stories.replication}.", className="lead"
            ),
            html.Div(
                html.Table([html.Thead(head), html.Tbody(rows)], className="frame"), className="scroll", tabIndex="0"
            ),
        ],
        id="kinds",
    )


def _links(such_as: str, replication: int, place: str) -> list[Component | str]:
    found: list[Component | str] = []
    for parcel in such_as.split(", "):
        if found:
            found.append(", ")
        where = link(EXPLAIN, run=place, parcel=parcel, replication=str(replication))
        found.append(dcc.Link(parcel, href=where) if parcel.isdecimal() else parcel)
    return found


def _standing(run: Reading, stories: Stories | None) -> list[Component]:
    """What is to be said before a story: that nothing can differ, or what a run without stories costs."""
    if not run.acts:
        return [html.Div(NO_ACT, className="empty")]
    if stories is not None:
        return []
    told: list[Component | str] = [
        "No stories are kept beside this run, so its replication is simulated again for each question. This command "
        "keeps those of typical parcels; ",
        html.Code("outage-sim run"),
        " with ",
        html.Code("--events 1%"),
        " logs a share of all parcels as well.",
    ]
    command = html.Pre(html.Code(f"outage-sim explain {run.result.run_id} --list"), className="command")
    return [html.Div([html.P(told), command], className="empty")]
