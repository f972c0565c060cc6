"""Distributions as fields of a scenario: a map of one key, `lognormal: {median: 12h, p95: 30h}`.

A number or duration alone is a constant. Knows how a distribution is written, not what its quantiles are.
"""

from typing import Annotated, Any

from numpy.typing import ArrayLike
from pydantic import BeforeValidator, Discriminator, SerializerFunctionWrapHandler, Tag, WrapSerializer

import sim.spec.distributions as d
from sim import units
from sim.spec.base import misfit
from sim.spec.fields import Number, Unit, reads, writes


def _hours_or_number(raw: Any) -> float:
    return units.parse_number(raw) if isinstance(raw, int | float) else units.parse_hours(raw)


HoursParameter = Annotated[float, reads(_hours_or_number), writes(units.format_hours), Unit("h")]
"""Hours: a duration, or a plain number of hours."""

NAMES = ("lognormal", "gamma", "weibull", "exponential", "uniform", "constant", "empirical", "shifted")
_BARE = {"constant": "value", "empirical": "file"}


def is_distribution(keys: Any) -> bool:
    """Whether the keys of a map are the one name of a distribution."""
    names = list(keys)
    return len(names) == 1 and names[0] in NAMES


def _kind(raw: Any) -> str | None:
    if isinstance(raw, d.Distribution):
        return raw.kind
    if isinstance(raw, dict):
        return str(next(iter(raw))) if len(raw) == 1 else None
    return None if isinstance(raw, list) or raw is None else "constant"


def _inside(kind: str) -> BeforeValidator:
    """Takes `{kind: parameters}` apart, so that an error's place is its place in the file."""

    def unwrap(raw: Any) -> Any:
        inner = raw[kind] if isinstance(raw, dict) else raw
        if isinstance(inner, d.Distribution | dict):
            return inner
        if kind in _BARE:
            return {_BARE[kind]: inner}
        raise misfit(f"{kind} needs its parameters as a map", got=inner)

    return BeforeValidator(unwrap)


def _write(value: d.Distribution, handler: SerializerFunctionWrapHandler) -> Any:
    inner = {key: item for key, item in handler(value).items() if item is not None}
    return {value.kind: inner["value"] if value.kind == "constant" else inner}


class Shifted(d.Distribution):
    """Another distribution that starts later: `by` is added to every value."""

    kind = "shifted"

    by: HoursParameter
    """Hours added to every value."""
    then: "DurationDistribution"
    """The distribution that follows."""

    def quantile(self, u: ArrayLike) -> d.Array:
        """Values below which the shares `u` of all cases lie."""
        return self.by + self.then.quantile(u)

    def mean(self) -> float:
        """Expected value."""
        return self.by + self.then.mean()


class LognormalHours(d.Lognormal[HoursParameter]):
    """Lognormal, in hours."""


class GammaHours(d.Gamma[HoursParameter]):
    """Gamma, in hours."""


class WeibullHours(d.Weibull[HoursParameter]):
    """Weibull, in hours."""


class ExponentialHours(d.Exponential[HoursParameter]):
    """Exponential, in hours."""


class UniformHours(d.Uniform[HoursParameter]):
    """Uniform, in hours."""


class ConstantHours(d.Constant[HoursParameter]):
    """Constant, in hours."""


class EmpiricalHours(d.Empirical[HoursParameter]):
    """Empirical, in hours."""


class LognormalNumber(d.Lognormal[Number]):
    """Lognormal, in the unit of its field."""


class GammaNumber(d.Gamma[Number]):
    """Gamma, in the unit of its field."""


class WeibullNumber(d.Weibull[Number]):
    """Weibull, in the unit of its field."""


class ExponentialNumber(d.Exponential[Number]):
    """Exponential, in the unit of its field."""


class UniformNumber(d.Uniform[Number]):
    """Uniform, in the unit of its field."""


class ConstantNumber(d.Constant[Number]):
    """Constant, in the unit of its field."""


class EmpiricalNumber(d.Empirical[Number]):
    """Empirical, in the unit of its field."""


DurationDistribution = Annotated[
    Annotated[LognormalHours, _inside("lognormal"), Tag("lognormal")]
    | Annotated[GammaHours, _inside("gamma"), Tag("gamma")]
    | Annotated[WeibullHours, _inside("weibull"), Tag("weibull")]
    | Annotated[ExponentialHours, _inside("exponential"), Tag("exponential")]
    | Annotated[UniformHours, _inside("uniform"), Tag("uniform")]
    | Annotated[ConstantHours, _inside("constant"), Tag("constant")]
    | Annotated[EmpiricalHours, _inside("empirical"), Tag("empirical")]
    | Annotated[Shifted, _inside("shifted"), Tag("shifted")],
    Discriminator(_kind),
    WrapSerializer(_write),
    Unit("h"),
]
"""A duration that varies, hours."""

NumberDistribution = Annotated[
    Annotated[LognormalNumber, _inside("lognormal"), Tag("lognormal")]
    | Annotated[GammaNumber, _inside("gamma"), Tag("gamma")]
    | Annotated[WeibullNumber, _inside("weibull"), Tag("weibull")]
    | Annotated[ExponentialNumber, _inside("exponential"), Tag("exponential")]
    | Annotated[UniformNumber, _inside("uniform"), Tag("uniform")]
    | Annotated[ConstantNumber, _inside("constant"), Tag("constant")]
    | Annotated[EmpiricalNumber, _inside("empirical"), Tag("empirical")],
    Discriminator(_kind),
    WrapSerializer(_write),
]
"""A number that varies, in the unit of its field."""

Shifted.model_rebuild()
