"""`python -m tests.study.round_trip --worlds 50 --seed 1`: how often the stated intervals hold what was planted."""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from scipy import stats

from tests.study.round_trip.comparison import Held, calibrated, planted_and_found
from tests.study.round_trip.worlds import random_world

ROOT = Path(__file__).parents[3]


def main() -> int:
    """Run the worlds and print a line a parameter; 1 if one of them is held rarer than chance allows."""
    parser = argparse.ArgumentParser(prog="python -m tests.study.round_trip", description=__doc__)
    parser.add_argument("--worlds", type=int, default=50, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="of the first; the others follow it")
    asked = parser.parse_args()
    began, found = time.monotonic(), dict[str, list[Held]]()
    for seed in range(asked.seed, asked.seed + asked.worlds):
        told = random_world(ROOT, seed)
        with TemporaryDirectory(prefix="outage-sim-") as folder:
            for each in planted_and_found(told, calibrated(told, seed, ROOT, Path(folder))):
                found.setdefault(each.what, []).append(each)
                sys.stderr.write(
                    f"{seed},{each.what!r},{each.planted:.6g},{each.found:.6g},{each.low:.6g},{each.high:.6g}\n"
                )
        sys.stderr.write(f"# {seed + 1 - asked.seed} worlds, {time.monotonic() - began:.0f} s\n")
    worst = print_table(found)
    return 0 if worst > 0.001 else 1


def print_table(found: dict[str, list[Held]]) -> float:
    """Print how often each parameter was held; return the least chance of so few, were the intervals right."""
    sys.stdout.write(f"{'parameter':26} {'held':>9} {'error, mean':>12} {'typical':>9} {'chance of so few':>17}\n")
    chances = []
    for what, rows in found.items():
        held, errors = sum(each.is_held for each in rows), np.array([each.error for each in rows])
        chances.append(float(stats.binom.cdf(held, len(rows), 0.9)))
        sys.stdout.write(
            f"{what:26} {held:>4} of {len(rows):>2} {errors.mean():>+12.1%} {np.median(np.abs(errors)):>9.1%} "
            f"{chances[-1]:>17.3f}\n"
        )
    every = [each.is_held for rows in found.values() for each in rows]
    sys.stdout.write(f"all: {sum(every)} of {len(every)}, {np.mean(every):.1%}\n")
    return min(chances)


if __name__ == "__main__":
    sys.exit(main())
