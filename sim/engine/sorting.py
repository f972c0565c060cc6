"""Entries put in order of time, ties by order id and then by number: never by luck and never by row."""

import numpy as np

from sim.engine.ahead import fetch
from sim.engine.compiled import kernel
from sim.engine.instants import TICK_H, TICKS
from sim.engine.record import rank_of

FEW = 24
"""More entries than that in one bin are a crowd, and are not moved one by one."""
BINS = 2
"""Bins an entry: most are alone in theirs."""
_PLACE = np.uint64(24)
"""Bits of a key that hold a place; the order id above it has 40. No instant has as many entries."""


@kernel
def sort_by_time(entries, n, out, keys, bins, t0, t1, ids):
    """Put `entries[:n]`, whose times lie in [t0, t1), into `out` in order.

    A counting sort into bins of equal length, then what is out of order within a bin, then ties: linear for times that
    spread and for many at one instant, nearly so for anything between.

    Args:
        entries: ENTRY array, overwritten.
        n: how many of them count.
        out: another ENTRY array of at least n + 1.
        keys: uint64 array of at least n, overwritten. bins: uint32 array of at least BINS · n, may be its memory.
        t0, t1: hours, limits of the times.
        ids: parcel table, for the order ids that settle ties.
    """
    first, n_bins = np.int64(t0 * TICKS), BINS * n
    scale = n_bins * TICK_H / (t1 - t0)
    for b in range(n_bins):
        bins[b] = 0
    for i in range(n):
        bins[np.uint64(_bin(entries[i].at_tick, first, scale, n_bins))] += 1
    begin, fullest = np.int64(0), np.int64(0)
    for b in range(n_bins):
        size = np.int64(bins[b])
        bins[b] = begin
        begin += size
        fullest = max(fullest, size)
    for i in range(n):
        bin_ = np.uint64(_bin(entries[i].at_tick, first, scale, n_bins))
        out[np.uint64(bins[bin_])] = entries[i]
        bins[bin_] += 1
    if fullest > FEW:
        _sort_crowds(out, n, first, scale, n_bins, entries, keys)
    _move_into_place(out, n, ids)
    _settle_ties(out, n, entries, keys, ids)


@kernel
def _bin(tick, first, scale, n_bins):
    """The bin of a tick."""
    return min(n_bins - 1, max(0, int((np.int64(tick) - first) * scale)))


@kernel
def _sort_crowds(out, n, first, scale, n_bins, room, keys):
    """Put the entries of each crowded bin in order of time."""
    low = 0
    while low < n:
        bin_, high = _bin(out[low].at_tick, first, scale, n_bins), low + 1
        while high < n and _bin(out[high].at_tick, first, scale, n_bins) == bin_:
            high += 1
        if high - low > FEW:
            for i in range(low, high):
                keys[i - low] = np.uint64(out[i].at_tick) << np.uint64(32) | np.uint64(i - low)
            _sort_keys(keys, high - low)
            _rearrange(out, low, high, keys, np.uint64(32), room)
        low = high


@kernel
def _move_into_place(out, n, ids):
    """Order by time what is nearly so; the records of entries at one instant are asked for, since they will be read."""
    for i in range(1, n):
        tick = out[i].at_tick
        if tick > out[i - 1].at_tick:
            continue
        if tick == out[i - 1].at_tick:
            fetch(ids, out[i - 1].row)
            fetch(ids, out[i].row)
            continue
        out[n] = out[i]
        j = i
        while j > 0 and tick < out[j - 1].at_tick:
            out[j] = out[j - 1]
            j -= 1
        out[j] = out[n]


@kernel
def _settle_ties(out, n, room, keys, ids):
    """Order what falls on one instant by order id, then by number."""
    low = 0
    while low + 1 < n:
        tick, high = out[low].at_tick, low + 1
        while high < n and out[high].at_tick == tick:
            high += 1
        if high - low > 1:
            for i in range(low, high):
                keys[i - low] = rank_of(ids[out[i].row]) << _PLACE | np.uint64(i - low)
            _sort_keys(keys, high - low)
            _rearrange(out, low, high, keys, _PLACE, room)
            _settle_numbers(out, low, high, n)
        low = high


@kernel
def _settle_numbers(out, low, high, hold):
    """Order the entries of one parcel, which lie side by side in out[low:high], by number; `hold` is a free place."""
    for i in range(low + 1, high):
        j = i
        while j > low and out[j].row == out[j - 1].row and out[j].n < out[j - 1].n:
            out[hold] = out[j]
            out[j] = out[j - 1]
            out[j - 1] = out[hold]
            j -= 1


@kernel
def _sort_keys(keys, n):
    """Shell's sort of keys[:n], all different: short, in place, and no order makes it slow."""
    gap = n
    while gap > 1:
        gap = max(1, 5 * gap // 11)
        for i in range(gap, n):
            key = keys[i]
            j = i
            while j >= gap and keys[j - gap] > key:
                keys[j] = keys[j - gap]
                j -= gap
            keys[j] = key


@kernel
def _rearrange(out, low, high, keys, bits, room):
    """Put out[low:high] in the order of the sorted keys, whose last `bits` bits are places from `low` on."""
    mask = (np.uint64(1) << bits) - np.uint64(1)
    for k in range(high - low):
        room[k] = out[np.uint64(low) + (keys[k] & mask)]
    for k in range(high - low):
        out[low + k] = room[k]
