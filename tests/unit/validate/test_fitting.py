"""The fit: it finds what was planted as often as it says, and nothing held out enters it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from sim.errors import RunError
from sim.validate import targets
from sim.validate.demand import Design, Market, draw_market, held_against_experiment
from sim.validate.experiment import difference_in_differences, draw_sales
from sim.validate.fitting import fitted_value
from sim.validate.removal import Removal
from sim.validate.sellers import Carriers

CARRIERS = Carriers(
    ("cut", "one", "two"), np.array([0.1, 0.5, 0.4]), np.array([0.93, 0.80, 0.75]), np.array([23.0, 9.0, 8.0])
)
REMOVAL = Removal("cut", 48, 90, np.ones(150))
TRANSIT = np.ones((3, 200))
SMALL = Design(n_niches=120, n_in_niche=10, n_draws=12)


def held(**more: object) -> pd.DataFrame:
    told = {"bin_h": 0.5, "promise_h": 96.0, "design": SMALL, "seed": 1, "told": lambda _done, _all: None}
    return held_against_experiment(CARRIERS, REMOVAL, TRANSIT, **(told | more)).draws


def observed(market: Market, value: float, luck: np.random.Generator) -> tuple[float, float]:
    """The estimate that the paper would have made in this market, and its standard error."""
    sales = draw_sales(luck, market.means(value))
    found = difference_in_differences(sales.before, sales.during, market.offers.is_treated)
    return found.change, found.log_error


def test_expected_sales_are_fitted_exactly() -> None:
    market = draw_market(np.random.default_rng(2), CARRIERS, REMOVAL, SMALL)
    assert pytest.approx(7.0, abs=1e-4) == market.quality_value_at(market.removal_effect(7.0))


def test_a_planted_value_ranks_evenly_among_the_posterior_and_lies_in_its_interval_as_often_as_stated() -> None:
    """Simulation-based calibration (Talts et al. 2018): the truth ranks uniformly where the posterior is calibrated."""
    n_worlds, n_draws = 100, 9
    ranks = []
    for number in range(n_worlds):
        luck = np.random.default_rng(1000 + number)
        market = draw_market(luck, CARRIERS, REMOVAL, Design(200, 10, 1))
        truth = market.quality_value_at(float(luck.uniform(-0.35, -0.15)))
        change, log_error = observed(market, truth, luck)
        redrawn = np.expm1(luck.normal(np.log1p(change), log_error, n_draws))
        ranks.append(sum(market.quality_value_at(float(each)) < truth for each in redrawn))
    seen = np.bincount(ranks, minlength=n_draws + 1)
    expected = n_worlds / (n_draws + 1)
    assert float(((seen - expected) ** 2 / expected).sum()) < chi2.ppf(0.999, n_draws)
    # Neither the lowest nor the highest rank: an interval of 80 %; 99.9 % of binomial(100, 0.8) lie in 66 … 92.
    assert 66 <= n_worlds - seen[0] - seen[-1] <= 92


def test_what_is_held_out_changes_nothing_in_the_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    before = held()
    for name in ("RESUMPTION", "LONG_TAIL", "LONG_TAIL_TREATED", "RATING", "VARIETY"):
        other = replace(getattr(targets, name), value=0.5, low=0.4, high=0.6)
        monkeypatch.setattr(targets, name, other)
    pd.testing.assert_frame_equal(before, held())


def test_a_deeper_fall_is_fitted_by_a_higher_value_of_quality() -> None:
    shallow, deep = (held(published=(change, -0.1642))["quality_value"] for change in (-0.10, -0.20))
    assert (deep.to_numpy() > shallow.to_numpy()).all()


def test_the_same_seed_gives_the_same_draws() -> None:
    pd.testing.assert_frame_equal(held(), held())


def test_a_change_no_value_gives_is_said() -> None:
    with pytest.raises(RunError, match="no value of delivery quality changes sales by 20"):
        fitted_value(lambda value: -1.0 / (1.0 + np.exp(-value)), 0.2)
