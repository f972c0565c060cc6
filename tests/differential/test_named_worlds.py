"""Each mode of outage and each answer to it, worked off by the engine and by the reference model."""

from typing import Any

import pytest

from tests.differential.named_worlds import NAMED_WORLDS
from tests.differential.random_worlds import RandomWorld
from tests.differential.side_by_side import run_both
from tests.reference import simulate_slowly

USUAL: dict[str, Any] = {"horizon": "10d"}


@pytest.mark.parametrize("name", NAMED_WORLDS)
def test_engine_and_reference_agree_where(name: str) -> None:
    found, _ = run_both(RandomWorld("small", USUAL | NAMED_WORLDS[name], "outage", seed=1))
    assert [] == found, "\n".join(found)


def test_the_arm_without_outage_agrees_too() -> None:
    world = RandomWorld("quartet", USUAL | NAMED_WORLDS["the platform does all it can"], "baseline", seed=2)
    found, _ = run_both(world)
    assert [] == found, "\n".join(found)


def test_the_named_worlds_make_every_kind_of_thing_happen() -> None:
    kinds = set()
    for name in (
        "the platform does all it can",
        "the carrier is delisted and others add capacity",
        "links are narrow all the time",
    ):
        world = RandomWorld("small", USUAL | NAMED_WORLDS[name], "outage", seed=1)
        account = simulate_slowly(world.scenario(), arm="outage", seed=1, replication=0)
        kinds |= {entry.what for entry in account.journal.entries}
    wanted = {
        "order_lost", "held", "rerouted", "delivered", "returned", "late", "scan_lost", "scan_buffered", "backfilled",
        "polled", "contact", "self_served", "answered", "abandoned", "complaint", "refund_claim", "petition",
        "merchant_switches", "merchant_holds", "merchant_back", "locker_refusal", "locker_overdue", "code_failure",
        "spoiled", "first_dark", "phantom", "late_dispatch", "false_late_dispatch", "worried_on_time", "late_unseen",
        "worried_and_late",
    }  # fmt: skip
    assert set() == wanted - kinds
