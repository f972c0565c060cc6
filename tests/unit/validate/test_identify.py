"""Identification of a known analytic model through the same steps as a run's: a number is moved, aggregates follow."""

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import spec
from sim.engine.tally import COUNT_ROW, COUNTS
from sim.errors import ScenarioError
from sim.spec import Scenario
from sim.validate import identify as identifying
from sim.validate import priors
from sim.validate.removal import removal_of

HOURS = 480


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    path = Path(__file__).parents[3] / "scenarios/cainiao_sf_2017.yaml"
    return spec.load_scenario(path, overrides={"replications": "1"})


def analytic_arms(varied: Mapping[str, float], scenario: Scenario) -> list[Any]:
    """Questions go with silent worry, the surge with alarm times worry, orders kept with exp(-0.16 · elasticity)."""
    at = {prior.path: prior.value for prior in priors.priors_of(scenario)} | dict(varied)
    silent, alarm, kept = at["buyers.silent"], at["buyers.alarm"], float(np.exp(-0.16 * at["demand.elasticity"]))
    arms = []
    for arm in ("baseline", "outage"):
        hourly = np.zeros((HOURS, len(COUNTS), len(scenario.carriers), 1))
        hourly[:, COUNT_ROW["parcels_created"]] = 1e9
        hourly[:, COUNT_ROW["contacts"]] = 1e9 * silent
        hourly[:, COUNT_ROW["orders"]] = 1e9
        hourly[:, COUNT_ROW["orders_lost"]] = 1e9 * (1.0 - kept)
        if arm == "outage":
            hourly[:, COUNT_ROW["contacts"]] *= 1e3 * alarm * 3.0
        arms.append(SimpleNamespace(arm=arm, hourly=hourly))
    return arms


@pytest.fixture
def found(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> identifying.Identification:
    monkeypatch.setattr(identifying, "run_arms", lambda varied, **_: analytic_arms(varied, scenario))
    here = analytic_arms({}, scenario)
    vary: Any = dict  # the values that are varied stand for the scenario: the analytic model reads nothing else
    return identifying.identify(here, scenario, removal_of(scenario), vary, workers=1, told=lambda _done, _all: None)


def slope(found: identifying.Identification, aggregate: str, path: str) -> float:
    rows = found.slopes
    return float(rows.loc[(rows["aggregate"] == aggregate) & (rows["path"] == path), "slope"].iloc[0])


def test_slopes_are_those_of_the_model(found: identifying.Identification, scenario: Scenario) -> None:
    prior = {each.path: each for each in priors.priors_of(scenario)}
    assert pytest.approx(prior["buyers.silent"].log_sd) == slope(found, "contacts_per_parcel", "buyers.silent")
    assert pytest.approx(prior["buyers.alarm"].log_sd) == slope(found, "enquiries_surge", "buyers.alarm")
    step = prior["demand.elasticity"].log_sd * identifying.STEP
    rise = -0.16 * prior["demand.elasticity"].value * (np.exp(step) - np.exp(-step))
    assert pytest.approx(rise) == slope(found, "cut_carriers_orders", "demand.elasticity")


def test_numbers_that_move_nothing_are_told_nothing_of(found: identifying.Identification) -> None:
    rows = found.parameters.set_index("path")
    for path in ("merchants.leave_rate", "merchants.delisted_rate"):
        assert 1.0 == rows.loc[path, "sd_left"]
        assert not rows.loc[path, "is_told_of"]
    assert rows.loc["demand.elasticity", "is_told_of"]
    assert found.directions.loc[found.directions["is_flat"], "direction"].nunique() >= 2


def test_what_cannot_be_told_has_its_prior_as_interval(found: identifying.Identification) -> None:
    row = found.parameters.set_index("path").loc["merchants.delisted_rate"]
    assert pytest.approx((row["low"], row["high"])) == (row["ci_low"], row["ci_high"])


def test_two_numbers_that_move_nothing_are_said_to_keep_their_ranges(found: identifying.Identification) -> None:
    rows = found.pairs.set_index(["first", "second"])
    assert len(rows) == 10
    both = rows.loc[("merchants.leave_rate", "merchants.delisted_rate")]
    assert not both["are_apart"]
    assert "neither is told of" in both["says"]
    assert "merchants.leave_rate is not told of" in rows.loc[("buyers.silent", "merchants.leave_rate"), "says"]
    assert rows.loc[("buyers.silent", "demand.elasticity"), "are_apart"]


def test_the_elasticity_that_gives_the_published_fall_lies_in_its_interval(found: identifying.Identification) -> None:
    row = found.parameters.set_index("path").loc["demand.elasticity"]
    assert row["ci_low"] < -np.log(1.0 - 0.1456) / 0.16 < row["ci_high"]


def test_what_was_cut_short_goes_on_with_the_same_figures(
    found: identifying.Identification, scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[Mapping[str, float]] = []

    def until_the_fourth(varied: Mapping[str, float], **_: Any) -> list[Any]:
        if len(runs) == 3:
            raise KeyboardInterrupt
        runs.append(varied)
        return analytic_arms(varied, scenario)

    def identified() -> identifying.Identification:
        vary: Any = dict
        return identifying.identify(
            analytic_arms({}, scenario),
            scenario,
            removal_of(scenario),
            vary,
            workers=1,
            told=lambda _done, _all: None,
            folder=tmp_path / "validate",
        )

    monkeypatch.setattr(identifying, "run_arms", until_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        identified()
    monkeypatch.setattr(
        identifying, "run_arms", lambda varied, **_: runs.append(varied) or analytic_arms(varied, scenario)
    )
    pd.testing.assert_frame_equal(found.parameters, identified().parameters)
    assert identifying.n_runs() == len(runs)


def test_a_number_without_a_range_is_refused(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(priors, "PATHS", ("sample",))
    with pytest.raises(ScenarioError, match="needs a range"):
        priors.priors_of(scenario)
