"""Typical cases among the watched parcels of a replication: what only the outage arm did to them."""

from dataclasses import dataclass

import pandas as pd

from sim.errors import ScenarioError
from sim.spec.schema_walk import nearest
from sim.study.explain.circumstances import Circumstances
from sim.study.explain.life import LAST

ONLY_NOW: dict[str, tuple[str, str]] = {
    "worried-on-time": ("worried_on_time", "The parcel was on time, but its buyer worried"),
    "late-unseen": ("late_unseen", "The parcel was late and dark when it was due, and its buyer did not notice"),
    "spoiled": ("spoiled", "Fresh goods that spoiled"),
    "rerouted": ("rerouted", "Its merchant gave it to another carrier"),
    "held": ("held", "Its merchant held it back"),
    "no-code": ("code_not_sent", "It lay in a locker and the platform could not send the code"),
    "phantom": ("phantom", "Delivered, and not shown as delivered"),
    "never-ordered": ("order_lost", "The order was not placed"),
    "dark": ("dark_begin", "Where it was, was not shown for a while"),
}
"""{case: (milestone that the outage arm has and the counterfactual has not, what it means)}."""
UNTOUCHED = "untouched"
TITLES = {name: title for name, (_, title) in ONLY_NOW.items()} | {
    UNTOUCHED: "Under way during an outage, and nothing differs"
}
SHOWN_OF_EACH = 3


@dataclass(frozen=True)
class Case:
    """Parcels of one kind.

    Attributes:
        name: as the command line knows it. title: what it means.
        n: how many of the watched parcels are of it.
        parcels: some of them, spread over the time in which they were ordered; the typical one first.
    """

    name: str
    title: str
    n: int
    parcels: tuple[int, ...]


def cases_of(logs: dict[str, pd.DataFrame], around: Circumstances) -> dict[str, Case]:
    """The typical cases by name, those without a parcel as well.

    Args:
        logs: event logs of both arms.
        around: what went on in the outage arm.
    """
    found = {name: _only_now(logs, milestone) for name, (milestone, _) in ONLY_NOW.items()}
    found[UNTOUCHED] = _untouched(logs, around)
    return {name: Case(name, TITLES[name], len(parcels), _some(sorted(parcels))) for name, parcels in found.items()}


def check_case(named: str) -> None:
    """Make sure that this is a case.

    Raises:
        ScenarioError: it is not; names the nearest.
    """
    if named not in TITLES:
        known = f"neither a parcel's number nor a typical case; there are {', '.join(TITLES)}"
        raise ScenarioError.of("explain", known, repr(named), nearest(named.replace("_", "-"), TITLES))


def _only_now(logs: dict[str, pd.DataFrame], milestone: str) -> set[int]:
    now, usual = (
        set(log.loc[log["milestone"] == milestone, "parcel"].tolist()) for log in (logs["outage"], logs["baseline"])
    )
    return now - usual


def _untouched(logs: dict[str, pd.DataFrame], around: Circumstances) -> set[int]:
    """Parcels under way during an outage whose events are the same in both arms; of cut carriers, where there are such.

    Without an outage, all whose events are the same.
    """
    same = _hashes(logs["baseline"]).eq(_hashes(logs["outage"]))
    scans = logs["outage"][logs["outage"]["kind"] == "scan"]
    begin = scans.groupby("parcel")["event_time"].min()
    last = scans[scans["milestone"].isin(LAST)].groupby("parcel")["event_time"].max()
    end = last.reindex(begin.index).fillna(around.horizon)
    carrier = scans.groupby("parcel")["carrier"].first()
    outages = [act for act in around.acts if act.link]
    under_way = pd.Series(not outages, index=begin.index)
    for act in outages:
        under_way |= (begin < act.ended_at) & (end >= act.began_at)
    untouched = under_way & same.reindex(begin.index, fill_value=False)
    of_cut = untouched & carrier.isin([act.link for act in outages])
    chosen = of_cut if of_cut.any() else untouched
    return set(begin.index[chosen].tolist())


def _hashes(log: pd.DataFrame) -> "pd.Series[int]":
    """One number a parcel that tells its events from others."""
    each = pd.util.hash_pandas_object(log.drop(columns="arm"), index=False)
    return each.groupby(log["parcel"].to_numpy()).sum()


def _some(parcels: list[int]) -> tuple[int, ...]:
    """The middle one, and some around it."""
    if len(parcels) <= SHOWN_OF_EACH:
        return tuple(parcels)
    return tuple(parcels[len(parcels) * part // 4] for part in (2, 1, 3))
