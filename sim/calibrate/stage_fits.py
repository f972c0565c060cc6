"""Each stage's times as distributions: families compared, the estimate without a family beside them.

Must not know which field of a world a stage time belongs to.
"""

import warnings
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from sim.calibrate.durations import Array, Durations, observed
from sim.calibrate.families import Fit, fit_families, tolerated_distance
from sim.calibrate.loading import Desk
from sim.calibrate.steps import StageTimes
from sim.calibrate.waves import Waves, local_h, time_until_ready, wave_from, waves_of

LEAST_WHOLE = 30
"""Whole durations below which nothing is fitted."""
MOST_DRAWN = 20_000
BY_WAVES = ("picked_up", "out_for_delivery")
"""Milestones whose stage is fitted as the time until ready, where they happen in waves."""
AT_NEXT_WAVE = "linehaul_departed"
"""Milestone that is ready at once: its stage is the wait for the next wave, which no family is fitted to."""


@dataclass(frozen=True)
class StageFit:
    """A stage's times fitted.

    Attributes:
        times: as observed.
        carrier: whose; "" = of all.
        durations: what the likelihood was taken over.
        fits: of each family, by name, best first by AIC.
        waves: of the milestone that ends it, where the time until ready is what was fitted.
        zone: of the clock times.
        until_us: last instant known.
    """

    times: StageTimes
    carrier: str
    durations: Durations
    fits: dict[str, Fit]
    waves: Waves | None
    zone: str
    until_us: int

    @property
    def title(self) -> str:
        """The stage in words."""
        return self.times.stage.title

    @property
    def best(self) -> Fit:
        """The family with the least AIC."""
        return next(iter(self.fits.values()))

    @cached_property
    def observed(self) -> pd.DataFrame:
        """Kaplan–Meier estimate, of at most 20,000 parcels: hours, share that lasts longer (sf), low, high (90 %)."""
        hours, age_h = _thinned(self.times.hours), _thinned(self.times.age_h)  # the same parcels of both
        data = stats.CensoredData(uncensored=hours[np.isfinite(hours)], right=age_h[np.isfinite(age_h)])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # no band where nobody, or everybody, is left
            found = stats.ecdf(data).sf
            band = found.confidence_interval(confidence_level=0.9)
        frame = pd.DataFrame({"hours": found.quantiles, "sf": found.probabilities})
        for name, end in (("low", band.low.probabilities), ("high", band.high.probabilities)):
            frame[name] = np.where(np.isfinite(end), np.clip(end, 0, 1), found.probabilities)
        return frame

    def predicted(self, fit: Fit, hours: Array) -> Array:
        """Share of the stage's times that last longer under a fit, with the waves and the longest length."""
        if self.waves is None:
            return np.where(hours >= self.durations.cap_h - 1e-9, 0.0, fit.sf(hours))
        begin = _thinned(local_h(self.times.begin_us, self.zone))
        luck = np.random.default_rng(0).permutation((np.arange(begin.size) + 0.5) / begin.size)
        waited = np.sort(wave_from(begin + fit.quantile(luck), self.waves) - begin)
        return np.asarray(1.0 - np.searchsorted(waited, hours, side="right") / waited.size)

    def distance(self, fit: Fit) -> float:
        """Greatest distance between the fit and the Kaplan–Meier estimate, on both sides of its steps."""
        seen = self.observed[self.observed["hours"] < min(self.durations.cap_h - 1e-6, np.inf)]
        if seen.empty:
            return 0.0
        sf = seen["sf"].to_numpy()
        expected = self.predicted(fit, seen["hours"].to_numpy())
        gaps = [np.abs(sf - expected)]
        if self.waves is None:  # between two waves the prediction steps too
            gaps.append(np.abs(np.concatenate([[1.0], sf[:-1]]) - expected))
        return float(np.max(gaps))

    @property
    def tolerated(self) -> float:
        """Distance that chance explains, see `tolerated_distance`."""
        return tolerated_distance(int(np.isfinite(self.times.hours).sum()))

    def parameters(self) -> pd.DataFrame:
        """A row a parameter of each family: stage, carrier, family, parameter, value, low, high, aic and more."""
        whole = int(np.isfinite(self.times.hours).sum())
        rows: list[dict[str, Any]] = []
        for name, fit in self.fits.items():
            distance = self.distance(fit)
            for place, parameter in enumerate(fit.family.parameters):
                rows.append(
                    {
                        "stage": self.title,
                        "carrier": self.carrier or "all",
                        "family": name,
                        "parameter": parameter,
                        "value": float(fit.values[place]),
                        "low": float(fit.low[place]),
                        "high": float(fit.high[place]),
                        "aic": fit.aic,
                        "aic_less_best": fit.aic - self.best.aic,
                        "is_best": fit is self.best,
                        "ks": distance,
                        "ks_tolerated": self.tolerated,
                        "n_whole": whole,
                        "n_open": int(np.isfinite(self.times.age_h).sum()),
                    }
                )
        return pd.DataFrame(rows)


def fit_stage(at: Desk, times: StageTimes, carrier: str, until_us: int) -> StageFit | None:
    """Fit every family to a stage's times; the mixture only where the best of the others fails.

    Args:
        at: where the tables are, for the waves.
        times: of the stage, of that carrier.
        carrier: whose; "" = of all.
        until_us: last instant known.

    Returns:
        The fits, or None where fewer than thirty whole durations are known, or the stage is a wait for a departure.
    """
    if np.isfinite(times.hours).sum() < LEAST_WHOLE:
        return None
    end = times.stage.ends[0]
    waves = waves_of(at, end, carrier or None) if end in (*BY_WAVES, AT_NEXT_WAVE) else None
    if waves is not None and end == AT_NEXT_WAVE:
        return None
    if waves is None:
        durations = observed(times.hours[np.isfinite(times.hours)], times.age_h[np.isfinite(times.age_h)])
    else:
        until = float(local_h(np.array([until_us]), at.zone)[0])
        chosen = np.isfinite(times.hours) | np.isfinite(times.age_h)
        begin = local_h(times.begin_us[chosen], at.zone)
        durations = time_until_ready(_thinned(begin), _thinned(times.hours[chosen]), until, waves)
    made = StageFit(times, carrier, durations, {}, waves, at.zone, until_us)
    fits = fit_families(durations, lambda fit: made.distance(fit) > made.tolerated)
    return replace(made, fits=fits)


def _thinned(values: Array) -> Array:
    """At most 20,000 of the values, evenly drawn by their place."""
    if values.size <= MOST_DRAWN:
        return values
    return values[np.linspace(0, values.size - 1, MOST_DRAWN).astype(np.int64)]
