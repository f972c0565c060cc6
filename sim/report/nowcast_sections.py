"""The sections of a nowcast: fans of both arms, what really came, how good the forecast was."""

from collections.abc import Collection, Mapping

import pandas as pd

from sim.report import numbers, theme
from sim.report.figure import Figure
from sim.report.panel import LegendEntry, Panel
from sim.report.records import records
from sim.report.stack import HOVER_TIME, TICKS
from sim.report.study_page import Section

HEIGHT = 280
TITLES = {
    "delivered": ("Delivered", "parcels an hour"),
    "in_flight": ("In flight", "parcels"),
    "dark": ("Dark", "parcels"),
    "contacts": ("Contacts", "contacts an hour"),
}
SAME = ("delivered", "in_flight")
"""What moves is the same in both arms: nobody reacts."""
ARMS = (
    LegendEntry("without", "without an outage, 80 % band", theme.BASELINE),
    LegendEntry("with", "outage from now on, 80 % band", theme.OUTAGE),
)
ACTUAL = LegendEntry("actual", "as it came", theme.TRUTH, "bar")
CHANGED = {"dark": "parcels dark then", "contacts_so_far": "contacts until then"}
"""What the table of excesses shows."""
REACTED = {
    "in_flight": "parcels in flight then",
    "dark": "parcels dark then",
    "contacts_so_far": "contacts until then",
    "rerouted_so_far": "parcels given to another carrier until then",
    "orders_lost_so_far": "orders lost until then",
}
"""What the table of excesses shows where everybody reacts."""
SHOWN_HOURS = (6, 24, 48, 72)


def nowcast_sections(bands: pd.DataFrame, held_out: pd.DataFrame, scores: pd.DataFrame, *, dark: str) -> list[Section]:
    """The sections of a nowcast.

    Args:
        bands: at (local time), hour, arm (`without`, `with`, `excess`), measure, middle, low, high.
        held_out: at, hour, measure, actual; empty where the tables end.
        scores: measure, hours, coverage, mape, sum, sum_forecast, sum_low, sum_high, bias; empty likewise.
        dark: whose feed is shut, in words.
    """
    sections = [
        Section(
            "nowcast",
            "The next 72 hours",
            f"Each parcel goes on from where it was last seen, by steps like those of the past at that hour; new "
            f"orders come as they used to. In the arm with the outage nothing of {dark} is published from now on.\n\n"
            "Nobody reacts: no merchant leaves, no demand is lost, nothing chokes. So what moves is the same in "
            "both arms, and "
            "the outage changes what is seen and who asks.",
            panels=[_fan("nowcast", bands, held_out, measure, SAME) for measure in TITLES],
        ),
        Section(
            "nowcast-excess",
            "",
            "Excess of the outage over no outage, the same luck in both; median and 80 % band.",
            table=_excess(bands, CHANGED),
        ),
    ]
    if len(scores):
        shown = pd.DataFrame(
            {
                "what": [TITLES[each][0].lower() for each in scores["measure"]],
                "hours_compared": scores["hours"],
                "within_the_80_%_band": [numbers.share(each) for each in scores["coverage"]],
                "mean_error_of_an_hour": [numbers.share(each) for each in scores["mape"]],
                "sum_over_these_hours": [numbers.number(each) for each in scores["sum"]],
                "sum_forecast,_80_%_band": [
                    f"{numbers.number(row['sum_forecast'])} "
                    f"({numbers.number(row['sum_low'])} to {numbers.number(row['sum_high'])})"
                    for row in records(scores)
                ],
                "forecast_against_actual": [numbers.ratio(each) for each in scores["bias"]],
            }
        )
        sections.append(
            Section(
                "held-out",
                "How the forecast did",
                "The tables go on after the instant: what they then say, against the arm without an outage. About four "
                "hours in five should lie within the band. The mean error is over hours with anything at all, so quiet "
                "hours of few parcels weigh as much as busy ones. The sum of a number of parcels is in parcel-hours.",
                table=shown,
            )
        )
    return sections


