"""What `--set` accepts."""

import pytest
import typer

from sim.cli.options import overrides


def test_a_value_may_hold_equals_signs_and_braces() -> None:
    assert {"responses.x": "{action: delist, note: a=b}"} == overrides(["responses.x={action: delist, note: a=b}"])


@pytest.mark.parametrize("entry", ["no equals sign", "=5", " =5"])
def test_an_entry_without_a_path_or_a_value_is_refused(entry: str) -> None:
    with pytest.raises(typer.BadParameter):
        overrides([entry])
