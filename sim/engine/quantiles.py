"""Durations as look-ups: the inverse distribution function of each declared distribution, tabulated once a run."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel

POINTS = 4097
END = 1.0 / 16384.0


def grid() -> NDArray[np.float64]:
    """Probabilities of the table's points: i / 4096, the two ends drawn in to 1/16384 and 1 − 1/16384."""
    u = np.linspace(0.0, 1.0, POINTS)
    u[0], u[-1] = END, 1.0 - END
    return u


@kernel
def quantile(tables, row, u):
    """Value of distribution `row` at probability `u`, linear between the table's points.

    Args:
        tables: (n, 4097) float32, made by `Tables.array`.
        row: which distribution.
        u: in (0, 1).
    """
    x = u * (tables.shape[1] - 1)
    i = int(x)
    row, place = np.uint64(row), np.uint64(i)  # without sign: no look whether they count from the end
    low = np.float64(tables[row, place])
    return low + (x - i) * (np.float64(tables[row, place + np.uint64(1)]) - low)


class Tables:
    """Collects distributions while the actors are built; equal ones share a row."""

    def __init__(self) -> None:
        self._rows: list[NDArray[np.float64]] = []
        self._seen: dict[str, int] = {}

    def add(self, distribution: Any) -> int:
        """Row of a declared distribution (an object with `.quantile(u)`).

        Raises:
            ValueError: a quantile is not finite.
        """
        name = repr(distribution)
        if name not in self._seen:
            ask: Callable[[NDArray[np.float64]], Any] = distribution.quantile
            values = np.asarray(ask(grid()), dtype=np.float64)
            if values.shape != (POINTS,) or not np.all(np.isfinite(values)):
                raise ValueError(f"{name}: the quantiles of a distribution must be finite")
            self._seen[name] = len(self._rows)
            self._rows.append(values)
        return self._seen[name]

    def array(self) -> NDArray[np.float32]:
        """(n, 4097) float32, one row a distribution: seven digits, and all rows together in a near cache."""
        return np.ascontiguousarray(np.vstack(self._rows), np.float32)
