"""tracking_half_dark: every way in which a feed fails in part leaves its own mark, on its own link."""

from typing import Any

import pytest

from sim.engine.tally import COUNT_ROW
from tests.study.pairs import Pairs

BEGIN, POLLED_FROM, END, DAY = 178, 190, 250, 24


@pytest.fixture(scope="module")
def half_dark(shipped: Any) -> Pairs:
    return Pairs.run(shipped("tracking_half_dark", sample=0.0001, horizon="13d"), replications=1)


def during(pairs: Pairs, measure: str, carrier: str, first: int = BEGIN, after: int = END) -> tuple[float, float]:
    """A carrier's count in both arms while the outages last."""
    baseline, outage = pairs.total(measure, first, after, pairs.carrier(carrier))
    return float(baseline[0]), float(outage[0])


def most_in_buffer(pairs: Pairs, link: str) -> float:
    """Most scans that a link's buffer held at a full hour."""
    row = list(pairs.scenario.links).index(link)
    return float(pairs.outage[0].link_buffer[:, row].max())


def test_partial_by_merchants_loses_the_scans_of_two_merchants_in_five(half_dark: Pairs) -> None:
    lost, made = (during(half_dark, name, "sf", BEGIN, POLLED_FROM)[1] for name in ("scans_lost", "scans_made"))
    assert 0.4 == pytest.approx(lost / made, abs=0.2)  # of merchants, which differ in size


def test_polling_reads_three_in_five_of_the_scans_that_are_missing(half_dark: Pairs) -> None:
    assert (0.0, 0.0) == during(half_dark, "scans_polled", "sf", 0, POLLED_FROM - 4)
    polled = during(half_dark, "scans_polled", "sf", POLLED_FROM, END)[1]
    lost = during(half_dark, "scans_lost", "sf", POLLED_FROM, END)[1]
    assert 0.6 == pytest.approx(polled / (polled + lost), abs=0.1)


def test_partial_by_milestones_loses_the_checkpoints_and_keeps_none(half_dark: Pairs) -> None:
    lost, made = (during(half_dark, name, "sto")[1] for name in ("scans_lost", "scans_made"))
    assert 0.3 < lost / made < 0.7  # three of a parcel's five to seven scans
    assert 0.0 == most_in_buffer(half_dark, "sto")


def test_stale_news_is_neither_lost_nor_kept_but_late(half_dark: Pairs) -> None:
    baseline, outage = during(half_dark, "scans_shown", "jd", BEGIN + DAY)
    assert outage == pytest.approx(baseline, rel=0.1)
    usual, stale = during(half_dark, "dark_hours", "jd")
    assert stale > 10.0 * usual > 0.0
    assert 0.0 == most_in_buffer(half_dark, "jd")


def test_a_throttled_link_makes_a_line_that_is_worked_off_afterwards(half_dark: Pairs) -> None:
    rate = 1.5e6 * half_dark.scenario.sample
    zto = half_dark.carrier("zto")
    usual, narrowed = (arm.hourly[:, COUNT_ROW["scans_shown"], zto].sum(axis=1) for arm in next(iter(half_dark)))
    assert usual[BEGIN:END].max() > 2.0 * rate  # else nothing would have to wait
    assert narrowed[BEGIN:END].max() <= 1.3 * rate  # scans of its parcels in lockers pass another link
    assert narrowed[END : END + DAY].sum() > 1.5 * usual[END : END + DAY].sum()
    usual_dark, dark = during(half_dark, "dark_hours", "zto")
    assert dark > 10.0 * usual_dark
    usual_lost, lost = during(half_dark, "scans_lost", "zto")
    assert lost == pytest.approx(usual_lost, abs=5)


def test_an_intermittent_feed_keeps_and_sends_only_what_is_newest(half_dark: Pairs) -> None:
    buffered, backfilled = (during(half_dark, name, "yto")[1] for name in ("scans_buffered", "scans_backfilled"))
    usual_lost, lost = during(half_dark, "scans_lost", "yto")
    assert 0.0 < backfilled < buffered
    assert buffered == pytest.approx(backfilled + lost - usual_lost, rel=0.01)
    assert 0.0 < most_in_buffer(half_dark, "yto")


def test_lockers_that_drop_out_fail_to_send_codes(half_dark: Pairs) -> None:
    (usual,), (failed,) = half_dark.total("code_failures", BEGIN, END)
    assert failed > 10.0 * (usual + 1.0)
    assert 0.0 < most_in_buffer(half_dark, "fengchao")


def test_penalties_are_waived_while_the_rule_says_so(half_dark: Pairs) -> None:
    waived_from, waived_until = 188, 288
    late = half_dark.total("false_late_dispatch", waived_from, waived_until)[1][0]
    assert late > 0.0
    assert 0.0 == half_dark.total("late_dispatch_penalty_cny", waived_from, waived_until)[1][0]
    assert 0.0 < half_dark.total("late_dispatch_penalty_cny", 0, waived_from)[1][0]
