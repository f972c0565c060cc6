"""jd_sto_2020: a carrier's tracking is not shown for 38 days, and merchants may ship with it still."""

from typing import Any

import numpy as np
import pytest

from tests.study.pairs import Pairs

DARK_FROM, DARK_UNTIL, DAY = 96, 96 + 38 * 24, 24


@pytest.fixture(scope="module")
def closed(shipped: Any) -> Pairs:
    return Pairs.run(shipped("jd_sto_2020", sample=0.0001), replications=1)


def test_nobody_advises_or_delists_anyone(closed: Pairs) -> None:
    (arm,) = closed.outage
    assert [("sto_feed", "outage", "jd", DARK_FROM, DARK_UNTIL)] == arm.acts


def test_merchants_ship_with_the_carrier_on_every_day_of_the_outage(closed: Pairs) -> None:
    sto = closed.carrier("sto")
    days = [closed.total("parcels_handed_over", at, at + DAY, sto)[1][0] for at in range(DARK_FROM, DARK_UNTIL, DAY)]
    assert 38 == len(days)
    assert min(days) > 0.0


def test_the_carriers_parcels_are_dark_for_38_days_and_not_longer(closed: Pairs) -> None:
    sto = closed.carrier("sto")
    ((before, after),) = closed
    excess = after.dark[:, sto] - before.dark[:, sto]
    assert np.array_equal(after.dark[: DARK_FROM + 1], before.dark[: DARK_FROM + 1])
    assert excess[DARK_FROM + DAY : DARK_UNTIL].min() > 10.0 * max(1.0, before.dark[:, sto].mean())
    assert excess[-1] < 0.1 * excess[DARK_FROM + DAY : DARK_UNTIL].mean()


def test_dropped_scans_are_lost_and_none_is_sent_again(closed: Pairs) -> None:
    sto = closed.carrier("sto")
    made, lost = (closed.total(name, DARK_FROM, DARK_UNTIL, sto)[1][0] for name in ("scans_made", "scans_lost"))
    deposits = closed.total("locker_deposits", DARK_FROM - 3 * DAY, DARK_UNTIL, sto)[1][0]
    assert 0.0 < made - lost <= 2.0 * deposits  # what lockers see of its parcels passes another link
    assert 0.0 == closed.total("scans_backfilled")[1][0] == closed.total("scans_buffered")[1][0]


def test_merchants_who_leave_go_to_carriers_that_are_shown(closed: Pairs) -> None:
    sto = closed.carrier("sto")
    others = [row for row in range(len(closed.scenario.carriers)) if row != sto]
    assert 0.0 == closed.total("parcels_rerouted", carriers=[sto])[1][0]
    assert 0.0 < closed.total("parcels_rerouted", carriers=others)[1][0]
    assert 0.0 == closed.total("merchants_switched", carriers=others)[1][0]
