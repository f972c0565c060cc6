"""Quantities that vary: named distributions, each with its quantile function and its mean.

`Q` is the type of the parameters that carry the field's unit: hours, or plain numbers.
A distribution draws nothing: the engine looks quantiles up with its own luck.
"""

import math
from abc import abstractmethod
from typing import Annotated, ClassVar, Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field, model_validator
from scipy import special

from sim.spec.base import Model, misfit
from sim.spec.fields import Number, Positive, Signed, Text

Array = NDArray[np.float64]
Q = TypeVar("Q", bound=float)
Z95 = float(special.ndtri(0.95))


class Distribution(Model):
    """A quantity that varies, in the unit of its field."""

    kind: ClassVar[str]

    @abstractmethod
    def quantile(self, u: ArrayLike) -> Array:
        """Values below which the shares `u` of all cases lie.

        Args:
            u: any shape, 0 < u < 1.
        """

    @abstractmethod
    def mean(self) -> float:
        """Expected value."""


class Lognormal(Distribution, Generic[Q]):
    """Lognormal by `median` and `p95`, by `mean` and `cv`, or by `mu` and `sigma` of the logarithm."""

    kind = "lognormal"

    median: Q | None = None
    """Median."""
    p95: Q | None = None
    """95th percentile, at least the median."""
    mean_value: Q | None = Field(default=None, alias="mean")
    """Mean."""
    cv: Number | None = None
    """Coefficient of variation: standard deviation per mean."""
    mu: Signed | None = None
    """Mean of the logarithm (of hours, for durations)."""
    sigma: Number | None = None
    """Standard deviation of the logarithm."""

    @model_validator(mode="after")
    def _one_pair(self) -> "Lognormal[Q]":
        given = {("mean" if name == "mean_value" else name) for name in self.model_fields_set}
        if given not in ({"median", "p95"}, {"mean", "cv"}, {"mu", "sigma"}):
            raise misfit("lognormal needs median and p95, mean and cv, or mu and sigma", got=", ".join(sorted(given)))
        if self.median is not None and self.p95 is not None and not 0 < self.median <= self.p95:
            raise misfit("p95 must not lie below the median, and the median must be above 0", key="p95", got=self.p95)
        if self.mean_value is not None and not self.mean_value > 0:
            raise misfit("the mean must be above 0", key="mean", got=self.mean_value)
        return self

    def log_parameters(self) -> tuple[float, float]:
        """Mean and standard deviation of the logarithm."""
        if self.median is not None and self.p95 is not None:
            return math.log(self.median), math.log(self.p95 / self.median) / Z95
        if self.mean_value is not None and self.cv is not None:
            variance = math.log1p(self.cv**2)
            return math.log(self.mean_value) - variance / 2, math.sqrt(variance)
        return float(self.mu or 0.0), float(self.sigma or 0.0)

    def quantile(self, u: ArrayLike) -> Array:
        """Values below which the shares `u` of all cases lie."""
        mu, sigma = self.log_parameters()
        return np.asarray(np.exp(mu + sigma * special.ndtri(np.asarray(u, dtype=np.float64))))

    def mean(self) -> float:
        """Expected value."""
        mu, sigma = self.log_parameters()
        return math.exp(mu + sigma**2 / 2)


