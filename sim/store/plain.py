"""Values as JSON can carry them. Knows nothing of runs."""

import math
from collections.abc import Mapping
from typing import Any


def plain(value: Any) -> Any:
    """The value as JSON can carry it: not-a-number and infinities as null, NumPy's numbers as Python's.

    >>> plain({"excess": float("nan"), "ci95": (0.5, float("inf"))})
    {'excess': None, 'ci95': [0.5, None]}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
