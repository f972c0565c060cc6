"""Scenario files for tests: written to a folder of their own, over the shipped world."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.errors import Problem, ScenarioError
from sim.spec import load_scenario

WORLD = Path(__file__).parents[3] / "scenarios/worlds/china_2017.yaml"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file; `over_world` puts it over the shipped world, as line 1."""

    def write_file(text: str, name: str = "s.yaml", *, over_world: bool = True) -> Path:
        path = tmp_path / name
        path.write_text(f"extends: {WORLD}\n{text}" if over_world else text, encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def problems_of(write: Write) -> Callable[..., tuple[Problem, ...]]:
    """Problems of a text over the shipped world."""

    def load(text: str, overrides: dict[str, Any] | None = None, **how: Any) -> tuple[Problem, ...]:
        with pytest.raises(ScenarioError) as caught:
            load_scenario(write(text, **how), overrides)
        return caught.value.problems

    return load
