"""The list of runs and studies, with what cannot be opened and why."""

from typing import Any

import dash_ag_grid as dag
from dash import dcc, html
from dash.development.base_component import Component

from sim.app.address import COMPARE, RUN, Address, link
from sim.app.files import file_link
from sim.app.frame import announced, kept, labelled
from sim.app.shelf import HEADLINES, Line, Shelf, written
from sim.report import labels, numbers
from sim.report.reading import Effect
from sim.store import PAGE
from sim.store.kept import RUN as RUN_KIND

MAKE_ONE = "outage-sim run scenarios/cainiao_sf_2017.yaml --sample 0.02%"


def list_view(shelf: Shelf, address: Address) -> Component:
    """Everything in the results folder."""
    lines = shelf.lines()
    head = [
        html.H1("Runs and studies"),
        html.P(
            f"In the folder {shelf.results}. Excess: with the acts less the same world without them, 95 % interval."
        ),
    ]
    if not lines:
        return html.Section([*head, _nothing()])
    return html.Section(
        [
            *head,
            html.Div(
                [
                    labelled(
                        "Find",
                        dcc.Input(id=kept("find"), type="search", value=address.one("find"), debounce=False),
                        "a scenario, a title, a kind, a date",
                    ),
                    html.Span(id="chosen", **announced()),
                    dcc.Link("Compare the chosen runs", id="compare-link", href=COMPARE, className="button off"),
                ],
                className="controls",
            ),
            dag.AgGrid(
                id="runs",
                rowData=[_row(line) for line in lines],
                columnDefs=_columns(),
                defaultColDef={"sortable": True, "filter": True, "resizable": True, "minWidth": 96},
                dashGridOptions={
                    "rowSelection": {
                        "mode": "multiRow",
                        "isRowSelectable": {"function": "params.data.kind == 'run' && !params.data.problem"},
                    },
                    "domLayout": "autoHeight",
                    "quickFilterText": address.one("find"),
                    "pagination": len(lines) > 50,
                    "paginationPageSize": 50,
                    "ensureDomOrder": True,
                    "enableCellTextSelection": True,
                },
                filterModel=address.object("filter"),
                getRowId="params.data.place",
                style={"height": None},
            ),
        ]
    )


def _nothing() -> Component:
    return html.Div(
        [
            html.P("No run and no study here yet. This command makes one:"),
            html.Pre(html.Code(MAKE_ONE), className="command"),
            html.P("Load this page again when it is done."),
        ],
        className="empty",
    )


def _row(line: Line) -> dict[str, Any]:
    entry, manifest = line.entry, line.entry.manifest
    has_page = entry.kind == RUN_KIND or (entry.folder / PAGE).is_file()
    state = "interrupted" if manifest.get("incomplete") else "" if has_page else "tables only, no page"
    row: dict[str, Any] = {
        "place": entry.place,
        "href": "" if line.problem or not has_page else _href(line),
        "scenario": line.scenario,
        "title": line.problem or line.title or line.scenario,
        "kind": entry.kind,
        "when": written(entry),
        "sample": _share(manifest.get("sample")),
        "replications": manifest.get("replications"),
        "problem": line.problem,
        "state": "cannot be opened" if line.problem else state,
    }
    for measure in HEADLINES:
        effect = line.effects.get(measure)
        row[measure] = effect.excess if effect else None
        row[f"{measure}_told"] = _told(effect) if effect else ""
    return row


def _href(line: Line) -> str:
    if line.entry.kind == RUN_KIND:
        return link(RUN, run=line.entry.place)
    return file_link(line.entry.place, PAGE)


def _told(effect: Effect) -> str:
    between = numbers.interval(effect.low, effect.high, effect.unit)
    return f"{numbers.change(effect.excess, effect.unit)}{f' ({between})' if between else ''}"


def _share(sample: Any) -> str:
    return f"{100 * sample:g} %" if isinstance(sample, int | float) else ""


def _columns() -> list[dict[str, Any]]:
    told = [
        {
            "field": measure,
            "headerName": f"Excess {labels.measure(measure).lower()}",
            "valueFormatter": {"function": f"params.data.{measure}_told"},
            "filter": "agNumberColumnFilter",
            "minWidth": 236,
        }
        for measure in HEADLINES
    ]
    return [
        {
            "field": "place",
            "headerName": "Open",
            "cellRenderer": "OpenLink",
            "minWidth": 300,
            "flex": 2,
            "wrapText": True,
            "autoHeight": True,
        },
        {"field": "title", "headerName": "Title", "minWidth": 240, "flex": 3, "wrapText": True, "autoHeight": True},
        *told,
        {"field": "kind", "headerName": "Kind", "width": 150},
        {"field": "when", "headerName": "Written", "width": 165},
        {"field": "sample", "headerName": "Sample", "width": 112},
        {"field": "replications", "headerName": "Pairs", "width": 96},
        {"field": "state", "headerName": "Remark", "minWidth": 160, "tooltipField": "state"},
    ]
