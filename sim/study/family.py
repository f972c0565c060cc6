"""Variants of one or several worlds with common luck: each variant's pair of arms, its figures, and nothing twice.

Variants of the same world share the baseline and the days before their first acts. Figures depend on (variant, seed,
replication) alone: not on what else is in the family, nor on the number of workers.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import NamedTuple

import pandas as pd

from sim import measures
from sim.engine.tally import ArmResult
from sim.errors import RunError
from sim.spec import Scenario, world_hash
from sim.study.arms import Progress, told
from sim.study.processes import work_off

COLUMNS = ["variant", "replication", "arm", "measure", "group", "value", "unit"]
Measured = Callable[[Sequence[ArmResult], Scenario], pd.DataFrame]


class Bundle(NamedTuple):
    """Variants of one world that one process works off together, in one replication."""

    replication: int
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"replication {self.replication} of {', '.join(self.names)}"


class FamilyInterrupted(KeyboardInterrupt):
    """Ctrl-C came while a family was running.

    Attributes:
        values: as `values_of_family`, of the replications finished in every variant; None where there are none.
    """

    def __init__(self, values: pd.DataFrame | None) -> None:
        super().__init__()
        self.values = values


def values_of_family(
    variants: Mapping[str, Scenario],
    *,
    seed: int,
    replications: Sequence[int],
    workers: int,
    progress: Progress,
    measured: Measured = measures.replication_frame,
) -> pd.DataFrame:
    """Every measure of every variant, as `measures.replication_frame` gives it, ordered by variant and replication.

    Args:
        variants: scenarios by name, in the order wanted.
        seed: what all luck is drawn from.
        replications: which, each a pair of arms of every variant.
        workers: processes at once; 1 runs in this one.
        progress: told (pairs done, pairs in all) as bundles are finished.
        measured: from a pair of arms and its scenario to a frame of `measures.replication_frame`'s columns; a
            function of a module, so that processes can be told of it.

    Returns:
        Columns variant, replication, arm, measure, group, value, unit.

    Raises:
        RunError: a pair failed, or its process died; names variant and replication.
        FamilyInterrupted: Ctrl-C; carries the replications finished in every variant.
    """
    bundles = bundles_of(variants, replications, workers)
    total, done = len(variants) * len(replications), 0
    found: dict[tuple[str, int], pd.DataFrame] = {}
    try:
        with closing(work_off(partial(values_of_bundle, variants, seed, measured), bundles, workers)) as finished:
            for number, frames in finished:
                for name, frame in zip(bundles[number].names, frames, strict=True):
                    found[name, bundles[number].replication] = frame
                done += len(frames)
                progress(done, total)
    except KeyboardInterrupt as interrupt:
        whole = [each for each in replications if all((name, each) in found for name in variants)]
        raise FamilyInterrupted(_in_order(found, variants, whole) if whole else None) from interrupt
    return _in_order(found, variants, replications)


def _in_order(
    found: Mapping[tuple[str, int], pd.DataFrame], variants: Iterable[str], replications: Sequence[int]
) -> pd.DataFrame:
    ordered = [found[name, replication].assign(variant=name) for name in variants for replication in replications]
    return pd.concat(ordered, ignore_index=True)[COLUMNS]


def bundles_of(variants: Mapping[str, Scenario], replications: Sequence[int], workers: int) -> list[Bundle]:
    """Variants of a world and replication together, in the order of their first acts, cut so that no worker is idle."""
    from sim.world import first_act_at  # late: it brings the compiled kernels

    worlds: dict[str, list[str]] = {}
    for name, scenario in variants.items():
        worlds.setdefault(world_hash(scenario), []).append(name)
    parts = max(1, -(-workers // max(1, len(worlds) * len(replications))))
    bundles = []
    for replication in replications:
        for names in worlds.values():
            in_order = sorted(names, key=lambda name: first_act_at(variants[name]))
            size = -(-len(in_order) // parts)
            cuts = range(0, len(in_order), size)
            bundles += [Bundle(replication, tuple(in_order[cut : cut + size])) for cut in cuts]
    return bundles


def values_of_bundle(
    variants: Mapping[str, Scenario], seed: int, measured: Measured, bundle: Bundle
) -> list[pd.DataFrame]:
    """The frames of a bundle's variants, in its order."""
    return list(_values(variants, seed, measured, bundle))


def _values(variants: Mapping[str, Scenario], seed: int, measured: Measured, bundle: Bundle) -> Iterator[pd.DataFrame]:
    from sim.world import Trunk, first_act_at

    name = bundle.names[0]
    try:
        first = variants[name]
        trunk = Trunk(first, seed=seed, replication=bundle.replication, until=first_act_at(first))
        baseline = trunk.baseline()
        for name in bundle.names:
            arm = trunk.outage_arm(variants[name])
            yield measured([baseline, arm], variants[name])
        trunk.forget()
    except Exception as problem:
        raise RunError(f"{name}, replication {bundle.replication}: {told(problem)}") from problem
