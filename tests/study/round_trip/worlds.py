"""Worlds drawn at random that nothing happens to: what their tables tell is known beforehand."""

from pathlib import Path
from typing import Any

import numpy as np

from sim.spec import Scenario, load_scenario
from sim.spec.distributions import Z95

SIZE = {"sample": "0.002%", "merchants.count": "300", "horizon": "11d"}
"""Some ten thousand parcels, one in four still in flight at the end."""


def random_world(root: Path, seed: int) -> Scenario:
    """A world without an outage whose parameters are drawn within a factor of two of the shipped ones.

    Args:
        root: the repository.
        seed: of the draw.
    """
    rng = np.random.default_rng([20170601, seed])

    def lognormal(median: tuple[float, float], sigma: tuple[float, float], unit: str = "h") -> dict[str, Any]:
        middle, spread = rng.uniform(*median), rng.uniform(*sigma)
        return {"lognormal": {"median": f"{middle:.5g}{unit}", "p95": f"{middle * np.exp(Z95 * spread):.5g}{unit}"}}

    moved = rng.uniform(-0.05, 0.05)
    drawn: dict[str, Any] = {
        "merchants.handling": lognormal((4, 12), (0.5, 1.1)),
        "carrier_defaults.last_mile": lognormal((1.2, 3), (0.5, 0.9)),
        "carrier_defaults.travel_fixed": f"{rng.uniform(2, 8):.4g}h",
        "carrier_defaults.travel_spread": lognormal((1, 1), (0.15, 0.4), ""),
        "carrier_defaults.door_success": f"{rng.uniform(55, 90):.4g}%",
        "carriers.sto.speed": f"{rng.uniform(25, 60):.4g}",
        "carriers.zto.speed": f"{rng.uniform(25, 60):.4g}",
        "carriers.zto.share.general": f"{20 + 100 * moved:.4g}%",
        "carriers.yto.share.general": f"{17 - 100 * moved:.4g}%",
        "locker_defaults.pick_up": lognormal((4, 12), (0.5, 0.9)),
        "link_defaults.latency": lognormal((3, 20), (0.5, 1.2), "min"),
        "link_defaults.loss": f"{rng.uniform(0.1, 3):.4g}%",
        "buyers.base": f"{rng.uniform(0.0001, 0.0004):.4g}/h",
        "buyers.silent": f"{rng.uniform(0.02, 0.08):.4g}/h",
        "buyers.late": f"{rng.uniform(0.004, 0.02):.4g}/h",
        "buyers.complaint": f"{rng.uniform(20, 60):.4g}%",
        "buyers.complaint_after": lognormal((4, 12), (0.5, 1.0)),
    }
    return load_scenario(root / "scenarios" / "null.yaml", overrides=SIZE | drawn)
