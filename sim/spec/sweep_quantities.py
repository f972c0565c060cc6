"""Reads ranges and levers of a sweep in the unit that the scenario's field has; notes every problem at its place."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from sim.errors import Problem
from sim.spec.loading import ScenarioFile
from sim.spec.quantities import adapter_of, is_whole
from sim.spec.schema_walk import place_of
from sim.spec.sweep import Lever, Range, placed
from sim.spec.sweep_fields import SweepFile
from sim.spec.tree import Node
from sim.spec.wording import problems_of


class Reader:
    """Reads values by path, and asks the scenarios whether the path is there.

    Args:
        root: the sweep file.
        scenarios: what it names.
        problems: where problems are noted.
    """

    def __init__(self, root: Node, scenarios: Mapping[str, ScenarioFile], problems: list[Problem]) -> None:
        self._root, self._scenarios, self._problems = root, scenarios, problems
        self._start = next(iter(scenarios.values())).start
        policies = [policy.items for policy in root.entries("policies").values()] or [{}]
        grounds = [{**root.entries("set"), **policy} for policy in policies]
        for ground in grounds:
            self._check(ground, [{}])
        chosen = {path: node.child(0) for path, node in root.entries("levers").items()}
        for path, node in chosen.items():
            if node is not None:
                self._check({path: node}, grounds)
        self._grounds: list[Mapping[str, Node | None]] = [{**ground, **chosen} for ground in grounds]

    def ranges(self, said: SweepFile) -> list[Range]:
        """Every uncertainty that could be read."""
        found = []
        for path, node in self._root.entries("uncertainties").items():
            low, high = ends = [node.child(0), node.child(1)] if isinstance(node.content, list) else _ends(node)
            peak = node.items.get("peak")
            values = [self._quantity(path, each) if each is not None else None for each in (low, high, peak)]
            self._check({path: node}, self._grounds, value=low)
            if values[0] is None or values[1] is None:
                continue
            uncertainty = said.uncertainties[path]
            kept = Range(
                path,
                self.unit(path),
                low=values[0],
                high=values[1],
                is_log=uncertainty.scale == "log",
                peak=values[2],
                is_whole=is_whole(path),
                because=uncertainty.because,
            )
            fault = _fault_of(kept)
            if fault is not None:
                got = " to ".join(text_of(end) for end in ends if end is not None)
                self._problems.append(node.problem(fault, got=got, path=path))
            found.append(kept)
        return found

    def levers(self) -> list[Lever]:
        """Every lever; values are texts where the field takes no single number."""
        found = []
        for path, node in self._root.entries("levers").items():
            written = tuple(child for _, child in node.children())
            is_quantity = adapter_of(path) is not None and all(child.content is not None for child in written)
            values = [self._quantity(path, child) if is_quantity else text_of(child) for child in written]
            unit = self.unit(path) if is_quantity else ""
            found.append(Lever(path, unit, tuple(value for value in values if value is not None), written))
        return found

    def given(self, heading: Sequence[Node], rows: Sequence[Sequence[Node]]) -> tuple[list[Range], list[list[float]]]:
        """Ranges and points of a table of points."""
        before = len(self._problems)
        paths = [column.text for column in heading]
        for number, column in enumerate(heading):
            self._check({column.text: column}, self._grounds, value=rows[0][number])
        if len(self._problems) > before:
            return [], []
        read = [[self._quantity(path, cell) for path, cell in zip(paths, row, strict=True)] for row in rows]
        if len(self._problems) > before:
            return [], []
        points = [[value for value in row if value is not None] for row in read]
        ends = [(min(values), max(values)) for values in zip(*points, strict=True)]
        return [Range(path, self.unit(path), *end) for path, end in zip(paths, ends, strict=True)], points

    def unit(self, path: str) -> str:
        """Unit of the value at a path."""
        place = place_of(path.split("."))
        return place.unit if place is not None else ""

    def _quantity(self, path: str, node: Node) -> float | None:
        """The value in the model's unit; None with a problem noted, or where the path itself is wrong."""
        adapter = adapter_of(path)
        if adapter is None:
            if place_of(path.split(".")) is not None:
                message = "is no single quantity; vary one inside it, such as lognormal.median"
                self._note(node.problem(message, got=node.shown, path=path))
            return None
        try:
            return float(adapter.validate_python(node.content, context={"start": self._start}))
        except ValidationError as error:
            for problem in problems_of(error, node):
                mark = (problem.file, problem.line, problem.column)
                self._note(Problem(*mark, path, problem.message, problem.got, problem.suggestion))
        return None

    def _check(
        self, nodes: Mapping[str, Node], grounds: Sequence[Mapping[str, Node | None]], value: Node | None = None
    ) -> None:
        """Note the paths that cannot be written into some scenario on any of the grounds.

        Args:
            nodes: where each path stands, and its value unless `value` is given.
            grounds: what is written before.
            value: stands for the value of all paths.
        """
        values = {path: value if value is not None else node for path, node in nodes.items()}
        for scenario in self._scenarios.values():
            tries = [scenario.try_overrides({**ground, **values}) for ground in grounds]
            faults = [[problem for problem in each if problem.path in values] for each in tries]
            if all(faults):
                for problem in faults[0]:
                    self._note(placed(problem, nodes))

    def _note(self, problem: Problem) -> None:
        if problem not in self._problems:
            self._problems.append(problem)


def text_of(node: Node) -> str:
    """A value of a file on one line, as YAML has it."""
    if isinstance(node.content, dict):
        return "{" + ", ".join(f"{key}: {text_of(child)}" for key, child in node.content.items()) + "}"
    if isinstance(node.content, list):
        return "[" + ", ".join(text_of(child) for child in node.content) + "]"
    return node.text or "null"


def _ends(node: Node) -> list[Node | None]:
    return [node.items.get("low"), node.items.get("high")]


def _fault_of(kept: Range) -> str | None:
    if kept.low > kept.high:
        return "range is upside down"
    if kept.low == kept.high:
        return "range is empty, both ends are equal (what is known goes under `set`)"
    if kept.is_log and kept.low <= 0.0:
        return "a log scale needs a low end above zero"
    if kept.peak is not None and not kept.low <= kept.peak <= kept.high:
        return "peak lies outside the range"
    return None
