"""How kernels are compiled: ahead of nothing, cached, and without reference counting.

Kernels pass tuples of arrays to each other millions of times a second. Numba would count references to every
array at every call, which measured 76 ns for a call that does 5 ns of work; with the reference counter off a
kernel must not allocate, so every kernel here works in arrays handed to it. See
docs/decisions/0002-kernels-without-reference-counting.md.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


OPTIONS: dict[str, Any] = {"cache": True, "error_model": "numpy", "_nrt": False}


def kernel(function: Function) -> Function:
    """Compile a function that only reads and writes arrays it is given; `.py_func` is the function itself.

    It is inlined where another kernel calls it: handing over forty arrays by value costs more than most calls do.
    """
    compiled: Function = njit(**OPTIONS, forceinline=True)(function)
    return compiled


def entry(function: Function) -> Function:
    """Compile a kernel that stands by itself: Python may call it, and a kernel that calls it jumps to it."""
    compiled: Function = njit(**OPTIONS)(function)
    return compiled
