"""Who pays, line by line, against sums done by hand."""

import numpy as np
import pandas as pd
import pytest

from sim.measures import replication_frame, who_pays
from tests.unit.measures import synthetic


def paid(table: pd.DataFrame, party: str, line: str, column: str = "excess") -> float:
    rows = table[(table["party"] == party) & (table["line"] == line)]
    assert 1 == len(rows)
    return float(rows[column].iloc[0])


def eventful() -> pd.DataFrame:
    """One of everything that costs, at a sample of one half."""
    baseline, outage = synthetic.quiet_pair(sample=0.5)
    outage.waits[40, 0, 3], outage.waits[41, 1, 9], outage.waits[42, 2, 0] = 10.0, 20.0, 30.0
    synthetic.add(outage, "complaints", 40, 5.0)
    synthetic.add(outage, "petitions", 40, 2.0)
    synthetic.add(outage, "attempts_failed", 40, 7.0)
    synthetic.add(outage, "orders_lost_cny", 40, 1000.0)
    synthetic.add(outage, "merchant_float_cny_h", 40, 8760.0 * 50.0)
    synthetic.add(outage, "fresh_spoiled_cny", 40, 400.0)
    synthetic.add(outage, "refund_claims_cny", 40, 600.0)
    synthetic.add(outage, "late_dispatch_penalty_cny", 40, 30.0)
    synthetic.add(baseline, "carrier_revenue_cny", 40, 230.0, carrier="sf")
    synthetic.add(outage, "carrier_revenue_cny", 40, 90.0, carrier="zto")
    return who_pays([baseline, outage], synthetic.scenario())


@pytest.mark.parametrize(
    ("expected", "party", "line"),
    [
        (20 * 8.0, "merchants", "support handling"),
        (40 * 8.0, "platform", "support handling"),
        (60 * 8.0, "carriers", "support handling"),
        (10 * 30.0, "platform", "complaints handling"),
        (4 * 150.0, "carriers", "petitions"),
        (14 * 3.0, "carriers", "failed delivery attempts"),
        (2000 * 0.25, "merchants", "margin of lost orders"),
        (2000 * 0.125, "platform", "fees of lost orders"),
        (100 * 0.08, "merchants", "capital held back"),
        (800 * 0.75, "buyers", "spoiled goods claimed"),
        (800 * 0.25, "buyers", "spoiled goods not claimed"),
        (1200 * 0.5, "merchants", "refunds"),
        (1200 * 0.25, "platform", "refunds"),
        (1200 * 0.25, "carriers", "refunds"),
        (-1200.0, "buyers", "refunds"),
        (60.0, "merchants", "late-dispatch penalties"),
        (-60.0, "buyers", "late-dispatch penalties"),
        (180.0 - 460.0, "merchants", "delivery"),
        (460.0, "carriers", "delivery revenue sf"),
        (-180.0, "carriers", "delivery revenue zto"),
        (0.0, "carriers", "delivery revenue yto"),
    ],
)
def test_each_party_pays_its_line(expected: float, party: str, line: str) -> None:
    assert expected == pytest.approx(paid(eventful(), party, line), rel=1e-12)


@pytest.mark.parametrize("lines", [["refunds"], ["late-dispatch penalties"], ["delivery", "delivery revenue"]])
def test_what_one_party_pays_another_is_no_cost_of_the_whole(lines: list[str]) -> None:
    table = who_pays(synthetic.busy_pairs(3), synthetic.scenario())
    rows = table[table["line"].str.startswith(tuple(lines))]
    assert 0.0 == pytest.approx(rows["outage"].sum(), abs=1e-6 * rows["outage"].abs().sum())


def test_the_total_cost_is_the_sum_of_the_table() -> None:
    arms = synthetic.busy_pairs(3)
    table = who_pays(arms, synthetic.scenario())
    frame = replication_frame(arms, synthetic.scenario())
    totals = frame[frame["measure"] == "total_cost_cny"].groupby("arm")["value"].mean()
    for arm in ("baseline", "outage"):
        assert totals[arm] == pytest.approx(table[arm].sum(), rel=1e-12)


def test_losing_a_dear_carriers_parcels_to_a_cheap_one_costs_the_whole_nothing() -> None:
    baseline, outage = synthetic.quiet_pair()
    synthetic.add(baseline, "carrier_revenue_cny", 40, 23.0, carrier="sf")
    synthetic.add(outage, "carrier_revenue_cny", 40, 9.0, carrier="yto")
    table = who_pays([baseline, outage], synthetic.scenario())
    assert (23.0, -9.0, -14.0) == (
        paid(table, "carriers", "delivery revenue sf"),
        paid(table, "carriers", "delivery revenue yto"),
        paid(table, "merchants", "delivery"),
    )
    assert 0.0 == table["excess"].sum()


def test_parties_come_in_the_same_order_each_with_lines_of_its_own() -> None:
    table = eventful()
    assert ["platform", "merchants", "carriers", "buyers"] == table["party"].unique().tolist()
    assert 0 == int(table.duplicated(["party", "line"]).sum())


def test_amounts_carry_the_interval_of_their_excess() -> None:
    table = who_pays(synthetic.busy_pairs(4), synthetic.scenario())
    middle = (table["ci_low"] + table["ci_high"]) / 2.0
    assert np.allclose(table["excess"], middle, rtol=1e-9)
