"""Verdicts and targets: bands, intervals, and that every target is told apart."""

import numpy as np
import pytest

from sim.validate import targets, verdicts
from sim.validate.targets import Target

TARGET = Target("x", "X", 10.0, 8.0, 12.0, "h", "held out", "a test", "H")


@pytest.mark.parametrize(
    ("values", "holds", "is_clear"),
    [([9.9, 10.1], True, True), ([7.0, 12.0], True, False), ([13.9, 14.1], False, True), ([12.0, 12.2], False, False)],
)
def test_a_figure_holds_in_its_band_and_clearly_with_its_whole_interval(
    values: list[float], holds: bool, is_clear: bool
) -> None:
    row = verdicts.of_replications(TARGET, np.array(values))
    assert (holds, is_clear) == (row["holds"], row["is_clear"])


def test_a_single_replication_holds_or_not_and_is_never_clear() -> None:
    row = verdicts.of_replications(TARGET, np.array([10.0]))
    assert (True, False) == (row["holds"], row["is_clear"])


@pytest.mark.parametrize(("seen", "low", "high"), [(0, 0.0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390)])
def test_rare_events_have_garwoods_interval(seen: int, low: float, high: float) -> None:
    row = verdicts.of_rare_events(TARGET, seen, 1.0)
    assert pytest.approx((low, high), abs=1e-3) == (row["ci_low"], row["ci_high"])


def test_no_exposure_is_no_figure() -> None:
    assert not verdicts.of_rare_events(TARGET, 0, 0.0)["holds"]


def test_a_band_holds_its_own_target() -> None:
    with pytest.raises(ValueError, match="outside its own band"):
        Target("x", "X", 13.0, 8.0, 12.0, "h", "held out", "a test", "H")


def test_every_target_has_a_name_of_its_own() -> None:
    names = [each.name for each in (*targets.DEMAND_TARGETS, targets.CUT_ORDERS, *targets.BASE_TARGETS)]
    assert sorted(set(names)) == sorted(names)
