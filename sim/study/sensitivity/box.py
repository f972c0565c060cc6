"""A box of scenario discovery: limits on parameters and kept values of levers. Knows no search."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.study.sensitivity.response import Array

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Inputs:
    """What may explain an outcome: numbers and texts, a row a point.

    Attributes:
        names: of the numeric columns.
        numbers: (points, numeric columns).
        labels: of the text columns.
        values: what each text column may hold.
        codes: (points, text columns) places in `values`.
    """

    names: tuple[str, ...]
    numbers: Array
    labels: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    codes: NDArray[np.intp]

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> "Inputs":
        """Columns that vary, numeric ones as numbers and all others as texts."""
        varying = [str(name) for name in frame.columns if frame[name].nunique() > 1]
        names = [name for name in varying if pd.api.types.is_numeric_dtype(frame[name])]
        labels = [name for name in varying if name not in names]
        coded = [pd.factorize(frame[name].astype(str)) for name in labels]
        codes = np.column_stack([codes for codes, _ in coded]) if coded else np.zeros((len(frame), 0), dtype=np.intp)
        values = tuple(tuple(str(each) for each in found) for _, found in coded)
        numbers = frame[names].to_numpy(dtype=np.float64)
        return cls(tuple(names), numbers, tuple(labels), values, codes)

    def only(self, rows: NDArray[np.intp]) -> "Inputs":
        """The same at some rows."""
        return replace(self, numbers=self.numbers[rows], codes=self.codes[rows])


class Limit(NamedTuple):
    """One side of a box.

    Attributes:
        name: parameter or lever.
        side: `above` or `below` a value, or `is` one of some.
        value: the number, or the texts kept.
    """

    name: str
    side: str
    value: float | tuple[str, ...]


@dataclass(frozen=True)
class Box:
    """Points between `low` and `high` in every number and with an allowed value in every text.

    Attributes:
        low: (numeric columns,) -inf = no limit.
        high: (numeric columns,) inf = no limit.
        allowed: a mask over the values of each text column.
    """

    low: Array
    high: Array
    allowed: tuple[Mask, ...]

    @classmethod
    def everything(cls, inputs: Inputs) -> "Box":
        """The box without a limit."""
        count = len(inputs.names)
        kept = tuple(np.ones(len(values), dtype=bool) for values in inputs.values)
        return cls(np.full(count, -np.inf), np.full(count, np.inf), kept)

    def holds(self, inputs: Inputs) -> Mask:
        """(points,) whether each lies inside."""
        inside: Mask = np.asarray(((inputs.numbers >= self.low) & (inputs.numbers <= self.high)).all(axis=1))
        for column, allowed in enumerate(self.allowed):
            inside &= allowed[inputs.codes[:, column]]
        return inside

    def limits(self, inputs: Inputs) -> Iterator[Limit]:
        """Every side that leaves something out."""
        for column, name in enumerate(inputs.names):
            if np.isfinite(self.low[column]):
                yield Limit(name, "above", float(self.low[column]))
            if np.isfinite(self.high[column]):
                yield Limit(name, "below", float(self.high[column]))
        for column, name in enumerate(inputs.labels):
            if not self.allowed[column].all():
                kept = zip(inputs.values[column], self.allowed[column], strict=True)
                yield Limit(name, "is", tuple(value for value, is_kept in kept if is_kept))

    def without(self, limit: Limit, inputs: Inputs) -> "Box":
        """The box with one of its limits taken away."""
        if limit.side == "is":
            return self.with_allowed(inputs.labels.index(limit.name), np.True_)
        column = inputs.names.index(limit.name)
        return self.with_low(column, -np.inf) if limit.side == "above" else self.with_high(column, np.inf)

    def with_low(self, column: int, value: float) -> "Box":
        """The box with another lower limit."""
        low = self.low.copy()
        low[column] = value
        return replace(self, low=low)

    def with_high(self, column: int, value: float) -> "Box":
        """The box with another upper limit."""
        high = self.high.copy()
        high[column] = value
        return replace(self, high=high)

    def with_allowed(self, column: int, mask: Mask | np.bool_) -> "Box":
        """The box with other values of a text allowed."""
        allowed = list(self.allowed)
        allowed[column] = np.broadcast_to(mask, allowed[column].shape).copy()
        return replace(self, allowed=tuple(allowed))
