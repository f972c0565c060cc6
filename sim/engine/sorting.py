"""Entries put in order of time, ties by order id and then by number: never by luck and never by row."""

import numpy as np

from sim.engine.compiled import kernel

FEW = 24


@kernel
def before(a, b, ids):
    """Whether entry `a` comes before entry `b`: earlier, or the lower order id, or the lower number `n`."""
    if a.at != b.at:
        return a.at < b.at
    if ids[a.row].order != ids[b.row].order:
        return ids[a.row].order < ids[b.row].order
    return a.n < b.n


@kernel
def sort_by_time(entries, n, spare, bins, t0, t1, ids):
    """Sort `entries[:n]`, whose times lie in [t0, t1), in place.

    A counting sort into n bins of equal length, then each bin by itself: linear for times that spread, n log n when
    many fall on one instant.

    Args:
        entries: ENTRY array.
        n: how many of them count.
        spare: ENTRY array of at least n + 1, overwritten.
        bins: int64 array of at least n, overwritten.
        t0, t1: hours, limits of the times.
        ids: parcel table, for the order ids that settle ties.
    """
    if n < 2:
        return
    scale = n / (t1 - t0)
    for b in range(n):
        bins[b] = 0
    for i in range(n):
        bins[np.uint64(min(n - 1, max(0, int((entries[i].at - t0) * scale))))] += 1
    begin = 0
    for b in range(n):
        size = bins[b]
        bins[b] = begin
        begin += size
    for i in range(n):
        bin_ = np.uint64(min(n - 1, max(0, int((entries[i].at - t0) * scale))))
        spare[np.uint64(bins[bin_])] = entries[i]
        bins[bin_] += 1
    begin = 0
    for b in range(n):
        if bins[b] - begin > FEW:
            _heap_sort(spare, begin, bins[b], n, ids)
        elif bins[b] - begin > 1:
            _insertion_sort(spare, begin, bins[b], n, ids)
        begin = bins[b]
    for i in range(n):
        entries[i] = spare[i]


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
