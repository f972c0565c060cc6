"""Sweeps for tests: a small scenario, and figures that need no simulation."""

import hashlib
import math
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim import store
from sim.measures import MEASURES
from sim.measures.totals import COLUMNS
from sim.spec import load_sweep
from sim.study.sweep import (
    InThisProcess,
    Job,
    Plan,
    SweepResult,
    plan_of,
    result_of,
    run_sweep,
)
from sim.study.sweep.executors import Evaluate, Executor

ROOT = Path(__file__).parents[3]
SCENARIO = f"""extends: {ROOT}/tests/differential/worlds/duo.yaml
name: duo_dark
outages:
  feed: {{link: swift, start: +1d, duration: 24h, by: swift}}
responses:
  advise: {{action: advise_switch, carrier: swift, start: +1d2h, duration: 20h, by: platform}}
"""
SWEEP = """name: small_sweep
scenario: duo.yaml
set: {horizon: 3d}
uncertainties:
  outages.feed.duration: [1h, 24h]
measures: [contacts, parcels_late]
design: {grid: {levels: 4}}
replications: 2
"""
ISHIGAMI = """name: ishigami
scenario: duo.yaml
uncertainties:
  buyers.petition: [0%, 100%]
  buyers.refund: {low: 0, high: 1}
  fallback.satisfied: [0%, 100%]
measures: [contacts]
design: {sobol: {n: 128}}
"""
BAD_FROM_H = 12.0


def write_sweep(folder: Path, text: str = SWEEP) -> Path:
    """The sweep file, with its scenario beside it."""
    (folder / "duo.yaml").write_text(SCENARIO, encoding="utf-8")
    path = folder / "sweep.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def planned(folder: Path, text: str = SWEEP) -> Plan:
    return plan_of(load_sweep(write_sweep(folder, text), measures=MEASURES))


def swept(
    plan: Plan, out: Path, evaluate: Evaluate, executor: Executor | None = None, watcher: Any = None
) -> SweepResult:
    """The sweep run to its end in a folder below `out`."""
    folder = store.sweep_folder(out, plan.sweep.name, plan.sweep_id)
    folder.make_ready(afresh=False)
    errors = run_sweep(plan, folder, executor or InThisProcess(), evaluate=evaluate, watcher=watcher)
    return result_of(plan, folder, errors, wall_s=0.0)


def bytes_of(folder: Path) -> dict[str, str]:
    """Digest of every table of a sweep's folder, by its path in it."""
    files = sorted(folder.rglob("*.parquet"))
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def figures(job: Job, excess: float) -> pd.DataFrame:
    """A point's table with this excess, a little of it luck of the replication that all points share."""
    rows = [
        (replication, measure, "total", 10.0, 10.0 + excess + replication, excess + replication, "parcels")
        for replication in range(job.replications)
        for measure in job.measures
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def doubled(job: Job) -> pd.DataFrame:
    """Twice the outage's length."""
    return figures(job, 2.0 * float(job.values["outages.feed.duration"]))


def doubled_slowly(job: Job) -> pd.DataFrame:
    """As `doubled`, a few milliseconds later."""
    time.sleep(0.004)
    return doubled(job)


def poisoned(job: Job) -> pd.DataFrame:
    """As `doubled`, but long outages raise an error."""
    if float(job.values["outages.feed.duration"]) > BAD_FROM_H:
        raise ZeroDivisionError("too long for this world")
    return doubled(job)


def deadly(job: Job) -> pd.DataFrame:
    """As `doubled`, but the longest outage takes its process down."""
    if float(job.values["outages.feed.duration"]) >= 24.0:
        os._exit(9)
    return doubled(job)


def ishigami(job: Job) -> pd.DataFrame:
    """The function of Ishigami and Homma (1990), a = 7, b = 0.1, of three shares stretched to [−π, π]."""
    x = [math.pi * (2.0 * float(value) - 1.0) for value in job.values.values()]
    return figures(job, math.sin(x[0]) + 7.0 * math.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * math.sin(x[0]))


def ishigami_indices() -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Its first and total indices in closed form."""
    a, b = 7.0, 0.1
    first = np.array([0.5 * (1.0 + b * math.pi**4 / 5.0) ** 2, a**2 / 8.0, 0.0])
    both = 8.0 * b**2 * math.pi**8 / 225.0
    variance = first.sum() + both
    return first / variance, (first + np.array([both, 0.0, both])) / variance


class Counted:
    """A watcher that counts what was begun and remembers what was said last."""

    def __init__(self) -> None:
        self.begun_keys: list[str] = []
        self.said: list[tuple[int, int]] = []

    def begun(self, job: Job) -> None:
        """Remember it."""
        self.begun_keys.append(job.key)

    def ended(self, job: Job, done: int, total: int) -> None:  # noqa: ARG002 - the watcher's signature
        self.said.append((done, total))


def run_slowly(file: Path, out: Path) -> None:
    """A sweep of `doubled_slowly`, for a process of its own."""
    plan = plan_of(load_sweep(file, measures=MEASURES))
    swept(plan, out, doubled_slowly)


def words(problems: tuple[Any, ...]) -> Iterator[str]:
    """Problems as one reads them, without the folder of the test."""
    for problem in problems:
        yield f"{Path(problem.file).name}:{problem.line}: {str(problem).partition(': ')[2]}"
