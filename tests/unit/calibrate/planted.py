"""Tracking tables drawn from distributions that are known: what a calibration must find again."""

import csv
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

START = datetime(2017, 5, 25, tzinfo=timezone(timedelta(hours=8)))
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Planted:
    """Parameters of a planted world; medians in hours, sigmas of the logarithm."""

    handling: tuple[float, float] = (8.0, 0.9)
    hub: tuple[float, float] = (5.0, 0.4)
    travel_fixed: float = 4.0
    speed: float = 60.0
    travel_sigma: float = 0.25
    last_mile: tuple[float, float] = (2.35, 0.88)
    longest_round: float = 12.0
    door_success: float = 0.8
    locker_share: float = 0.2
    dwell: tuple[float, float] = (7.0, 0.8)
    latency: tuple[float, float] = (1 / 12, 0.8)
    loss: float = 0.01
    pick_up_waves: tuple[float, ...] = (10.5, 14.0, 17.5, 20.5)
    departures: tuple[float, ...] = (2.0, 8.0, 15.0, 21.0)
    courier_waves: tuple[float, ...] = (8.5, 14.5)
    days: float = 12.0
    km: dict[tuple[str, str], float] = field(
        default_factory=lambda: {("north", "south"): 2400.0, ("south", "south"): 80.0}
    )
    carriers: tuple[str, ...] = ("sf", "zto")


def next_wave(at: Array, waves: tuple[float, ...]) -> Array:
    """The first wave at or after each instant, hours since a midnight."""
    days = np.floor(at / 24)[:, None] * 24
    waiting = np.concatenate([days + np.array(waves), days + 24 + waves[0]], axis=1)
    return np.where(waiting >= at[:, None], waiting, np.inf).min(axis=1)


def journeys(n: int, seed: int, planted: Planted | None = None) -> list[list[tuple[float, str, float | None]]]:
    """Journeys of `n` parcels: (hours since START, milestone, hours of its publication or None); the order first."""
    p = planted or Planted()
    rng = np.random.default_rng(seed)

    def lognormal(pair: tuple[float, float]) -> Array:
        return pair[0] * np.exp(pair[1] * rng.standard_normal(n))

    ordered = rng.uniform(0, 24 * p.days, n)
    picked = next_wave(ordered + lognormal(p.handling), p.pick_up_waves)
    sorted_ = picked + lognormal(p.hub)
    left = next_wave(sorted_, p.departures)
    routes = list(p.km)
    route = rng.integers(len(routes), size=n)
    km = np.array([p.km[each] for each in routes])[route]
    arrived = left + p.travel_fixed + km / p.speed * np.exp(p.travel_sigma * rng.standard_normal(n))
    depot = arrived + lognormal(p.hub)
    told = []
    carrier = rng.integers(len(p.carriers), size=n)
    for i in range(n):
        rows = [(ordered[i], "ordered"), (picked[i], "picked_up"), (sorted_[i], "origin_sorted")]
        rows += [(left[i], "linehaul_departed"), (arrived[i], "destination_arrived")]
        at, is_locker = depot[i], rng.random() < p.locker_share
        for attempt in range(3):
            wave = float(next_wave(np.array([at]), p.courier_waves)[0])
            rows.append((wave, "out_for_delivery"))
            there = wave + min(p.longest_round, p.last_mile[0] * np.exp(p.last_mile[1] * rng.standard_normal()))
            if is_locker:
                rows.append((there, "locker_deposited"))
                rows.append((there + p.dwell[0] * np.exp(p.dwell[1] * rng.standard_normal()), "collected"))
                break
            if rng.random() < p.door_success:
                rows.append((there, "delivered"))
                break
            rows.append((there, "attempt_failed"))
            if attempt == 2:
                rows.append((there, "returned"))
            at = there + 3.0
        shown = []
        for at_h, milestone in rows:
            lag = 0.0 if milestone == "ordered" else p.latency[0] * np.exp(p.latency[1] * rng.standard_normal())
            is_lost = milestone != "ordered" and rng.random() < p.loss
            shown.append((at_h, milestone, None if is_lost else at_h + lag))
        told.append(
            [(float(i), p.carriers[carrier[i]], None), *shown, (float(route[i]), "|".join(routes[route[i]]), None)]
        )
    return told


def write_tracking(path: Path, n: int, seed: int, planted: Planted | None = None, until_h: float | None = None) -> Path:
    """Write a tracking table of `n` parcels: what had been published by `until_h` hours after START."""
    p = planted or Planted()
    last = 24.0 * (p.days + 12) if until_h is None else until_h
    with path.open("w", newline="", encoding="utf-8") as stream:
        to = csv.writer(stream, lineterminator="\n")
        to.writerow(["parcel", "milestone", "event_time", "record_time", "carrier", "origin", "destination"])
        for number, (carrier, *rows, route) in enumerate(journeys(n, seed, p)):
            origin, destination = route[1].split("|")
            for at, milestone, record in rows:
                if (at if record is None else record) <= last:
                    times = [at_text(at), at_text(record) if record is not None else ""]
                    to.writerow([f"p{number}", milestone, *times, carrier[1], origin, destination])
    return path


def at_text(hours: float) -> str:
    """An instant as a table tells it: UTC, to the second."""
    return (START + timedelta(hours=hours)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
