"""Carriers: distances and attempts, from what the scenario says."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.actors.carriers import expected_attempts, road_km


def test_expected_attempts_is_the_mean_of_a_truncated_geometric_distribution() -> None:
    for success, most in ((0.8, 3), (0.5, 1), (1.0, 4), (0.3, 6)):
        fails = 1.0 - success
        mean = sum(k * success * fails ** (k - 1) for k in range(1, most)) + most * fails ** (most - 1)
        assert mean == pytest.approx(expected_attempts(success, most), abs=1e-9)


def test_road_distance_is_symmetric_stretched_and_local_inside_a_region() -> None:
    here, there = SimpleNamespace(lat=0.0, lon=0.0), SimpleNamespace(lat=0.0, lon=90.0)
    scenario = SimpleNamespace(regions={"a": here, "b": there}, geography=SimpleNamespace(detour=1.3, local=80.0))
    quarter = 6371.0 * np.pi / 2.0 * 1.3
    assert [80.0, quarter, quarter, 80.0] == pytest.approx(road_km(scenario).ravel().tolist())