def reacting_sections(
    bands: pd.DataFrame, held_out: pd.DataFrame, *, replications: int, why_not: str, dark: str
) -> list[Section]:
    """The sections of the same hours by the fitted world itself.

    Args:
        bands: as of `nowcast_sections`, with rerouted_so_far and orders_lost_so_far; empty if there are none.
        held_out: as of `nowcast_sections`.
        replications: pairs of arms.
        why_not: why there are none.
        dark: whose feed is shut, in words.
    """
    heading = "The same hours, with reactions"
    if why_not:
        return [Section("reacting", heading, f"The fitted world cannot go on from these tables: {why_not}.")]
    return [
        Section(
            "reacting",
            heading,
            "The fitted world goes on from the same parcels: each stands where it was last seen, and what is left of "
            "its step is drawn given how long it has lasted. Hubs, couriers, lockers and desks have what they can do; "
            f"buyers ask, merchants leave, demand is lost. Nothing of {dark} is published from now on in the arm with "
            "the outage; both arms share their luck.\n\n"
            "The bands hold the luck of the days ahead, not what is uncertain about the fitted numbers or about days "
            "busier than usual: they are too narrow for a promise. What the tables do not tell, such as how merchants "
            "react, is the extended world's.",
            panels=[_fan("reacting", bands, held_out, measure, ()) for measure in TITLES],
        ),
        Section(
            "reacting-excess",
            "",
            f"Excess of the outage over no outage, paired over {replications} replications; median and 80 % band.",
            table=_excess(bands, REACTED),
        ),
    ]


def _fan(name: str, bands: pd.DataFrame, held_out: pd.DataFrame, measure: str, same: Collection[str]) -> Panel:
    title, unit = TITLES[measure]
    rows = bands[bands["measure"] == measure]
    figure = Figure(
        layout={
            "height": HEIGHT,
            "margin": {"l": 56, "r": 14, "t": 12, "b": 34},
            "xaxis": {"type": "date", "zeroline": False, "tickformatstops": TICKS, "hoverformat": HOVER_TIME},
            "yaxis": {"title": {"text": unit}, "rangemode": "tozero", "zeroline": False},
        }
    )
    arms = ARMS[:1] if measure in same else ARMS
    for entry in arms:
        of = rows[rows["arm"] == entry.key]
        x = _moments(of["at"])
        for end, fill in (("low", None), ("high", "tonexty")):
            figure.draw(
                "scatter",
                x=x,
                y=of[end].to_numpy(dtype=float),
                mode="lines",
                line={"width": 0},
                fill=fill,
                fillcolor=theme.faint(entry.colour) if fill else None,
                hoverinfo="skip",
                legendgroup=entry.key,
            )
        figure.draw(
            "scatter",
            x=x,
            y=of["middle"].to_numpy(dtype=float),
            mode="lines",
            line={"color": entry.colour, "width": 2},
            legendgroup=entry.key,
            name=entry.text,
            hovertemplate=f"{entry.key}: %{{y:,.3~g}}<extra></extra>",
        )
    legend = list(arms)
    actual = held_out[held_out["measure"] == measure] if len(held_out) else held_out
    if len(actual):
        figure.draw(
            "scatter",
            x=_moments(actual["at"]),
            y=actual["actual"].to_numpy(dtype=float),
            mode="markers",
            marker={"color": ACTUAL.colour, "size": 4},
            legendgroup=ACTUAL.key,
            hovertemplate="actual: %{y:,}<extra></extra>",
        )
        legend.append(ACTUAL)
    caption = "The same in both arms: nobody reacts." if measure in same else ""
    return Panel(f"{name}-{measure}", title, caption, figure, HEIGHT, legend, size="half")


def _excess(bands: pd.DataFrame, changed: Mapping[str, str]) -> pd.DataFrame:
    """Excess of what the outage changes, after some hours."""
    rows = bands[(bands["arm"] == "excess") & bands["hour"].isin(SHOWN_HOURS) & bands["measure"].isin(changed)]
    return pd.DataFrame(
        [
            {
                "what": changed[row["measure"]],
                "after": f"{row['hour']} h",
                "excess": numbers.signed(row["middle"]),
                "band_80_%": f"{numbers.number(row['low'])} to {numbers.number(row['high'])}",
            }
            for row in records(rows)
        ]
    )


def _moments(column: "pd.Series[pd.Timestamp]") -> list[str]:
    return [moment.isoformat() for moment in column]
