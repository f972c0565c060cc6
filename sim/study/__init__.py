"""Many runs of one world: replications in parallel processes, both arms of each, put together to a result.

Knows the world, the measures and the store; must not know how an arm is simulated or how figures are drawn.
"""

from sim.study.precision import PrecisionGoal
from sim.study.replicate import Interrupted, run, run_id_of
from sim.study.result import Result
from sim.study.until_precise import run_until_precise

__all__ = ["Interrupted", "PrecisionGoal", "Result", "run", "run_id_of", "run_until_precise"]
