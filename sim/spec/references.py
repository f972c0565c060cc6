"""Second pass over a complete tree: what no single value can show.

Works on the tree, not on the objects, so that it finds everything even where a value elsewhere is wrong; a value it
cannot read is left to validation.
"""

from datetime import datetime

from sim.errors import Problem
from sim.spec.cross_names import check_names
from sim.spec.cross_sums import check_sums
from sim.spec.cross_times import check_clocks, check_times
from sim.spec.tree import Node


def check_references(root: Node, start: datetime | None) -> list[Problem]:
    """Problems between values.

    Args:
        root: complete tree, defaults filled in.
        start: the scenario's start, or None if it is not sound.
    """
    return [*check_names(root), *check_sums(root), *check_clocks(root), *check_times(root, start)]
