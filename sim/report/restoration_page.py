"""The page of a restore curve: what an hour earlier is worth, the curves and their knees, the bids."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from sim.report import labels, numbers
from sim.report.figures.study_restoration import HEADLINES, bid_panels, curve_panels, marginal_panels
from sim.report.records import records
from sim.report.study_page import Section, write_study_page

RESPONSES = {
    "stay": "Every response stays as the scenario tells it, also where the link is restored before it begins or ends: "
    "advice and delisting go on to their own end.",
    "follow": "Responses go with the outage: one that would begin after the restoration is not taken, one that lasts "
    "to the scenario's own restoration or beyond ends as much earlier or later.",
}
FEW = 5


def write_restoration_page(
    path: Path,
    *,
    title: str,
    outage: str,
    own_hours: float,
    responses: str,
    hours: Sequence[float],
    curve: pd.DataFrame,
    marginal: pd.DataFrame,
    knees: pd.DataFrame,
    bids: pd.DataFrame,
    replications: int,
    carriers: Sequence[str],
    provenance: Mapping[str, str],
) -> None:
    """Write the page of a restore curve.

    Args:
        path: of the page.
        title: the scenario's.
        outage: whose restoration moves.
        own_hours: hours it lasts as the scenario tells it.
        responses: "stay" or "follow".
        hours: those asked for.
        curve, marginal: as `sim.study.restoration.curve` gives them.
        knees: knee of every total, or the reason why there is none.
        bids: party, kind, from_h, to_h, cny_per_hour, ci_low, ci_high.
        replications: pairs of arms at each hour.
        carriers: in the scenario's order, for their colours.
        provenance: what was run.

    Raises:
        OSError: the file cannot be written.
    """
    sections = [
        Section(
            "curve",
            "Excess against the hour of restoration",
            "Excess over the same world without any act, with 95 % intervals; the line at zero is that counterfactual. "
            f"At zero hours {outage} never closes; what is left there comes of the scenario's other acts. Blue: what "
            f"the hours of {outage} add to that, exactly zero at zero hours. "
            f"{RESPONSES[responses]}",
            panels=curve_panels(curve, knees, own_hours),
            note="Dotted: the restoration as the scenario tells it. Dashed: a knee with its 95 % bootstrap interval.",
        ),
        Section(
            "marginal",
            "What one hour costs",
            "Paired difference of two neighbouring restoration hours over the hours between, with 95 % intervals.",
            panels=marginal_panels(marginal),
        ),
        Section(
            "bids",
            "What an hour earlier is worth, to whom",
            "Break-even bid: a party should give at most this for having the link back an hour earlier; below zero, it "
            "would lose by it.",
            panels=bid_panels(bids, carriers),
            table=_bid_table(bids),
            short="Bids",
        ),
        Section(
            "knees",
            "Knees",
            "Two straight pieces, a straight line and a parabola are fitted to what the hours add; a knee is told only "
            "where two pieces describe it best, and surely so. Slopes are per hour.",
            table=_knee_table(knees),
        ),
        Section("points", "All points", "Totals of the headline measures at each hour.", table=_point_table(curve)),
    ]
    write_study_page(
        path,
        title=f"{title}: when {outage} is restored",
        kind=f"restoration after {', '.join(f'{hour:g}' for hour in hours)} h, {replications} paired replications",
        lead=_lead(outage, curve, marginal, knees, bids, own_hours, replications),
        sections=sections,
        provenance=provenance,
    )


def _lead(
    outage: str,
    curve: pd.DataFrame,
    marginal: pd.DataFrame,
    knees: pd.DataFrame,
    bids: pd.DataFrame,
    own_hours: float,
    replications: int,
) -> str:
    ends = sorted(set(marginal["to_h"]))
    at = max((end for end in ends if end <= own_hours), default=ends[-1]) if math.isfinite(own_hours) else ends[-1]
    start = float(marginal.loc[marginal["to_h"] == at, "from_h"].iloc[0])
    told = [
        f"Had {outage} been restored an hour earlier, between {start:g} and {at:g} hours: {_an_hour(marginal, at)}.",
        _bid_words(bids, at),
        _knee_words(knees),
    ]
    last = curve[(curve["group"] == "total") & (curve["measure"] == "contacts") & (curve["hours"] == ends[-1])]
    for row in records(last):
        between = numbers.interval(row["added_low"], row["added_high"], row["unit"])
        more = f" (95 % interval {between})" if between else ""
        told.append(f"All {ends[-1]:g} hours together add {numbers.change(row['added'], row['unit'])} contacts{more}.")
    if replications < FEW:
        told.append(f"{replications} replications are few: the intervals are wide, and no knee can be told.")
    return " ".join(text for text in told if text)


def _an_hour(marginal: pd.DataFrame, at: float) -> str:
    rows = {row["measure"]: row for row in records(marginal[(marginal["group"] == "total") & (marginal["to_h"] == at)])}
    told = []
    for measure in ("contacts", "dark_hours", "parcels_rerouted"):
        if measure in rows:
            row = rows[measure]
            name = labels.measure(measure).lower()
            told.append(f"{name} {numbers.change(-row['per_hour'], row['unit'])}{_turned(row)}")
    return ", ".join(told)


def _turned(row: Mapping[str, float | str]) -> str:
    """The interval of the same figure with its sign turned: what an hour less does."""
    between = numbers.interval(-float(row["ci_high"]), -float(row["ci_low"]), str(row["unit"]))
    return f" ({between})" if between else ""


def _bid_words(bids: pd.DataFrame, at: float) -> str:
    rows = [row for row in records(bids[bids["to_h"] == at]) if row["kind"] in ("all", "party")]
    told = []
    for row in sorted(rows, key=lambda row: row["kind"]):
        clear = row["ci_low"] > 0 or row["ci_high"] < 0
        doubt = "" if clear else ", not clear of zero"
        told.append(f"{labels.entity(row['party']).lower()} {numbers.signed(row['cny_per_hour'])}{doubt}")
    return f"Break-even bids for that hour, CNY: {'; '.join(told)}." if told else ""


def _knee_words(knees: pd.DataFrame) -> str:
    found = [row for row in records(knees) if row["is_found"] and row["measure"] in HEADLINES]
    if not found:
        return "No headline measure has a knee: there is no hour after which it suddenly matters more."
    told = [
        f"{labels.measure(row['measure']).lower()} at {numbers.duration(row['hours'])} "
        f"({numbers.duration(row['low'])} to {numbers.duration(row['high'])})"
        for row in found[:4]
    ]
    return f"Knees: {', '.join(told)}."


def _bid_table(bids: pd.DataFrame) -> pd.DataFrame:
    frame = bids[bids["kind"] != "carrier"].copy()
    frame["between"] = [f"{start:g}–{end:g} h" for start, end in zip(frame["from_h"], frame["to_h"], strict=True)]
    frame["cell"] = [
        f"{numbers.signed(row['cny_per_hour'])} "
        f"({numbers.interval(row['ci_low'], row['ci_high'], 'CNY') or 'no interval'})"
        for row in records(frame)
    ]
    spans = list(dict.fromkeys(frame.sort_values("from_h")["between"]))
    table = frame.pivot(index="party", columns="between", values="cell")[spans].reset_index()
    table["party"] = [labels.entity(name) for name in table["party"]]
    return table.rename(columns={"party": "CNY for an hour earlier"})


def _knee_table(knees: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in records(knees):
        if row["measure"] not in HEADLINES:
            continue
        found = row["is_found"]
        rows.append(
            {
                "measure": row["measure"],
                "knee": numbers.duration(row["hours"]) if found else numbers.NOTHING,
                "interval": f"{numbers.duration(row['low'])} to {numbers.duration(row['high'])}" if found else "",
                "slope before": numbers.signed(row["before"]),
                "slope after": numbers.signed(row["after"]),
                "certainty": numbers.share(row["certainty"]),
                "why none": row["reason"],
            }
        )
    return pd.DataFrame(rows)


def _point_table(curve: pd.DataFrame) -> pd.DataFrame:
    totals = curve[(curve["group"] == "total") & curve["measure"].isin(HEADLINES)]
    rows = [
        {
            "measure": row["measure"],
            "hours": f"{row['hours']:g}",
            "unit": row["unit"],
            "without": row["baseline"],
            "with": row["outage"],
            "excess": row["excess"],
            "interval": numbers.interval(row["ci_low"], row["ci_high"], row["unit"]),
            "over zero hours": row["added"],
        }
        for row in records(totals)
    ]
    frame = pd.DataFrame(rows)
    order = {name: place for place, name in enumerate(HEADLINES)}
    return frame.sort_values("measure", key=lambda names: names.map(order), kind="stable")
