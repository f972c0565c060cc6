"""Fits of durations: the planted parameters lie within their intervals as often as they must."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.calibrate.durations import Durations, bracketed, observed
from sim.calibrate.families import (
    EXPONENTIAL,
    FAMILIES,
    GAMMA,
    LOGNORMAL,
    WEIBULL,
    Family,
    fit_families,
    fit_family,
    likelihood_ends,
)
from sim.calibrate.travel import fit_travel
from sim.calibrate.waves import Waves, time_until_ready, wave_before, wave_from

WORLDS, PARCELS = 40, 400
Array = NDArray[np.float64]
Draw = Callable[[np.random.Generator], Array]

PLANTED: list[tuple[Family, tuple[float, ...], Draw]] = [
    (LOGNORMAL, (8.0, 0.9), lambda rng: 8.0 * np.exp(0.9 * rng.standard_normal(PARCELS))),
    (GAMMA, (3.0, 2.0), lambda rng: rng.gamma(3.0, 2.0, PARCELS)),
    (WEIBULL, (2.0, 5.0), lambda rng: 5.0 * rng.weibull(2.0, PARCELS)),
    (EXPONENTIAL, (4.0,), lambda rng: rng.exponential(4.0, PARCELS)),
]


def least_inside(trials: int) -> int:
    """Intervals of 90 % that hold the truth fall below this number once in a thousand times."""
    return int(stats.binom.ppf(0.001, trials, 0.9))


def inside(family: Family, truth: tuple[float, ...], durations: Durations) -> int:
    fit = fit_family(family, durations)
    return int(((fit.low <= truth) & (np.array(truth) <= fit.high)).sum())


@pytest.mark.parametrize(("family", "truth", "draw"), PLANTED, ids=[each[0].name for each in PLANTED])
def test_intervals_hold_the_truth_with_a_third_cut_off(family: Family, truth: tuple[float, ...], draw: Draw) -> None:
    held = 0
    for world in range(WORLDS):
        rng = np.random.default_rng([1, world])
        values = draw(rng)
        watched = rng.uniform(0, 3 * np.median(values), PARCELS)
        is_whole = values <= watched
        held += inside(family, truth, observed(values[is_whole], watched[~is_whole]))
    assert least_inside(WORLDS * len(truth)) <= held


def test_intervals_hold_the_truth_that_is_only_known_between_waves() -> None:
    waves = Waves((10.5, 14.0, 17.5, 20.5), (0.25, 0.25, 0.25, 0.25), PARCELS)
    held = 0
    for world in range(WORLDS):
        rng = np.random.default_rng([2, world])
        ordered = rng.uniform(0, 120, PARCELS)
        taken = wave_from(ordered + 8.0 * np.exp(0.9 * rng.standard_normal(PARCELS)), waves)
        hours = np.where(taken <= 140, taken - ordered, np.nan)
        held += inside(LOGNORMAL, (8.0, 0.9), time_until_ready(ordered, hours, 140.0, waves))
    assert least_inside(2 * WORLDS) <= held


def test_intervals_hold_the_truth_of_trips_between_hubs() -> None:
    held, worlds = 0, 20
    for world in range(worlds):
        rng = np.random.default_rng([3, world])
        km = rng.choice([80.0, 700.0, 1500.0, 2400.0], 600)
        hours = 4.0 + km / 60.0 * np.exp(0.25 * rng.standard_normal(km.size))
        watched = rng.uniform(10, 90, km.size)
        is_whole = hours <= watched
        found = fit_travel(km, np.where(is_whole, hours, np.nan), np.where(is_whole, np.nan, watched))
        assert found is not None
        held += sum(
            low <= true <= high for low, true, high in zip(found.low, (4.0, 60.0, 0.25), found.high, strict=True)
        )
    assert least_inside(3 * worlds) <= held


def test_trips_of_two_kinds_are_told_apart() -> None:
    rng, n = np.random.default_rng(4), 3000
    km, is_held = rng.choice([80.0, 700.0, 1500.0, 2400.0], n), rng.random(n) < 0.3
    luck = rng.standard_normal(n)
    hours = 2.0 + km / 75.0 * np.where(is_held, 6.0 * np.exp(0.25 * luck), np.exp(0.1 * luck))
    watched = rng.uniform(20, 400, n)
    is_whole = hours <= watched
    found = fit_travel(km, np.where(is_whole, hours, np.nan), np.where(is_whole, np.nan, watched))
    assert found is not None
    assert found.held is not None
    for true, value, low, high in (
        *zip((2.0, 75.0, 0.1), (found.fixed_h, found.speed, found.sigma), found.low, found.high, strict=True),
        *zip(
            (0.3, 6.0, 0.25),
            (found.held.share, found.held.longer, found.held.sigma),
            found.held.low,
            found.held.high,
            strict=True,
        ),
    ):
        assert low < value < high
        assert true == pytest.approx(value, abs=high - low)  # 3.3 standard errors
    straight, held = found.spread(np.array([0.35, 0.85]))
    assert (1.0, 6.0) == (pytest.approx(straight, rel=0.05), pytest.approx(held, rel=0.05))


def test_trips_of_one_kind_are_not_parted() -> None:
    rng = np.random.default_rng(5)
    km = rng.choice([80.0, 700.0, 1500.0], 800)
    found = fit_travel(km, 4.0 + km / 60.0 * np.exp(0.25 * rng.standard_normal(800)), np.full(800, np.nan))
    assert found is not None
    assert found.held is None
    assert 1.0 == pytest.approx(found.spread(np.array([0.5]))[0])


def test_trips_of_one_distance_tell_no_speed() -> None:
    assert fit_travel(np.full(200, 80.0), np.linspace(5, 6, 200), np.full(200, np.nan)) is None


@pytest.mark.parametrize(("family", "draw"), [(each[0], each[2]) for each in PLANTED[:3]])
def test_the_planted_family_is_chosen(family: Family, draw: Draw) -> None:
    rng = np.random.default_rng(4)
    values = np.concatenate([draw(rng) for _ in range(10)])
    assert family.name == next(iter(fit_families(observed(values), lambda _: False)))


def test_two_kinds_of_parcels_are_told_apart_by_the_mixture() -> None:
    rng = np.random.default_rng(5)
    values = np.concatenate(
        [2.0 * np.exp(0.2 * rng.standard_normal(1500)), 30.0 * np.exp(0.2 * rng.standard_normal(500))]
    )
    fits = fit_families(observed(values), lambda fit: bool(abs(fit.sf(np.array([8.0]))[0] - 0.25) > 0.02))
    assert "mixture" == next(iter(fits))
    share, median, _, other, _ = fits["mixture"].values
    assert 0.75 == pytest.approx(share, abs=4 * np.sqrt(0.75 * 0.25 / 2000))
    assert 2.0 == pytest.approx(median, rel=0.02)
    assert 30.0 == pytest.approx(other, rel=0.04)


def test_a_length_at_which_many_end_is_a_limit() -> None:
    rng = np.random.default_rng(6)
    values = np.minimum(2.35 * np.exp(0.88 * rng.standard_normal(4000)), 12.0)
    durations = observed(values)
    assert 12.0 == durations.cap_h
    assert (values == 12.0).sum() == durations.n_open
    assert 4000 == durations.n


def test_a_limit_that_few_reach_is_one() -> None:
    values = np.minimum(1.5 * np.exp(0.7 * np.random.default_rng(8).standard_normal(4000)), 12.0)
    n_at_limit = int((values == 12.0).sum())
    assert 5 <= n_at_limit < 20
    assert (12.0, n_at_limit) == (observed(values).cap_h, observed(values).n_open)


def test_lengths_in_whole_hours_are_no_limit_because_the_longest_comes_twice() -> None:
    values = np.ceil(np.random.default_rng(9).gamma(2.0, 3.0, 4000))
    assert np.inf == observed(values).cap_h


@pytest.mark.parametrize("name", list(FAMILIES))
def test_quantiles_are_the_inverse_of_survival(name: str) -> None:
    fit = fit_family(FAMILIES[name], observed(np.random.default_rng(7).gamma(2.0, 3.0, 500)))
    shares = np.array([0.05, 0.5, 0.95])
    assert shares == pytest.approx(1.0 - fit.sf(fit.quantile(shares)), abs=1e-3)


def test_a_bracket_that_says_nothing_is_not_counted() -> None:
    assert 1 == bracketed([0.0, 0.0], [np.inf, 2.0]).n


def test_the_wave_before_is_the_one_that_did_not_take_it() -> None:
    waves = Waves((10.5, 20.5), (0.5, 0.5), 100)
    at = np.array([10.5, 12.0, 20.5, 24 + 10.5])
    assert [-3.5, 10.5, 10.5, 20.5] == wave_before(at, waves).tolist()
    assert [10.5, 20.5, 20.5, 34.5] == wave_from(at, waves).tolist()


def test_ends_of_a_likelihood_are_where_it_has_fallen() -> None:
    # Six exponential lengths of mean 1: minus the logarithm of their likelihood is 6 (log m + 1 / m), m = exp(theta).
    def loss(theta: Array) -> float:
        return 6.0 * float(theta[0] + np.exp(-theta[0]))

    low, high = likelihood_ends(loss, np.array([0.0]), 0, [])
    half = stats.chi2.ppf(0.9, 1) / 2
    assert [6.0 + half] * 2 == pytest.approx([loss(np.array([low])), loss(np.array([high]))], abs=0.05)
    assert -low < high
    assert np.inf == likelihood_ends(lambda theta: float(np.exp(-theta[0])) - 1, np.array([30.0]), 0, [])[1]
