"""The event log: one row an event of a watched parcel, both truths side by side."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engine.gates import hitting
from sim.engine.record import COLLECTED, DEPOSITED, MILESTONES
from sim.engine.tally import COUNTS, SIZES
from sim.study.events.vocabulary import COLUMNS, DARK_BEGIN, DARK_END, EVENTS, NOTED, SCAN
from sim.study.events.watched import BY_POLL, BY_REPLAY, LIVE, WatchedReplication

WAY_OF = {LIVE: "live", BY_POLL: "polled", BY_REPLAY: "replayed"}
KEYS = ["parcel", "seq"]


def event_frame(run: WatchedReplication, traits: NDArray[Any]) -> pd.DataFrame:
    """The events of one arm's watched parcels.

    `record_time` is given for scans published within the horizon and empty elsewhere. `way` says what became of a
    scan: published live, polled from the carrier's own site, replayed from a buffer; or not published: kept in a
    buffer, superseded there by a newer one, lost, under way at the horizon.

    Args:
        run: the arm, run to its horizon.
        traits: TRAITS of all watched orders of the replication, whichever arm they were placed in.

    Returns:
        Rows with `vocabulary.COLUMNS`, by parcel, event_time and order of `vocabulary.EVENTS`.
    """
    notes = _as_frame(run.sightings.notes)
    told = pd.DataFrame({"parcel": traits["order"].astype(np.int64), **_traits_in_words(run, traits)})
    scans = _scans(run, notes)
    events = pd.concat([scans, _noted(run, notes), _darkness(run, notes)], ignore_index=True)
    events = events.merge(told, on="parcel", how="left", validate="many_to_one")
    events["carrier"] = _names(run.scenario.carriers, events["carrier"].to_numpy())
    events["replication"], events["arm"] = run.number, run.arm
    events["outage"] = events["outage"].fillna("")
    events["way"] = events["way"].fillna("")
    rank = events["milestone"].map({name: place for place, name in enumerate(EVENTS)})
    order = np.lexsort((events["seq"], rank, events["event_time"], events["parcel"]))
    return events.iloc[order].reset_index(drop=True)[list(COLUMNS)]


def _as_frame(notes: NDArray[Any]) -> pd.DataFrame:
    names = np.array(list(COUNTS), dtype=object)
    return pd.DataFrame(
        {
            "parcel": notes["order"].astype(np.int64),
            "at": notes["at"],
            "amount": notes["amount"],
            "count": names[notes["measure"]],
            "carrier": notes["carrier"].astype(np.int64),
        }
    )


def _scans(run: WatchedReplication, notes: pd.DataFrame) -> pd.DataFrame:
    """One row a scan: when it happened, what it says, when it was published, and else what became of it."""
    seen = run.sightings
    made = notes[notes["count"] == "scans_made"][["parcel", "at", "carrier"]].rename(columns={"at": "event_time"})
    made["seq"] = made.groupby("parcel").cumcount()
    milestone = pd.DataFrame(
        {
            "parcel": seen.scans["order"].astype(np.int64),
            "seq": seen.scans["seq"].astype(np.int64),
            "milestone": np.array(MILESTONES, dtype=object)[seen.scans["milestone"]],
        }
    ).drop_duplicates(KEYS)
    published = pd.DataFrame(
        {
            "parcel": seen.publications["order"].astype(np.int64),
            "seq": seen.publications["seq"].astype(np.int64),
            "event_time": seen.publications["event_time"],
            "record_time": seen.publications["record_time"],
            "way": pd.Series(seen.publications["way"].astype(np.int64)).map(WAY_OF),
        }
    ).drop_duplicates(KEYS)
    scans = made.merge(milestone, on=KEYS, how="left", validate="one_to_one")
    scans = scans.merge(published, on=[*KEYS, "event_time"], how="left", validate="one_to_one")
    unseen = scans["record_time"].isna()
    scans.loc[unseen, "way"] = _fates(scans[unseen], notes, made)
    scans["outage"] = _outages(run, scans)
    scans["kind"] = SCAN
    return scans


def _fates(unseen: pd.DataFrame, notes: pd.DataFrame, made: pd.DataFrame) -> list[str]:
    """What became of the scans that were not published."""
    lost = notes[notes["count"] == "scans_lost"]
    lost_at = set(zip(lost["parcel"], lost["at"], strict=True))
    kept = notes[notes["count"] == "scans_buffered"]
    kept_at = set(zip(kept["parcel"], kept["at"], strict=True))
    made = made[made["parcel"].isin(lost["parcel"])]
    happened = set(zip(made["parcel"], made["event_time"], strict=True))
    superseded_at: dict[int, float] = {}
    for parcel, at in lost_at - happened:
        superseded_at[parcel] = max(at, superseded_at.get(parcel, -np.inf))
    fates = []
    for parcel, at in zip(unseen["parcel"], unseen["event_time"], strict=True):
        if (parcel, at) in kept_at:
            fates.append("superseded" if at < superseded_at.get(parcel, -np.inf) else "kept")
        else:
            fates.append("lost" if (parcel, at) in lost_at else "under_way")
    return fates


def _outages(run: WatchedReplication, scans: pd.DataFrame) -> list[str]:
    """Name of the outage that hit each scan, empty where none did."""
    if not run.links.names:
        return [""] * len(scans)
    begin, end = run.links.shuttings.begin.min(), run.links.shuttings.end.max()
    traits = {int(order): (bound, merchant) for order, bound, merchant in _bounds(run)}
    kinds = scans["milestone"].map({name: number for number, name in enumerate(MILESTONES)})
    found = []
    for parcel, carrier, kind, at in zip(scans["parcel"], scans["carrier"], kinds, scans["event_time"], strict=True):
        if not begin <= at < end:
            found.append("")
            continue
        bound_for, merchant = traits[parcel]
        link = len(run.scenario.carriers) + bound_for if kind in (DEPOSITED, COLLECTED) else carrier
        luck = run.merchants.rec["partial"][merchant]
        shut = hitting.py_func(run.links.shuttings, link, at, luck, kind)  # type: ignore[attr-defined]
        found.append(run.links.names[shut] if shut >= 0 else "")
    return found


def _bounds(run: WatchedReplication) -> list[tuple[int, int, int]]:
    traits = run.sightings.traits
    return list(zip(traits["order"].tolist(), traits["bound_for"].tolist(), traits["merchant"].tolist(), strict=True))


def _noted(run: WatchedReplication, notes: pd.DataFrame) -> pd.DataFrame:
    """Events that are counted and no scans."""
    events = notes[notes["count"].isin(list(NOTED)) & (notes["amount"] != 0.0)]
    is_open = (events["count"] == "merchant_float_cny_h") & (events["at"] >= _horizon(run) - 2e-9)
    events = events[~is_open]
    return pd.DataFrame(
        {
            "parcel": events["parcel"],
            "event_time": events["at"],
            "carrier": events["carrier"],
            "milestone": events["count"].map({count: name for count, (name, _) in NOTED.items()}),
            "kind": events["count"].map({count: kind for count, (_, kind) in NOTED.items()}),
            "seq": -1,
        }
    )


def _darkness(run: WatchedReplication, notes: pd.DataFrame) -> pd.DataFrame:
    """Begin and end of each span of darkness: slices that touch; a span that lasts to the horizon has no end."""
    slices = notes[notes["count"] == "dark_hours"].sort_values(["parcel", "at"], kind="stable")
    end = slices["at"] + slices["amount"]
    is_first = (slices["parcel"] != slices["parcel"].shift()) | (slices["at"] != end.shift())
    is_last = is_first.shift(-1, fill_value=True)
    begins = pd.DataFrame({"event_time": slices["at"], "milestone": DARK_BEGIN})[is_first]
    ends = pd.DataFrame({"event_time": end, "milestone": DARK_END})[is_last & (end < _horizon(run))]
    events = pd.concat([begins, ends])
    events["parcel"], events["carrier"] = slices["parcel"], slices["carrier"]
    return events.assign(kind="visibility", seq=-1)


def _horizon(run: WatchedReplication) -> float:
    return float(run.clock.n_periods * run.clock.period)


def _traits_in_words(run: WatchedReplication, traits: NDArray[Any]) -> dict[str, Any]:
    scenario = run.scenario
    places = [*scenario.lockers, "station", "door"]
    return {
        "home_carrier": _names(scenario.carriers, traits["home"]),
        "origin": _names(scenario.regions, traits["origin"]),
        "destination": _names(scenario.regions, traits["region"]),
        "category": _names(scenario.categories, traits["category"]),
        "merchant": traits["merchant"].astype(np.int64),
        "merchant_size": _names(SIZES, traits["size"]),
        "bound_for": _names(places, traits["bound_for"]),
        "value_cny": traits["value"].astype(np.float64),
        "placed_at": traits["placed_at"],
    }


def _names(names: Any, numbers: NDArray[Any]) -> NDArray[Any]:
    return np.array(list(names), dtype=object)[np.asarray(numbers, np.int64)]
