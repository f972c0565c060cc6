"""Lists of chunks against Python's deques: whatever is pushed, dropped and drained, in whatever order."""

from collections import deque

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sim.engine.calendar import CHUNK, ENTRY, Pool, drain, drop_first, first_of, push

LISTS = 4


class ListsAgainstDeques(RuleBasedStateMachine):
    """Each list is a deque of serial numbers; all lists together own every chunk that is not free."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = Pool(LISTS)
        self.model: list[deque[int]] = [deque() for _ in range(LISTS)]
        self.serial = 0

    @rule(k=st.integers(0, LISTS - 1), n=st.sampled_from([1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]))
    def push_some(self, k: int, n: int) -> None:
        self.pool.reserve(n)
        for _ in range(n):
            push(self.pool.lists, k, self.serial * 7, self.serial * 3, self.serial, self.serial % 65536, 3, 5)
            self.model[k].append(self.serial)
            self.serial += 1

    @rule(k=st.integers(0, LISTS - 1), n=st.sampled_from([1, 5, CHUNK, 2 * CHUNK + 1]))
    def drop_some(self, k: int, n: int) -> None:
        for _ in range(min(n, len(self.model[k]))):
            drop_first(self.pool.lists, k)
            self.model[k].popleft()

    @rule(k=st.integers(0, LISTS - 1), already=st.integers(0, 3))
    def drain_one(self, k: int, already: int) -> None:
        out = np.zeros(already + len(self.model[k]), ENTRY)
        n = drain(self.pool.lists, k, out, already)
        assert already + len(self.model[k]) == n
        assert list(self.model[k]) == out["row"][already:].tolist()
        assert [s * 7 for s in self.model[k]] == out["at_tick"][already:].tolist()
        assert [s * 3 for s in self.model[k]] == out["since_tick"][already:].tolist()
        self.model[k].clear()

    @rule(n=st.integers(0, 40 * CHUNK))
    def reserve_more(self, n: int) -> None:
        self.pool.reserve(n)

    @invariant()
    def sizes_and_first_entries_agree(self) -> None:
        lists = self.pool.lists
        assert [len(m) for m in self.model] == lists.size.tolist()
        for k, model in enumerate(self.model):
            if model:
                assert model[0] == first_of(lists, k)["row"]

    @invariant()
    def every_chunk_is_free_or_in_exactly_one_chain(self) -> None:
        lists = self.pool.lists
        chunks = lists.free[: lists.free_n[0]].tolist()
        for k in range(LISTS):
            chunk = lists.where["head"][k]
            while chunk >= 0:
                chunks.append(int(chunk))
                chunk = lists.next[chunk] if chunk != lists.where["tail"][k] else -1
        assert list(range(len(lists.entries))) == sorted(chunks)


TestListsAgainstDeques = ListsAgainstDeques.TestCase
TestListsAgainstDeques.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


@pytest.mark.parametrize("n", [1, CHUNK, CHUNK + 1, 10 * CHUNK])
def test_reserve_is_enough_even_if_the_entries_go_to_as_many_lists_as_there_are(n: int) -> None:
    pool = Pool(500)
    pool.reserve(n)
    for i in range(n):
        push(pool.lists, i % 500, i, 0, i, 0, 0, 0)
    assert n == pool.lists.size.sum()
    assert pool.lists.free_n[0] >= 0


def test_growth_keeps_what_waits() -> None:
    pool = Pool(2)
    pool.reserve(3 * CHUNK)
    for i in range(3 * CHUNK):
        push(pool.lists, i % 2, i, 0, i, 0, 0, 0)
    before = pool.nbytes
    pool.reserve(1000 * CHUNK)
    assert pool.nbytes > before
    out = np.zeros(2 * CHUNK, ENTRY)
    n = drain(pool.lists, 1, out, 0)
    assert [i for i in range(3 * CHUNK) if i % 2] == out["row"][:n].tolist()


def test_what_is_emptied_is_used_again() -> None:
    pool = Pool(1)
    out = np.zeros(10 * CHUNK, ENTRY)
    sizes = set()
    for _ in range(50):
        pool.reserve(10 * CHUNK)
        for i in range(10 * CHUNK):
            push(pool.lists, 0, i, 0, i, 0, 0, 0)
        drain(pool.lists, 0, out, 0)
        sizes.add(pool.nbytes)
    assert 1 == len(sizes)
