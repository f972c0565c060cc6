"""Where the two lives of a parcel part, in words, on a page and on the terminal. Draws nothing; knows no run."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sim.report import numbers
from sim.report.wall_clock import WallClock

NOTHING_DIFFERS = (
    "Nothing differs: every step and everything shown of it is the same in both arms, to the tick of 3.4 ms."
)


@dataclass(frozen=True)
class Parting:
    """Where the two lives of a parcel part for the first time, in one respect.

    Attributes:
        at_h: h since the start.
        respect: what differs, such as `where it is`.
        what: what is otherwise, one sentence.
        cause: what made it so, one sentence.
    """

    at_h: float
    respect: str
    what: str
    cause: str


def partings_in_words(partings: Sequence[Parting], clock: WallClock) -> list[str]:
    """Where the lives part, the first difference first: a paragraph each."""
    if not partings:
        return [NOTHING_DIFFERS]
    heads = ["What differs first is", *["Then"] * (len(partings) - 1)]
    return [
        f"{head} {one.respect}, on {clock.words(one.at_h)}. {one.what} {one.cause}"
        for head, one in zip(heads, partings, strict=True)
    ]


def differing_in_words(consequences: pd.DataFrame) -> pd.DataFrame:
    """What became of the parcel where that differs between the arms, its figures in words.

    Args:
        consequences: any columns, and unit, counterfactual, as_it_happened, difference; NaN = not by the horizon.
    """
    happened = consequences[["counterfactual", "as_it_happened"]].notna().any(axis=1)
    told = consequences[(consequences["difference"] != 0) & happened]
    units = told["unit"].tolist()
    in_words = {
        name: [show(value, unit) for value, unit in zip(told[name], units, strict=True)]
        for name, show in (
            ("counterfactual", numbers.plain),
            ("as_it_happened", numbers.plain),
            ("difference", numbers.change),
        )
    }
    return told.assign(**in_words)
