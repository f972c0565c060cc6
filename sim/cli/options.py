"""Arguments and options that commands share, each described once."""

from pathlib import Path
from typing import Annotated

import typer

ScenarioPath = Annotated[Path, typer.Argument(help="Scenario file (YAML).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no remarks on stderr.")]
SetValues = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Replace a value of the scenario; may be repeated."),
]


def overrides(sets: list[str] | None, **named: str | int | None) -> dict[str, str]:
    """Values by dotted path, as typed; a named option wins over `--set` of the same path.

    Raises:
        typer.BadParameter: an entry without "=" or without a path.

    >>> overrides(["outages.sf_feed.duration=24h", "seed=3"], seed=7, sample=None)
    {'outages.sf_feed.duration': '24h', 'seed': '7'}
    """
    values: dict[str, str] = {}
    for entry in sets or []:
        path, equals, value = entry.partition("=")
        if not equals or not path.strip():
            raise typer.BadParameter(f"write path=value (got {entry!r})", param_hint="--set")
        values[path.strip()] = value.strip()
    values.update({name: str(value) for name, value in named.items() if value is not None})
    return values
