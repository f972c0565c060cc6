"""Other worlds, by order and sign: exports stopped, a carrier dark that delivers, a carrier barred that is seen."""

from typing import Any

import numpy as np
import pytest

from tests.study.pairs import Pairs

DAY = 24
STOPPED, RESUMED = 8 * DAY + 12, 24 * DAY + 10  # 10 January at noon, 26 January at 10:00; the run begins on the 2nd
BARRED, ALLOWED = 7 * DAY, 36 * DAY + 17  # 16 December at midnight, 14 January at 17:00; the run begins on the 9th


@pytest.fixture(scope="module")
def exports(shipped: Any) -> Pairs:
    return Pairs.run(shipped("royal_mail_2023", sample=0.002, horizon="35d"), replications=1)


@pytest.fixture(scope="module")
def barred(shipped: Any) -> Pairs:
    return Pairs.run(shipped("fedex_ground_2019", sample=0.001, horizon="45d"), replications=1)


@pytest.fixture(scope="module")
def by_hand(shipped: Any) -> Pairs:
    later = ("outages.portal_in_may", "responses.by_hand_in_may", "responses.call_centre_in_may")
    return Pairs.run(shipped("toll_2020", sample=0.0002, horizon="36d", **dict.fromkeys(later)), replications=1)


def test_nothing_leaves_with_the_stopped_carrier_while_it_is_removed(exports: Pairs) -> None:
    royal_mail = exports.carrier("royal_mail")
    usual, then = exports.total("parcels_handed_over", 11 * DAY, RESUMED, royal_mail)
    assert 0.0 < usual[0]
    assert then[0] < 0.1 * usual[0]
    assert then[0] < exports.total("parcels_handed_over", 28 * DAY, 35 * DAY, royal_mail)[1][0]


def test_what_cannot_leave_waits_and_comes_late_and_others_get_the_rest(exports: Pairs) -> None:
    ((before, after),) = exports
    assert np.array_equal(after.hourly[:STOPPED], before.hourly[:STOPPED])
    for measure in ("parcels_late", "parcels_rerouted", "contacts"):
        usual, then = exports.total(measure)
        assert usual[0] < then[0], measure


def test_barring_a_carrier_darkens_nothing_and_moves_its_parcels_to_others(barred: Pairs) -> None:
    fedex = barred.carrier("fedex_ground")
    others = [row for row in range(len(barred.scenario.carriers)) if row != fedex]
    usual, then = barred.total("parcels_handed_over", BARRED + 2 * DAY, ALLOWED, fedex)
    assert then[0] < 0.1 * usual[0]
    assert 0.0 == barred.total("scans_buffered")[1][0]
    usual, then = barred.total("parcels_handed_over", BARRED + 2 * DAY, ALLOWED, others)
    assert usual[0] < then[0]


def test_sellers_come_back_once_the_ban_is_lifted(barred: Pairs) -> None:
    fedex = barred.carrier("fedex_ground")
    last_week = barred.total("parcels_handed_over", 38 * DAY, 45 * DAY, fedex)[1][0]
    assert 0.0 < last_week
    assert barred.total("parcels_handed_over", ALLOWED - 7 * DAY, ALLOWED, fedex)[1][0] < last_week


def test_a_carrier_that_works_by_hand_is_dark_but_delivers(by_hand: Pairs) -> None:
    toll = by_hand.carrier("toll")
    ((before, after),) = by_hand
    dark_from, dark_until = 6 * DAY, 32 * DAY
    excess = after.dark[dark_from:dark_until, toll] - before.dark[dark_from:dark_until, toll]
    assert excess.min() > 0.0
    usual, then = by_hand.total("parcels_delivered", dark_from, dark_until, toll)
    assert 0.5 * usual[0] < then[0]
