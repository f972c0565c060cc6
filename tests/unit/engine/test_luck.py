"""Luck: the published known answers, no two decisions on one number, and nobody moved by a new name."""

import itertools

import numpy as np
import pytest
from scipy import stats

from sim.engine.luck import (
    STREAMS,
    CountingLuck,
    Stream,
    key_of,
    luck,
    luck_of_many,
    philox,
    stream_table,
    uniform,
)

ONES = 0xFFFFFFFF
# known-answer vectors of philox4x32-10 shipped with Random123 (Salmon et al., SC 2011): key, counter, words
KNOWN_ANSWERS = [
    ((0, 0), (0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES), (ONES, ONES, ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0xA4093822, 0x299F31D0),
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


def words(*values: int) -> tuple[np.uint64, ...]:
    return tuple(np.uint64(v) for v in values)


@pytest.mark.parametrize(("key", "counter", "expected"), KNOWN_ANSWERS)
@pytest.mark.parametrize("form", ["compiled", "plain"])
def test_philox_gives_the_published_answers(
    key: tuple[int, ...], counter: tuple[int, ...], expected: tuple[int, ...], form: str
) -> None:
    function = philox if form == "compiled" else philox.py_func
    assert expected == tuple(int(w) for w in function(*words(*key), *words(*counter)))


def test_luck_is_philox_of_owner_block_and_draw() -> None:
    owner = (0x85A308D3 << 32) | 0x243F6A88
    key = np.array([0xA4093822, 0x299F31D0], np.uint64)
    expected = [(word + 0.5) / 2**32 for word in KNOWN_ANSWERS[2][2]]
    assert expected == list(luck(key, np.uint64(owner), 0x13198A2E, 0x03707344))


def test_no_two_names_share_a_block_and_a_lane() -> None:
    places = [(s.block, s.lane) for s in STREAMS.values()]
    assert len(places) == len(set(places))
    assert {0, 1, 2, 3} >= {s.lane for s in STREAMS.values()}


def test_names_of_one_block_repeat_alike() -> None:
    """A block has one counter: names in it cannot be drawn for an attempt here and for a scan there."""
    by_block = itertools.groupby(sorted(STREAMS.values()), key=lambda s: s.block)
    assert all(1 == len({s.draw for s in group}) for _, group in by_block)


@pytest.mark.parametrize(("block", "draw"), [(0, 0), (3, 2), (68, 7)])
def test_uniforms_are_uniform(block: int, draw: int) -> None:
    many = luck_of_many(key_of(1, 0), 20_000, block, draw)
    p_values = [stats.kstest(many[:, lane], "uniform").pvalue for lane in range(4)]
    assert min(p_values) > 1e-4


def test_lanes_draws_owners_and_replications_are_uncorrelated() -> None:
    n = 20_000
    base = luck_of_many(key_of(1, 0), n, 3, 0)
    others = {
        "next lane": base[:, 1],
        "next draw": luck_of_many(key_of(1, 0), n, 3, 1)[:, 0],
        "next block": luck_of_many(key_of(1, 0), n, 4, 0)[:, 0],
        "next replication": luck_of_many(key_of(1, 1), n, 3, 0)[:, 0],
        "next seed": luck_of_many(key_of(2, 0), n, 3, 0)[:, 0],
        "next owner": np.roll(base[:, 0], 1),
    }
    correlations = {what: abs(np.corrcoef(base[:, 0], other)[0, 1]) for what, other in others.items()}
    assert {} == {what: r for what, r in correlations.items() if r > 4.0 / np.sqrt(n)}


def test_a_new_name_and_more_draws_of_one_name_move_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: uniform(5, 2, name, owner=12345, draw=1) for name in STREAMS}
    monkeypatch.setitem(STREAMS, "a_new_decision", Stream(200, 0, "-"))
    for draw in range(50):
        uniform(5, 2, "a_new_decision", owner=12345, draw=draw)
        uniform(5, 2, "door", owner=12345, draw=draw)
    assert before == {name: uniform(5, 2, name, owner=12345, draw=1) for name in before}


def test_a_uniform_read_by_name_is_the_one_the_kernels_read() -> None:
    order = (700 << 32) | 41
    assert luck(key_of(9, 3), np.uint64(order), 3, 2)[1] == uniform(9, 3, "door", owner=order, draw=2)
    assert luck_of_many(key_of(9, 3), 8, 64, 0)[7, 3] == uniform(9, 3, "home", owner=7)


def test_order_ids_above_32_bits_have_luck_of_their_own() -> None:
    assert uniform(1, 0, "door", owner=5) != uniform(1, 0, "door", owner=5 + (1 << 32))


def test_the_number_of_orders_depends_on_seed_replication_and_period_alone() -> None:
    draws = {
        (seed, replication, p): CountingLuck(seed, replication)(p).random()
        for seed, replication, p in itertools.product((1, 2), (0, 1), (0, 1))
    }
    assert len(draws) == len(set(draws.values()))
    assert draws[1, 1, 1] == CountingLuck(1, 1)(1).random()


def test_the_stream_table_lists_every_name_once() -> None:
    assert sorted(STREAMS) == sorted(row["name"] for row in stream_table())
