"""One run: its tiles, the acts, series with bands, the impact table, what can be taken away."""

from typing import Any

import dash_ag_grid as dag
from dash import dcc, html
from dash.development.base_component import Component

from sim.app.address import COMPARE, EXPLAIN, WHAT_IF, Address, link
from sim.app.elements import elements, panels
from sim.app.files import file_link
from sim.app.frame import kept, labelled
from sim.report import answer, labels, numbers
from sim.report.figures import timeline
from sim.report.figures.strips import Row, arm_rows
from sim.report.panel import Panel
from sim.report.reading import Reading
from sim.report.tables import KINDS
from sim.report.tiles import tiles_html
from sim.store import PAGE
from sim.study.result import TOTAL

FIRST_MEASURES = ("contacts", "dark_now")
MOST_ROWS = 6


def run_view(run: Reading, place: str, address: Address) -> Component:
    """The view of a run.

    Args:
        run: opened.
        place: where it lies within the results.
        address: which measures, groups and words are asked for.
    """
    scenario = run.scenario
    title = str(scenario.title or labels.entity(scenario.name))
    facts = (
        f"{run.result.replications} paired replications, seed {run.result.seed}, "
        f"{100 * float(scenario.sample):g} % sample, clock times {run.zone}"
    )
    warnings = [html.P(elements(text), className="warning") for text in answer.warnings(run)]
    told = [html.P(elements(text, file_link(place, PAGE))) for text in answer.paragraphs(run)]
    return html.Div(
        [
            html.Section(
                [
                    html.P(facts, className="facts"),
                    html.H1(title),
                    _ways(place),
                    *warnings,
                    html.Div(told, className="answer"),
                    *elements(tiles_html(run)),
                ]
            ),
            html.Section([html.H2("What was done"), panels(timeline.panels(run))], id="acts"),
            _series(run, place, address),
            _impact(run, address),
        ]
    )


def series_panels(run: Reading, measures: list[str], group: str) -> list[Panel]:
    """Both arms of the measures asked for, hour by hour, with their bands."""
    named = [name for name in measures if name in hourly_measures(run)][:MOST_ROWS]
    panel = Panel(
        "series",
        f"Hour by hour: {labels.group(group) if group != TOTAL else 'everybody'}",
        f"Mean of the replications with its 95 % interval, both arms. Amber: hours a link was closed. {run.zone}.",
        empty="Choose a measure that this run has for this group.",
    )
    rows = [Row(name, labels.measure(name), group) for name in named]
    return [arm_rows(run, panel, rows, run.outages) if rows else panel]


def hourly_measures(run: Reading) -> list[str]:
    """Measures with an hourly series of the whole population."""
    frame = run.result.hourly
    names = frame.loc[frame["group"] == TOTAL, "measure"].drop_duplicates().astype(str)
    return sorted(names, key=labels.measure)


def impact_rows(run: Reading, kind: str) -> list[dict[str, Any]]:
    """The impact table of one kind of group, a row a measure and group.

    Args:
        run: opened.
        kind: `total`, or a kind of group such as `carrier`.
    """
    groups = run.impact["group"].astype(str)
    frame = run.impact[groups == TOTAL if kind == TOTAL else groups.str.startswith(f"{kind}=")]
    rows = []
    for measure, group in frame[["measure", "group"]].astype(str).itertuples(index=False, name=None):
        effect = run.effect(measure, group)
        if effect is None:
            continue
        rows.append(
            {
                "measure": labels.measure(measure),
                "group": labels.group(group),
                "heading": labels.heading(measure),
                "unit": numbers.unit_beside(effect.unit),
                "baseline": _number(effect.baseline),
                "outage": _number(effect.outage),
                "excess": _number(effect.excess),
                "baseline_told": numbers.plain(effect.baseline, effect.unit),
                "outage_told": numbers.plain(effect.outage, effect.unit),
                "excess_told": numbers.change(effect.excess, effect.unit),
                "interval": numbers.interval(effect.low, effect.high, effect.unit) or numbers.NOTHING,
                "clear": "clear of zero" if effect.is_clear else "not clear",
            }
        )
    return rows


