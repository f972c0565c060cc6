"""A nowcast of the simulator's own tables against how the simulation went on."""

from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from sim.calibrate import Asked, calibrate
from sim.calibrate.forecast import Forecast
from sim.spec import load_scenario
from sim.study.events import chosen_orders, events_of_replication
from tests.study.round_trip.comparison import WORLD
from tests.unit.calibrate.from_log import write_tables

ASKING = {"buyers.silent": "0.04/h", "buyers.late": "0.01/h"}
"""Buyers who ask more than they do, so that few parcels give contacts enough."""
TRIPS = {
    "carrier_defaults.travel_spread": {"lognormal": {"median": 1, "p95": 1.5}},
    "carrier_defaults.travel_fixed": "4h",
}
"""Trips spread as a calibration supposes; those of the world go straight or wait at hub after hub."""


@pytest.fixture(scope="module")
def made(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Forecast:
    size = {"sample": "0.002%", "merchants.count": "300", "horizon": "16d"}
    world = load_scenario(root / "scenarios" / "null.yaml", overrides=size | ASKING | TRIPS)
    logs = events_of_replication(world, seed=5, replication=0, watch=partial(chosen_orders, share=1.0))
    tables = write_tables(logs["baseline"], world.start, tmp_path_factory.mktemp("log"))
    asked = Asked(tables.tracking, root / WORLD, tables.orders, tables.contacts, now="2017-06-06T10:00")
    forecast = calibrate(asked).forecast
    assert forecast is not None
    return forecast


@pytest.mark.parametrize(("measure", "tolerated"), [("delivered", 0.03), ("in_flight", 0.05), ("contacts", 0.1)])
def test_three_days_come_out_as_they_were_forecast(made: Forecast, measure: str, tolerated: float) -> None:
    score = made.scores.set_index("measure").loc[measure]
    assert 72 == score["hours"]
    # Three half-widths of a band of 80 % are nearly four standard deviations; what is tolerated besides is bias.
    half = (score["sum_high"] - score["sum_low"]) / 2
    assert score["sum"] == pytest.approx(score["sum_forecast"], abs=3 * half + tolerated * score["sum"])


def test_most_hours_lie_in_their_band(made: Forecast) -> None:
    coverage = made.scores.set_index("measure")["coverage"]
    # Of 72 hours that hang together in half days, as if they were six: two or more, but for one time in six hundred.
    assert (coverage >= 2 / 6).all(), coverage


def test_the_outage_hides_most_of_what_is_in_flight_at_the_end(made: Forecast) -> None:
    last = made.bands[made.bands["hour"] == 72].set_index(["arm", "measure"])["mean"]
    assert last["without", "dark"] < 0.02 * last["without", "in_flight"]
    assert last["with", "dark"] > 0.5 * last["with", "in_flight"]
    assert isinstance(made.parcels["since"].dtype, pd.DatetimeTZDtype)
