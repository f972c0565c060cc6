"""What a search found, as tables: trials with their intervals, losses and regrets by world, the selection.

Pure functions. Must not know how policies were run.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim import units
from sim.measures.pairing import t_half_width
from sim.spec.search_space import SearchSpace
from sim.study.search.front import on_front
from sim.study.search.policies import name_of, use_in_words
from sim.study.search.selection import Selection
from sim.study.search.trials import Trials, losses

Array = NDArray[np.float64]


def front_frame(space: SearchSpace, tried: Trials, values: Array, worst_regret: Array) -> pd.DataFrame:
    """A row a policy in the order of the trials: harm, cost and loss, means over worlds, with 95 % intervals.

    Returns:
        Columns trial, policy, harm, cost, loss, each with …_low and …_high, worst_regret, is_on_front, and one column a
        lever with how it is used.
    """
    over_worlds = values.mean(axis=1)
    columns: dict[str, object] = {
        "trial": np.arange(len(tried.policies)),
        "policy": [name_of(space, policy) for policy in tried.policies],
    }
    for name, each in (
        ("harm", over_worlds[..., 0]),
        ("cost", over_worlds[..., 1]),
        ("loss", losses(space, over_worlds)),
    ):
        mean, half = each.mean(axis=-1), t_half_width(each)
        columns |= {name: mean, f"{name}_low": mean - half, f"{name}_high": mean + half}
    columns |= {"worst_regret": worst_regret, "is_on_front": on_front(tried.scores)}
    columns |= {
        lever.name: [use_in_words(lever, policy[place]) for policy in tried.policies]
        for place, lever in enumerate(space.levers)
    }
    return pd.DataFrame(columns)


def worlds_frame(space: SearchSpace, tried: Trials, loss: Array, regret: Array) -> pd.DataFrame:
    """Loss and regret of every policy in every world: trial, policy, world, length_h, loss, regret."""
    rows = [
        (trial, name_of(space, policy), f"outage of {units.format_hours(length)}", length, *figures)
        for trial, policy in enumerate(tried.policies)
        for length, *figures in zip(space.lengths, loss[trial], regret[trial], strict=True)
    ]
    return pd.DataFrame(rows, columns=["trial", "policy", "world", "length_h", "loss", "regret"])


def selection_frame(space: SearchSpace, tried: Trials, candidates: Sequence[int], chosen: Selection) -> pd.DataFrame:
    """A row a candidate: fresh replications, mean loss and interval, when it was out, chance that it is better.

    Returns:
        Columns trial, policy, replications, loss, loss_low, loss_high, eliminated_after (0 = never), chance_better,
        is_chosen.
    """
    rows = []
    for place, trial in enumerate(candidates):
        found = np.array(chosen.losses[place])
        mean, half = float(found.mean()), float(t_half_width(found))
        rows.append(
            {
                "trial": trial,
                "policy": name_of(space, tried.policies[trial]),
                "replications": found.size,
                "loss": mean,
                "loss_low": mean - half,
                "loss_high": mean + half,
                "eliminated_after": chosen.eliminated_after[place],
                "chance_better": chosen.chance_better[place],
                "is_chosen": place == chosen.chosen,
            }
        )
    return pd.DataFrame(rows)


def values_frame(space: SearchSpace, values: Array) -> pd.DataFrame:
    """Every harm and cost: trial, length_h, replication, harm, cost."""
    trials, worlds, replications, _ = values.shape
    places = np.indices((trials, worlds, replications)).reshape(3, -1)
    flat = values.reshape(-1, 2)
    return pd.DataFrame(
        {
            "trial": places[0],
            "length_h": np.array(space.lengths)[places[1]],
            "replication": places[2],
            "harm": flat[:, 0],
            "cost": flat[:, 1],
        }
    )
