"""A parcel's record in hours and plain words: what tests say, and what they are told.

Instants (`placed_at`, `picked_up_at`, `handed_at`, `news_at`, `seen_at`, `clock_at`, `wake_at`, `dark_from_at`) are
hours, infinite where they have not come. `order` and `merchant`, `state` and `milestone`, `tries` and `failures`,
`worries` and `contacts`, `category` and `size` are numbers of their own. `value` is CNY, in whole eighths from 2 to
8,190. All else is called as in the record.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.counting import N_SIZES
from sim.engine.instants import NEVER, NOISE, TICK_H, TICKS
from sim.engine.record import PARCEL, merchants_of, order_ids, owner_of

INSTANTS = ("placed", "picked_up", "handed", "news", "seen", "clock", "wake", "dark_from")
HALVES = {"stands": ("state", "milestone"), "tries": ("tries", "failures"), "worries": ("worries", "contacts")}
"""Fields of two numbers below 16: the lower half, the upper half."""
PRICE_ROW = 1


class Quantiles:
    """A distribution by its quantile function."""

    def __init__(self, name: str, ppf: Any) -> None:
        self.name, self.ppf = name, ppf

    def __repr__(self) -> str:
        return self.name

    def quantile(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(self.ppf(np.asarray(u)), np.float64)


def always(value: float) -> Quantiles:
    """A quantity that does not vary."""
    return Quantiles(f"always {value!r}", lambda u: np.full_like(u, value))


PRICES = Quantiles("eighths of a CNY", lambda u: 8192.0 * u - 1.0 / 16.0)
"""Values of orders in the bench: an eighth of the 16 bits of their luck."""


def ticks_of(at: float) -> np.uint32:
    """Hours as ticks, the nearest; what never comes is NEVER."""
    return np.uint32(round(at * TICKS)) if at < 4095.0 else NEVER


def in_tick(at: float) -> float:
    """Begin of the tick in which an instant falls, h."""
    return math.floor(at * TICKS + NOISE) * TICK_H


def hours_of(tick: Any) -> float:
    """Ticks as hours; NEVER is infinite."""
    return float("inf") if tick == NEVER else int(tick) * TICK_H


def words_of(rec: Any) -> dict[str, Any]:
    """What a record says."""
    told = {name: rec[name].item() for name in PARCEL.names or () if name not in (*INSTANTS, *HALVES, "owner")}
    told |= {f"{name}_at": hours_of(rec[name]) for name in INSTANTS}
    for field, (lower, upper) in HALVES.items():
        told[lower], told[upper] = int(rec[field]) & 15, int(rec[field]) >> 4
    told["order"], told["merchant"] = int(order_ids(rec)), int(merchants_of(rec))
    told["category"], told["size"] = divmod(int(rec["goods"]), N_SIZES)
    return told | {"value": float(rec["worth"]) / 8.0}


def put_words(rec: Any, fields: dict[str, Any]) -> None:
    """Write fields into a record; what they do not name stays as it is."""
    left = dict(fields)
    for name in INSTANTS:
        if f"{name}_at" in left:
            rec[name] = ticks_of(left.pop(f"{name}_at"))
    if "order" in left or "merchant" in left:
        order, merchant = left.pop("order", int(order_ids(rec))), left.pop("merchant", int(merchants_of(rec)))
        rec["owner"] = owner_of.py_func(merchant, order >> 32, order & 0xFFFFFFFF)  # type: ignore[attr-defined]
    for field, (lower, upper) in HALVES.items():
        was = int(rec[field])
        rec[field] = left.pop(lower, was & 15) | left.pop(upper, was >> 4) << 4
    size = left.pop("size", int(rec["goods"]) % N_SIZES)
    rec["goods"] = left.pop("category", int(rec["goods"]) // N_SIZES) * N_SIZES + size
    if "value" in left:
        rec["worth"] = round(left.pop("value") * 8.0)
    for name, value in left.items():
        rec[name] = value
