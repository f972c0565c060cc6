"""Who was under way at the hour of most dark parcels: where they were, and what was shown of them."""

import numpy as np
import pandas as pd

from sim.study.events import WatchedPair
from sim.study.explain.life import LAST

MOST = 8
COLUMNS = ["parcel", "carrier", "where_it_is", "since_h", "what_is_shown", "shown_age_h", "is_dark", "is_dark_without"]


def peak_hour(pair: WatchedPair) -> int | None:
    """Hour at which most parcels of the outage arm were dark, all of the sample; None where never more than usual."""
    excess = pair.results[1].dark.sum(axis=1) - pair.results[0].dark.sum(axis=1)
    return int(np.argmax(excess)) if excess.max() > 0 else None


def under_way_at(logs: dict[str, pd.DataFrame], hour: float) -> pd.DataFrame:
    """Some watched parcels picked up and not yet handed over at an instant of the outage arm.

    Half of them, where there are so many, are dark and would not be without the acts.

    Args:
        logs: event logs of both arms.
        hour: h.

    Returns:
        parcel, carrier, where_it_is (last scan), since_h (hours before), what_is_shown (last scan shown, empty =
        none), shown_age_h (hours since that scan happened; NaN = none), is_dark, is_dark_without (in the
        counterfactual).
    """
    scans = logs["outage"][logs["outage"]["kind"] == "scan"]
    before = scans[scans["event_time"] <= hour]
    places = before.groupby("parcel").last()
    places = places[~places["milestone"].isin(LAST)]
    shown = before[before["record_time"] <= hour].groupby("parcel").last()
    frame = pd.DataFrame(
        {
            "parcel": places.index,
            "carrier": places["carrier"],
            "where_it_is": places["milestone"],
            "since_h": hour - places["event_time"],
            "what_is_shown": shown["milestone"].reindex(places.index).fillna(""),
            "shown_age_h": hour - shown["event_time"].reindex(places.index),
            "is_dark": _dark_at(logs["outage"], hour).reindex(places.index, fill_value=False),
            "is_dark_without": _dark_at(logs["baseline"], hour).reindex(places.index, fill_value=False),
        }
    )
    is_new = frame["is_dark"] & ~frame["is_dark_without"]
    parts = [_spread(frame[is_new], MOST // 2), _spread(frame[~is_new], MOST // 2)]
    return pd.concat(parts)[COLUMNS].reset_index(drop=True)


def _dark_at(log: pd.DataFrame, hour: float) -> "pd.Series[bool]":
    """Whether a parcel is dark, for those that ever were before."""
    marks = log[log["milestone"].isin(["dark_begin", "dark_end"]) & (log["event_time"] <= hour)]
    return marks.groupby("parcel")["milestone"].last() == "dark_begin"


def _spread(frame: pd.DataFrame, most: int) -> pd.DataFrame:
    """So many rows from begin to end."""
    n = min(most, len(frame))
    return frame.iloc[[round(place) for place in np.linspace(0, len(frame) - 1, n)]] if n else frame
