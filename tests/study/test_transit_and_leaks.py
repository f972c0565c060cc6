"""Two truths: darkness alone moves no parcel, and where parcels truly are moves nobody who cannot see it."""

from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.clock import Phase
from sim.engine.tally import COUNT_ROW, LEVEL_ROW
from sim.spec import load_scenario
from sim.world import simulate
from sim.world.replication import Replication

REFERENCE = Path(__file__).resolve().parents[2] / "scenarios" / "cainiao_sf_2017.yaml"
RESPONSES = ("advise", "delist", "capacity", "fresh_bases", "more_agents", "notice", "mediation")
DARKNESS_ONLY: dict[str, Any] = {f"responses.{name}": None for name in RESPONSES}
CLOSED_AT, RESTORED = 178, 228
SEEN = ("contacts", "self_served", "complaints", "orders", "orders_lost", "merchants_switched", "merchants_holding")


def test_darkness_without_rerouting_changes_no_transit_time() -> None:
    overrides = {
        **DARKNESS_ONLY, "sample": 0.0002, "outages.locker_link": None, "demand.tracking_value": 0.0,
        "merchants.leave_rate": 0.0,
    }  # fmt: skip
    scenario = load_scenario(REFERENCE, overrides=overrides)
    baseline, outage = (simulate(scenario, arm=arm, seed=1, replication=0) for arm in ("baseline", "outage"))
    assert np.array_equal(baseline.transit, outage.transit)
    assert 0.0 < outage.dark.sum() - baseline.dark.sum()


def test_parcels_not_rerouted_take_as_long_while_no_rival_is_congested() -> None:
    overrides: dict[str, Any] = {"sample": 0.0002, "responses.capacity": None, "outages.locker_link": None}
    for carrier in ("sf", "jd", "ems", "zto", "yto", "yunda", "sto", "best", "ttk"):
        overrides |= {f"carriers.{carrier}.utilisation": 0.05, f"carriers.{carrier}.sort_hours": 0.2}
    scenario = load_scenario(REFERENCE, overrides=overrides)
    arms = [simulate(scenario, arm=arm, seed=1, replication=0) for arm in ("baseline", "outage")]
    rivals = slice(1, None)
    means = [
        arm.hourly[:CLOSED_AT + 200, COUNT_ROW["transit_h"], rivals].sum()
        / arm.hourly[:CLOSED_AT + 200, COUNT_ROW["parcels_delivered"], rivals].sum()
        for arm in arms
    ]  # fmt: skip
    assert 0.0 < arms[1].hourly[:, COUNT_ROW["parcels_rerouted"]].sum()
    assert 0.1 > abs(means[1] - means[0])


def run_with_hidden_delay(factor: float, **outage: Any) -> tuple[np.ndarray, np.ndarray, float]:
    """A run in which the cut carrier's couriers stop before the closure, and its hubs work at `factor` from it on.

    Nothing of it is delivered while the link is closed, so nobody knows more than what is published.

    Returns:
        What people did by hour until restoration; merchants' minds at restoration; true hub backlog then.
    """
    overrides = {
        **DARKNESS_ONLY,
        "sample": 0.0002,
        **{f"outages.sf_feed.{key}": value for key, value in outage.items()},
    }
    run = Replication(load_scenario(REFERENCE, overrides=overrides), "outage", 1, 0)
    minds: list[np.ndarray] = []

    def stop_couriers():  # type: ignore[no-untyped-def]
        for p in range(4 * (CLOSED_AT - 10), 4 * RESTORED):
            yield run.clock.at((p + 1) * run.clock.period)
            run.waves = [wave for wave in run.waves if wave[1] != 0]

    def interfere():  # type: ignore[no-untyped-def]
        yield run.clock.at(CLOSED_AT)
        run.carriers.hub_rate[:, 0] *= factor
        yield run.clock.at(RESTORED - 0.25, Phase.TURN)
        minds.append(run.merchants.rec[["state", "hazard", "unshown", "in_flight", "recent"]].copy())

    run.clock.process(stop_couriers())
    run.clock.process(interfere())
    run.run()
    done = run.counters.hourly[: RESTORED - 1, [COUNT_ROW[name] for name in SEEN]]
    return done, minds[0], float(run.levels[RESTORED - 1, LEVEL_ROW["hub_backlog"], 0])


def test_behind_a_dark_feed_where_parcels_are_changes_no_contact_and_no_decision() -> None:
    done, minds, backlog = run_with_hidden_delay(1.0)
    done_too, minds_too, backlog_too = run_with_hidden_delay(0.02)
    assert backlog_too > 2.0 * backlog + 10.0  # the true states are far apart
    assert np.array_equal(done, done_too)
    assert np.array_equal(minds, minds_too)


def test_the_same_comparison_sees_a_feed_that_leaks() -> None:
    leaky = {"mode": "stale", "extra": "1h"}
    done, _, _ = run_with_hidden_delay(1.0, **leaky)
    done_too, _, _ = run_with_hidden_delay(0.02, **leaky)
    assert not np.array_equal(done, done_too)
