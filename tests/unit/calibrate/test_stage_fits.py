"""What was observed of a stage, beside its fits."""

import numpy as np

from sim.calibrate.durations import observed
from sim.calibrate.stage_fits import MOST_DRAWN, StageFit
from sim.calibrate.steps import Stage, StageTimes


def test_the_observed_curve_of_many_parcels_holds_as_many_open_ones_as_there_are() -> None:
    n, rng = 5 * MOST_DRAWN, np.random.default_rng(1)
    lasts, watched = rng.exponential(10.0, n), rng.exponential(30.0, n)
    is_whole = lasts <= watched
    hours, age_h = np.where(is_whole, lasts, np.nan), np.where(is_whole, np.nan, watched)
    nowhere = np.full(n, "")
    stage = Stage("last mile", "out_for_delivery", ("delivered",))
    times = StageTimes(stage, np.arange(n), hours, age_h, nowhere, nowhere, nowhere, 0)
    durations = observed(hours[is_whole], age_h[~is_whole])
    curve = StageFit(times, "", durations, {}, None, "Asia/Shanghai", n).observed
    asked = np.array([2.0, 10.0, 25.0])
    seen = np.interp(asked, curve["hours"].to_numpy(), curve["sf"].to_numpy())
    assert 4 * 0.5 / np.sqrt(0.7 * MOST_DRAWN) > np.abs(seen - np.exp(-asked / 10.0)).max()
