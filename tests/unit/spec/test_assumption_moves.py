"""How an assumption is moved: to its range's ends, or a tenth; shapes stay; what has no scale stays put."""

import math
from datetime import datetime
from pathlib import Path

import pytest

from sim.spec import Assumption, Move, ScenarioFile, move_of

START = datetime.fromisoformat("2017-05-25T00:00+08:00")
ROOT = Path(__file__).parents[3]


def row(
    path: str, value: str, unit: str = "", span: tuple[str, str] | None = None, source: str = "guess"
) -> Assumption:
    return Assumption(path, value, unit, "", source, "L", span, "world.yaml", 7)


def move(*told: object, **more: object) -> Move:
    found = move_of(row(*told, **more), START)  # type: ignore[arg-type]
    assert isinstance(found, Move), found
    return found


def test_a_number_with_a_range_goes_to_its_ends_in_the_models_unit() -> None:
    found = move("buyers.alarm", "0.06/h", "per h", ("0.02/h", "3.6/d"))
    assert (0.06, 0.02, 0.15) == pytest.approx((found.value, found.low, found.high))
    assert {"buyers.alarm": found.high} == found.at_high


def test_a_number_without_a_range_goes_a_tenth_down_and_up() -> None:
    found = move("costs.contact", "8", "CNY")
    assert (8.0, 7.2, 8.8) == pytest.approx((found.value, found.low, found.high))


def test_a_share_never_passes_one() -> None:
    assert 1.0 == move("carriers.sf.quality", "95%", "share").high


def test_a_whole_number_moves_by_one_at_least() -> None:
    found = move("carrier_defaults.max_attempts", "3", "attempts")
    assert ({"carrier_defaults.max_attempts": 2}, {"carrier_defaults.max_attempts": 4}) == (found.at_low, found.at_high)


def test_a_distribution_keeps_its_shape() -> None:
    path = "merchants.handling"
    weibull = move(path, "weibull: {shape: 3, scale: 100h}", "h")
    assert {f"{path}.weibull.scale": pytest.approx(110.0)} == weibull.at_high
    both = move(path, "lognormal: {median: 10h, p95: 40h}", "h")
    assert {f"{path}.lognormal.median": pytest.approx(9.0), f"{path}.lognormal.p95": pytest.approx(36.0)} == both.at_low
    log = move(path, "lognormal: {mu: 2, sigma: 0.5}", "h")
    assert {f"{path}.lognormal.mu": pytest.approx(2.0 + math.log(1.1))} == log.at_high
    assert both.is_factor


def test_agents_of_all_shifts_move_together() -> None:
    path = "desks.platform.agents"
    assert {f"{path}.00:00": 22, f"{path}.08:00": 33} == move(path, "{00:00: 20, 08:00: 30}", "agents").at_high


@pytest.mark.parametrize(
    ("path", "value", "unit", "reason"),
    [
        ("buyers.goes_to", "{merchant: 55%, platform: 45%}", "share", "belong together"),
        ("carrier_defaults.departures", "[02:00, 08:00]", "clock time", "belong together"),
        ("outages.feed.start", "2017-06-01T10:00", "h since start", "nothing to scale"),
        ("regions.north.lat", "39.0", "degrees", "nothing to scale"),
        ("link_defaults.throughput", "unlimited", "scans per h", "no finite number"),
        ("merchants.size", "lognormal: {median: 1, p95: 7}", "relative", "nothing to scale"),
        ("demand.tracking_value", "0%", "share", "zero"),
    ],
)
def test_what_means_nothing_when_scaled_says_why_it_is_not_moved(path: str, value: str, unit: str, reason: str) -> None:
    found = move_of(row(path, value, unit), START)
    assert isinstance(found, str)
    assert reason in found


def test_a_choice_is_not_moved() -> None:
    found = move_of(row("horizon", "20d", "h", source="choice: a week before"), START)
    assert isinstance(found, str)
    assert "choice" in found


@pytest.mark.parametrize("name", ["cainiao_sf_2017", "my_marketplace"])
def test_both_ends_of_every_number_with_a_range_are_legal_scenarios(name: str) -> None:
    file = ScenarioFile(ROOT / f"scenarios/{name}.yaml")
    scenario = file.scenario(with_assumptions=True)
    ranged = [each for each in scenario.assumptions() if each.range and not each.source.startswith(("choice", "def"))]
    moves = [move_of(each, scenario.start) for each in ranged]
    assert [] == [each for each in moves if isinstance(each, str)]
    for each in moves:
        assert isinstance(each, Move)
        assert each.low <= each.value <= each.high
        for end in (each.at_low, each.at_high):
            file.scenario(end)
