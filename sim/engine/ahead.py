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

NEAR = 12
"""Entries between asking the second cache and using."""
FAR = 64
"""Entries between asking memory and using: a lot, whose records are all looked at first."""


def _asking(write: int, keep: int) -> Any:
    """What asks for a record, to be written to or not, and kept in the nearest cache (3) or the second one (2)."""

    @intrinsic
    def ask(_typing: Any, array: Any, _index: Any) -> Any:
        """What the compiler is to put in place of a call."""

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            array_type = signature.args[0]
            view = context.make_array(array_type)(context, builder, arguments[0])
            place = cgutils.get_item_pointer(context, builder, array_type, view, [arguments[1]], wraparound=False)
            byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
            prefetch = builder.module.declare_intrinsic(
                "llvm.prefetch", (byte,), ir.FunctionType(ir.VoidType(), [byte, number, number, number])
            )
            how = [ir.Constant(number, value) for value in (write, keep, 1)]
            builder.call(prefetch, [builder.bitcast(place, byte), *how])
            return context.get_dummy_value()

        return types.void(array, types.intp), generate

    return ask


fetch: Any = _asking(1, 3)
"""fetch(array, index): ask for the cache line in which one record of an array begins; changes nothing."""
fetch_far: Any = _asking(0, 2)
"""The same into the second cache: many can be under way at once, and none is in the way of what is used sooner."""


@kernel
def fetch_ahead(records, entries, i, n):
    """While entry `i` of `n` is worked off, ask memory for the record (`row`) of one far ahead, in the next lot."""
    if i + FAR < n:
        fetch_far(records, entries[i + FAR].row)


@kernel
def fetch_in_turn(records, entries, i, n):
    """`fetch_ahead` where entries are not looked at by lots: a record that comes soon is asked for once more."""
    fetch_ahead(records, entries, i, n)
    if i + NEAR < n:
        fetch(records, entries[i + NEAR].row)


@kernel
def fetch_first(records, entries, n):
    """Ask for the records of the first entries, for which nobody has asked while others were worked off."""
    for i in range(min(n, FAR)):
        fetch_far(records, entries[i].row)
