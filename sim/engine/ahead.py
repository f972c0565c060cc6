"""Asking memory for a record before it is needed, so that a kernel does not wait for it.

A parcel's record lies anywhere in a table far larger than any cache; fetching it costs more than what is done with
it. A kernel that works off a list knows which records come next, and asks for them a few entries ahead. This module
knows addresses; what is in the records is nothing to it.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from sim.engine.compiled import kernel

AHEAD = 16
"""Entries between asking and using where each takes some work: long enough for memory to answer, short enough for the
nearest cache to hold."""
FAR = 64
"""The same where an entry takes hardly any work, or where a whole lot is looked at first."""


@intrinsic
def _fetch(_typing: Any, array: Any, _index: Any) -> Any:
    """What the compiler is to put in place of a call."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array_type = signature.args[0]
        view = context.make_array(array_type)(context, builder, arguments[0])
        place = cgutils.get_item_pointer(context, builder, array_type, view, [arguments[1]], wraparound=False)
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        ask = builder.module.declare_intrinsic(
            "llvm.prefetch", (byte,), ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        )
        to_write, keep, data = (ir.Constant(number, value) for value in (1, 3, 1))
        builder.call(ask, [builder.bitcast(place, byte), to_write, keep, data])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate


fetch: Any = _fetch
"""fetch(array, index): ask for the cache line in which one record of an array begins; changes nothing."""


@kernel
def fetch_ahead(records, entries, i, n, ahead):
    """While entry `i` of `n` is worked off, ask for the record (`row`) of the one `ahead` entries later."""
    if i + ahead < n:
        fetch(records, entries[i + ahead].row)


@kernel
def fetch_first(records, entries, n, ahead):
    """Ask for the records of the first entries, for which nobody has asked while others were worked off."""
    for i in range(min(n, ahead)):
        fetch(records, entries[i].row)
