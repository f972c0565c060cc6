"""Scenario discovery in a finished sweep: in which part of the space does a measure pass a limit, and how sure is that.

Finds boxes one after another, each among the points the earlier ones left, and asks the bootstrap what of a box comes
back and how dense it is at points it was not sought with.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.study.sensitivity.box import Box, Inputs, Limit, Mask
from sim.study.sensitivity.design import POINT, Design
from sim.study.sensitivity.prim import find_box, quasi_p_values
from sim.study.sensitivity.resampling import percentile_interval, resamples
from sim.study.sensitivity.response import Array, NothingToAnalyseError, responses

MOST_BOXES = 3
LEAST_CASES = 10
RESAMPLES = 50


@dataclass(frozen=True)
class FoundLimit:
    """A side of a box and how sure it is.

    Attributes:
        limit: what it says.
        unit: of its number.
        quasi_p: how likely chance alone gives a density as high.
        stability: share of the bootstrap's boxes that limit the same side; of a text, that keep the same values.
        low: 95 % percentile interval of the limit among those, lower end; NaN for a text.
        high: upper end.
    """

    limit: Limit
    unit: str
    quasi_p: float
    stability: float
    low: float
    high: float


@dataclass(frozen=True)
class FoundBox:
    """A box and what it is worth.

    Attributes:
        limits: its sides, the most stable first.
        points: points inside.
        cases: cases inside.
        coverage: share of all cases that lie inside.
        density: share of the points inside that are cases.
        density_elsewhere: density of the bootstrap's boxes at the points left out of each resample, mean and 95 %
            percentile interval: what to expect of new points.
        coverage_elsewhere: the same of the coverage.
    """

    limits: tuple[FoundLimit, ...]
    points: int
    cases: int
    coverage: float
    density: float
    density_elsewhere: tuple[float, float, float]
    coverage_elsewhere: tuple[float, float, float]


@dataclass(frozen=True)
class Discovery:
    """Where in the space of a sweep a measure passes a limit.

    Attributes:
        measure: its name.
        unit: of the limit.
        limit: the excess that makes a case.
        is_above: a case lies above it, else below.
        points: points looked at; failed ones are not among them.
        failed: points without a figure.
        cases: cases of interest.
        boxes: from the first found to the last; none where there are too few cases, or nothing explains them.
    """

    measure: str
    unit: str
    limit: float
    is_above: bool
    points: int
    failed: int
    cases: int
    boxes: tuple[FoundBox, ...]


def discover(
    points: pd.DataFrame,
    values: pd.DataFrame,
    design: Design,
    *,
    measure: str,
    limit: float,
    is_above: bool = True,
    bootstraps: int = RESAMPLES,
) -> Discovery:
    """Boxes in which the mean excess of a measure over the replications passes a limit.

    Policies, scenarios and levers that vary may limit a box as parameters do.

    Args:
        points: column point, a numeric column per parameter and lever, text columns scenario and policy.
        values: columns point, replication, measure, group, excess, unit.
        design: the plan.
        measure: which.
        limit: in the measure's unit.
        is_above: cases lie above the limit, else below.
        bootstraps: resamples of the sweep.

    Raises:
        ValueError: the sweep has no such measure.
    """
    parts = responses(points, values, design, measure)
    numbers = np.concatenate([each.points for each in parts])
    y = np.concatenate([each.y for each in parts])
    group = np.concatenate([np.arange(len(each.y)) // design.block for each in parts])
    is_whole = np.isfinite(y).all(axis=1)
    frame = points.set_index(POINT).loc[numbers[is_whole]]
    inputs, y, group = Inputs.from_frame(frame), y[is_whole], group[is_whole]
    is_case = _cases(y, limit, is_above)
    boxes: list[FoundBox] = []
    left = np.arange(len(y))
    share = min(1.0, 2.0 / design.block) if design.block > 1 else 1.0
    while len(boxes) < MOST_BOXES and is_case[left].sum() >= LEAST_CASES and not is_case[left].all():
        near, cases = inputs.only(left), is_case[left]
        box = find_box(near, cases, share)
        limits = list(box.limits(near))
        inside = box.holds(near)
        if not limits or cases[inside].mean() <= is_case.mean() or cases[inside].sum() < LEAST_CASES:
            break
        tests = quasi_p_values(box, near, cases, share)
        again = _Again.of(near, y[left], group[left], limit, is_above, share, bootstraps)
        boxes.append(again.judged(tests, design, inside, cases, int(is_case.sum())))
        left = left[~inside]
    unit = parts[0].unit
    failed = int((~is_whole).sum())
    return Discovery(measure, unit, limit, is_above, len(y), failed, int(is_case.sum()), tuple(boxes))


def worst_quarter(points: pd.DataFrame, values: pd.DataFrame, design: Design, measure: str) -> float:
    """The excess that a quarter of the points pass: a limit for who named none."""
    y = np.concatenate([each.mean for each in responses(points, values, design, measure)])
    y = y[np.isfinite(y)]
    if not y.size:
        raise NothingToAnalyseError(f"{measure}: every point failed")
    return float(np.quantile(y, 0.75))


def _cases(y: Array, limit: float, is_above: bool) -> Mask:
    mean = y.mean(axis=1)
    return np.asarray(mean > limit if is_above else mean < limit)


@dataclass(frozen=True)
class _Again:
    """The boxes that resamples of the same points and replications give."""

    inputs: Inputs
    boxes: list[Box]
    density: Array
    coverage: Array

    @classmethod
    def of(
        cls,
        inputs: Inputs,
        y: Array,
        group: NDArray[np.intp],
        limit: float,
        is_above: bool,
        share: float,
        count: int,
    ) -> "_Again":
        names, group = np.unique(group, return_inverse=True)
        members = [np.flatnonzero(group == each) for each in range(names.size)]
        boxes, density, coverage = [], [], []
        for drawn, replications in resamples(names.size, y.shape[1], count):
            rows = np.concatenate([members[each] for each in drawn])
            is_case = _cases(y[:, replications], limit, is_above)
            if is_case[rows].sum() < LEAST_CASES or is_case[rows].all():
                continue
            box = find_box(inputs.only(rows), is_case[rows], share)
            out = ~np.isin(group, drawn)
            inside = box.holds(inputs) & out
            boxes.append(box)
            density.append(float(is_case[inside].mean()) if inside.any() else np.nan)
            total = int((is_case & out).sum())
            coverage.append(float((is_case & inside).sum() / total) if total else np.nan)
        return cls(inputs, boxes, np.array(density), np.array(coverage))

    def judged(
        self, tests: dict[Limit, float], design: Design, inside: Mask, is_case: Mask, all_cases: int
    ) -> FoundBox:
        found = [self._limit(limit, p, design.unit_of(limit.name)) for limit, p in tests.items()]
        found.sort(key=lambda each: (-each.stability, each.quasi_p))
        cases = int((inside & is_case).sum())
        return FoundBox(
            limits=tuple(found),
            points=int(inside.sum()),
            cases=cases,
            coverage=cases / all_cases,
            density=cases / int(inside.sum()),
            density_elsewhere=_summary(self.density),
            coverage_elsewhere=_summary(self.coverage),
        )

    def _limit(self, limit: Limit, quasi_p: float, unit: str) -> FoundLimit:
        same = [each for box in self.boxes for each in box.limits(self.inputs) if each[:2] == limit[:2]]
        count = max(1, len(self.boxes))
        if limit.side == "is":
            stability = sum(each.value == limit.value for each in same) / count
            return FoundLimit(limit, unit, quasi_p, stability, float("nan"), float("nan"))
        low, high = percentile_interval(np.array([each.value for each in same], dtype=np.float64))
        return FoundLimit(limit, unit, quasi_p, len(same) / count, low, high)


def _summary(values: Array) -> tuple[float, float, float]:
    kept = values[np.isfinite(values)]
    return (float(kept.mean()) if kept.size else float("nan"), *percentile_interval(kept))
