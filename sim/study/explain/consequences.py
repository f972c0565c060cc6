"""What became of a parcel in each arm: hours, counts and yes or no, side by side."""

import math

import pandas as pd

from sim.study.explain.life import Life, Parcel

CONTACTS = ("contact_merchant", "contact_platform", "contact_carrier")
COLUMNS = ["what", "unit", "counterfactual", "as_it_happened", "difference"]


def consequences_of(parcel: Parcel, horizon: float) -> pd.DataFrame:
    """One row a figure of the parcel: what, unit, counterfactual, as_it_happened, difference; NaN = not by the horizon.

    It is one parcel with one luck, so no figure has an interval.

    Args:
        parcel: in both arms.
        horizon: h, end of the run.
    """
    lives = (parcel.baseline, parcel.outage)
    placed = float(parcel.traits["placed_at"])
    rows = []
    for what, unit, measure in (
        ("From order to the buyer's hands", "h", lambda life: life.ended_at - placed),
        ("Dark", "h", lambda life: sum(end - begin for begin, end in life.dark_spans(horizon))),
        ("Contacts", "contacts", lambda life: float(life.number(*CONTACTS))),
        ("Complaints", "complaints", lambda life: float(life.number("complaint"))),
        ("Refund claims", "claims", lambda life: float(life.number("refund_claim"))),
        ("Petitions", "petitions", lambda life: float(life.number("petition"))),
        ("Late", "parcels", lambda life: float(life.number("late"))),
        ("Late dispatch by the rule", "parcels", lambda life: float(life.number("late_dispatch"))),
        ("Delivered, not shown as delivered", "parcels", lambda life: float(life.number("phantom"))),
        ("Spoiled", "parcels", lambda life: float(life.number("spoiled"))),
        ("From order to the merchant's money", "h", lambda life: _at(life, "paid") - placed),
    ):
        usual, now = (measure(life) for life in lives)
        rows.append((what, unit, usual, now, now - usual))
    return pd.DataFrame(rows, columns=COLUMNS)


def _at(life: Life, milestone: str) -> float:
    event = life.first(milestone)
    return math.nan if event is None else event.at
