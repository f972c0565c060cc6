"""What the findings become in a world file."""

from pathlib import Path

import numpy as np
import pytest

from sim.calibrate.evidence import Evidence
from sim.calibrate.fields import Fields
from sim.calibrate.travel import HeldTrips, Travel
from sim.spec import load_scenario

NO_PARCELS: dict[str, dict[str, int]] = {"carrier": {}, "origin": {}, "destination": {}}
KNOWN = (1.0, 1.0, 1.0)


def test_trips_of_two_kinds_are_written_as_a_spread_around_one(root: Path) -> None:
    held = HeldTrips(0.3, 6.0, 0.01, KNOWN, KNOWN)
    trips = Travel(2.0, 75.0, 0.01, KNOWN, KNOWN, 1000, held)
    evidence = Evidence((), {}, {}, {"": trips}, {}, {}, None, NO_PARCELS, None)
    world = load_scenario(root / "scenarios" / "worlds" / "china_2017.yaml")
    found = {
        each.path: each for each in Fields(evidence, world, file="t.csv", left_out=0, share=None, empirical=False).found
    }
    values = found["carrier_defaults.travel_spread"].value["empirical"]["values"]
    assert 1.0 == pytest.approx(np.mean(values), abs=1e-3)
    assert 6.0 == pytest.approx(values[84] / values[34], rel=0.02)
    assert "30.0% held on the way" in found["carrier_defaults.travel_spread"].source
    assert "2h" == found["carrier_defaults.travel_fixed"].value
