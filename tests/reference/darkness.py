"""Dark parcels: scans that happened more than the grace time ago and are not visible."""

from tests.reference.clock import nearest
from tests.reference.parcel import Parcel


def dark_spans(parcel: Parcel, grace: float, horizon: float) -> list[tuple[float, float]]:
    """Begins and ends of a parcel's darkness, apart and in order.

    A scan makes it dark `grace` after it happened, until it or a later one is published, or the order is closed.
    """
    spans = []
    for scan in parcel.scans:
        shown_at = min(later.record_time for later in parcel.scans[scan.seq :])
        ended_at = shown_at if shown_at < parcel.closed_at else parcel.confirmed_unseen_at
        begin, end = scan.event_time + nearest(grace), min(ended_at, horizon)
        if begin < end:
            spans.append((begin, end))
    merged: list[tuple[float, float]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def is_dark_at(parcel: Parcel, t: float, grace: float) -> bool:
    """Whether it is dark at an instant that has come."""
    return any(begin <= t < end for begin, end in dark_spans(parcel, grace, t + 1.0))
