"""Thousands of pairs of arms over what is uncertain and what we choose: designs, plan, executors, crash-safe folder.

Knows how points are made, run and kept; must not know what an index or a figure of them means.
"""

from sim.study.sweep.executors import Executor, InThisProcess, LocalProcesses
from sim.study.sweep.outcome import SweepResult, description, result_of, stored_result
from sim.study.sweep.plan import Plan, plan_of
from sim.study.sweep.point import Job, evaluate_point
from sim.study.sweep.run import SweepInterrupted, run_sweep

__all__ = [
    "Executor",
    "InThisProcess",
    "Job",
    "LocalProcesses",
    "Plan",
    "SweepInterrupted",
    "SweepResult",
    "description",
    "evaluate_point",
    "plan_of",
    "result_of",
    "run_sweep",
    "stored_result",
]
