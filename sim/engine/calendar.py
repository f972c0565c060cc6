"""Entries waiting for their time: append-only lists of chunks, one list a bucket, one pool for all.

A stage's pending arrivals lie in a list per control period; a waiting line is a list per queue. A list
is a chain of chunks of CHUNK entries; emptied chunks go back to the pool, so memory follows what waits.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.ahead import fetch
from sim.engine.compiled import kernel
from sim.engine.lines import LINE

CHUNK = 64
# `gen`, the generation of the row, tells a parcel from the next one in its row; on the way from its first to its last
# hub a parcel cannot vanish, and there `gen` is the queue it goes to.
ENTRY = np.dtype(
    [("at_tick", "u4"), ("since_tick", "u4"), ("row", "u4"), ("gen", "u2"), ("kind", "u1"), ("n", "u1")], align=True
)

ENTRIES_A_LINE = LINE // ENTRY.itemsize


class Lists(NamedTuple):
    """Arrays of many lists, as kernels see them.

    Attributes:
        entries: (chunks, CHUNK) ENTRY.
        next: (chunks,) following chunk in a chain, -1 at its end.
        head, tail: (lists,) first and last chunk, -1 when empty.
        first: (lists,) entries already taken from the head chunk.
        last: (lists,) entries standing in the tail chunk.
        size: (lists,) entries waiting.
        free: (chunks,) stack of free chunks; free_n: (1,) its height.
        most: (1,) most chunks ever in use at once; those with the lowest numbers are used first.
    """

    entries: NDArray[Any]
    next: NDArray[np.int64]
    head: NDArray[np.int64]
    tail: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    size: NDArray[np.int64]
    free: NDArray[np.int64]
    free_n: NDArray[np.int64]
    most: NDArray[np.int64]


@kernel
def push(lists, k, at_tick, since_tick, row, gen, kind, n):
    """Append one entry to list `k`. The pool must hold a free chunk (`Pool.reserve`)."""
    k = np.uint64(k)  # here and below: an index without sign needs no look at whether it counts from the end
    tail = lists.tail[k]
    if tail < 0 or lists.last[k] == CHUNK:
        lists.free_n[0] -= 1
        lists.most[0] = max(lists.most[0], lists.entries.shape[0] - lists.free_n[0])
        chunk = lists.free[np.uint64(lists.free_n[0])]
        lists.next[np.uint64(chunk)] = -1
        if tail < 0:
            lists.head[k] = chunk
            lists.first[k] = 0
        else:
            lists.next[np.uint64(tail)] = chunk
        lists.tail[k] = chunk
        lists.last[k] = 0
        tail = chunk
    place = lists.last[k]
    fetch(lists.entries[np.uint64(tail)], place + ENTRIES_A_LINE)
    entry = lists.entries[np.uint64(tail), np.uint64(place)]
    entry.at_tick = at_tick
    entry.since_tick = since_tick
    entry.row = row
    entry.gen = gen
    entry.kind = kind
    entry.n = n
    lists.last[k] += 1
    lists.size[k] += 1


@kernel
def drop_first(lists, k):
    """Remove the oldest entry of list `k`, which must not be empty."""
    k = np.uint64(k)
    lists.first[k] += 1
    lists.size[k] -= 1
    head = lists.head[k]
    if head == lists.tail[k]:
        if lists.first[k] == lists.last[k]:
            _release(lists, head)
            lists.head[k] = -1
            lists.tail[k] = -1
    elif lists.first[k] == CHUNK:
        lists.head[k] = lists.next[np.uint64(head)]
        lists.first[k] = 0
        _release(lists, head)


@kernel
def _release(lists, chunk):
    """Give a chunk back to the pool."""
    lists.free[np.uint64(lists.free_n[0])] = chunk
    lists.free_n[0] += 1


@kernel
def drain(lists, k, out, n_out):
    """Move every entry of list `k`, oldest first, to `out[n_out:]`; returns the new number in `out`."""
    k = np.uint64(k)
    chunk = lists.head[k]
    begin = lists.first[k]
    while chunk >= 0:
        end = lists.last[k] if chunk == lists.tail[k] else CHUNK
        for i in range(begin, end):
            out[np.uint64(n_out)] = lists.entries[np.uint64(chunk), np.uint64(i)]
            n_out += 1
        begin = 0
        following = lists.next[np.uint64(chunk)]
        _release(lists, chunk)
        chunk = following
    lists.head[k] = -1
    lists.tail[k] = -1
    lists.size[k] = 0
    return n_out


class Pool:
    """Owns the arrays of `n_lists` lists and enlarges them between kernels.

    Args:
        n_lists: how many lists.
        expected: entries expected at once; memory nobody has written to yet costs nothing.
    """

    def __init__(self, n_lists: int, expected: int = 0) -> None:
        self.lists = Lists(
            entries=np.zeros((0, CHUNK), ENTRY),
            next=np.zeros(0, np.int64),
            head=np.full(n_lists, -1, np.int64),
            tail=np.full(n_lists, -1, np.int64),
            first=np.zeros(n_lists, np.int64),
            last=np.zeros(n_lists, np.int64),
            size=np.zeros(n_lists, np.int64),
            free=np.zeros(0, np.int64),
            free_n=np.zeros(1, np.int64),
            most=np.zeros(1, np.int64),
        )
        self.reserve(expected)

    def reserve(self, n: int) -> None:
        """Make sure `n` entries can be pushed, wherever they go."""
        lists = self.lists
        need = n // CHUNK + 1 + min(n, len(lists.head))
        free = int(lists.free_n[0])
        if free >= need:
            return
        old = len(lists.entries)
        more = max(need - free, old // 2, 64)
        entries = np.empty((old + more, CHUNK), ENTRY)  # memory nobody has written to yet costs nothing
        used = int(lists.most[0])
        entries[:used] = lists.entries[:used]
        following = np.full(old + more, -1, np.int64)
        following[:old] = lists.next
        stack = np.zeros(old + more, np.int64)
        stack[:more] = np.arange(old + more - 1, old - 1, -1)
        stack[more : more + free] = lists.free[:free]
        lists.free_n[0] = free + more
        self.lists = lists._replace(entries=entries, next=following, free=stack)

    def copy_from(self, other: "Pool") -> None:
        """Hold what another pool with as many lists holds."""
        used = int(other.lists.most[0])
        entries = np.empty_like(other.lists.entries)
        entries[:used] = other.lists.entries[:used]
        self.lists = Lists(entries, *(array.copy() for array in other.lists[1:]))

    @property
    def nbytes(self) -> int:
        """Bytes that have ever held an entry, and those that say where it is; room nobody has written to is none."""
        lists = self.lists
        where = sum(int(array.nbytes) for array in lists) - int(lists.entries.nbytes)
        return int(lists.most[0]) * CHUNK * ENTRY.itemsize + where
