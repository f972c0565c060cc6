"""Scans go in their turn only where that can matter; elsewhere a run must count the same either way."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine.tally import COUNTS
from sim.spec import load_scenario
from sim.world.replication import Replication

SMALL = {"sample": "0.01%", "merchants.count": "200", "horizon": "3d"}
CUT = {"link": "zto", "start": "2017-05-25T20:10", "duration": "20h"}


def counted(root: Path, in_order: bool | None, **cut: Any) -> Any:
    """Counts of a run with an outage; `in_order`: each scan in its turn, none foreseen; None = as the run decides."""
    scenario = load_scenario(root / "scenarios" / "null.yaml", overrides={**SMALL, "outages.cut": {**CUT, **cut}})
    run = Replication(scenario, "outage", 1, 0)
    decided = run.links.is_limited
    run.links.is_limited = decided if in_order is None else in_order
    run.run()
    return decided, run.counters


@pytest.mark.parametrize("order", ["oldest_first", "newest_first", "latest_only"])
def test_without_a_limited_link_a_run_counts_the_same_whether_or_not_scans_are_put_in_order(
    root: Path, order: str
) -> None:
    replay = {"order": order, "rate": "3e6/h"}
    decided, as_they_lie = counted(root, None, replay=replay)
    _, in_order = counted(root, True, replay=replay)
    assert not decided
    sums = [unit in ("CNY", "CNY-hours", "h") for unit, _ in COUNTS.values()]
    counts = [not is_sum for is_sum in sums]
    assert 0.0 < as_they_lie.hourly.sum()
    assert np.array_equal(in_order.hourly[:, counts], as_they_lie.hourly[:, counts])
    assert np.array_equal(in_order.dark, as_they_lie.dark)
    np.testing.assert_allclose(in_order.hourly[:, sums], as_they_lie.hourly[:, sums], rtol=1e-12)


@pytest.mark.parametrize("limit", [{"mode": "throttled", "rate": "1e6/h"}, {"buffer_limit": 1_000_000}])
def test_where_a_link_or_a_buffer_is_limited_scans_are_put_in_order(root: Path, limit: dict[str, Any]) -> None:
    assert counted(root, None, **limit)[0]
