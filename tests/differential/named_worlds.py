"""Worlds by name: each mode of outage, each answer to one, once."""

from typing import Any

FROM_DAY_3 = "2017-05-28T10:10"
FULL: dict[str, Any] = {"outages.swift": {"link": "swift", "start": FROM_DAY_3, "duration": "50h"}}


def _outage(link: str, **fields: Any) -> dict[str, Any]:
    return {f"outages.{link}": {"link": link, "start": FROM_DAY_3, "duration": "50h", **fields}}


def _responses(**responses: dict[str, Any]) -> dict[str, Any]:
    return {f"responses.{name}": words for name, words in responses.items()}


NAMED_WORLDS: dict[str, dict[str, Any]] = {
    "nothing goes wrong": {},
    "a carrier's link is closed and replayed oldest first": _outage(
        "swift", replay={"order": "oldest_first", "rate": "40/h"}
    ),
    "a carrier's link drops everything": _outage("swift", on_close="drop"),
    "a locker operator's link is closed and replayed newest first": _outage(
        "boxes", replay={"order": "newest_first", "rate": "5/h"}
    ),
    "half the merchants are dark and the buffer is small": _outage(
        "swift", mode="partial", share="50%", buffer_limit=30, replay={"order": "newest_first", "rate": "20/h"}
    ),
    "some milestones are missing and only the latest is sent": _outage(
        "plain",
        mode="partial",
        milestones=["picked_up", "origin_sorted", "delivered"],
        replay={"order": "latest_only", "rate": "20/h"},
    ),
    "news is nine hours old for some merchants": _outage("swift", mode="stale", extra="9h", share="60%"),
    "a link is narrowed to two scans an hour": _outage("swift", mode="throttled", rate="2/h"),
    "a link comes and goes": _outage(
        "swift", mode="intermittent", cycle="5h", off="3h", replay={"order": "latest_only", "rate": "8/h"}
    ),
    "links are narrow all the time": {"links.swift.throughput": "5/h", "links.boxes.throughput": "1/h"},
    "merchants are advised to switch": FULL
    | _responses(
        advise={"action": "advise_switch", "carrier": "swift", "start": "2017-05-28T14:00", "end": "2017-05-30T12:00"}
    ),
    "the carrier is delisted and others add capacity": FULL
    | _responses(
        delist={"action": "delist", "carrier": "swift", "start": "2017-05-28T14:00", "end": "2017-05-30T12:00"},
        capacity={
            "action": "mobilise_capacity",
            "carriers": ["plain", "cheap"],
            "factor": 1.4,
            "lag": "12h",
            "start": "2017-05-28T20:00",
        },
    ),
    "the carrier is relisted before the delisting is over": FULL
    | _responses(
        delist={"action": "delist", "carrier": "swift", "start": "2017-05-28T14:00", "end": "2017-05-31T12:00"},
        relist={"action": "relist", "carrier": "swift", "start": "2017-05-29T20:00"},
    ),
    "a regulator mediates": {"outages.swift": {"link": "swift", "start": FROM_DAY_3}}
    | _responses(
        mediation={
            "action": "mediate",
            "restores": ["swift"],
            "start": "2017-05-29T14:05",
            "after": {"lognormal": {"median": "12h", "p95": "20h"}},
        }
    ),
    "the platform does all it can": FULL
    | _outage("boxes")
    | _responses(
        poll={"action": "poll_fallback", "carrier": "swift", "coverage": "50%", "start": FROM_DAY_3, "lag": "2h"},
        notice={"action": "public_notice", "effect": "50%", "start": "2017-05-28T20:00"},
        agents={
            "action": "add_agents",
            "desk": "platform",
            "factor": 2,
            "when": {"measure": "support_wait_p90", "above": "20min", "for": "1h"},
        },
        waive={"action": "waive_late_dispatch", "start": "2017-05-28T20:00", "end": "2017-05-30T00:00"},
        extend={"action": "extend_auto_confirm", "to": "5d", "start": "2017-05-30T20:00", "end": "2017-06-01T00:00"},
        bases={"action": "fresh_bases", "start": "2017-05-29T08:00"},
        advise={
            "action": "advise_switch",
            "carrier": "swift",
            "when": {"measure": "contacts_per_h", "above": 2, "for": "2h"},
            "duration": "30h",
            "lag": "90min",
        },
    ),
    "couriers are fewer from a wave on": _responses(
        strike={"action": "mobilise_capacity", "carriers": ["swift"], "factor": 0.5, "start": "2017-05-28T08:30"}
    ),
}
