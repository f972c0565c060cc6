"""The what-if panel: a base, what is changed, and the outcome with bands that tighten while one watches."""

from dash import dcc, html
from dash.development.base_component import Component

from sim.app.address import RUN, Address, link
from sim.app.bases import UPLOADED, base_of
from sim.app.comparing import against_base
from sim.app.elements import elements, panels, refusal, section_element
from sim.app.frame import announced, kept, labelled
from sim.app.levers import Lever, levers_of, outages_of
from sim.app.list_view import MAKE_ONE
from sim.app.shelf import Shelf
from sim.app.what_ifs import CANCELLED, DONE, FAILED, WAITING, WhatIf
from sim.errors import SimError
from sim.report import answer, labels, numbers
from sim.report.base_section import base_section
from sim.report.figures import timeline
from sim.report.reading import Reading
from sim.report.tiles import tiles_html
from sim.spec import Scenario, ScenarioFile
from sim.study.result import Result

POLL_MS = 700


def what_if_view(shelf: Shelf, address: Address, uploaded: str) -> Component:
    """The panel, every control as the address says.

    Args:
        shelf: where bases are found.
        address: base, outage and values asked for.
        uploaded: text of the scenario that this tab uploaded; empty where none was.
    """
    newest = shelf.newest_run()
    base = address.one("base", newest.entry.place if newest else UPLOADED if uploaded else "")
    parts: list[Component] = [
        html.H1("What if"),
        html.P(
            "Change what was done and see what follows. The engine runs the world twice, with the acts and without "
            "them, with the same orders and the same luck; figures come after two replications and tighten with each "
            "further one. A field left empty is as the base says.",
            className="lead",
        ),
        _bases(shelf, base, uploaded),
        html.Pre(id="upload-problem", className="problem", role="alert"),
    ]
    if not base:
        return html.Section([*parts, _no_base()])
    try:
        file = base_of(shelf, base, uploaded)
        parts.append(_levers(file, base, address))
    except SimError as problem:
        parts.append(refusal("This base cannot be used", problem))
    return html.Div([html.Section(parts), html.Div(id="found", **announced())])


def progress_told(asked: WhatIf | None) -> str:
    """How far a question has come, in words."""
    if asked is None:
        return ""
    done = f"{asked.replications} of {asked.most} replications"
    if asked.state == WAITING:
        return "Waiting for a process that is free …"
    if asked.state == DONE:
        return f"Done: {asked.replications} replications."
    if asked.state == CANCELLED:
        return f"Cancelled after {done}."
    if asked.state == FAILED:
        return f"Failed after {done}: {asked.problem}"
    return f"Running: {done} …"


def found_element(shelf: Shelf, asked: WhatIf) -> Component:
    """What is known of a question."""
    if asked.result is None:
        return html.Div("The first figures come after two replications.", className="empty")
    run = Reading(asked.result)
    return html.Div(
        [
            html.Section(
                [
                    html.P(
                        f"Rests on {numbers.number(asked.result.replications)} paired replications, seed "
                        f"{asked.result.seed}, {100 * float(run.scenario.sample):g} % sample.",
                        className="facts",
                    ),
                    *(html.P(elements(text), className="warning") for text in answer.warnings(run)),
                    html.Div([html.P(elements(text)) for text in answer.paragraphs(run)], className="answer"),
                    *elements(tiles_html(run)),
                ]
            ),
            _against_base(shelf, asked.base, asked.result),
            html.Section([html.H2("Hour by hour"), panels(timeline.panels(run))]),
        ]
    )


def _against_base(shelf: Shelf, base: str, found: Result) -> Component:
    """What the change did to the base run's excess, or why that cannot be told."""
    try:
        pair = against_base(shelf, base, found)
    except SimError as problem:
        return html.Section(
            [
                html.H2("Against the base run"),
                html.P("This question and its base run are no pair, so their difference is not shown:"),
                html.Pre(str(problem), className="problem"),
            ],
            id="against-base",
        )
    return section_element(base_section(pair.differences, pair.replications))


def _bases(shelf: Shelf, base: str, uploaded: str) -> Component:
    runs = [line for line in shelf.lines() if line.entry.kind == "run" and not line.problem]
    options = [
        {"value": line.entry.place, "label": f"{line.entry.place}: {line.title or line.scenario}"} for line in runs
    ]
    if uploaded or base == UPLOADED:
        options.insert(0, {"value": UPLOADED, "label": "the scenario uploaded in this tab"})
    return html.Div(
        [
            labelled(
                "Base",
                dcc.Dropdown(id="base", options=options, value=base or None, clearable=False, placeholder="no run yet"),
                "a run whose scenario is changed",
            ),
            dcc.Upload(
                html.Button("Upload a scenario", type="button", className="button"),
                id="upload",
                accept=".yaml,.yml",
                multiple=False,
            ),
            html.Small("A complete scenario as YAML, up to 1 MB, such as a run's own; it may extend no file."),
        ],
        className="controls",
    )


def _no_base() -> Component:
    return html.Div(
        [
            html.P("Nothing to start from yet. Upload a scenario, or make a run:"),
            html.Pre(html.Code(MAKE_ONE), className="command"),
        ],
        className="empty",
    )


def _levers(file: ScenarioFile, base: str, address: Address) -> Component:
    scenario = file.scenario()
    outages = outages_of(scenario)
    outage = address.one("outage")
    if outage not in outages:
        outage = outages[0] if outages else ""
    told = str(scenario.title or labels.entity(scenario.name))
    heading = dcc.Link(told, href=link(RUN, run=base)) if base != UPLOADED else told
    return html.Div(
        [
            html.H2(["Changed from ", heading]),
            html.Div(
                [
                    labelled(
                        "Outage",
                        dcc.Dropdown(
                            id="outage",
                            options=[{"value": name, "label": _outage_told(scenario, name)} for name in outages],
                            value=outage or None,
                            clearable=False,
                            placeholder="this scenario has none",
                        ),
                    ),
                    *(_control(lever, address) for lever in levers_of(scenario, outage)),
                    dcc.Input(id=kept("ran"), type="hidden", value=address.one("ran")),
                ],
                className="controls grid",
            ),
            html.Pre(id="problems", className="problem", role="alert"),
            html.Div(
                [
                    html.Button("Run", id="go", type="button", className="button strong"),
                    html.Button("Cancel", id="stop", type="button", className="button", disabled=True),
                    html.Span(id="progress", role="status"),
                ],
                className="controls",
            ),
            dcc.Interval(id="poll", interval=POLL_MS, disabled=True),
            dcc.Store(id="shown", data=""),
            dcc.Store(id="based", data={"base": base, "outage": outage or None}),
        ]
    )


def _outage_told(scenario: Scenario, name: str) -> str:
    return f"{labels.entity(scenario.outages[name].link)} link ({name})"


def _control(lever: Lever, address: Address) -> Component:
    said = address.one(lever.name)
    if lever.choices:
        control: Component = dcc.Dropdown(
            id=kept(lever.name),
            options=[{"value": each, "label": each.replace("_", " ")} for each in lever.choices],
            value=said if said in lever.choices else None,
            placeholder=lever.value.replace("_", " "),
        )
    else:
        control = dcc.Input(
            id=kept(lever.name), type="text", value=said, placeholder=lever.value, debounce=False, maxLength=60
        )
    return labelled(lever.title, control, lever.hint, lever.path)
