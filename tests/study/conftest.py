"""Shipped scenarios at a small size, and the reference case, run once for all that ask about it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.spec import load_scenario
from tests.study.pairs import Pairs

Shipped = Callable[..., Any]


@pytest.fixture(scope="session")
def shipped(root: Path) -> Shipped:
    """A shipped scenario by name, with overrides: `shipped("null", sample=0.0001)`."""

    def load(name: str, /, **overrides: Any) -> Any:
        return load_scenario(root / "scenarios" / f"{name}.yaml", overrides=overrides)

    return load


@pytest.fixture(scope="session")
def reference(shipped: Shipped) -> Pairs:
    """Sixteen replications of the reference case: few parcels in each, many populations of merchants."""
    return Pairs.run(shipped("cainiao_sf_2017", sample=0.0002), replications=16, workers=2)
