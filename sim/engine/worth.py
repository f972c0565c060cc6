"""What an order is worth: kept in its parcel's record as two bytes of luck, and looked up where it is asked for."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel
from sim.engine.counting import COARSE, category_of, in_whole
from sim.engine.quantiles import Tables, quantile

LUCKS = 65536.0
"""Luck of 16 bits is finer than the ends of a quantile table."""


def value_rows(values: Iterable[Any], tables: Tables) -> NDArray[np.int64]:
    """(categories,) quantile table of the value of an order, CNY, from each category's distribution."""
    return np.array([tables.add(value) for value in values], np.int64)


@kernel
def luck_of_value(lot, lane, j):
    """The first 16 bits of a uniform of owner `j` of a lot that was drawn."""
    return lot.words[lane, j] >> np.uint32(16)


@kernel
def value_of(parcel, value_row, tables):
    """What an order is worth, CNY; `value_row` as made by `value_rows`."""
    u = (parcel.worth + 0.5) / LUCKS
    return in_whole(quantile(tables, value_row[category_of(parcel)], u), COARSE)


def values_of(rec: NDArray[Any], value_row: NDArray[np.int64], tables: NDArray[np.float32]) -> NDArray[np.float64]:
    """What the orders of many records are worth, CNY."""
    return np.array([value_of(parcel, value_row, tables) for parcel in rec], np.float64)
