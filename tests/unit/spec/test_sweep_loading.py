"""Sweep files: read in the scenario's units, and every mistake at its place with the nearest right spelling."""

from pathlib import Path
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.measures import MEASURES
from sim.spec import Sweep, load_sweep
from tests.unit.study.sweep_worlds import ROOT, SWEEP, words, write_sweep

SHIPPED = sorted((ROOT / "scenarios/sweeps").glob("*.yaml"))


def loaded(folder: Path, text: str) -> Sweep:
    return load_sweep(write_sweep(folder, text), measures=MEASURES)


def told(folder: Path, text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        loaded(folder, text)
    return list(words(caught.value.problems))


def with_ranges(*lines: str, **more: str) -> str:
    ranges = "\n".join(f"  {line}" for line in lines)
    rest = "\n".join(f"{key}: {value}" for key, value in more.items())
    return f"name: s\nscenario: duo.yaml\nuncertainties:\n{ranges}\nmeasures: [contacts]\n{rest}\n"


def test_ends_are_read_in_the_unit_of_the_field(tmp_path: Path) -> None:
    text = with_ranges(
        "outages.feed.duration: [90min, 2d]",
        "outages.feed.start: [+6h, 2017-05-26T12:00]",
        "merchants.leave_rate: {low: 0.5/d, high: 1/h, scale: log}",
        "buyers.repeat: {low: 10%, high: 0.4, peak: 20%, because: a try}",
        "carriers.swift.max_attempts: [1, 4]",
        "carriers.swift.last_mile.lognormal.median: [1h, 4h]",
    )
    found = {each.path: each for each in loaded(tmp_path, text).ranges}
    assert (1.5, 48.0, "h") == _ends(found["outages.feed.duration"])
    assert (6.0, 36.0, "h since start") == _ends(found["outages.feed.start"])
    assert (0.5 / 24.0, 1.0, "per h and unit of pressure") == _ends(found["merchants.leave_rate"])
    assert found["merchants.leave_rate"].is_log
    assert (0.1, 0.4, "share") == _ends(found["buyers.repeat"])
    assert (0.2, "a try") == (found["buyers.repeat"].peak, found["buyers.repeat"].because)
    assert found["carriers.swift.max_attempts"].is_whole
    assert (1.0, 4.0, "h") == _ends(found["carriers.swift.last_mile.lognormal.median"])


def _ends(found: Any) -> tuple[float, float, str]:
    return found.low, found.high, found.unit


def test_levers_are_numbers_where_the_field_is_one_and_text_where_not(tmp_path: Path) -> None:
    text = with_ranges("outages.feed.duration: [1h, 2h]", levers="")
    text += "  outages.feed.on_close: [drop, buffer]\n  responses.advise.lag: [30min, 2h]\n"
    on_close, lag = loaded(tmp_path, text).levers
    assert (("drop", "buffer"), "") == (on_close.values, on_close.unit)
    assert ((0.5, 2.0), "h") == (lag.values, lag.unit)


def test_points_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("outages.feed.duration,buyers.repeat\n6h,10%\n1d,0.3\n")
    sweep = loaded(tmp_path, "name: s\nscenario: duo.yaml\nmeasures: [contacts]\ndesign: {csv: points.csv}\n")
    assert ((6.0, 0.1), (24.0, 0.3)) == sweep.given
    assert [("outages.feed.duration", 6.0, 24.0), ("buyers.repeat", 0.1, 0.3)] == [
        (each.path, each.low, each.high) for each in sweep.ranges
    ]


BAD_RANGES = {
    "outages.feed.duraton: [1h, 2h]":
        "no such path in the scenario (got 'duraton'), did you mean outages.feed.duration?",
    "outages.fed.duration: [1h, 2h]":
        "no such path in the scenario (got 'fed'), did you mean outages.feed.duration?",
    "outages.feed.duration: [2h, 1h]":
        "range is upside down (got 2h to 1h)",
    "outages.feed.duration: [2h, 2h]":
        "range is empty, both ends are equal (what is known goes under `set`) (got 2h to 2h)",
    "outages.feed.duration: {low: 0h, high: 1h, scale: log}":
        "a log scale needs a low end above zero (got 0h to 1h)",
    "outages.feed.duration: {low: 1h, high: 2h, peak: 3h}":
        "peak lies outside the range (got 1h to 2h)",
    "outages.feed.duration: [1, 2h]":
        "expected a duration such as 36h or 90min (a number alone has no unit) (got 1), did you mean 1h?",
    "buyers.repeat: [10%, 400%]":
        "a share must lie between 0 and 100 % (got '400%')",
    "carriers.swift.max_attempts: [0.5, 3]":
        "expected a whole number (got 0.5), did you mean 0?",
    "carriers.swift.last_mile: [1h, 2h]":
        "is no single quantity; vary one inside it, such as lognormal.median (got '1h')",
    "outages.feed.duration: [1h, 2h, 3h]":
        "a range is [low, high], or a map of low and high (got a list of 3)",
    "outages.feed.duration: {low: 1h, hgh: 2h}":
        "unknown key (got 'hgh'), did you mean high?",
}  # fmt: skip
LENGTH = "outages.feed.duration: [1h, 2h]"
BAD_SWEEPS = {
    "a power of two": (
        with_ranges(LENGTH, design="{sobol: {n: 100}}"),
        "sweep.yaml:6: design.sobol.n: a Sobol design needs a power of two (got 100), did you mean 128?",
    ),
    "no points": (
        with_ranges(LENGTH, design="{lhs: {n: 0}}"),
        "sweep.yaml:6: design.lhs.n: must be at least 1 (got 0)",
    ),
    "no levels": (
        with_ranges(LENGTH, design="{grid: {levels: 1}}"),
        "must be at least 2 (got 1)",
    ),
    "no such design": (
        with_ranges(LENGTH, design="{sobel: {n: 8}}"),
        "sweep.yaml:6: design.sobel: unknown key (got 'sobel'), did you mean sobol?",
    ),
    "two designs": (
        with_ranges(LENGTH, design="{lhs: {n: 8}, sobol: {n: 8}}"),
        "sweep.yaml:6: design: a design is exactly one of grid, lhs, sobol, morris, csv (got lhs, sobol)",
    ),
    "nothing to choose from": (
        with_ranges(LENGTH, levers="{outages.feed.on_close: []}"),
        "sweep.yaml:6: levers.outages.feed.on_close: needs at least 1 entries, has 0",
    ),
    "a policy's path": (
        with_ranges(LENGTH, policies="{none: {responses.advize: null}}"),
        "sweep.yaml:6: responses.advize: no such path in the scenario (got 'advize'), did you mean responses.advise?",
    ),
    "both": (
        with_ranges(LENGTH, levers="{outages.feed.duration: [1h]}"),
        "outages.feed.duration is both uncertain and a lever",
    ),
    "measure": (
        SWEEP.replace("parcels_late", "parcels_lte"),
        "sweep.yaml:6: measures.1: no such measure (got 'parcels_lte'), did you mean parcels_late?",
    ),
    "scenario": (
        SWEEP.replace("duo.yaml", "duet.yaml"),
        "sweep.yaml:2: scenario: scenario file does not exist (got 'duet.yaml'), did you mean duo.yaml?",
    ),
    "nothing uncertain": (
        "name: s\nscenario: duo.yaml\nmeasures: [contacts]\ndesign: {lhs: {n: 3}}\n",
        "sweep.yaml:4: design: a lhs design has no points without uncertainties",
    ),
    "key": (
        SWEEP.replace("replications", "replicatoins"),
        "sweep.yaml:8: replicatoins: unknown key (got 'replicatoins'), did you mean replications?",
    ),
}


@pytest.mark.parametrize("line", BAD_RANGES)
def test_a_bad_range_is_told_at_its_line(tmp_path: Path, line: str) -> None:
    path = line.partition(":")[0]
    problems = told(tmp_path, with_ranges(line))
    found = [each for each in problems if each.endswith(BAD_RANGES[line])]
    assert found, problems
    assert found[0].startswith("sweep.yaml:4:")
    assert path in found[0]


@pytest.mark.parametrize("name", BAD_SWEEPS)
def test_a_bad_sweep_is_told_at_its_line(tmp_path: Path, name: str) -> None:
    text, expected = BAD_SWEEPS[name]
    problems = told(tmp_path, text)
    assert any(expected in each for each in problems), problems


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("outages.feed.duration\n", "sweep.yaml:4: design.csv: file of points holds no points"),
        ("outages.feed.duration\n6h,7h\n", "points.csv:2: has 2 values, the heading has 1"),
        ("outages.feed.duration\n6\n", "points.csv:2: outages.feed.duration: expected a duration"),
        ("outages.feed.length\n6h\n", "points.csv:1: outages.feed.length: no such path in the scenario"),
    ],
)
def test_a_bad_file_of_points_is_told_at_its_line(tmp_path: Path, points: str, expected: str) -> None:
    (tmp_path / "points.csv").write_text(points)
    text = "name: s\nscenario: duo.yaml\nmeasures: [contacts]\ndesign: {csv: points.csv}\n"
    (problem,) = told(tmp_path, text)
    assert problem.startswith(expected)


@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
def test_every_range_of_a_shipped_sweep_says_why(path: Path) -> None:
    sweep = load_sweep(path, measures=MEASURES)
    assert [] == [each.path for each in sweep.ranges if not each.because]
    assert path.stem == sweep.name
