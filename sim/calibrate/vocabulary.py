"""What others call the milestones of a parcel. Knows words; must not know times."""

import difflib
import re
from collections.abc import Iterable

from sim.errors import ScenarioError

MILESTONES = (
    "ordered", "picked_up", "origin_arrived", "origin_sorted", "linehaul_departed", "destination_arrived",
    "out_for_delivery", "attempt_failed", "locker_deposited", "delivered", "collected", "returned",
)  # fmt: skip
"""The model's milestones in the order of a journey, with the order itself and the arrival at the first hub."""
ENDS = ("delivered", "collected", "returned")

_WORDS: dict[str, tuple[str, ...]] = {
    "ordered": (
        "ordered", "order placed", "order created", "created", "placed", "purchased", "paid", "下单", "已下单",
    ),
    "picked_up": (
        "picked up", "pickup", "pick up", "collected from sender", "accepted", "accept", "got", "shipped",
        "handed over", "received by carrier", "collected by carrier", "已揽收", "已揽件", "揽收",
        "揽件",
    ),
    "origin_arrived": (
        "origin arrived", "arrived at origin", "origin hub arrived", "arrived origin hub", "到达始发中心",
    ),
    "origin_sorted": (
        "origin sorted", "sorted", "processed", "processed at origin", "sorted at origin", "分拣", "已分拣",
    ),
    "linehaul_departed": (
        "linehaul departed", "departed", "departure", "in transit", "left origin", "departed origin",
        "运输中", "已发出", "发出",
    ),
    "destination_arrived": (
        "destination arrived", "arrived", "arrival", "arrived at destination", "arrived at depot",
        "destination hub arrived", "到达", "已到达", "到达目的地",
    ),
    "out_for_delivery": (
        "out for delivery", "ofd", "with courier", "delivering", "on delivery", "派送中", "派件中", "派件",
    ),
    "attempt_failed": (
        "attempt failed", "failed attempt", "delivery failed", "failed", "not home", "unsuccessful", "派送失败",
    ),
    "locker_deposited": (
        "locker deposited", "deposited", "in locker", "at locker", "placed in locker", "ready for pickup",
        "已入柜", "入柜",
    ),
    "delivered": ("delivered", "signed", "sign", "completed", "received", "签收", "已签收"),
    "collected": ("collected", "picked up by customer", "locker collected", "已取件", "取件"),
    "returned": ("returned", "return", "returned to sender", "退回", "已退回"),
}  # fmt: skip


COMPLAINTS = ("complaint", "complaints", "complain", "formal complaint", "dispute", "投诉", "申诉")
"""What others call a complaint, among the kinds of contacts."""


def plain_word(word: str) -> str:
    """A milestone's name without case and signs.

    >>> plain_word(" Out-For_Delivery")
    'out for delivery'
    """
    return re.sub(r"[\W_]+", " ", word.lower()).strip()


_MEANT = {word: milestone for milestone, words in _WORDS.items() for word in words}


def meanings(words: Iterable[str], told: dict[str, str] | None = None) -> dict[str, str | None]:
    """The milestone each word stands for, None where nobody knows.

    Args:
        words: as they stand in a table.
        told: milestones by word as the user said them, which come first.

    >>> meanings(["Delivered", "GOT", "weighed"])
    {'Delivered': 'delivered', 'GOT': 'picked_up', 'weighed': None}
    """
    said = {plain_word(word): milestone for word, milestone in (told or {}).items()}
    return {word: said.get(plain_word(word)) or _MEANT.get(plain_word(word)) for word in words}


def read_words(entries: Iterable[str]) -> dict[str, str]:
    """`--milestone` entries: the milestone each word stands for.

    Raises:
        ScenarioError: an entry is not `word=milestone`, or names no milestone.
    """
    told = {}
    for entry in entries:
        word, _, milestone = (part.strip() for part in entry.rpartition("="))
        if not word:
            raise ScenarioError.of("--milestone", "write word=milestone, such as GOT=picked_up", entry)
        if milestone not in MILESTONES:
            near = difflib.get_close_matches(milestone, MILESTONES, 1, 0.5)
            raise ScenarioError.of(
                "--milestone", f"a milestone is one of {', '.join(MILESTONES)}", milestone, near[0] if near else None
            )
        told[word] = milestone
    return told
