"""Random small worlds: the three base worlds, scarce or ample, with outages of every mode and the platform's answers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from sim.spec import Scenario, load_scenario
from tests.differential.random_outages import outages
from tests.differential.random_responses import responses

WORLDS = Path(__file__).parent / "worlds"
CARRIERS = {
    "small": ("swift", "plain", "cheap"),
    "duo": ("swift", "plain"),
    "quartet": ("swift", "plain", "cheap", "other"),
}
OPERATORS = {"small": ("boxes",), "duo": (), "quartet": ("boxes", "chests")}
PARCELS = (50, 400)


@dataclass(frozen=True)
class RandomWorld:
    """A base world with overrides, and whose luck it is run with."""

    base: str
    overrides: dict[str, Any]
    arm: str
    seed: int

    def scenario(self) -> Scenario:
        """The scenario, read and checked like any other."""
        return load_scenario(WORLDS / f"{self.base}.yaml", overrides=self.overrides)


def _hours(low: float, high: float) -> st.SearchStrategy[str]:
    """A duration, in steps of five minutes."""
    return st.integers(round(low * 12), round(high * 12)).map(lambda steps: f"{steps * 5}min")


@st.composite
def worlds(draw: st.DrawFn) -> RandomWorld:
    """Any world of the kind."""
    base = draw(st.sampled_from(sorted(CARRIERS)))
    days = draw(st.integers(5, 13))
    overrides: dict[str, Any] = {
        "horizon": f"{days}d",
        "orders.per_day": draw(st.integers(*PARCELS)) / days,
        "merchants.count": draw(st.sampled_from([5, 12, 20, 40])),
        "control_period": draw(st.sampled_from(["15min", "15min", "30min"])),
    }
    overrides |= draw(_people())
    overrides |= draw(_network(base))
    carriers, links = CARRIERS[base], (*CARRIERS[base], *OPERATORS[base])
    overrides |= draw(outages(links, days * 24))
    overrides |= draw(responses(carriers, links, days * 24, [key for key in overrides if key.startswith("outages.")]))
    arm = draw(st.sampled_from(["outage"] * 9 + ["baseline"]))
    return RandomWorld(base, overrides, arm, draw(st.integers(0, 2**31)))


@st.composite
def _people(draw: st.DrawFn) -> dict[str, Any]:
    """Buyers, merchants, desks and terms of payment."""
    chosen: dict[str, Any] = {}
    several = {
        "buyers.silent": ["0.01/h", "0.1/h", "0.4/h"],
        "buyers.alarm": ["0/h", "0.03/h", "0.2/h"],
        "buyers.promise": ["30h", "72h", "110h"],
        "merchants.leave_rate": ["0.1/h", "0.5/h", "2/h"],
        "merchants.hold_share": ["0%", "40%", "100%"],
        "merchants.never_back": ["0%", "20%", "60%"],
        "demand.elasticity": [0, 3, 8],
        "settlement.auto_confirm": ["30h", "70h", "4d"],
        "settlement.dispatch_rule": ["12h", "36h", "60h"],
        "measurement.dark_grace": ["0h", "30min", "1h", "5h"],
        "desks.platform.agents": [{"00:00": 1}, {"00:00": 1, "08:00": 3, "23:00": 2}, {"06:20": 12, "22:00": 4}],
        "desks.merchant.handling": ["lognormal: {median: 5min, p95: 20min}", "lognormal: {median: 2h, p95: 7h}"],
    }
    for path, values in several.items():
        if draw(st.booleans()):
            value = draw(st.sampled_from(values))
            chosen[path] = "{" + value + "}" if isinstance(value, str) and value.startswith("lognormal") else value
    return chosen


@st.composite
def _network(draw: st.DrawFn, base: str) -> dict[str, Any]:
    """Hubs, couriers, lockers and links, tight or slack."""
    chosen: dict[str, Any] = {}
    for carrier in CARRIERS[base]:
        if draw(st.booleans()):
            chosen[f"carriers.{carrier}.utilisation"] = draw(st.sampled_from(["40%", "85%", "100%"]))
            chosen[f"carriers.{carrier}.sort_hours"] = draw(st.sampled_from([1, 9, 24, 40]))
        if draw(st.booleans()):
            chosen[f"carriers.{carrier}.door_success"] = draw(st.sampled_from(["25%", "70%", "100%"]))
            chosen[f"carriers.{carrier}.max_attempts"] = draw(st.integers(1, 4))
            chosen[f"carriers.{carrier}.turnaround"] = draw(_hours(0.5, 12))
    for operator in OPERATORS[base]:
        chosen[f"lockers.{operator}.cells"] = draw(st.sampled_from([1, 3, 8, 200]))
        chosen[f"lockers.{operator}.max_dwell"] = draw(_hours(2, 60))
    for link in (*CARRIERS[base], *OPERATORS[base]):
        if draw(st.booleans()):
            chosen[f"links.{link}.loss"] = draw(st.sampled_from(["0%", "4%", "30%"]))
            chosen[f"links.{link}.throughput"] = draw(st.sampled_from(["unlimited", "1.7/h", "7/h"]))
    return chosen
