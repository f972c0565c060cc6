"""Which view an address shows, and what happens in it: the app's callbacks. Draws nothing itself."""

from collections.abc import Sequence
from typing import Any

from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component

from sim.app.address import COMPARE, EXPLAIN, RUN, RUNS, WHAT_IF, Address, read_address
from sim.app.bases import UPLOADED, base_of, uploaded_text
from sim.app.compare_view import compare_view, comparison_element
from sim.app.elements import panels, refusal
from sim.app.explain_view import explain_view, story_element
from sim.app.frame import TITLE, kept
from sim.app.levers import asked_scenario, most_of
from sim.app.list_view import list_view
from sim.app.run_view import impact_rows, run_view, series_panels
from sim.app.shelf import Shelf
from sim.app.storytelling import Storyteller
from sim.app.what_if_view import found_element, progress_told, what_if_view
from sim.app.what_ifs import Engine
from sim.errors import SimError

HEADINGS = {RUNS: "Runs and studies", RUN: "Run", EXPLAIN: "One parcel", COMPARE: "Compare", WHAT_IF: "What if"}


def connect(app: Dash, shelf: Shelf, engine: Engine, teller: Storyteller) -> None:
    """Tell the app what its views do."""
    _route(app, shelf, teller)
    _in_the_browser(app)
    _of_a_run(app, shelf)
    _of_a_parcel(app, shelf, teller)
    _of_a_comparison(app, shelf)
    _of_a_base(app)
    _of_a_what_if(app, shelf, engine)


def view_of(shelf: Shelf, teller: Storyteller, address: Address, uploaded: str) -> Component:
    """The view that an address asks for, or why it cannot be shown."""
    try:
        if address.path == RUNS:
            return list_view(shelf, address)
        if address.path == RUN:
            place = address.one("run")
            return run_view(shelf.run(place), place, address)
        if address.path == EXPLAIN:
            place = address.one("run")
            return explain_view(shelf.run(place), place, teller.kept(place), address)
        if address.path == COMPARE:
            return compare_view(shelf, address)
        if address.path == WHAT_IF:
            return what_if_view(shelf, address, uploaded)
    except SimError as problem:
        return refusal("This cannot be shown", problem)
    return refusal("There is no such page", f"{address.path}: the links above lead to what there is")


def _route(app: Dash, shelf: Shelf, teller: Storyteller) -> None:
    @app.callback(
        Output("view", "children"), Output("heading", "data"), Input("url", "href"), State("uploaded", "data")
    )
    def _view(href: str | None, uploaded: str) -> tuple[Component, str]:
        address = read_address(href)
        return view_of(shelf, teller, address, uploaded), f"{HEADINGS.get(address.path, 'Not found')} · {TITLE}"


def _in_the_browser(app: Any) -> None:
    def local(name: str, *wires: Any, is_first: bool = True) -> None:
        app.clientside_callback(ClientsideFunction("outage", name), *wires, prevent_initial_call=not is_first)

    local("mode", Output("mode", "data"), Input("tab", "data"))
    local("title", Output("kept", "data"), Input("heading", "data"))
    local(
        "draw",
        Output({"type": "plot", "name": MATCH}, "figure"),
        Input({"type": "drawing", "name": MATCH}, "data"),
        Input("mode", "data"),
        State("templates", "data"),
    )
    local("keep", Output("kept", "data", allow_duplicate=True), Input(kept(ALL), "value"), is_first=False)
    local(
        "rebase",
        Output("kept", "data", allow_duplicate=True),
        Input("base", "value"),
        Input("outage", "value"),
        State("based", "data"),
        is_first=False,
    )
    local("clear", Output(kept("parcel"), "value"), Input(kept("case"), "value"), is_first=False)
    local(
        "find",
        Output("runs", "dashGridOptions"),
        Input(kept("find"), "value"),
        State("runs", "dashGridOptions"),
        is_first=False,
    )
    local(
        "find",
        Output("impact", "dashGridOptions"),
        Input(kept("find"), "value"),
        State("impact", "dashGridOptions"),
        is_first=False,
    )
    for grid in ("runs", "impact"):
        local(
            "keepFilter",
            Output("kept", "data", allow_duplicate=True),
            Input(grid, "filterModel"),
            is_first=False,
        )
    local(
        "chosen",
        Output("chosen", "children"),
        Output("compare-link", "href"),
        Output("compare-link", "className"),
        Input("runs", "selectedRows"),
    )


