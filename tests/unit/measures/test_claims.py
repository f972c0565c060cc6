"""Each claim of the account held against arms made to fulfil it, or not."""

from types import SimpleNamespace
from typing import Any

import pytest

from sim.measures import check_claims, impact, replication_frame
from tests.unit.measures import synthetic

SURGE = "enquiries_surge_within_hours"
TOUCHED = "millions_of_buyers_touched"
LIMITED = "carrier_share_is_limited"
NORMAL = "merchants_ship_normally_on_2_june_16h"


def checked(arms: list[Any], *ids: str, **changes: Any) -> list[dict[str, Any]]:
    claims = tuple(SimpleNamespace(id=name, claim=f"claim {name}", source="article") for name in ids)
    scenario = synthetic.scenario(claims=claims, **changes)
    return check_claims(arms, scenario, impact(replication_frame(arms, scenario)))


def one(arms: list[Any], name: str, **changes: Any) -> dict[str, Any]:
    return checked(arms, name, **changes)[0]


def shipping_arms(
    contacts: tuple[float, float] = (20.0, 100.0), shipped: tuple[float, float] = (50.0, 49.0)
) -> list[Any]:
    """Three replications: hourly contacts about sf's parcels, hand-overs of yto, a few of sf before all that."""
    arms = []
    for replication in range(3):
        pair = synthetic.quiet_pair(replication, sample=0.5)
        for arm, calls, parcels in zip(pair, contacts, shipped, strict=True):
            synthetic.add(arm, "contacts", 40, 1000.0)
            for hour in range(34, 40):
                synthetic.add(arm, "contacts", hour, calls + replication)
                synthetic.add(arm, "contacts", hour, 70.0, carrier="zto")
            synthetic.add(arm, "parcels_handed_over", 10, 2.0)
            synthetic.add(arm, "parcels_handed_over", 24, 500.0)
            synthetic.add(arm, "parcels_handed_over", 12, 48.0 * (replication + 1), carrier="yto")
            for hour in range(64, 88):
                synthetic.add(arm, "parcels_handed_over", hour, parcels, carrier="yto")
        synthetic.stand(pair[1], "at_merchant", 60, 70, 30.0)
        synthetic.stand(pair[1], "held", 60, 70, 12.0)
        arms += pair
    return arms


def test_enquiries_surge_where_contacts_of_the_first_six_hours_multiply() -> None:
    found = one(shipping_arms(), SURGE)
    assert 101.0 / 21.0 == pytest.approx(found["simulated"])
    assert found["holds"] is True
    assert 1.5 == found["target"]
    assert "1 June 10:00" in found["note"]
    assert [pytest.approx(101.0 / 21.0)] * 2 == found["ci95"]  # every pair has the same excess


def test_enquiries_do_not_surge_where_nothing_changed() -> None:
    found = one(shipping_arms(contacts=(20.0, 20.0)), SURGE)
    assert (1.0, [1.0, 1.0], False) == (found["simulated"], found["ci95"], found["holds"])


def test_a_surge_from_nothing_is_not_judged() -> None:
    arms = list(synthetic.quiet_pair())
    assert one(arms, SURGE)["holds"] is None


@pytest.mark.parametrize(("parcels", "holds"), [(499_999.0, False), (500_000.0, True)])
def test_millions_are_touched_from_a_million_dark_parcels_on(parcels: float, holds: bool) -> None:
    baseline, outage = synthetic.quiet_pair(sample=0.5)
    synthetic.add(outage, "dark_parcels", 40, parcels)
    found = one([baseline, outage], TOUCHED)
    assert (2.0 * parcels, holds) == (found["simulated"], found["holds"])


def test_the_cut_carriers_share_is_of_the_parcels_before_the_first_act() -> None:
    found = one(shipping_arms(), LIMITED)
    expected = sum(2.0 / (2.0 + 48.0 * each) for each in (1, 2, 3)) / 3.0
    assert expected == pytest.approx(found["simulated"])
    assert found["holds"] is True
    assert "1 June 00:00" in found["note"]


def test_merchants_ship_normally_if_a_days_hand_overs_are_nearly_the_usual_ones() -> None:
    found = one(shipping_arms(), NORMAL)
    assert (0.98, True) == (pytest.approx(found["simulated"]), found["holds"])
    assert "60 parcels not handed over (0 without the outage), 24 of them held back" in found["note"]


def test_merchants_do_not_ship_normally_if_a_tenth_is_missing() -> None:
    assert one(shipping_arms(shipped=(50.0, 45.0)), NORMAL)["holds"] is False


def test_a_statement_outside_the_run_is_not_judged() -> None:
    start = synthetic.scenario().start.replace(month=8, day=1)
    assert one(shipping_arms(), NORMAL, start=start)["holds"] is None


def test_without_a_cut_carrier_its_claims_are_not_judged() -> None:
    arms = shipping_arms()
    for arm in arms:
        arm.acts.clear()
    assert [None, None] == [row["holds"] for row in checked(arms, SURGE, LIMITED, outages={})]


def test_an_unknown_claim_is_listed_as_not_checked() -> None:
    found = one(shipping_arms(), "the_moon_is_made_of_parcels")
    assert (None, None) == (found["holds"], found["simulated"])
    assert found["note"].startswith("not checked")


def test_claims_keep_their_order_wording_and_source() -> None:
    found = checked(shipping_arms(), NORMAL, SURGE)[:2]
    assert [NORMAL, SURGE] == [row["id"] for row in found]
    assert (f"claim {NORMAL}", "article") == (found[0]["claim"], found[0]["source"])


def test_a_dispute_tells_who_acted_first_by_the_acts() -> None:
    found = checked(shipping_arms())
    assert ["who_acted_first"] == [row["id"] for row in found]
    assert 10.0 == found[0]["simulated"]
    assert "cainiao acted first: locker_link from 1 June 00:00; sf followed 10 h later" in found[0]["note"]


def test_a_demand_beyond_the_terms_tells_how_many_records_were_sent() -> None:
    baseline, outage = synthetic.quiet_pair(sample=0.5)
    synthetic.add(outage, "out_of_scope_records", 40, 11.0)
    demanded = {"sf": SimpleNamespace(demanded=SimpleNamespace(by="cainiao")), "zto": SimpleNamespace(demanded=None)}
    found = checked([baseline, outage], terms=demanded)[0]
    assert ("data_beyond_terms", 22.0, None) == (found["id"], found["simulated"], found["holds"])
    assert "cainiao of sf" in found["source"]


def test_a_single_replication_is_judged_by_its_figure_alone() -> None:
    found = one(shipping_arms()[:2], SURGE)
    assert found["holds"] is True


def test_the_figure_of_a_claim_has_its_unit_and_a_ratio_has_none() -> None:
    found = checked(shipping_arms(), TOUCHED, LIMITED, SURGE, NORMAL)
    units = {row["id"]: row["unit"] for row in found}
    assert {TOUCHED: "parcels", LIMITED: "share", SURGE: "", NORMAL: "", "who_acted_first": "h"} == units
