"""Where two lives part, and the cause that is named for it."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from sim.actors.merchants import AWAY
from sim.report.wall_clock import WallClock
from sim.study.explain.circumstances import Act, Circumstances, Step
from sim.study.explain.consequences import consequences_of
from sim.study.explain.difference import FOLLOWING, NEWS, PLACE, differences_of
from tests.unit.study.explain.lives import ORDERED, USUAL, other, parcel, scan

NAN = float("nan")


def circumstances(*steps: Step) -> Circumstances:
    scenario: Any = SimpleNamespace(
        horizon=100.0,
        carriers={"sf": None, "yto": None},
        outages={"feed": SimpleNamespace(mode="full", link="sf")},
        responses={"delist": SimpleNamespace(carrier="sf"), "capacity": SimpleNamespace(carriers=["yto"])},
    )
    acts = (
        Act("feed", "outage", "sf", "sf", 9.0, 30.0),
        Act("delist", "delist", "platform", "", 12.0, 30.0),
        Act("capacity", "mobilise_capacity", "platform", "", 12.0, 30.0),
    )
    return Circumstances(scenario, WallClock(datetime(2017, 6, 1, tzinfo=UTC)), acts, {7: steps} if steps else {})


def test_of_an_untouched_parcel_nothing_differs() -> None:
    assert [] == differences_of(parcel(USUAL), circumstances())


@pytest.mark.parametrize(
    ("way", "shown", "says"),
    [
        ("replayed", 31.0, "held back by outage feed and replayed on 2 June 07:00, 21 h after"),
        ("kept", NAN, "held back by outage feed and still lay in the buffer"),
        ("superseded", NAN, "never sent, since a newer one took its place"),
        ("lost", NAN, "lost by outage feed"),
        ("polled", 12.0, "read it from the carrier's own site"),
        ("live", 19.0, "delayed by outage feed"),
    ],
)
def test_a_scan_that_an_outage_hit_is_named_with_the_outage_and_what_became_of_it(
    way: str, shown: float, says: str
) -> None:
    hit = [ORDERED, scan(0, "picked_up", 10.0, shown, way=way, outage="feed"), *USUAL[2:]]
    (found,) = differences_of(parcel(hit), circumstances())
    assert (NEWS, ("feed",), True) == (found.respect, found.outages, found.is_direct)
    assert 10.1 == found.at, "when it would have been shown"
    assert "Its scan “Picked up” of 1 June 10:00 was" in found.cause
    assert says in found.cause.replace("\u202f", " ")


def test_a_rerouted_parcel_is_explained_by_its_merchants_step_and_the_outage_before() -> None:
    now = [
        ORDERED,
        other("order", "rerouted", 11.0, carrier="yto"),
        scan(0, "picked_up", 11.0, 11.1, carrier="yto"),
        scan(1, "delivered", 50.0, 50.1, carrier="yto"),
    ]
    place, news = differences_of(parcel(now), circumstances(Step(9.75, AWAY, "yto")))
    assert (PLACE, 10.0) == (place.respect, place.at)
    assert "Its merchant began to ship with YTO on 1 June 09:45, after outage feed." == place.cause
    assert (NEWS, place.cause, ("feed",)) == (news.respect, news.cause, news.outages)


def test_a_parcel_that_arrives_earlier_with_the_same_carrier_is_explained_by_the_queue_and_the_acts_in_force() -> None:
    now = [*USUAL[:2], scan(1, "origin_sorted", 13.0, 13.1), USUAL[3]]
    place, _ = differences_of(parcel(now), circumstances())
    assert "The queue at the origin hub of SF was shorter than without the acts" in place.cause
    assert "after outage feed; in force for SF: delist." in place.cause


def test_an_order_that_was_not_placed_is_explained_by_the_delivery_offered_and_the_merchants_step() -> None:
    lost = [other("order", "order_lost", 1.0)]
    place, news = differences_of(parcel(lost), circumstances(Step(0.5, AWAY, "yto")))
    assert "this buyer did not order. Its merchant began to ship with YTO on 1 June 00:30." in place.cause
    assert "There is no parcel to be shown." == news.what
    place, _ = differences_of(parcel(lost), circumstances())
    assert place.cause.endswith("this buyer did not order."), "a merchant at home took no step"


def test_a_code_that_was_held_back_explains_the_late_collection() -> None:
    usual = [ORDERED, scan(0, "locker_deposited", 10.0, 10.1), scan(1, "collected", 14.0, 14.1)]
    now = [
        ORDERED,
        scan(0, "locker_deposited", 10.0, 31.0, way="replayed", outage="lockers"),
        scan(1, "collected", 33.0, 33.1),
    ]
    news, place = differences_of(parcel(now, usual), circumstances())
    assert (NEWS, PLACE) == (news.respect, place.respect)
    assert (("lockers",), 14.0) == (place.outages, place.at)
    assert "the scan “In a locker” was hit by outage lockers" in place.cause


def test_a_contact_is_told_to_follow_from_what_differs_first_before_it() -> None:
    hit = [
        ORDERED,
        scan(0, "picked_up", 10.0, 31.0, way="replayed", outage="feed"),
        other("buyer", "contact_platform", 20.0),
        *USUAL[2:],
    ]
    news, buyer = differences_of(parcel(hit), circumstances())
    assert (FOLLOWING["buyer"], 20.0, news.outages) == (buyer.respect, buyer.at, buyer.outages)
    assert f"It follows from what differs first in {NEWS}." == buyer.cause


def test_a_buyer_who_asks_though_nothing_of_her_own_parcel_differs_was_alarmed_by_the_closed_link() -> None:
    asked = [*USUAL[:3], other("buyer", "contact_platform", 20.0), USUAL[3]]
    (buyer,) = differences_of(parcel(asked), circumstances())
    assert "The tracking page said that SF sends nothing: outage feed." == buyer.cause


def test_money_that_comes_later_is_a_difference_of_its_own() -> None:
    paid, late = other("money", "paid", 60.0), other("money", "paid", 70.0)
    (money,) = differences_of(parcel([*USUAL, late], [*USUAL, paid]), circumstances())
    assert (FOLLOWING["money"], 60.0) == (money.respect, money.at)


def test_goods_that_spoil_in_one_life_only_are_told_though_the_way_is_the_same() -> None:
    (outcome,) = differences_of(parcel(USUAL, [*USUAL, other("outcome", "spoiled", 40.0)]), circumstances())
    assert (FOLLOWING["outcome"], 40.0) == (outcome.respect, outcome.at)
    assert "Its goods were cooled, or were not, after outage feed; acts until then: delist, capacity." == outcome.cause


def test_darkness_alone_is_a_difference() -> None:
    (dark,) = differences_of(parcel([*USUAL, other("visibility", "dark_begin", 20.0)]), circumstances())
    assert FOLLOWING["visibility"] == dark.respect


def test_consequences_are_the_sums_of_both_lives() -> None:
    now = [
        *USUAL,
        other("visibility", "dark_begin", 11.0),
        other("visibility", "dark_end", 15.5),
        other("visibility", "dark_begin", 90.0),
        other("buyer", "contact_carrier", 12.0),
        other("outcome", "late_unseen", 40.0),
    ]
    told = consequences_of(parcel(now), horizon=100.0).set_index("what")
    assert 4.5 + 10.0 == told.loc["Dark", "as_it_happened"], "a span without an end lasts to the horizon"
    assert (0.0, 1.0, 1.0) == tuple(told.loc["Contacts", ["counterfactual", "as_it_happened", "difference"]])
    assert 39.0 == told.loc["From order to the buyer's hands", "counterfactual"]
    assert 0.0 == told.loc["Late", "as_it_happened"], "late and unseen is another word"
