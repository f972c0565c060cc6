"""Luck drawn for many owners at once is the luck of each."""

import numpy as np
import pytest

from sim.engine.luck import LOT, draw_lot, key_of, luck, name_owner, new_lot, unit


@pytest.mark.parametrize("n", [1, 7, LOT])
def test_a_lot_gives_each_owner_the_luck_it_has_alone(n: int) -> None:
    key, lot = key_of(7, 3), new_lot()
    owners = [(j % 5 << 32) | (j * 7919) for j in range(n)]
    for j, owner in enumerate(owners):
        name_owner(lot, j, np.uint64(owner), j % 3)
    draw_lot(key, lot, n, 5)
    for j, owner in enumerate(owners):
        assert luck(key, np.uint64(owner), 5, j % 3) == tuple(unit(lot, lane, j) for lane in range(4))


def test_owners_beyond_those_drawn_keep_what_they_had() -> None:
    lot = new_lot()
    draw_lot(key_of(7, 3), lot, 3, 5)
    assert (lot.words[:, :3] != 0).any()
    assert not lot.words[:, 3:].any()
