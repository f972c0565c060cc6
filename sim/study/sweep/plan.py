"""From a sweep to its points: scenarios × policies × levers × design, every one validated before anything is run.

Knows what a point is; must not know how it is run or kept.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pandas as pd

from sim import spec, store
from sim.errors import Problem, ScenarioError
from sim.spec import Sweep
from sim.study.arms import Progress, say_nothing
from sim.study.sweep.design import n_points_of, points_of
from sim.study.sweep.point import Job, key_of

MOST_POINTS = 1_000_000
MOST_PROBLEMS = 20


@dataclass(frozen=True)
class Point:
    """A point of a sweep.

    Attributes:
        number: its place in the sweep, from 0.
        scenario: name of its scenario.
        policy: name of its policy.
        values: uncertainties and levers by path, in the model's units.
        overrides: what is written into the scenario, by path.
        scenario_hash: hash of its scenario.
        key: its name on disk; points that are the same share it.
        world: hash of what its baseline depends on.
        first_act_at: h since the scenario's start, when its arms part; infinite = never.
    """

    number: int
    scenario: str
    policy: str
    values: Mapping[str, float | str]
    overrides: Mapping[str, Any]
    scenario_hash: str = ""
    key: str = ""
    world: str = ""
    first_act_at: float = 0.0


@dataclass(frozen=True)
class Plan:
    """A sweep with all its points sound.

    Attributes:
        sweep: what was asked.
        points: in order: scenarios, policies, levers, then the design's own order.
        what: hash of everything that decides the figures, the program's own text not included.
        sweep_id: hash of `what` and of the program; names the results' folder.
    """

    sweep: Sweep
    points: tuple[Point, ...]
    what: str
    sweep_id: str

    @property
    def names(self) -> list[str]:
        """Uncertainties, then levers: columns of the table of points."""
        return [each.path for each in self.sweep.ranges] + [each.path for each in self.sweep.levers]

    def points_frame(self) -> pd.DataFrame:
        """One row a point: point, scenario, policy, one column for each uncertainty and lever, in the model's units."""
        told: dict[str, Any] = {
            "point": [point.number for point in self.points],
            "scenario": [point.scenario for point in self.points],
            "policy": [point.policy for point in self.points],
        }
        told |= {name: [point.values[name] for point in self.points] for name in self.names}
        return pd.DataFrame(told)

    def jobs(self, done: frozenset[str]) -> Iterator[Job]:
        """What is still to be run, each key once: worlds together, in the order of their first acts.

        A job's scenario is made when it is asked for, so that only those under way take memory.
        """
        worlds = {world: place for place, world in enumerate(dict.fromkeys(point.world for point in self.points))}
        waiting = {point.key: point for point in reversed(self.points) if point.key not in done}
        for point in sorted(waiting.values(), key=lambda each: (worlds[each.world], each.first_act_at, each.number)):
            yield self._job(point)

    def label(self, point: Point) -> str:
        """A point in words, such as "point 3: outages.sf_feed.duration=14h"."""
        return f"point {point.number}{_told(self.sweep, point)}"

    def _job(self, point: Point) -> Job:
        said = self.sweep.said
        return Job(
            key=point.key,
            label=self.label(point),
            scenario=self.sweep.scenarios[point.scenario].scenario(point.overrides),
            world=point.world,
            values=point.values,
            seed=said.seed,
            replications=said.replications,
            measures=said.measures,
        )