def _ways(place: str) -> Component:
    """Where to go from here, and what to take away."""
    return html.P(
        [
            html.A("The run's page", href=file_link(place, PAGE), target="_blank", rel="noopener"),
            html.A("Scenario (YAML)", href=file_link(place, "scenario.yaml"), download=""),
            html.A("Impact table (CSV)", href=file_link(place, "impact.csv"), download=""),
            dcc.Link("Single parcels", href=link(EXPLAIN, run=place)),
            dcc.Link("Ask what if", href=link(WHAT_IF, base=place)),
            dcc.Link("Compare", href=link(COMPARE, run=place)),
        ],
        className="ways",
    )


def _series(run: Reading, place: str, address: Address) -> Component:
    names = hourly_measures(run)
    chosen = [name for name in address.many("measure") if name in names] or [
        name for name in FIRST_MEASURES if name in names
    ]
    groups = [TOTAL, *(f"carrier={name}" for name in run.hourly.groups("contacts", "carrier"))]
    group = address.one("group", TOTAL)
    return html.Section(
        [
            html.H2("Hour by hour"),
            dcc.Store(id="place", data=place),
            html.Div(
                [
                    labelled(
                        "Measures",
                        dcc.Dropdown(
                            id=kept("measure"),
                            options=[{"value": name, "label": labels.measure(name)} for name in names],
                            value=chosen,
                            multi=True,
                        ),
                        f"up to {MOST_ROWS} are drawn",
                    ),
                    labelled(
                        "Of",
                        dcc.Dropdown(
                            id=kept("group"),
                            options=[
                                {"value": name, "label": "everybody" if name == TOTAL else labels.group(name)}
                                for name in groups
                            ],
                            value=group if group in groups else TOTAL,
                            clearable=False,
                        ),
                    ),
                ],
                className="controls",
            ),
            html.Div(id="series"),
        ],
        id="hours",
    )


def _impact(run: Reading, address: Address) -> Component:
    kinds = [TOTAL, *(kind for kind in KINDS if run.impact["group"].astype(str).str.startswith(f"{kind}=").any())]
    kind = address.one("kind", TOTAL)
    return html.Section(
        [
            html.H2("Impact in full"),
            html.P(
                "Excess: mean over replications of the paired difference of the two arms, with its 95 % t-interval. "
                "Counts are for the whole population and the whole run.",
                className="lead",
            ),
            html.Div(
                [
                    labelled(
                        "Groups",
                        dcc.Dropdown(
                            id=kept("kind"),
                            options=[{"value": each, "label": KINDS.get(each, "Totals")} for each in kinds],
                            value=kind if kind in kinds else TOTAL,
                            clearable=False,
                        ),
                    ),
                    labelled(
                        "Find",
                        dcc.Input(id=kept("find"), type="search", value=address.one("find")),
                        "a measure, a group",
                    ),
                ],
                className="controls",
            ),
            dag.AgGrid(
                id="impact",
                rowData=[],
                columnDefs=_columns(),
                defaultColDef={"sortable": True, "filter": True, "resizable": True, "minWidth": 104},
                filterModel=address.object("filter"),
                dashGridOptions={"quickFilterText": address.one("find"), "enableCellTextSelection": True},
                style={"height": "560px"},
            ),
        ],
        id="impact-section",
    )


def _columns() -> list[dict[str, Any]]:
    figures = [
        {
            "field": name,
            "headerName": title,
            "valueFormatter": {"function": f"params.data.{name}_told"},
            "filter": "agNumberColumnFilter",
            "type": "rightAligned",
            "width": width,
        }
        for name, title, width in (
            ("baseline", "Without", 144),
            ("outage", "As it happened", 184),
            ("excess", "Excess", 144),
        )
    ]
    return [
        {"field": "measure", "headerName": "Measure", "minWidth": 240, "flex": 2, "wrapText": True, "autoHeight": True},
        {"field": "group", "headerName": "Group", "width": 120},
        {"field": "unit", "headerName": "Unit", "width": 110},
        *figures,
        {"field": "interval", "headerName": "95 % interval", "minWidth": 190},
        {"field": "clear", "headerName": "Certainty", "minWidth": 130},
        {"field": "heading", "headerName": "About", "minWidth": 170},
    ]


def _number(value: float) -> float | None:
    return None if value != value else value
