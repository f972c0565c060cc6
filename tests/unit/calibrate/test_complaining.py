"""Complaints and contacts: counted by kind and phase, and what comes of contacts fitted back."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.calibrate.answers import LognormalDelay, Told
from sim.calibrate.complaining import IN_HAND, WAITING, Resolving, complaining, messages_by_time
from sim.calibrate.loading import Desk, desk
from sim.calibrate.steps import lay_steps
from sim.calibrate.tracking import Read, Said, read_tables
from tests.unit.calibrate.planted import at_text

NOTHING = Said({"tracking": {}, "orders": {}, "contacts": {}}, {})
Rows = list[tuple[object, ...]]
AT_ONCE_AND_ONCE = Told(0.0, 0.0, LognormalDelay(0.0, 1.0), 0.0, LognormalDelay(0.0, 1.0), 0.0)
"""Every contact is answered at once, and nobody contacts again for it."""


def read(at: Desk, folder: Path, scans: Rows, contacts: Rows) -> Read:
    """Tables of (parcel, milestone, hour) and (parcel, hour, kind); every scan is published at once."""
    tracking, asked = folder / "scans.csv", folder / "contacts.csv"
    rows = [(parcel, milestone, at_text(float(str(hour)))) for parcel, milestone, hour in scans]
    pd.DataFrame(rows, columns=["parcel", "milestone", "event_time"]).assign(
        record_time=[row[2] for row in rows]
    ).to_csv(tracking, index=False)
    told = [(parcel, at_text(float(str(hour))), kind) for parcel, hour, kind in contacts]
    pd.DataFrame(told, columns=["parcel", "contacted_at", "kind"]).to_csv(asked, index=False)
    found = read_tables(at, tracking, None, asked, NOTHING)
    lay_steps(at, has_record=found.has_record)
    return found


def test_messages_are_counted_by_kind_and_by_who_has_the_parcel(tmp_path: Path) -> None:
    scans: Rows = [("a", "ordered", 0), ("a", "delivered", 10), ("b", "ordered", 0), ("b", "delivered", 20)]
    with desk("Asia/Shanghai") as at:
        found = read(at, tmp_path, scans, [("a", 5, "chat"), ("a", 12, "Complaint"), ("b", 5, "投诉")])
        told = messages_by_time(at, found.until_us).set_index(["kind", "phase", "from_h"])
    assert (1, 12.0) == tuple(told.loc[("contact", WAITING, 0.0), ["messages", "hours"]])
    assert (1, 12.0) == tuple(told.loc[("complaint", WAITING, 0.0), ["messages", "hours"]])
    assert (0, 4.0 + 6.0) == tuple(told.loc[("contact", WAITING, 6.0), ["messages", "hours"]])
    assert (1, 6.0) == tuple(told.loc[("complaint", IN_HAND, 0.0), ["messages", "hours"]])
    assert (0, 4.0) == tuple(told.loc[("contact", IN_HAND, 6.0), ["messages", "hours"]])


def test_without_a_kind_all_are_questions(tmp_path: Path) -> None:
    contacts = tmp_path / "contacts.csv"
    contacts.write_text(f"parcel,time\na,{at_text(1)}\n", encoding="utf-8")
    tracking = tmp_path / "scans.csv"
    tracking.write_text(f"parcel,milestone,time\na,ordered,{at_text(0)}\na,delivered,{at_text(9)}\n", encoding="utf-8")
    with desk("Asia/Shanghai") as at:
        found = read_tables(at, tracking, None, contacts, NOTHING)
        assert (1, 0) == (at.count("SELECT count(*) FROM contact"), at.count("SELECT count(*) FROM complaint"))
    assert "No column says which contacts are complaints: all count as questions." in found.remarks


def test_complaints_after_contacts_are_found_again_though_parcels_come_before_some(tmp_path: Path) -> None:
    # Half of the contacts are not resolved, four in ten of those end in a complaint, if the parcel is not there first.
    rng, n = np.random.default_rng(1), 4000
    arrives = 5 + rng.exponential(40, n)
    after = 8 * np.exp(0.7 * rng.standard_normal(n))
    complains = (rng.random(n) < 0.5 * 0.4) & (5 + after < arrives)
    scans: Rows = [(i, "ordered", 0.0) for i in range(n)] + [(i, "delivered", arrives[i]) for i in range(n)]
    contacts: Rows = [(i, 5.0, "question") for i in range(n)]
    contacts += [(i, 5 + after[i], "complaint") for i in np.flatnonzero(complains)]
    with desk("Asia/Shanghai") as at:
        found = read(at, tmp_path, scans, contacts)
        told = complaining(at, Resolving(0.5, 0.5, {"none": 48.0}, AT_ONCE_AND_ONCE), found.until_us)
    assert told is not None
    assert int(complains.sum()) == told.n
    assert 0 == told.without
    # Two intervals of 90 % are 3.3 standard errors.
    for planted, value, low, high in zip(
        (0.4, 8.0, 0.7), (told.share, told.median_h, told.sigma), told.low, told.high, strict=True
    ):
        assert planted == pytest.approx(value, abs=high - low)
        assert low < value < high
    assert 0.15 > told.high[0] - told.low[0]


def test_stale_news_leave_more_contacts_open(tmp_path: Path) -> None:
    # Half of those complain whose news are two days old, nobody else: of those all are open, of the others hardly any.
    scans: Rows = [(i, "ordered", 0.0) for i in range(200)]
    contacts: Rows = [(i, 60.0 if i < 100 else 10.0, "question") for i in range(200)]
    contacts += [(i, 61.0 + i / 100, "complaint") for i in range(50)]
    scans += [(i, "delivered", 400.0) for i in range(200)]
    with desk("Asia/Shanghai") as at:
        found = read(at, tmp_path, scans, contacts)
        told = complaining(at, Resolving(0.01, 1.0, {"none": 48.0}, AT_ONCE_AND_ONCE), found.until_us)
    assert told is not None
    assert 0.5 == pytest.approx(told.share, abs=0.03)


def test_a_complaint_may_follow_any_of_the_contacts_before_it(tmp_path: Path) -> None:
    # Every second contact is not resolved: of those buyers four in ten complain, three ask again; all may worry anew.
    rng, n = np.random.default_rng(2), 3000
    scans: Rows = [(i, "ordered", 0.0) for i in range(n)] + [(i, "delivered", 100.0) for i in range(n)]
    messages: Rows = []
    for i in range(n):
        due = [5.0, *(5.0 + np.cumsum(rng.exponential(100.0, 10)))]
        while due:
            at = due.pop()
            if at >= 100.0:
                continue
            messages.append((i, at, "question"))
            if rng.random() < 0.5:
                outcome = rng.random()
                if outcome < 0.4:
                    later = at + 8.0 * np.exp(0.7 * rng.standard_normal())
                    messages += [(i, later, "complaint")] if later < 100.0 else []
                elif outcome < 0.7:
                    due.append(at + 18.0 * np.exp(0.7 * rng.standard_normal()))
    given = Told(0.0, 0.3, LognormalDelay(np.log(18.0), 0.7), 1.0, LognormalDelay(0.0, 1.0), 0.0)
    with desk("Asia/Shanghai") as at_desk:
        found = read(at_desk, tmp_path, scans, messages)
        told = complaining(at_desk, Resolving(0.5, 0.5, {}, given), found.until_us)
    assert told is not None
    assert 300 < told.contacts - n  # many parcels have several
    for planted, value, low, high in zip(
        (0.4, 8.0, 0.7), (told.share, told.median_h, told.sigma), told.low, told.high, strict=True
    ):
        assert planted == pytest.approx(value, abs=high - low)
        assert low < value < high
