"""Entries waiting for their time: append-only lists of chunks, one list a bucket, one pool for all.

A stage's pending arrivals lie in a list per control period; a waiting line is a list per queue. A list
is a chain of chunks of CHUNK entries; emptied chunks go back to the pool, so memory follows what waits.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.ahead import fetch_far
from sim.engine.compiled import kernel
from sim.engine.lines import LINE, as_lumps

CHUNK = 64
# `gen`, the generation of the row, tells a parcel from the next one in its row; on the way from its first to its last
# hub a parcel cannot vanish, and there `gen` is the queue it goes to.
ENTRY = np.dtype(
    [("at_tick", "u4"), ("since_tick", "u4"), ("row", "u4"), ("gen", "u2"), ("kind", "u1"), ("n", "u1")], align=True
)

ENTRIES_A_LINE = LINE // ENTRY.itemsize


# A list: its first and last chunk, -1 when empty; how many entries wait; how many were taken from the first chunk; how
# many stand in the last one. Of an empty list the last chunk is held to be full: the next entry opens one.
LIST = np.dtype([("head", "i4"), ("tail", "i4"), ("size", "i4"), ("first", "u2"), ("last", "u2")], align=True)


class Lists(NamedTuple):
    """Arrays of many lists, as kernels see them.

    Attributes:
        entries: (chunks, CHUNK) ENTRY.
        next: (chunks,) following chunk in a chain, -1 at its end.
        where: (lists,) LIST.
        size: (lists,) entries waiting: the memory of `where`.
        free: (chunks,) stack of free chunks; free_n: (1,) its height.
        most: (1,) most chunks ever in use at once; those with the lowest numbers are used first.
    """

    entries: NDArray[Any]
    next: NDArray[np.int32]
    where: NDArray[Any]
    size: NDArray[np.int32]
    free: NDArray[np.int32]
    free_n: NDArray[np.int64]
    most: NDArray[np.int64]


@kernel
def push(lists, k, at_tick, since_tick, row, gen, kind, n):
    """Append one entry to list `k`. The pool must hold a free chunk (`Pool.reserve`)."""
    where = lists.where[np.uint64(k)]  # here and below: an index without sign cannot count from the end
    if where.last == CHUNK:
        _open_chunk(lists, where)
    place = np.uint64(where.last)
    chunk = lists.entries[np.uint64(where.tail)]
    fetch_far(chunk, place + np.uint64(ENTRIES_A_LINE))
    entry = chunk[place]
    entry.at_tick = at_tick
    entry.since_tick = since_tick
    entry.row = row
    entry.gen = gen
    entry.kind = kind
    entry.n = n
    where.last += 1
    where.size += 1


@kernel
def _open_chunk(lists, where):
    """Add an empty chunk to the end of a list."""
    lists.free_n[0] -= 1
    lists.most[0] = max(lists.most[0], lists.entries.shape[0] - lists.free_n[0])
    chunk = lists.free[np.uint64(lists.free_n[0])]
    lists.next[np.uint64(chunk)] = -1
    if where.tail < 0:
        where.head = chunk
        where.first = 0
    else:
        lists.next[np.uint64(where.tail)] = chunk
    where.tail = chunk
    where.last = 0


@kernel
def first_of(lists, k):
    """The oldest entry of list `k`, which must not be empty."""
    where = lists.where[np.uint64(k)]
    return lists.entries[np.uint64(where.head), np.uint64(where.first)]


@kernel
def drop_first(lists, k):
    """Remove the oldest entry of list `k`, which must not be empty."""
    where = lists.where[np.uint64(k)]
    where.first += 1
    where.size -= 1
    head = where.head
    if head == where.tail:
        if where.first == where.last:
            _release(lists, head)
            _empty(where)
    elif where.first == CHUNK:
        where.head = lists.next[np.uint64(head)]
        where.first = 0
        _release(lists, head)


@kernel
def _empty(where):
    """Note that nothing is left in a list."""
    where.head = -1
    where.tail = -1
    where.size = 0
    where.last = CHUNK


@kernel
def _release(lists, chunk):
    """Give a chunk back to the pool."""
    lists.free[np.uint64(lists.free_n[0])] = chunk
    lists.free_n[0] += 1


@kernel
def drain(lists, k, out, n_out):
    """Move every entry of list `k`, oldest first, to `out[n_out:]`; returns the new number in `out`."""
    where = lists.where[np.uint64(k)]
    chunk, begin = where.head, int(where.first)
    while chunk >= 0:
        following = lists.next[np.uint64(chunk)]
        end = int(where.last) if chunk == where.tail else CHUNK
        entries = lists.entries[np.uint64(chunk)]
        if following >= 0:
            for i in range(0, CHUNK, ENTRIES_A_LINE):
                fetch_far(lists.entries[np.uint64(following)], i)
        for i in range(begin, end):
            out[np.uint64(n_out)] = entries[np.uint64(i)]
            n_out += 1
        begin = 0
        _release(lists, chunk)
        chunk = following
    _empty(where)
    return n_out


class Pool:
    """Owns the arrays of `n_lists` lists and enlarges them between kernels.

    Args:
        n_lists: how many lists.
        expected: entries expected at once; memory nobody has written to yet costs nothing.
    """

    def __init__(self, n_lists: int, expected: int = 0) -> None:
        where = np.zeros(n_lists, LIST)
        where["head"] = where["tail"] = -1
        where["last"] = CHUNK
        self.lists = Lists(
            entries=np.zeros((0, CHUNK), ENTRY),
            next=np.zeros(0, np.int32),
            where=where,
            size=where["size"],
            free=np.zeros(0, np.int32),
            free_n=np.zeros(1, np.int64),
            most=np.zeros(1, np.int64),
        )
        self.reserve(expected)

    def reserve(self, n: int) -> None:
        """Make sure `n` entries can be pushed, wherever they go."""
        lists = self.lists
        need = n // CHUNK + 1 + min(n, len(lists.where))
        free = int(lists.free_n[0])
        if free >= need:
            return
        old = len(lists.entries)
        more = max(need - free, old // 2, 64)
        entries = np.empty((old + more, CHUNK), ENTRY)  # memory nobody has written to yet costs nothing
        used = int(lists.most[0])
        as_lumps(entries)[:used] = as_lumps(lists.entries)[:used]
        following = np.full(old + more, -1, np.int32)
        following[:old] = lists.next
        stack = np.zeros(old + more, np.int32)
        stack[:more] = np.arange(old + more - 1, old - 1, -1)
        stack[more : more + free] = lists.free[:free]
        lists.free_n[0] = free + more
        self.lists = lists._replace(entries=entries, next=following, free=stack)

    def copy_from(self, other: "Pool") -> None:
        """Hold what another pool with as many lists holds."""
        used = int(other.lists.most[0])
        entries = np.empty_like(other.lists.entries)
        as_lumps(entries)[:used] = as_lumps(other.lists.entries)[:used]
        where, theirs = other.lists.where.copy(), other.lists
        self.lists = Lists(
            entries=entries,
            next=theirs.next.copy(),
            where=where,
            size=where["size"],
            free=theirs.free.copy(),
            free_n=theirs.free_n.copy(),
            most=theirs.most.copy(),
        )

    @property
    def nbytes(self) -> int:
        """Bytes that have ever held an entry, and those that say where it is; room nobody has written to is none."""
        lists = self.lists
        where = sum(int(array.nbytes) for array in (lists.next, lists.where, lists.free))
        return int(lists.most[0]) * CHUNK * ENTRY.itemsize + where
