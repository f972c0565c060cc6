"""Arrays of records: laid out by cache lines, so that one is fetched with the fewest, and copied in one lump."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LINE = 64
"""Bytes of a cache line."""


def whole_lines(fields: np.dtype[Any]) -> np.dtype[Any]:
    """The same record, made longer until it fills whole cache lines."""
    names = fields.names or ()
    places: Any = fields.fields or {}
    lines = -(-fields.itemsize // LINE)
    return np.dtype(
        {
            "names": names,
            "formats": [fields[name] for name in names],
            "offsets": [places[name][1] for name in names],
            "itemsize": lines * LINE,
        },
        align=True,
    )


def as_lumps(records: NDArray[Any]) -> NDArray[Any]:
    """The same memory, its records as lumps of bytes without fields.

    NumPy copies records field by field; lumps it copies ten times as fast.
    """
    return records.view(f"V{records.itemsize}")


def empty_records(n: int, dtype: Any, columns: int = 1) -> NDArray[Any]:
    """(n,) or (n, columns) zeros that begin at a cache line."""
    size = n * columns * np.dtype(dtype).itemsize
    room = np.zeros(size + LINE, np.uint8)
    first = -room.ctypes.data % LINE
    flat: NDArray[Any] = room[first : first + size].view(dtype)
    return flat if columns == 1 else flat.reshape(n, columns)
