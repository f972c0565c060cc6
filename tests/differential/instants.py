"""Every event of two journals, instant by instant: the engine's notes against the reference's entries.

For each count and order both tell a set of facts: an instant, a carrier, an amount. A fact of one must be a fact of the
other, its instant the same (`SAME_H`), its carrier the same, its amount alike as sums are (`RELATIVE`). In what order the
engine came to note them says nothing. Where a fact needs a word:

- All counts but those below: one fact for what happened, at the instant at which docs/model.md says that it happened.
  That includes instants which are named later than they come: a phantom at hand-over and grace, a late dispatch when it
  falls due, a first darkness when the grace is over.
- `dark_hours`: darkness is told in slices, cut at full hours by both and at publications by the engine. Slices that
  touch are one span; the span's begin and its end are compared as two facts, `DARK_BEGINS` and `DARK_ENDS`.
- At the horizon: payment that comes later or never, and promises broken by parcels still under way. The engine notes
  the horizon as a billionth of an hour before, to keep it in the last hour.
- Amounts of nothing (a penalty waived, no record beyond the terms) are no facts: the reference notes them, the engine
  does not.
- Merchants' steps are counted, not noted; `decisions` looks at them.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.tally import COUNTS
from tests.differential.comparison import RELATIVE, SAME_H
from tests.reference import Account
from tests.reference.counts import counted

DARK_BEGINS, DARK_ENDS = "darkness begins", "darkness ends"


class Fact(NamedTuple):
    """Something that happened to an order.

    Attributes:
        at: h. carrier: row. amount: what was counted, in its unit.
    """

    at: float
    carrier: int
    amount: float

    def is_like(self, other: "Fact") -> bool:
        """Whether both tell of one thing."""
        return (
            self.carrier == other.carrier
            and abs(self.at - other.at) <= SAME_H
            and math.isclose(self.amount, other.amount, rel_tol=RELATIVE, abs_tol=1e-9)
        )

    def __str__(self) -> str:
        """In words."""
        return f"{self.amount:.9g} at {self.at:.9f} h with carrier {self.carrier}"


Facts = dict[tuple[str, int], list[Fact]]
"""{(name of the count, order id): what happened, in order of time}."""


def facts_of_engine(journal: NDArray[Any]) -> Facts:
    """What a run's notes say (`Replication.journal`)."""
    names = list(COUNTS)
    found: Facts = defaultdict(list)
    for order, at, amount, measure, carrier, _ in journal.tolist():
        if amount:
            found[names[measure], order].append(Fact(at, carrier, amount))
    return _in_order(found)


def facts_of_reference(account: Account) -> Facts:
    """What the reference's entries about orders say; those after the horizon count for nothing."""
    found: Facts = defaultdict(list)
    for entry in account.journal.entries:
        if entry.what.startswith("merchant") or entry.time > account.world.clock.horizon:
            continue
        for name, amount in counted(entry):
            if amount:
                found[name, entry.owner].append(Fact(entry.time, entry.carrier, amount))
    return _in_order(found)


def _in_order(found: Mapping[tuple[str, int], list[Fact]]) -> Facts:
    """By time, darkness as the begins and ends of its spans."""
    facts: Facts = {}
    for (name, order), several in found.items():
        several.sort()
        if name == "dark_hours":
            spans = _spans(several)
            facts[DARK_BEGINS, order] = [Fact(begin, carrier, 1.0) for begin, _, carrier in spans]
            facts[DARK_ENDS, order] = [Fact(end, carrier, 1.0) for _, end, carrier in spans]
        else:
            facts[name, order] = several
    return facts


def _spans(slices: Iterable[Fact]) -> list[tuple[float, float, int]]:
    """(begin, end, carrier) of each span of darkness, from slices in order of time."""
    spans: list[tuple[float, float, int]] = []
    for at, carrier, hours in slices:
        if spans and abs(at - spans[-1][1]) <= SAME_H and carrier == spans[-1][2]:
            spans[-1] = (spans[-1][0], at + hours, carrier)
        else:
            spans.append((at, at + hours, carrier))
    return spans


def unlike(expected: Facts, found: Facts) -> list[str]:
    """One line for each count of which the two do not tell the same: how many orders, and the first fact in time."""
    wrong: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for name, order in {**expected, **found}:
        missing, surplus = _unmatched(expected.get((name, order), []), found.get((name, order), []))
        if missing or surplus:
            at = min(fact.at for fact in (*missing, *surplus))
            wrong[name].append((at, f"order {order}: {_in_words(missing, surplus)}"))
    return [
        f"{name}: instants of {len(wrong[name])} orders; first {min(wrong[name])[1]}"
        for name in (*COUNTS, DARK_BEGINS, DARK_ENDS)
        if name in wrong
    ]


def _unmatched(expected: list[Fact], found: list[Fact]) -> tuple[list[Fact], list[Fact]]:
    """What only one of the two tells."""
    missing, surplus = [], list(found)
    for fact in expected:
        for i, other in enumerate(surplus):
            if fact.is_like(other):
                del surplus[i]
                break
        else:
            missing.append(fact)
    return missing, surplus


def _in_words(missing: list[Fact], surplus: list[Fact]) -> str:
    if not surplus:
        return f"{missing[0]}, and the engine has nothing"
    if not missing:
        return f"nothing, and the engine has {surplus[0]}"
    nearest = min(surplus, key=lambda fact: abs(fact.at - missing[0].at))
    return f"{missing[0]}, and the engine has {nearest} ({nearest.at - missing[0].at:+.3g} h)"


def ran_full(journal: NDArray[Any], room: int) -> list[str]:
    """A journal without room to spare may have left things out: that is a failure, not a shorter comparison."""
    return [f"the engine's journal ran full at {room} notes"] if len(journal) >= room else []


def shifted(journal: NDArray[Any], note: int, by: float) -> NDArray[Any]:
    """A copy of a journal in which one note's instant is wrong."""
    copy = np.array(journal)
    copy["at"][note] += by
    return copy
