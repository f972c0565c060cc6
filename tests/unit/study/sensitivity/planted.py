"""Sweeps whose answers are known: a function in place of the simulator, luck added as the engine would."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.study.sensitivity import Design, Parameter

Array = NDArray[np.float64]
MEASURE = "contacts"


def ishigami(x: Array) -> Array:
    """Ishigami & Homma 1990, a = 7, b = 0.1, on [-π, π]³."""
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


ISHIGAMI = tuple(Parameter(f"x{i}", -np.pi, np.pi) for i in (1, 2, 3))


def ishigami_indices() -> tuple[Array, Array, float]:
    """First indices, total indices and the pair (x1, x3), in closed form."""
    a, b = 7.0, 0.1
    v1 = 0.5 * (1 + b * np.pi**4 / 5) ** 2
    v2 = a**2 / 8
    v13 = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    total = v1 + v2 + v13
    return np.array([v1, v2, 0.0]) / total, np.array([v1 + v13, v2, v13]) / total, float(v13 / total)


G_COEFFICIENTS = np.array([0.0, 1.0, 4.5, 9.0, 99.0])


def g_function(x: Array) -> Array:
    """Sobol's g-function on [0, 1]^d."""
    return np.asarray(((np.abs(4 * x - 2) + G_COEFFICIENTS) / (1 + G_COEFFICIENTS)).prod(axis=1))


def g_indices() -> tuple[Array, Array]:
    """First and total indices in closed form."""
    v = 1 / (3 * (1 + G_COEFFICIENTS) ** 2)
    total = np.prod(1 + v) - 1
    return v / total, v * np.prod(1 + v) / (1 + v) / total


def unit_parameters(count: int) -> tuple[Parameter, ...]:
    return tuple(Parameter(f"x{i}", 0.0, 1.0) for i in range(1, count + 1))


def sobol_points(parameters: tuple[Parameter, ...], n: int, second_order: bool = False, seed: int = 3) -> Array:
    from SALib.sample import sobol

    problem = {
        "num_vars": len(parameters),
        "names": [each.name for each in parameters],
        "bounds": [[each.low, each.high] for each in parameters],
    }
    return np.asarray(sobol.sample(problem, n, calc_second_order=second_order, seed=seed))


def tables(
    design: Design,
    x: Array,
    response: Callable[[Array], Array],
    *,
    replications: int = 1,
    noise: float = 0.0,
    common: float = 0.0,
    policies: dict[str, Callable[[Array], Array]] | None = None,
    seed: int = 11,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Points and values as a sweep writes them.

    `noise` is the spread of luck that differs from point to point, `common` of luck that a replication gives all.
    """
    rng = np.random.default_rng(seed)
    shared = common * rng.standard_normal(replications)
    points, values = [], []
    for number, (policy, of) in enumerate((policies or {"as_is": response}).items()):
        frame = pd.DataFrame(x, columns=design.names)
        frame.insert(0, "point", np.arange(len(x)) + number * len(x))
        points.append(frame.assign(policy=policy, scenario="reference"))
        y = of(x)[:, None] + shared + noise * rng.standard_normal((len(x), replications))
        for replication in range(replications):
            excess = y[:, replication]
            part = {"point": frame["point"], "replication": replication, "measure": MEASURE, "group": "total"}
            values.append(pd.DataFrame({**part, "baseline": 10.0, "outage": 10.0 + excess, "excess": excess}))
    table = pd.concat(values, ignore_index=True).assign(unit="contacts")
    return pd.concat(points, ignore_index=True), table
