"""Each party's costs by replication, and the names of all measures."""

from typing import Any

import numpy as np
import pytest

from sim import measures
from sim.engine.tally import COUNT_ROW
from tests.unit.measures import synthetic


@pytest.fixture
def arms() -> list[Any]:
    found = [synthetic.quiet_arm(arm, replication) for replication in (0, 1) for arm in ("baseline", "outage")]
    for place, arm in enumerate(found):
        for name, value in (("orders_lost_cny", 1000.0), ("refund_claims_cny", 400.0), ("carrier_revenue_cny", 70.0)):
            arm.hourly[3, COUNT_ROW[name], 0, 0] = value * place
    return found


def test_the_four_parties_add_up_to_the_total_cost(arms: list[Any]) -> None:
    scenario = synthetic.scenario()
    costs = measures.party_costs(arms, scenario)
    by_arm = costs[costs["measure"] == "cost_cny"].groupby(["replication", "arm"])["value"].sum()
    frame = measures.replication_frame(arms, scenario)
    total = frame[(frame["measure"] == "total_cost_cny") & (frame["group"] == "total")]
    expected = total.set_index(["replication", "arm"])["value"]
    assert np.allclose(expected.sort_index(), by_arm.sort_index(), rtol=1e-12, atol=1e-9)
    assert expected.max() > 0


def test_party_costs_are_those_of_the_table_of_who_pays(arms: list[Any]) -> None:
    scenario = synthetic.scenario()
    impact = measures.impact(measures.party_costs(arms, scenario))
    pays = measures.who_pays(arms, scenario).groupby("party")["excess"].sum()
    found = impact[impact["measure"] == "cost_cny"].set_index("group")["excess"]
    assert {f"party={party}": pytest.approx(value) for party, value in pays.items()} == found.to_dict()


def test_revenue_lost_is_told_by_carrier(arms: list[Any]) -> None:
    costs = measures.party_costs(arms, synthetic.scenario())
    sf = costs[(costs["measure"] == "delivery_revenue_lost_cny") & (costs["group"] == "carrier=sf")]
    assert [0.0, -70.0, -140.0, -210.0] == sf["value"].tolist()


def test_the_names_are_those_that_a_run_has(arms: list[Any]) -> None:
    scenario = synthetic.scenario()
    frame = measures.replication_frame(arms, scenario)
    expected = list(dict.fromkeys(frame.loc[frame["group"] == "total", "measure"]))
    assert expected == measures.measure_names(scenario)
