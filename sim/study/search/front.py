"""Which policies no other beats in both harm and cost, and what each leaves to be regretted once the world is known.

Pure functions over arrays. Must not know policies.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def on_front(scores: Array) -> NDArray[np.bool_]:
    """(n,) whether no other row is as low in every column and lower in one.

    >>> on_front(np.array([[1.0, 5.0], [2.0, 2.0], [3.0, 3.0], [1.0, 5.0]])).tolist()
    [True, True, False, True]
    """
    as_low = (scores[:, None, :] <= scores[None, :, :]).all(axis=-1)
    lower = (scores[:, None, :] < scores[None, :, :]).any(axis=-1)
    found: NDArray[np.bool_] = ~np.asarray((as_low & lower).any(axis=0))
    return found


def regrets(loss: Array) -> Array:
    """(policies, worlds) loss beyond that of the policy which would have been best in that world (Savage, 1951).

    >>> regrets(np.array([[1.0, 9.0], [4.0, 5.0]])).tolist()
    [[0.0, 4.0], [3.0, 0.0]]
    """
    regret: Array = loss - loss.min(axis=0)
    return regret
