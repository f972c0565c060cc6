"""Who pays: each party's costs by line, in CNY, from what was counted and the scenario's prices.

A positive amount is a cost to the party, a negative one a gain. What one party pays another is a *transfer*: it stands
on both sides with opposite signs and is no cost of the whole. The transfers are

- refunds: merchants, platform and carriers pay by `costs.refund_share`, buyers receive. Who keeps the goods in the
  end is not modelled; it would move money between merchants and buyers, not change the sum;
- penalties for late dispatch: merchants pay, buyers receive them as compensation; a waived penalty is not counted;
- delivery: merchants pay carriers at hand-over, so a parcel rerouted from a dear carrier to a cheap one is the first
  one's loss, the second one's gain and the merchant's saving, and a parcel never ordered saves its merchant the price.
  `costs.margin` is therefore the merchant's margin *before* delivery is paid and after the platform's fee.

All else is real: work of the desks, complaints, petitions (the carrier must answer first, so carriers bear them),
courier tries that failed, spoiled goods, sales that did not take place, and capital that merchants must borrow while
their money is held (the holder earns nothing in this model). Carriers' own costs of carrying are not in the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from sim.engine.tally import DESKS, ArmResult
from sim.measures.batch import Array, Batch, batch_of
from sim.measures.contacts import answered_by_desk
from sim.measures.impact import FIGURES, excess_frame, frame_of

if TYPE_CHECKING:
    from sim.spec import Scenario

HOURS_A_YEAR = 8760.0
PARTY_OF = {"merchant": "merchants", "platform": "platform", "carrier": "carriers"}


class CostLine(NamedTuple):
    """What one line costs one party in each arm, (arms,) CNY; a transfer has its opposite in another party's lines."""

    party: str
    line: str
    values: Array
    is_transfer: bool = False


def cost_lines(batch: Batch, scenario: Scenario) -> list[CostLine]:
    """Every party's lines, for the whole population, in the table's order: platform, merchants, carriers, buyers."""
    lines = [line for make in (_service, _sales, _goods, _transfers) for line in make(batch, scenario)]
    parties = ("platform", "merchants", "carriers", "buyers")
    return sorted(lines, key=lambda line: parties.index(line.party))


def total_cost_cny(batch: Batch, scenario: Scenario) -> Array:
    """(arms,) cost to all parties together: the sum of the table, in which transfers cancel."""
    real = [line.values for line in cost_lines(batch, scenario) if not line.is_transfer]
    total: Array = np.stack(real).sum(axis=0)
    return total


def who_pays(arms: Sequence[ArmResult], scenario: Scenario) -> pd.DataFrame:
    """Costs by party and line: means of both arms, paired excess and 95 % interval, CNY; negative is a gain.

    Returns:
        Columns party, line, baseline, outage, excess, ci_low, ci_high. Carriers have a row of delivery revenue each.

    Raises:
        ValueError: as `replication_frame`.
    """
    batch = batch_of(arms, scenario)
    lines = cost_lines(batch, scenario)
    keys = pd.DataFrame({"party": [line.party for line in lines], "line": [line.line for line in lines]})
    frame = frame_of(arms, keys, np.stack([line.values for line in lines]))
    return excess_frame(frame, ["party", "line"])[["party", "line", *FIGURES]]


def party_costs(arms: Sequence[ArmResult], scenario: Scenario) -> pd.DataFrame:
    """Net costs of each party, once per replication and arm, CNY; below zero it earns.

    `cost_cny` of "party=platform", "party=merchants", "party=carriers" and "party=buyers", transfers included, so the
    four add up to `total_cost_cny`; and `delivery_revenue_lost_cny` of each "carrier=…", a part of the carriers' costs.

    Returns:
        Columns replication, arm, measure, group, value, unit, as in the table of replications.

    Raises:
        ValueError: as `replication_frame`.
    """
    batch = batch_of(arms, scenario)
    lines = cost_lines(batch, scenario)
    by_party: dict[str, Array] = {}
    for line in lines:
        by_party[line.party] = by_party.get(line.party, np.zeros(len(batch.arms))) + line.values
    revenue = batch.count_by_carrier("carrier_revenue_cny")
    values = [*by_party.values(), *(-revenue[:, index] for index in range(len(batch.carriers)))]
    measure = ["cost_cny"] * len(by_party) + ["delivery_revenue_lost_cny"] * len(batch.carriers)
    group = [f"party={name}" for name in by_party] + [f"carrier={name}" for name in batch.carriers]
    keys = pd.DataFrame({"measure": measure, "group": group, "unit": "CNY"})
    return frame_of(arms, keys, np.stack(values))[["replication", "arm", "measure", "group", "value", "unit"]]


def _service(batch: Batch, scenario: Scenario) -> list[CostLine]:
    """Work that unhappy buyers make: contacts by the desk that answered, complaints, petitions, failed tries."""
    costs = scenario.costs
    answered = answered_by_desk(batch) * costs.contact
    desks = [CostLine(PARTY_OF[desk], "support handling", answered[:, row]) for row, desk in enumerate(DESKS)]
    return [
        *desks,
        CostLine("platform", "complaints handling", batch.count("complaints") * costs.complaint),
        CostLine("carriers", "petitions", batch.count("petitions") * costs.petition),
        CostLine("carriers", "failed delivery attempts", batch.count("attempts_failed") * costs.delivery_failed),
    ]


def _sales(batch: Batch, scenario: Scenario) -> list[CostLine]:
    """Sales that did not take place, and money that came late."""
    costs = scenario.costs
    lost = batch.count("orders_lost_cny")
    capital = batch.count("merchant_float_cny_h") * (costs.capital / HOURS_A_YEAR)
    return [
        CostLine("merchants", "margin of lost orders", lost * costs.margin),
        CostLine("platform", "fees of lost orders", lost * costs.platform_fee),
        CostLine("merchants", "capital held back", capital),
    ]


def _goods(batch: Batch, scenario: Scenario) -> list[CostLine]:
    """Spoiled goods, borne first by buyers; the claimed part comes back to them among the refunds."""
    spoiled, claimed = batch.count("fresh_spoiled_cny"), scenario.buyers.spoiled_claim
    return [
        CostLine("buyers", "spoiled goods claimed", spoiled * claimed),
        CostLine("buyers", "spoiled goods not claimed", spoiled * (1.0 - claimed)),
    ]


def _transfers(batch: Batch, scenario: Scenario) -> list[CostLine]:
    """What parties pay each other: refunds, penalties, delivery."""
    refunds, penalties = batch.count("refund_claims_cny"), batch.count("late_dispatch_penalty_cny")
    revenue = batch.count_by_carrier("carrier_revenue_cny")
    shares = scenario.costs.refund_share
    paid = [CostLine(PARTY_OF[desk], "refunds", refunds * share, is_transfer=True) for desk, share in shares.items()]
    earned = [
        CostLine("carriers", f"delivery revenue {name}", -revenue[:, index], is_transfer=True)
        for index, name in enumerate(batch.carriers)
    ]
    return [
        *paid,
        CostLine("buyers", "refunds", -refunds * sum(shares.values()), is_transfer=True),
        CostLine("merchants", "late-dispatch penalties", penalties, is_transfer=True),
        CostLine("buyers", "late-dispatch penalties", -penalties, is_transfer=True),
        CostLine("merchants", "delivery", revenue.sum(axis=-1), is_transfer=True),
        *earned,
    ]
