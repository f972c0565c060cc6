"""Everything a finished sweep says about its parameters, as tidy frames. Calls the methods beside it; has none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from sim.study.sensitivity.averages import mean_of
from sim.study.sensitivity.design import Design
from sim.study.sensitivity.discovery import Discovery, discover, worst_quarter
from sim.study.sensitivity.luck import luck_share
from sim.study.sensitivity.morris import morris_effects
from sim.study.sensitivity.response import NothingToAnalyseError, Response, responses
from sim.study.sensitivity.sobol import sobol_indices
from sim.study.sensitivity.threshold import Threshold, threshold
from sim.study.sensitivity.tornado import tornado

MOST_BOXED = 3
"""Measures that boxes are sought for, the first of those given; `discover` seeks them for any other."""
MOST_PAIRED = 6
"""Slices that are all held against each other; of more, each is held against the first only."""


@dataclass(frozen=True)
class Tipping:
    """A difference along a parameter and where it changes sign.

    Attributes:
        measure: of which.
        unit: of the difference.
        parameter_unit: of the parameter.
        what: the slice whose excess it is.
        against: the slice subtracted from it; empty = a limit.
        limit: what the excess is held against; 0 where it is a slice.
        found: where.
    """

    measure: str
    unit: str
    parameter_unit: str
    what: str
    against: str
    limit: float
    found: Threshold


@dataclass(frozen=True)
class Findings:
    """What a finished sweep says.

    Attributes:
        design: what was varied.
        points: all points, failed ones included.
        failed: points without a figure.
        replications: pairs of arms a point.
        slices: names of the combinations of scenario, policy and levers; one empty name where there is one only.
        summary: slice, measure, unit, mean excess and its interval over the independent points, luck_share,
            blocks_dropped.
        indices: slice, measure and the columns of `sobol_indices`; empty for other plans.
        pairs: slice, measure, second-order indices; empty where not sampled.
        effects: slice, measure and the columns of `morris_effects`; empty for other plans.
        tornado: slice, measure and the columns of `tornado`.
        tippings: differences along parameters.
        discoveries: boxes, one element for each of the first `MOST_BOXED` measures.
    """

    design: Design
    points: int
    failed: int
    replications: int
    slices: tuple[str, ...]
    summary: pd.DataFrame
    indices: pd.DataFrame
    pairs: pd.DataFrame
    effects: pd.DataFrame
    tornado: pd.DataFrame
    tippings: tuple[Tipping, ...]
    discoveries: tuple[Discovery, ...]

    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames by name, for the sweep's folder."""
        frames = {
            "sensitivity": self.summary,
            "indices": self.indices,
            "pairs": self.pairs,
            "effects": self.effects,
            "tornado": self.tornado,
            "thresholds": thresholds_frame(self.tippings),
        }
        return {name: frame for name, frame in frames.items() if not frame.empty}


def analyse(
    points: pd.DataFrame,
    values: pd.DataFrame,
    design: Design,
    *,
    measures: Sequence[str],
    limits: Mapping[str, float] | None = None,
) -> Findings:
    """Everything a finished sweep says about its parameters.

    Args:
        points: column point, a numeric column per parameter and lever, text columns scenario and policy.
        values: columns point, replication, measure, group, excess, unit; points that failed are not in it.
        design: the plan.
        measures: which, the one that matters most first.
        limits: the excess not to be passed, by measure; a measure without one takes the excess that a quarter of the
            points pass.

    Raises:
        ValueError: the sweep lacks a measure or a parameter.
        NothingToAnalyseError: no point of a slice is whole.
    """
    found: dict[str, list[pd.DataFrame]] = {"summary": [], "indices": [], "pairs": [], "effects": [], "tornado": []}
    tippings: list[Tipping] = []
    discoveries: list[Discovery] = []
    parts: list[Response] = []
    for measure in measures:
        parts = responses(points, values, design, measure)
        titles = titles_of(parts)
        limit = (limits or {}).get(measure, worst_quarter(points, values, design, measure))
        for title, part in zip(titles, parts, strict=True):
            for name, frame in _of_slice(part):
                found[name].append(frame.assign(slice=title, measure=measure))
        tippings += [*_against_limit(titles, parts, limit), *_against_each_other(titles, parts)]
        if len(discoveries) < MOST_BOXED:
            discoveries.append(discover(points, values, design, measure=measure, limit=limit))
    return Findings(
        design=design,
        points=len(points),
        failed=sum(part.failed for part in parts),
        replications=parts[0].y.shape[1],
        slices=tuple(titles_of(parts)),
        tippings=tuple(tippings),
        discoveries=tuple(discoveries),
        **{name: _joined(frames) for name, frames in found.items()},
    )


