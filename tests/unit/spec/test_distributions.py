"""Named distributions against scipy's, and against the meaning of their parameters."""

import math
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError
from scipy import integrate, stats

from sim.spec.distribution_fields import DurationDistribution, NumberDistribution
from sim.spec.distributions import Distribution

DURATION: TypeAdapter[Distribution] = TypeAdapter(DurationDistribution)
NUMBER: TypeAdapter[Distribution] = TypeAdapter(NumberDistribution)
U = np.array([1 / 16384, 0.05, 0.5, 0.95, 1 - 1 / 16384])

FORMS: list[tuple[Any, Any]] = [
    ({"lognormal": {"mu": 0.85, "sigma": 0.9}}, stats.lognorm(0.9, scale=math.exp(0.85))),
    ({"gamma": {"shape": 2.5, "scale": "3h"}}, stats.gamma(2.5, scale=3)),
    ({"gamma": {"mean": "6h", "cv": 0.5}}, stats.gamma(4, scale=1.5)),
    ({"weibull": {"shape": 3, "scale": "152h"}}, stats.weibull_min(3, scale=152)),
    ({"exponential": {"mean": "90min"}}, stats.expon(scale=1.5)),
    ({"uniform": {"low": "1h", "high": "3h"}}, stats.uniform(1, 2)),
]


@pytest.mark.parametrize(("form", "oracle"), FORMS, ids=[next(iter(form)) for form, _ in FORMS])
def test_quantiles_and_mean_agree_with_scipy(form: Any, oracle: Any) -> None:
    found = DURATION.validate_python(form)
    np.testing.assert_allclose(oracle.ppf(U), found.quantile(U), rtol=1e-9)
    assert oracle.mean() == pytest.approx(found.mean(), rel=1e-12)


def test_a_lognormal_has_the_median_and_95th_percentile_it_names() -> None:
    found = DURATION.validate_python({"lognormal": {"median": "12h", "p95": "30h"}})
    np.testing.assert_allclose([12.0, 30.0], found.quantile([0.5, 0.95]), rtol=1e-12)


def test_a_lognormal_has_the_mean_and_variation_it_names() -> None:
    found = NUMBER.validate_python({"lognormal": {"mean": 5, "cv": 0.8}})
    mean = integrate.quad(found.quantile, 0, 1)[0]
    square = integrate.quad(lambda u: found.quantile(u) ** 2, 0, 1)[0]
    assert 5.0 == pytest.approx(mean, rel=1e-5)
    assert 0.8 == pytest.approx(math.sqrt(square - mean**2) / mean, rel=1e-2)


@pytest.mark.parametrize(
    "form",
    [
        {"constant": "9h"},
        "9h",
        {"empirical": {"values": [1, "5h", 2]}},
        {"shifted": {"by": "7d", "then": {"weibull": {"shape": 2, "scale": 9}}}},
        {"uniform": {"low": 0, "high": 4}},
    ],
)
def test_the_mean_is_the_integral_of_the_quantiles(form: Any) -> None:
    found = DURATION.validate_python(form)
    assert integrate.quad(found.quantile, 0, 1, points=[0.5])[0] == pytest.approx(found.mean(), rel=1e-6)


def test_a_plain_number_is_hours_for_a_duration() -> None:
    assert 9.0 == DURATION.validate_python({"constant": 9}).mean()
    assert 9.0 == DURATION.validate_python(9).mean()


def test_quantiles_keep_the_shape_they_are_asked_in() -> None:
    for form, _ in [*FORMS, ("9h", None)]:
        assert (2, 3) == DURATION.validate_python(form).quantile(np.full((2, 3), 0.5)).shape


@pytest.mark.parametrize(
    "form",
    [
        {"lognormal": {"median": "12h"}},
        {"lognormal": {"median": "12h", "sigma": 1}},
        {"lognormal": {"median": "0h", "p95": "1h"}},
        {"lognormal": {"median": "-1h", "p95": "1h"}},
        {"gamma": {"shape": 0, "scale": "1h"}},
        {"gamma": {"shape": 1}},
        {"weibull": {"shape": 3}},
        {"uniform": {"low": 3, "high": 1}},
        {"lognormal": 3},
        {"shifted": {"by": "1h"}},
        {"empirical": {"values": []}},
        {"lognormal": {"median": 1, "p95": 2}, "gamma": {"shape": 1, "scale": 1}},
        {},
        [1, 2],
        True,
    ],
)
def test_what_makes_no_distribution_is_refused(form: Any) -> None:
    with pytest.raises(ValidationError):
        DURATION.validate_python(form)


def test_a_number_takes_no_duration() -> None:
    with pytest.raises(ValidationError):
        NUMBER.validate_python({"lognormal": {"median": "12h", "p95": "30h"}})
