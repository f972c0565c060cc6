"""The published account held against the run: each claim, what the model says of it, and whether it holds.

A claim without a check, or one that cannot be checked in this scenario (no carrier was cut, the hour lies outside the
run), is listed with `holds` None and the reason. Knows which checks there are; `evidence` knows how to look things up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from sim.engine.tally import ArmResult
from sim.measures.batch import TOTAL
from sim.measures.evidence import Evidence, evidence_of, mean_interval
from sim.measures.pairing import paired_ratio

if TYPE_CHECKING:
    from sim.spec import Scenario

SURGE_H = 6
SURGE_RATIO = 1.5
MILLIONS = 1e6
LIMITED_SHARE = 0.05
NORMAL_SHARE = 0.95
SHIP_NORMALLY_AT = (6, 2, 16)
"""Month, day and hour of the platform's statement that merchants ship normally; year and zone are the scenario's."""


class Verdict(NamedTuple):
    """What the run says of a claim.

    Attributes:
        simulated: the figure, in `unit`; None = none can be had.
        ci95: its 95 % interval.
        target: the level it is held against.
        holds: the verdict; None = none is possible.
        note: what was counted, in words.
        unit: of the figure; empty for a ratio.
    """

    simulated: float | None = None
    ci95: tuple[float, float] | None = None
    target: float | None = None
    holds: bool | None = None
    note: str = ""
    unit: str = ""


def check_claims(arms: Sequence[ArmResult], scenario: Scenario, impact: pd.DataFrame) -> list[dict[str, Any]]:
    """Every claim of the scenario, in its order, with what the run says; then what the parties' accounts differ in.

    Two rows are added for a dispute: `data_beyond_terms` where the scenario says that a side asked for more than a
    contract lets through, `who_acted_first` where more than one party closed a link. They are figures without verdict.

    Args:
        arms: both arms of every replication.
        scenario: its `claims` have id, claim and source.
        impact: as made by `impact` from the same arms.

    Returns:
        One dictionary a claim: claim, id, source, simulated, ci95 ([low, high] or None), target, holds, note, unit.

    Raises:
        ValueError: as `replication_frame`.
    """
    evidence = evidence_of(arms, scenario, impact)
    found = []
    for claim in scenario.claims:
        check = CHECKS.get(claim.id)
        verdict = check(evidence) if check else Verdict(note="not checked: the model has no check of this claim")
        found.append(_told(claim.claim, claim.id, claim.source, verdict))
    demands = [f"{terms.demanded.by} of {link}" for link, terms in scenario.terms.items() if terms.demanded is not None]
    if demands:
        source = f"this scenario's account; asked for more than the contract: {', '.join(demands)}"
        wording = "More data was sent than the contracts let through"
        found.append(_told(wording, "data_beyond_terms", source, _data_beyond_terms(evidence)))
    if len({outage.by for outage in scenario.outages.values()}) > 1:
        source = "this scenario's account of the acts"
        found.append(_told("One party acted first", "who_acted_first", source, _who_acted_first(evidence)))
    return found


def _told(claim: str, check: str, source: str, verdict: Verdict) -> dict[str, Any]:
    """A claim and its verdict as one row."""
    row: dict[str, Any] = {"claim": claim, "id": check, "source": source, **verdict._asdict()}
    row["ci95"] = None if verdict.ci95 is None else list(verdict.ci95)
    return row


def _enquiries_surge(evidence: Evidence) -> Verdict:
    """Contacts about the cut carrier's parcels in the first six hours, outage over baseline."""
    cut = evidence.first_feed_outage
    if cut is None:
        return Verdict(note="not checked: no carrier's feed was closed")
    first = int(cut.began_at)
    baseline, outage = evidence.hours("contacts", first, first + SURGE_H, cut.link)
    usual = float(baseline.mean())
    excess, low, high = mean_interval(outage - baseline)
    note = (
        f"contacts about parcels of {cut.link} in the {SURGE_H} hours from {evidence.clock(first)}: "
        f"{outage.mean():,.0f} with the outage, {usual:,.0f} without; the interval is that of the paired excess"
    )
    if not baseline.any():
        return Verdict(target=SURGE_RATIO, note=f"not checked: {note}; a ratio needs more than none")
    certain = len(baseline) < 2 or low > 0.0
    ratio = 1.0 + excess / usual
    return Verdict(ratio, (1.0 + low / usual, 1.0 + high / usual), SURGE_RATIO, ratio > SURGE_RATIO and certain, note)