def titles_of(parts: Sequence[Response]) -> list[str]:
    """A name for each slice, of what tells it from the others; empty where there is one only."""
    frame = pd.DataFrame([dict(part.common) for part in parts])
    varying = [str(name) for name in frame.columns if frame[name].nunique(dropna=False) > 1]
    return [", ".join(_said(name, part.common[name]) for name in varying) for part in parts]


def thresholds_frame(tippings: Sequence[Tipping]) -> pd.DataFrame:
    """A row a tipping: measure, what, against, limit, parameter, verdict, at, low, high, unit."""
    rows = [
        {
            "measure": each.measure,
            "what": each.what,
            "against": each.against,
            "limit": each.limit,
            "limit_unit": each.unit,
            "parameter": each.found.parameter,
            "verdict": each.found.verdict,
            "at": each.found.at,
            "low": each.found.low,
            "high": each.found.high,
            "unit": each.parameter_unit,
        }
        for each in tippings
    ]
    return pd.DataFrame(rows)


def _of_slice(part: Response) -> Iterator[tuple[str, pd.DataFrame]]:
    """The frames of one slice by name; a plan's own method needs a whole block."""
    kind = part.design.kind
    dropped, whole = 0, part.only(part.is_whole.nonzero()[0])
    if not len(whole.y):
        raise NothingToAnalyseError(f"{part.measure}: every point failed")
    if kind in ("sobol", "morris"):
        whole, dropped = part.whole_blocks()
    drawn = mean_of(whole.y[whole.design.independent(len(whole.y))])
    summary: dict[str, Any] = {
        "unit": part.unit,
        "mean": drawn.value,
        "mean_low": drawn.value - drawn.half,
        "mean_high": drawn.value + drawn.half,
        "luck_share": luck_share(whole.y),
        "points": len(whole.y),
        "blocks_dropped": dropped,
    }
    yield "summary", pd.DataFrame([summary])
    yield "tornado", tornado(part)
    if kind == "sobol":
        indices, pairs = sobol_indices(part)
        yield "indices", indices
        yield "pairs", pairs
    if kind == "morris":
        yield "effects", morris_effects(part)


def limit_tippings(
    points: pd.DataFrame, values: pd.DataFrame, design: Design, measure: str, limit: float
) -> Iterator[Tipping]:
    """The excess of every slice against a limit, along every parameter.

    Raises:
        ValueError: the sweep has no such measure, or every point of a slice failed.
    """
    parts = responses(points, values, design, measure)
    yield from _against_limit(titles_of(parts), parts, limit)


def _against_limit(titles: Sequence[str], parts: Sequence[Response], limit: float) -> Iterator[Tipping]:
    for parameter in parts[0].design.parameters:
        for title, part in zip(titles, parts, strict=True):
            found = threshold(part, parameter.name, limit=limit)
            yield Tipping(part.measure, part.unit, parameter.unit, title, "", limit, found)


def _against_each_other(titles: Sequence[str], parts: Sequence[Response]) -> Iterator[Tipping]:
    """Slices of one scenario against each other, along every parameter."""
    for parameter in parts[0].design.parameters:
        for first, second in _compared(parts):
            one, other = parts[second], parts[first]
            if not (one.is_whole & other.is_whole).any():
                continue
            found = threshold(one, parameter.name, other=other)
            yield Tipping(one.measure, one.unit, parameter.unit, titles[second], titles[first], 0.0, found)


def _compared(parts: Sequence[Response]) -> list[tuple[int, int]]:
    """Pairs of slices of the same scenario."""
    pairs = combinations(range(len(parts)), 2)
    same = [(a, b) for a, b in pairs if parts[a].common.get("scenario") == parts[b].common.get("scenario")]
    if len(parts) <= MOST_PAIRED:
        return same
    first: dict[Any, int] = {}
    for place, part in enumerate(parts):
        first.setdefault(part.common.get("scenario"), place)
    return [(a, b) for a, b in same if a in first.values()]


def _said(name: str, value: object) -> str:
    if isinstance(value, float):
        value = f"{value:g}"
    return str(value) if name in ("scenario", "policy") else f"{' '.join(name.split('.')[-2:])} {value}"


def _joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    kept = [frame for frame in frames if not frame.empty]
    if not kept:
        return pd.DataFrame()
    joined = pd.concat(kept, ignore_index=True)
    return joined[["slice", "measure", *(name for name in joined.columns if name not in ("slice", "measure"))]]
