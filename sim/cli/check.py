"""`outage-sim check` and `outage-sim schema`: what a scenario may say, and whether a file says it right."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.guard import WRONG_INPUT, guarded, say
from sim.cli.options import AsJson, Quiet, SetValues, overrides


@guarded
def check(
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files (YAML).")],
    effective: Annotated[
        bool, typer.Option("--effective", help="Print each scenario with everything it inherits.")
    ] = False,
    sets: SetValues = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Check scenario files and show every problem of every file."""
    from sim import spec
    from sim.errors import ScenarioError

    found: list[dict[str, Any]] = []
    for path in scenarios:
        entry: dict[str, Any] = {"file": str(path), "valid": True, "problems": []}
        try:
            scenario = spec.load_scenario(path, overrides=overrides(sets))
        except ScenarioError as error:
            entry.update(valid=False, problems=[asdict(problem) for problem in error.problems])
            say(str(error))
        else:
            if effective:
                entry["effective"] = spec.effective(scenario)
                if not as_json:
                    typer.echo(spec.effective_yaml(scenario))
            elif not as_json and not quiet:
                typer.echo(f"{path}: ok")
        found.append(entry)
    if as_json:
        typer.echo(json.dumps({"scenarios": found}, indent=2, ensure_ascii=False))
    if not all(entry["valid"] for entry in found):
        raise typer.Exit(WRONG_INPUT)


@guarded
def schema(
    as_json: Annotated[bool, typer.Option("--json", help="On one line.")] = False,
    quiet: Quiet = False,  # noqa: ARG001 — every command takes it; this one has nothing more to say
) -> None:
    """Print the JSON Schema of a scenario, for editors."""
    from sim import spec

    text = json.dumps(spec.json_schema(), ensure_ascii=False) if as_json else spec.schema_text().rstrip()
    typer.echo(text)