class Gamma(Distribution, Generic[Q]):
    """Gamma by `shape` and `scale`, or by `mean` and `cv`."""

    kind = "gamma"

    shape: Positive | None = None
    """Shape."""
    scale: Q | None = None
    """Scale."""
    mean_value: Q | None = Field(default=None, alias="mean")
    """Mean."""
    cv: Positive | None = None
    """Coefficient of variation."""

    @model_validator(mode="after")
    def _one_pair(self) -> "Gamma[Q]":
        given = {("mean" if name == "mean_value" else name) for name in self.model_fields_set}
        if given not in ({"shape", "scale"}, {"mean", "cv"}):
            raise misfit("gamma needs shape and scale, or mean and cv", got=", ".join(sorted(given)))
        return self

    def shape_and_scale(self) -> tuple[float, float]:
        """Shape, and scale in the unit of the field."""
        if self.shape is not None and self.scale is not None:
            return self.shape, float(self.scale)
        cv = float(self.cv or 1.0)
        return 1 / cv**2, float(self.mean_value or 0.0) * cv**2

    def quantile(self, u: ArrayLike) -> Array:
        """Values below which the shares `u` of all cases lie."""
        shape, scale = self.shape_and_scale()
        return np.asarray(scale * special.gammaincinv(shape, np.asarray(u, dtype=np.float64)))

    def mean(self) -> float:
        """Expected value."""
        shape, scale = self.shape_and_scale()
        return shape * scale


class Weibull(Distribution, Generic[Q]):
    """Weibull; shape above 1 means a hazard that grows with age."""

    kind = "weibull"

    shape: Positive
    """Shape."""
    scale: Q
    """Scale: 63 % of cases lie below it."""

    def quantile(self, u: ArrayLike) -> Array:
        """Values below which the shares `u` of all cases lie."""
        return np.asarray(self.scale * (-np.log1p(-np.asarray(u, dtype=np.float64))) ** (1 / self.shape))

    def mean(self) -> float:
        """Expected value."""
        return float(self.scale) * math.gamma(1 + 1 / self.shape)


class Exponential(Distribution, Generic[Q]):
    """Exponential: a constant hazard of 1 / mean."""

    kind = "exponential"

    mean_value: Q = Field(alias="mean")
    """Mean."""

    def quantile(self, u: ArrayLike) -> Array:
        """Values below which the shares `u` of all cases lie."""
        return np.asarray(-self.mean_value * np.log1p(-np.asarray(u, dtype=np.float64)))

    def mean(self) -> float:
        """Expected value."""
        return float(self.mean_value)


class Uniform(Distribution, Generic[Q]):
    """Every value from `low` to `high` equally likely."""

    kind = "uniform"

    low: Q
    """Least value."""
    high: Q
    """Greatest value, at least `low`."""

    @model_validator(mode="after")
    def _in_order(self) -> "Uniform[Q]":
        if self.high < self.low:
            raise misfit("high must not lie below low", key="high", got=self.high)
        return self

    def quantile(self, u: ArrayLike) -> Array:
        """Values below which the shares `u` of all cases lie."""
        return np.asarray(self.low + (self.high - self.low) * np.asarray(u, dtype=np.float64))

    def mean(self) -> float:
        """Expected value."""
        return (self.low + self.high) / 2


class Constant(Distribution, Generic[Q]):
    """Always the same value."""

    kind = "constant"

    value: Q
    """The value."""

    def quantile(self, u: ArrayLike) -> Array:
        """Values below which the shares `u` of all cases lie."""
        return np.full(np.shape(u), float(self.value))

    def mean(self) -> float:
        """Expected value."""
        return float(self.value)


class Empirical(Distribution, Generic[Q]):
    """Observed values, joined by straight lines between their order statistics."""

    kind = "empirical"

    file: Text | None = None
    """CSV file the values came from, beside the scenario file; the first column counts."""
    values: Annotated[tuple[Q, ...], Field(strict=False, min_length=1)]
    """The observed values."""

    def quantile(self, u: ArrayLike) -> Array:
        """Values below which the shares `u` of all cases lie."""
        return np.asarray(np.quantile(np.asarray(self.values, dtype=np.float64), np.asarray(u, dtype=np.float64)))

    def mean(self) -> float:
        """Mean of the interpolated distribution (the integral of its quantile function)."""
        ordered = np.sort(np.asarray(self.values, dtype=np.float64))
        return float(ordered[0]) if ordered.size == 1 else float(np.mean((ordered[1:] + ordered[:-1]) / 2))
