"""The luck of parcels that a kernel is about to work off, drawn for many at once.

Knows parcels and their luck; what is decided by it is nothing to it.
"""

from sim.engine.ahead import fetch_first
from sim.engine.compiled import kernel
from sim.engine.luck import draw_lot, name_owner, unit
from sim.engine.quantiles import quantile
from sim.engine.record import attempts_of, order_of


@kernel
def draw_of_parcels(entries, first, n_lot, n, block, lane, key, tables, rows, parcels, lot):
    """Draw a block of luck of the parcels of `entries[first : first + n_lot]`; `n` entries are there in all.

    How long something lasts is looked up in the lot's `hours`, by the quantile table `rows[carrier]` and the uniform
    of `lane`. Whoever works off an entry asks for the record of an entry of the next lot.
    """
    if first == 0:
        fetch_first(parcels.rec, entries, n)
    for j in range(n_lot):
        name_owner(lot, j, order_of(parcels.rec[entries[first + j].row]), 0)
    draw_lot(key, lot, n_lot, block)
    for j in range(n_lot):
        take_hours(lot, j, lane, tables, rows[parcels.rec[entries[first + j].row].carrier])


@kernel
def take_hours(lot, j, lane, tables, row):
    """Look up how long something lasts for owner `j` of a lot, in its `hours`.

    One look does not wait for another's memory; in the loop that works off parcels it would wait for much else.
    """
    lot.hours[j] = quantile(tables, row, unit(lot, lane, j))


@kernel
def draw_of_rounds(entries, first, n, key, parcels, lot):
    """Draw the luck of the present attempts of the parcels of `entries[first : first + n]`, at most a lot."""
    for j in range(n):
        parcel = parcels.rec[entries[first + j].row]
        name_owner(lot, j, order_of(parcel), attempts_of(parcel))
    draw_lot(key, lot, n, 3)
