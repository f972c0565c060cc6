"""The one machine-readable object a command prints with --json."""

import json
from collections.abc import Mapping
from typing import Any

import typer


def print_object(found: Mapping[str, Any]) -> None:
    """Print an object of plain values to stdout; what JSON cannot say, such as NaN, is an error and not a result.

    Raises:
        ValueError: a number is not finite.
    """
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False))
