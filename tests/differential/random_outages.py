"""Random outages: one or several after one another on a link, of every mode."""

from typing import Any

from hypothesis import strategies as st

MILESTONES = [
    "picked_up", "origin_sorted", "linehaul_departed", "destination_arrived", "out_for_delivery", "attempt_failed",
    "delivered", "returned", "locker_deposited", "collected",
]  # fmt: skip
STEP_H = 1 / 12


@st.composite
def outages(draw: st.DrawFn, links: tuple[str, ...], horizon: int) -> dict[str, Any]:
    """Overrides with up to four outages; those of one link do not overlap."""
    found: dict[str, Any] = {}
    for link in draw(st.lists(st.sampled_from(links), unique=True, max_size=3)):
        begin = 0.0
        for turn in range(draw(st.sampled_from([1, 1, 1, 2]))):
            begin += draw(st.integers(0, horizon * 4)) * STEP_H
            length = draw(st.integers(1, 80 * 12)) * STEP_H
            if begin >= horizon - 1:
                break
            found[f"outages.o_{link}_{turn}"] = draw(_outage(link, begin, length))
            begin += length + STEP_H
    return found


@st.composite
def _outage(draw: st.DrawFn, link: str, begin: float, length: float) -> dict[str, Any]:
    mode = draw(st.sampled_from(["full", "full", "partial", "stale", "throttled", "intermittent"]))
    words: dict[str, Any] = {"link": link, "start": f"+{begin!r}h", "duration": f"{length!r}h", "mode": mode}
    on_close = draw(st.sampled_from(["buffer", "buffer", "drop"]))
    words["on_close"] = on_close
    if on_close == "buffer":
        order = draw(st.sampled_from(["oldest_first", "newest_first", "latest_only"]))
        words["replay"] = {"order": order, "rate": draw(st.sampled_from(["unlimited", "3.3/h", "41/h"]))}
        if draw(st.booleans()):
            words["buffer_limit"] = draw(st.integers(0, 60))
    if mode != "full":
        words |= draw(_fields(mode))
    return words


@st.composite
def _fields(draw: st.DrawFn, mode: str) -> dict[str, Any]:
    """Fields the mode needs, and some it may have besides."""
    words: dict[str, Any] = {}
    by_merchant = draw(st.booleans())
    if by_merchant:
        words["share"] = draw(st.sampled_from(["10%", "50%", "90%"]))
    if (mode == "partial" and not by_merchant) or draw(st.integers(0, 3)) == 0:
        words["milestones"] = draw(st.lists(st.sampled_from(MILESTONES), unique=True, min_size=1, max_size=6))
    if mode == "stale" or draw(st.integers(0, 5)) == 0:
        words["extra"] = draw(st.sampled_from(["45min", "9h", "30h"]))
    if mode == "throttled" or draw(st.integers(0, 5)) == 0:
        words["rate"] = draw(st.sampled_from(["0.3/h", "2/h", "11/h"]))
    if mode == "intermittent" or draw(st.integers(0, 5)) == 0:
        cycle = draw(st.integers(18, 12 * 12))
        words["cycle"] = f"{cycle * 5}min"
        words["off"] = f"{draw(st.integers(1, cycle - 9)) * 5}min"
    return words