def _millions_touched(evidence: Evidence) -> Verdict:
    """Parcels that were dark at least once because of the outage; each has a buyer."""
    table = evidence.impact
    row = table[(table["measure"] == "dark_parcels") & (table["group"] == TOTAL)].iloc[0]
    excess = float(row["excess"])
    interval = (float(row["ci_low"]), float(row["ci_high"]))
    note = "parcels dark at least once, over the counterfactual"
    return Verdict(excess, interval, MILLIONS, excess >= MILLIONS, note, "parcels")


def _share_is_limited(evidence: Evidence) -> Verdict:
    """The cut carrier's share of the parcels handed over before anything happened."""
    cut, first = evidence.first_feed_outage, evidence.first_act_h
    if cut is None or first < 1:
        return Verdict(note="not checked: no carrier's feed was closed after the first hour")
    of_carrier = evidence.hours("parcels_handed_over", 0, int(first), cut.link)[1]
    of_all = evidence.hours("parcels_handed_over", 0, int(first))[1]
    if not of_all.all():
        return Verdict(target=LIMITED_SHARE, note="not checked: no parcel was handed over before the first act")
    share, low, high = mean_interval(of_carrier / of_all)
    note = f"share of {cut.link} in the parcels handed over before {evidence.clock(first)}"
    return Verdict(share, (low, high), LIMITED_SHARE, share <= LIMITED_SHARE, note, "share")


def _ship_normally(evidence: Evidence) -> Verdict:
    """Parcels handed over in the day after the statement, outage over baseline; the note tells of the cut carrier."""
    said_at = evidence.hour_of(*SHIP_NORMALLY_AT)
    if not 0 <= said_at <= evidence.batch.horizon_h - 24:
        return Verdict(note="not checked: the day after the statement lies outside the run")
    baseline, outage = evidence.hours("parcels_handed_over", said_at, said_at + 24)
    ratio, low, high = paired_ratio(baseline, outage)
    if not baseline.any():
        return Verdict(target=NORMAL_SHARE, note="not checked: no parcel was handed over in that day")
    note = f"parcels handed over in the 24 hours from {evidence.clock(said_at)}, with the outage over without"
    cut = evidence.first_feed_outage
    if cut is not None:
        without, waiting = (values.mean() for values in evidence.level("at_merchant", said_at, cut.link))
        held = evidence.level("held", said_at, cut.link)[1].mean()
        note += (
            f"; merchants of {cut.link} then had {waiting:,.0f} parcels not handed over ({without:,.0f} without "
            f"the outage), {held:,.0f} of them held back"
        )
    return Verdict(ratio, (low, high), NORMAL_SHARE, ratio >= NORMAL_SHARE, note)


def _data_beyond_terms(evidence: Evidence) -> Verdict:
    """Records sent beyond the contract terms; the accounts differ in it, so there is a figure and no verdict."""
    records = evidence.outage_arms(evidence.batch.count("out_of_scope_records"))
    mean, low, high = mean_interval(records)
    note = "records about other platforms' orders or beyond the terms in force; each account predicts another figure"
    return Verdict(mean, (low, high), note=note, unit="records")


def _who_acted_first(evidence: Evidence) -> Verdict:
    """Hours by which the first party to close a link was ahead of the next; each scenario tells its account."""
    outages = evidence.outages
    if not outages:
        return Verdict(note="not checked: no link was closed")
    first = outages[0]
    note = f"{first.by} acted first: {first.name} from {evidence.clock(first.began_at)}"
    other = next((each for each in outages if each.by != first.by), None)
    if other is None:
        return Verdict(note=f"{note}; no other party closed a link")
    ahead = other.began_at - first.began_at
    note += f"; {other.by} followed {ahead:g} h later with {other.name}"
    return Verdict(ahead, (ahead, ahead), note=note, unit="h")


CHECKS: dict[str, Callable[[Evidence], Verdict]] = {
    "enquiries_surge_within_hours": _enquiries_surge,
    "millions_of_buyers_touched": _millions_touched,
    "carrier_share_is_limited": _share_is_limited,
    "merchants_ship_normally_on_2_june_16h": _ship_normally,
}
"""The check of each claim id a scenario may name."""
