"""PRIM: peel a box until it holds mostly cases of interest, then paste back what was peeled too much.

Friedman & Fisher, Bump hunting in high-dimensional data, Statistics and Computing 9 (1999). Where a parameter has few
levels or is a text, a peel takes a whole level; the gain is therefore weighed by what the peel costs (Kwakkel &
Jaxa-Rozen, Environmental Modelling & Software 79 (2016)).
"""

from collections.abc import Iterator

import numpy as np
from scipy.stats import binom

from sim.study.sensitivity.box import Box, Inputs, Limit, Mask
from sim.study.sensitivity.response import Array

PEEL = 0.05
PASTE = 0.02
LEAST_SHARE = 0.03
LEAST_POINTS = 10
SIGNIFICANT = 0.05


def find_box(inputs: Inputs, is_case: Mask, independence: float = 1.0) -> Box:
    """The box that best joins coverage and density, without limits that chance could explain.

    Of the boxes on the peeling trajectory the one with the highest harmonic mean of coverage (share of the cases it
    holds) and density (share of its points that are cases); then pasting; then every limit whose quasi-p-value is above
    5 % is taken away, the weakest first.

    Args:
        inputs: what may explain the cases.
        is_case: (points,) the cases of interest.
        independence: share of the points that are independent draws, for the quasi-p-values.
    """
    path = list(peel(inputs, is_case))
    best = max(path, key=lambda box: balance(box.holds(inputs), is_case))
    box = paste(best, inputs, is_case)
    while True:
        tests = quasi_p_values(box, inputs, is_case, independence)
        weakest = max(tests, key=lambda limit: tests[limit], default=None)
        if weakest is None or tests[weakest] <= SIGNIFICANT:
            return box
        box = box.without(weakest, inputs)


def peel(inputs: Inputs, is_case: Mask) -> Iterator[Box]:
    """The peeling trajectory, from the box without a limit to one of the least support.

    Goes on where no peel gains anything: a better box may lie behind. Each peel takes from an end, so cases at both
    ends of one parameter and not between hide each other.
    """
    box = Box.everything(inputs)
    least = max(LEAST_POINTS, LEAST_SHARE * is_case.size)
    yield box
    while True:
        size, cases = is_case.size, int(is_case.sum())
        if cases == size:
            return
        best: tuple[float, Box, Mask] | None = None
        for smaller, left_out in _peels(box, inputs):
            count = size - int(np.count_nonzero(left_out))
            if least <= count < size:
                kept = cases - int(np.count_nonzero(is_case & left_out))
                gain = (kept / count - cases / size) / (size - count)
                if best is None or gain > best[0]:
                    best = gain, smaller, left_out
        if best is None:
            return
        box, rows = best[1], np.flatnonzero(~best[2])
        inputs, is_case = inputs.only(rows), is_case[rows]
        yield box


def paste(box: Box, inputs: Inputs, is_case: Mask) -> Box:
    """The box made larger on every side where that does not lower its density."""
    while True:
        inside = box.holds(inputs)
        density = float(is_case[inside].mean())
        larger = [
            (float(is_case[grown].mean()), int(grown.sum()), each)
            for each in _pastes(box, inputs, inside)
            if (grown := each.holds(inputs)).sum() > inside.sum()
        ]
        best = max(larger, key=lambda each: each[:2], default=None)
        if best is None or best[0] < density:
            return box
        box = best[2]


def quasi_p_values(box: Box, inputs: Inputs, is_case: Mask, independence: float = 1.0) -> dict[Limit, float]:
    """For each limit, how likely chance alone gives a density as high as the box has.

    The density that the box would have without the limit is taken as the chance of a case; the quasi-p-value is the
    binomial probability of at least as many cases among the points inside (Bryant & Lempert, Technological Forecasting
    & Social Change 77 (2010)). "Quasi", because the limits were sought with the same points.
    """
    inside = box.holds(inputs)
    size, cases = independence * inside.sum(), independence * is_case[inside].sum()
    found = {}
    for limit in box.limits(inputs):
        chance = float(is_case[box.without(limit, inputs).holds(inputs)].mean())
        found[limit] = float(binom.sf(np.ceil(cases) - 1, max(1, round(size)), chance))
    return found


def balance(inside: Mask, is_case: Mask) -> float:
    """Harmonic mean of coverage and density."""
    held = float((inside & is_case).sum())
    return 2.0 * held / float(inside.sum() + is_case.sum())


def _peels(box: Box, inputs: Inputs) -> Iterator[tuple[Box, Mask]]:
    """Each smaller box, and which of the points inside it leaves out; `inputs` are those inside."""
    last = len(inputs.numbers) - 1
    step = int(PEEL * last)
    for column in range(len(inputs.names)):
        x = inputs.numbers[:, column]
        low, high = np.partition(x, (step, last - step))[[step, last - step]]
        if (left_out := x <= low).sum() <= last:
            yield box.with_low(column, _between(low, x[~left_out].min())), left_out
        if (left_out := x >= high).sum() <= last:
            yield box.with_high(column, _between(x[~left_out].max(), high)), left_out
    for column, allowed in enumerate(box.allowed):
        for code in np.flatnonzero(allowed):
            if allowed.sum() > 1:
                kept = allowed.copy()
                kept[code] = False
                yield box.with_allowed(column, kept), inputs.codes[:, column] == code


def _pastes(box: Box, inputs: Inputs, inside: Mask) -> Iterator[Box]:
    """Each larger box, a step further on one side."""
    step = max(1, int(PASTE * inside.sum()))
    for limit in box.limits(inputs):
        free = box.without(limit, inputs)
        if limit.side == "is":
            column = inputs.labels.index(limit.name)
            for code in np.flatnonzero(~box.allowed[column]):
                more = box.allowed[column].copy()
                more[code] = True
                yield box.with_allowed(column, more)
            continue
        column = inputs.names.index(limit.name)
        x = np.sort(inputs.numbers[free.holds(inputs), column])
        yield _further(box, column, x, step, is_low=limit.side == "above")


def _further(box: Box, column: int, x: Array, step: int, *, is_low: bool) -> Box:
    """The box with one side moved outwards over the next `step` of the sorted values `x`."""
    if is_low:
        outside = x[x < box.low[column]]
        if outside.size <= step:
            return box.with_low(column, -np.inf)
        edge = outside[-step]
        return box.with_low(column, _between(outside[outside < edge][-1] if (outside < edge).any() else edge, edge))
    outside = x[x > box.high[column]]
    if outside.size <= step:
        return box.with_high(column, np.inf)
    edge = outside[step - 1]
    return box.with_high(column, _between(edge, outside[outside > edge][0] if (outside > edge).any() else edge))


def _between(low: float, high: float) -> float:
    return float(low + (high - low) / 2)
