"""A sweep as the rest of the program knows it: its scenarios at hand, its ranges in the units of the model.

Made by `sim.spec.load_sweep`. Knows what may be varied; must not know which points a design makes of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim import units
from sim.errors import Problem
from sim.spec.fields import CLOCK_TIME
from sim.spec.loading import ScenarioFile
from sim.spec.overrides import FILE
from sim.spec.sweep_fields import Design, SweepFile
from sim.spec.tree import Node


@dataclass(frozen=True)
class Range:
    """An uncertain value: its path, and how likely what is, in the model's unit.

    Attributes:
        path: dotted path in the scenario.
        unit: as the tables show it, "" for a pure number.
        low, high: ends, low < high.
        is_log: equal factors are equally likely, not equal differences; then low > 0.
        peak: most likely value of a triangular distribution, None = uniform over the scale.
        is_whole: only whole numbers fit.
        because: why this range.
    """

    path: str
    unit: str
    low: float
    high: float
    is_log: bool = False
    peak: float | None = None
    is_whole: bool = False
    because: str = ""

    def written(self, value: float) -> float | int | str:
        """A value of the range as an override takes it: a number in the model's unit, a clock time as text."""
        if self.unit == CLOCK_TIME:
            return units.format_clock(value)
        return int(value) if self.is_whole else float(value)


@dataclass(frozen=True)
class Lever:
    """A value we choose.

    Attributes:
        path: dotted path in the scenario.
        unit: as the tables show it, "" for a pure number or text.
        values: what there is to choose from: numbers in the model's unit, or texts where it is no quantity.
        written: the same as it stands in the file.
    """

    path: str
    unit: str
    values: tuple[float | str, ...]
    written: tuple[Node, ...]


@dataclass(frozen=True)
class Sweep:
    """A sweep with everything it names.

    Attributes:
        file: where it was read.
        said: the file's keys.
        scenarios: scenario files by name, in order; one that has no name of its own is called "scenario".
        fixed: values of every point by path.
        ranges: uncertainties, in file order.
        levers: what is chosen, in file order.
        policies: values by path for each policy, in file order; one without values, "as_is", where the file names none.
        given: points of a csv design in the model's units, one row a point; None for other designs.
        marks: where each path that is set anywhere stands in the file.
    """

    file: str
    said: SweepFile
    scenarios: Mapping[str, ScenarioFile]
    fixed: Mapping[str, Any]
    ranges: tuple[Range, ...]
    levers: tuple[Lever, ...]
    policies: Mapping[str, Mapping[str, Node]]
    given: tuple[tuple[float, ...], ...] | None
    marks: Mapping[str, Node]

    @property
    def name(self) -> str:
        """Name of the sweep, and of its results' folder."""
        return self.said.name

    @property
    def design(self) -> Design:
        """Which points are run."""
        return self.said.design

    def placed(self, problem: Problem) -> Problem:
        """A problem with an override, at the place where the sweep file says it."""
        return placed(problem, self.marks)


def placed(problem: Problem, nodes: Mapping[str, Node]) -> Problem:
    """A problem of an override at the place of the node that stands for its path, other problems as they are."""
    over = [path for path in nodes if problem.path == path or problem.path.startswith(f"{path}.")]
    if problem.file != FILE or not over:
        return problem
    node = nodes[max(over, key=len)]
    return Problem(*(node.key_mark or node.mark), problem.path, problem.message, problem.got, problem.suggestion)
