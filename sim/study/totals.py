"""Totals of many variants, in short bundles: what studies of hundreds of arms take from each.

Figures depend on (variant, seed, replication) alone. Knows how variants are bundled; must not know what they are for.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import Protocol

import pandas as pd

from sim import measures
from sim.engine.tally import ArmResult
from sim.measures.batch import BASELINE, OUTAGE, TOTAL
from sim.spec import Scenario
from sim.study.arms import Progress
from sim.study.family import Bundle, bundles_of, values_of_bundle
from sim.study.kept_pairs import KeptPairs
from sim.study.processes import work_off

KEYS = ["variant", "replication", "measure", "unit"]
COLUMNS = [*KEYS, BASELINE, OUTAGE]
MOST_IN_BUNDLE = 12
"""Arms after which a worker tells of its progress; each bundle costs a baseline of its own."""


class Evaluate(Protocol):
    """Runs variants and gives their totals; a test puts a formula in the place of the model."""

    def __call__(
        self, variants: Mapping[str, Scenario], *, replications: Sequence[int], progress: Progress
    ) -> pd.DataFrame:
        """Columns variant, replication, measure, unit, baseline, outage."""
        ...


def totals_of_family(
    variants: Mapping[str, Scenario],
    *,
    seed: int,
    replications: Sequence[int],
    workers: int,
    progress: Progress,
    kept: KeptPairs | None = None,
) -> pd.DataFrame:
    """Every measure's total in both arms of every variant, ordered by variant and replication.

    Args:
        variants: scenarios by name; those of one world share its baseline and its luck.
        seed: what all luck is drawn from.
        replications: which, each a pair of arms of every variant.
        workers: processes at once; 1 runs in this one.
        progress: told (pairs done, pairs in all) as bundles are finished.
        kept: pairs that are finished already, and where those to come are kept; None = none, and nowhere.

    Returns:
        Columns variant, replication, measure, unit, baseline, outage.

    Raises:
        RunError: a pair failed, or its process died, or it cannot be kept; names variant and replication.
    """
    kept = kept or KeptPairs()
    missing = (_missing(bundle, kept) for bundle in bundles_of(variants, replications, workers))
    bundles = [short for bundle in missing if bundle.names for short in _cut(bundle)]
    total = len(variants) * len(replications)
    done = total - sum(len(bundle.names) for bundle in bundles)
    if bundles:
        task = partial(values_of_bundle, variants, seed, totals_of_pair)
        with closing(work_off(task, bundles, min(workers, len(bundles)))) as finished:
            for number, frames in finished:
                named = [frame.assign(variant=name) for name, frame in zip(bundles[number].names, frames, strict=True)]
                kept.keep(pd.concat(named, ignore_index=True)[COLUMNS])
                for _ in frames:  # one by one: whoever says every tenth must not be jumped over
                    done += 1
                    progress(done, total)
    else:
        progress(total, total)
    return pd.concat([kept.totals[name, number] for name in variants for number in replications], ignore_index=True)


def _missing(bundle: Bundle, kept: KeptPairs) -> Bundle:
    """What of a bundle is not finished yet."""
    return Bundle(
        bundle.replication, tuple(name for name in bundle.names if (name, bundle.replication) not in kept.totals)
    )


def _cut(bundle: Bundle) -> list[Bundle]:
    """The bundle in pieces of nearly equal size."""
    pieces = -(-len(bundle.names) // MOST_IN_BUNDLE)
    size = -(-len(bundle.names) // pieces)
    cuts = range(0, len(bundle.names), size)
    return [Bundle(bundle.replication, bundle.names[cut : cut + size]) for cut in cuts]


def totals_of_pair(arms: Sequence[ArmResult], scenario: Scenario) -> pd.DataFrame:
    """Totals of one pair of arms, side by side: replication, measure, unit, baseline, outage."""
    return in_arms(measures.replication_frame(arms, scenario))


def in_arms(frame: pd.DataFrame) -> pd.DataFrame:
    """Totals of a replication frame, the two arms side by side: replication, measure, unit, baseline, outage."""
    total = frame[frame["group"] == TOTAL]
    keys = ["replication", "measure", "unit"]
    baseline, outage = (total[total["arm"] == arm].set_index(keys)["value"] for arm in (BASELINE, OUTAGE))
    both = pd.DataFrame({BASELINE: baseline, OUTAGE: outage.reindex(baseline.index)})
    return both.reset_index()