def _of_a_run(app: Dash, shelf: Shelf) -> None:
    @app.callback(
        Output("series", "children"),
        Input(kept("measure"), "value"),
        Input(kept("group"), "value"),
        State("place", "data"),
    )
    def _series(measures: Sequence[str] | None, group: str, place: str) -> Component:
        return _or_why(lambda: panels(series_panels(shelf.run(place), list(measures or []), str(group))))

    @app.callback(Output("impact", "rowData"), Input(kept("kind"), "value"), State("place", "data"))
    def _impact(kind: str, place: str) -> Any:
        return impact_rows(shelf.run(place), str(kind))


def _of_a_parcel(app: Dash, shelf: Shelf, teller: Storyteller) -> None:
    @app.callback(
        Output("parcel-story", "children"),
        Input(kept("case"), "value"),
        Input(kept("parcel"), "value"),
        Input(kept("replication"), "value"),
        State("place", "data"),
        State("tab", "data"),
    )
    def _story(named: str | None, parcel: str | None, replication: str | None, place: str, tab: str) -> Component:
        return _or_why(
            lambda: story_element(
                shelf.run(place),
                place,
                teller,
                named=str(named or ""),
                parcel=str(parcel or ""),
                replication=str(replication or ""),
                tab=tab,
            )
        )

    @app.callback(Input("stop-story", "n_clicks"), State("tab", "data"), prevent_initial_call=True)
    def _stop_story(_clicks: int, tab: str) -> None:
        teller.cancel(tab)


def _of_a_comparison(app: Dash, shelf: Shelf) -> None:
    @app.callback(Output("comparison", "children"), Input(kept("run"), "value"))
    def _comparison(places: Sequence[str] | None) -> Component:
        return comparison_element(shelf, list(dict.fromkeys(places or [])))


def _of_a_base(app: Dash) -> None:
    @app.callback(
        Output("uploaded", "data"),
        Output("upload-problem", "children"),
        Output("base", "options"),
        Output("base", "value"),
        Input("upload", "contents"),
        State("base", "options"),
        prevent_initial_call=True,
    )
    def _upload(contents: str | None, options: list[dict[str, str]]) -> Any:
        if contents is None:
            return no_update, no_update, no_update, no_update
        try:
            text = uploaded_text(contents)
        except SimError as problem:
            return no_update, str(problem), no_update, no_update
        others = [each for each in options if each["value"] != UPLOADED]
        return text, "", [{"value": UPLOADED, "label": "the scenario uploaded in this tab"}, *others], UPLOADED


def _of_a_what_if(app: Dash, shelf: Shelf, engine: Engine) -> None:
    @app.callback(
        Output("problems", "children"),
        Output("poll", "disabled"),
        Output(kept("ran"), "value"),
        Output("shown", "data"),
        Input("go", "n_clicks"),
        State("tab", "data"),
        State("base", "value"),
        State("outage", "value"),
        State("uploaded", "data"),
        State(kept(ALL), "value"),
        State(kept("ran"), "value"),
    )
    def _go(
        clicks: int | None,
        tab: str,
        base: str,
        outage: str | None,
        uploaded: str,
        _values: Any,
        ran: str,
    ) -> Any:
        if not clicks and ran != "1":
            engine.cancel(tab)
            return "", True, no_update, no_update
        said = {each["id"]["name"]: str(each.get("value") or "") for each in ctx.states_list[4]}
        try:
            scenario, _ = asked_scenario(base_of(shelf, base, uploaded), outage or "", said)
        except SimError as problem:
            return str(problem), no_update, no_update, no_update
        engine.ask(tab, scenario, most_of(said), base)
        return "", False, "1", ""

    @app.callback(
        Output("progress", "children", allow_duplicate=True),
        Input("stop", "n_clicks"),
        State("tab", "data"),
        prevent_initial_call=True,
    )
    def _stop(_clicks: int, tab: str) -> str:
        engine.cancel(tab)
        return progress_told(engine.of(tab))

    @app.callback(
        Output("progress", "children"),
        Output("found", "children"),
        Output("shown", "data", allow_duplicate=True),
        Output("poll", "disabled", allow_duplicate=True),
        Output("stop", "disabled"),
        Input("poll", "n_intervals"),
        State("tab", "data"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def _look(_times: int, tab: str, shown: str) -> Any:
        asked = engine.of(tab)
        if asked is None:
            return "", no_update, no_update, True, True
        is_over = asked.is_over
        mark = f"{id(asked)}-{0 if asked.result is None else asked.result.replications}"
        found = no_update if mark == shown else found_element(shelf, asked)
        return progress_told(asked), found, mark, is_over, is_over


def _or_why(made: Any) -> Component:
    try:
        element: Component = made()
    except SimError as problem:
        return refusal("This cannot be shown", problem, is_view=False)
    return element
