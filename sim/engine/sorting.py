"""Entries put in order of time, ties by order id and then by number: never by luck and never by row."""

import numpy as np

from sim.engine.compiled import kernel
from sim.engine.instants import TICK_H, TICKS
from sim.engine.record import rank_of

FEW = 24


@kernel
def before(a, b, ids):
    """Whether entry `a` comes before entry `b`: earlier, or the lower order id, or the lower number `n`."""
    if a.at_tick != b.at_tick:
        return a.at_tick < b.at_tick
    if a.row != b.row:
        return rank_of(ids[a.row]) < rank_of(ids[b.row])
    return a.n < b.n


@kernel
def sort_by_time(entries, n, out, bins, t0, t1, ids):
    """Put `entries[:n]`, whose times lie in [t0, t1), into `out` in order.

    A counting sort into n bins of equal length, then each bin by itself: linear for times that spread, n log n when
    many fall on one instant.

    Args:
        entries: ENTRY array.
        n: how many of them count.
        out: another ENTRY array of at least n + 1.
        bins: uint32 array of at least n, overwritten.
        t0, t1: hours, limits of the times.
        ids: parcel table, for the order ids that settle ties.
    """
    first = np.int64(t0 * TICKS)
    scale = n * TICK_H / (t1 - t0)
    for b in range(n):
        bins[b] = 0
    for i in range(n):
        bins[np.uint64(_bin(entries[i].at_tick, first, scale, n))] += 1
    begin = np.int64(0)
    for b in range(n):
        size = np.int64(bins[b])
        bins[b] = begin
        begin += size
    for i in range(n):
        bin_ = np.uint64(_bin(entries[i].at_tick, first, scale, n))
        out[np.uint64(bins[bin_])] = entries[i]
        bins[bin_] += 1
    begin = np.int64(0)
    for b in range(n):
        after = np.int64(bins[b])
        if after - begin > FEW:
            _heap_sort(out, begin, after, n, ids)
        elif after - begin > 1:
            _insertion_sort(out, begin, after, n, ids)
        begin = after


@kernel
def _bin(tick, first, scale, n):
    """The bin of a tick."""
    return min(n - 1, max(0, int((np.int64(tick) - first) * scale)))


@kernel
def _insertion_sort(entries, low, high, hold, ids):
    """Sort the few entries[low:high] in place; `entries[hold]` is used as a place to hold one."""
    for i in range(low + 1, high):
        if not before(entries[i], entries[i - 1], ids):
            continue
        entries[hold] = entries[i]
        j = i
        while j > low and before(entries[hold], entries[j - 1], ids):
            entries[j] = entries[j - 1]
            j -= 1
        entries[j] = entries[hold]


@kernel
def _heap_sort(entries, low, high, hold, ids):
    """Sort entries[low:high] in place, n log n whatever their order; for many entries at one instant."""
    n = high - low
    for step in range(n // 2 + n - 1):
        if step < n // 2:
            root, size = n // 2 - 1 - step, n
            entries[hold] = entries[low + root]
        else:
            size = n - 1 - (step - n // 2)
            root = 0
            entries[hold] = entries[low + size]
            entries[low + size] = entries[low]
        while True:
            child = 2 * root + 1
            if child >= size:
                break
            if child + 1 < size and before(entries[low + child], entries[low + child + 1], ids):
                child += 1
            if not before(entries[hold], entries[low + child], ids):
                break
            entries[low + root] = entries[low + child]
            root = child
        entries[low + root] = entries[hold]
