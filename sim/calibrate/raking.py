"""How the carriers of the tables share the world's parcels, category by category. Must not know the tables."""

from collections.abc import Mapping

import numpy as np

from sim.spec import Scenario


def raked(world: Scenario, target: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Shares of each category by carrier, so that the carriers have their target share of all parcels.

    Carriers without a target keep what they have; the others share what they had together. Proportional fitting.

    Args:
        world: whose categories and shares are the start.
        target: share among these carriers, adds up to one.
    """
    weight = np.array([category.share for category in world.categories.values()])
    names = list(target)
    table = np.array([[world.carriers[name].share.get(each, 0.0) for each in world.categories] for name in names])
    column = table.sum(axis=0)
    rows = np.array([target[name] for name in names]) * float(column @ weight)
    for _ in range(200):
        table = table * (rows / np.maximum(table @ weight, 1e-300))[:, None]
        table = table * (column / np.maximum(table.sum(axis=0), 1e-300))
    return {name: dict(zip(world.categories, map(float, table[i]), strict=True)) for i, name in enumerate(names)}