def plan_of(sweep: Sweep, *, progress: Progress = say_nothing) -> Plan:
    """Lay out and validate every point.

    Args:
        sweep: what `spec.load_sweep` gave.
        progress: told (points checked, points in all).

    Raises:
        ScenarioError: points whose scenario cannot be used, with their numbers; or there are too many points.
    """
    laid_out = list(_laid_out(sweep))
    points: list[Point] = []
    faults: dict[Problem, list[tuple[Point, Problem]]] = {}
    for done, point in enumerate(laid_out, start=1):
        try:
            points.append(_checked(sweep, point))
        except ScenarioError as error:
            for problem in error.problems:
                found = sweep.placed(problem)
                faults.setdefault(replace(found, got=None, suggestion=None), []).append((point, found))
        progress(done, len(laid_out))
    if faults:
        raise ScenarioError(_told_faults(sweep, faults, len(laid_out)))
    said = sweep.said
    layout = [[point.scenario, point.policy, dict(point.values), point.scenario_hash] for point in points]
    what = _hash([said.name, said.design.model_dump(), said.measures, said.replications, said.seed, layout])
    return Plan(sweep, tuple(points), what, _hash([what, store.POINT_SCHEMA, store.version()])[:12])


def _laid_out(sweep: Sweep) -> Iterator[Point]:
    levers = [range(len(lever.values)) for lever in sweep.levers]
    crossed = len(sweep.scenarios) * len(sweep.policies) * math.prod(map(len, levers))
    drawn = n_points_of(sweep.design, [each.path for each in sweep.ranges])
    if crossed * max(1, drawn) > MOST_POINTS:
        raise ScenarioError([Problem(sweep.file, 1, 1, "design", f"makes more than {MOST_POINTS:,} points")])
    design = points_of(sweep)
    number = 0
    for scenario, (policy, chosen), places in product(sweep.scenarios, sweep.policies.items(), product(*levers)):
        lever_values = {lever.path: lever.values[at] for lever, at in zip(sweep.levers, places, strict=True)}
        written = {lever.path: lever.written[at] for lever, at in zip(sweep.levers, places, strict=True)}
        for row in design:
            values = {each.path: float(value) for each, value in zip(sweep.ranges, row, strict=True)}
            uncertain = {each.path: each.written(values[each.path]) for each in sweep.ranges}
            overrides = {**sweep.fixed, **chosen, **written, **uncertain}
            yield Point(number, scenario, policy, {**values, **lever_values}, overrides)
            number += 1


def _checked(sweep: Sweep, point: Point) -> Point:
    """The point with its names, its scenario found sound."""
    from sim.world import first_act_at  # late: it brings the compiled kernels

    scenario = sweep.scenarios[point.scenario].scenario(point.overrides)
    said = sweep.said
    scenario_hash, world = spec.hashes(scenario)
    key = key_of(
        scenario_hash,
        seed=said.seed,
        replications=said.replications,
        sample=scenario.sample,
        measures=said.measures,
    )
    return Point(
        point.number,
        point.scenario,
        point.policy,
        point.values,
        point.overrides,
        scenario_hash=scenario_hash,
        key=key,
        world=world,
        first_act_at=first_act_at(scenario),
    )


def _told_faults(sweep: Sweep, faults: Mapping[Problem, Sequence[tuple[Point, Problem]]], total: int) -> list[Problem]:
    """Each problem once, as the first point has it, with the number of points it was found in."""
    told = []
    for found in list(faults.values())[:MOST_PROBLEMS]:
        point, problem = found[0]
        which = f"in {len(found)} of {total} points, first in point {point.number}{_told(sweep, point)}"
        told.append(replace(problem, message=f"{problem.message}, {which}"))
    rest = len(faults) - len(told)
    if rest:
        told.append(Problem(sweep.file, 1, 1, "", f"{rest} problems more, not shown"))
    return sorted(told, key=lambda each: (each.file, each.line, each.column, each.path))


def _told(sweep: Sweep, point: Point) -> str:
    """What a point is, after its number: ": scenario, policy, path=value unit, …"."""
    units = {each.path: each.unit for each in sweep.ranges} | {each.path: each.unit for each in sweep.levers}
    words = [point.scenario] if len(sweep.scenarios) > 1 else []
    words += [point.policy] if len(sweep.policies) > 1 else []
    for path, value in point.values.items():
        shown = f"{value:.4g} {units[path]}".rstrip() if isinstance(value, float) else value
        words.append(f"{path}={shown}")
    return f": {', '.join(words)}" if words else ""


def _hash(what: Any) -> str:
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
