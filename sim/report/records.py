"""Rows of a table, however they came. Knows no column."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd


def records(rows: Any) -> list[dict[str, Any]]:
    """Rows of a table as dictionaries, whether it came as a frame, as mappings or as objects."""
    if isinstance(rows, pd.DataFrame):
        return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]
    listed: Iterable[Any] = rows
    return [dict(row) if isinstance(row, Mapping) else _fields(row) for row in listed]


def _fields(row: Any) -> dict[str, Any]:
    if hasattr(row, "_asdict"):
        return dict(row._asdict())
    if hasattr(row, "model_dump"):
        return dict(row.model_dump())
    return {name: getattr(row, name) for name in getattr(row, "__slots__", None) or vars(row)}
