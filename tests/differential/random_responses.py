"""Random answers of the platform and the regulator; at most one of a kind (and target) at a time."""

from typing import Any

from hypothesis import strategies as st

STEP_H = 1 / 12
KINDS = [
    "advise_switch", "delist", "mobilise_capacity", "fresh_bases", "extend_auto_confirm", "waive_late_dispatch",
    "add_agents", "poll_fallback", "public_notice", "mediate",
]  # fmt: skip


@st.composite
def responses(
    draw: st.DrawFn, carriers: tuple[str, ...], links: tuple[str, ...], horizon: int, outage_paths: list[str]
) -> dict[str, Any]:
    """Overrides with up to six responses."""
    found: dict[str, Any] = {}
    for kind in draw(st.lists(st.sampled_from(KINDS), unique=True, max_size=6)):
        words = {"action": kind, **draw(_times(horizon, carriers))}
        names = [path.partition(".")[2] for path in outage_paths]
        if kind == "mediate":
            if not names:
                continue
            words["restores"] = draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
            words["after"] = {"lognormal": {"median": draw(st.sampled_from(["1h", "20h"])), "p95": "50h"}}
            words.pop("end", None)
            words.pop("duration", None)
        words |= draw(_fields(kind, carriers, links))
        found[f"responses.r_{kind}"] = words
    return found


@st.composite
def _times(draw: st.DrawFn, horizon: int, carriers: tuple[str, ...]) -> dict[str, Any]:
    words: dict[str, Any] = {}
    begin = draw(st.integers(0, (horizon - 2) * 12)) * STEP_H
    if draw(st.integers(0, 3)):
        words["start"] = f"+{begin!r}h"
    else:
        words["when"] = draw(_trigger(carriers))
    ending = draw(st.sampled_from(["never", "end", "duration"]))
    if ending == "end":
        words["end"] = f"+{begin + draw(st.integers(1, 60 * 12)) * STEP_H!r}h"
    elif ending == "duration":
        words["duration"] = f"{draw(st.integers(1, 60 * 12)) * 5}min"
    if draw(st.booleans()):
        words["lag"] = f"{draw(st.integers(1, 12 * 12)) * 5}min"
    return words


@st.composite
def _trigger(draw: st.DrawFn, carriers: tuple[str, ...]) -> dict[str, Any]:
    measure, above = draw(
        st.sampled_from(
            [
                ("support_wait_p90", "5min"),
                ("contacts_per_h", 1),
                ("complaints_per_h", 0),
                ("petitions", 2),
            ]
        )
    )
    words: dict[str, Any] = {"measure": measure, "above": above, "for": draw(st.sampled_from(["0h", "1h", "150min"]))}
    if measure == "published_backlog_h":
        words["carrier"] = draw(st.sampled_from(carriers))
    return words


@st.composite
def _fields(draw: st.DrawFn, kind: str, carriers: tuple[str, ...], links: tuple[str, ...]) -> dict[str, Any]:
    """What an action says besides its times."""
    if kind in ("advise_switch", "delist"):
        return {"carrier": draw(st.sampled_from(carriers))}
    if kind == "mobilise_capacity":
        some = draw(st.lists(st.sampled_from(carriers), unique=True, min_size=1))
        return {"carriers": some, "factor": draw(st.sampled_from([0.5, 1.4, 3]))}
    if kind == "extend_auto_confirm":
        return {"to": draw(st.sampled_from(["5d", "9d"]))}
    if kind == "add_agents":
        desk = draw(st.sampled_from(["merchant", "platform", "carrier"]))
        return {"desk": desk, "factor": draw(st.sampled_from([0.4, 1.6, 3]))}
    if kind == "poll_fallback":
        return {"link": draw(st.sampled_from(links)), "coverage": draw(st.sampled_from(["30%", "100%"]))}
    if kind == "public_notice":
        return {"effect": draw(st.sampled_from(["30%", "100%"]))}
    return {}
