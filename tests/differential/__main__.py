"""`python -m tests.differential --worlds 1000 --seed 1`: many random worlds, each run by engine and reference."""

import argparse
import sys
import time

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings

from tests.differential.random_worlds import RandomWorld, worlds
from tests.differential.side_by_side import run_both


def main() -> int:
    """Run the worlds; 1 if one of them does not agree."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--worlds", type=int, default=100, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="which")
    parser.add_argument("--keep-going", action="store_true", help="list every world that does not agree, unreduced")
    asked = parser.parse_args()
    began = time.monotonic()
    n_run = n_parcels = 0
    failed: list[tuple[RandomWorld, list[str]]] = []

    def compare(world: RandomWorld) -> None:
        nonlocal n_run, n_parcels
        found, parcels = run_both(world)
        n_run, n_parcels = n_run + 1, n_parcels + parcels
        if found:
            failed.append((world, found))
            assert asked.keep_going, "\n".join(found)
        if n_run % 20 == 0:
            sys.stderr.write(f"\r{n_run} worlds, {n_parcels} parcels, {time.monotonic() - began:.0f} s")

    test = settings(
        max_examples=asked.worlds,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        phases=[Phase.generate] if asked.keep_going else [Phase.generate, Phase.shrink],
    )(seed(asked.seed)(given(worlds())(compare)))
    try:
        test()
    except AssertionError:
        failed = failed[-1:]
    for world, found in failed:
        sys.stdout.write(f"\n{world}\n" + "".join(f"  {line}\n" for line in found))
    sys.stdout.write(f"\nseed {asked.seed}: {n_run} worlds, {n_parcels} parcels, {len(failed)} that do not agree\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
