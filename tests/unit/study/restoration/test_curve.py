"""The curve, its hourly cost and its bids, on figures made by hand; and how it is told and kept."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.study.paired_values import paired_values
from sim.study.restoration import restore_curve, stored_restore_curve
from sim.study.restoration import restore_curve as module_of
from sim.study.restoration.curve import curve, marginal
from tests.unit.study.family_frames import family

USUAL = [100.0, 300.0, 200.0]
HOURS = (0.0, 10.0, 50.0)


def restored(per_hour: float, left: float = 5.0, **named: str) -> pd.DataFrame:
    """Other acts leave an excess of `left`; each hour of the outage adds `per_hour`, whatever the luck."""
    values = {repr(hour): [x + left + per_hour * hour for x in USUAL] for hour in HOURS}
    return family(values, USUAL, **named)


def test_what_the_hours_add_is_zero_at_zero_hours_whatever_else_happens() -> None:
    found = curve(paired_values(restored(2.0)), HOURS).set_index("hours")
    assert [5.0, 25.0, 105.0] == found["excess"].tolist()
    assert [0.0, 20.0, 100.0] == found["added"].tolist()
    assert (0.0, 0.0) == (found.loc[0.0, "added_low"], found.loc[0.0, "added_high"])


def test_an_hour_costs_what_was_planted() -> None:
    found = marginal(paired_values(restored(2.0)), HOURS)
    assert [(0.0, 10.0), (10.0, 50.0)] == list(zip(found["from_h"], found["to_h"], strict=True))
    assert [2.0, 2.0] == found["per_hour"].tolist()
    assert [2.0, 2.0] == found["ci_low"].tolist()


def test_the_interval_of_an_hour_is_that_of_the_paired_step() -> None:
    luck = np.random.default_rng(4)
    values = {repr(hour): list(luck.normal(hour, 1.0, 3)) for hour in HOURS}
    paired = paired_values(family(values, [0.0] * 3))
    step = (np.array(values["50.0"]) - np.array(values["10.0"])) / 40.0
    half = 4.302653 * step.std(ddof=1) / np.sqrt(3)  # t(2, 0.975)
    row = marginal(paired, HOURS).iloc[1]
    assert pytest.approx((step.mean() - half, step.mean() + half), rel=1e-6) == (row["ci_low"], row["ci_high"])


@pytest.fixture
def reference(root: Path) -> Any:
    overrides = {"sample": "0.002%", "merchants.count": "300", "replications": "3"}
    return sim.load_scenario(root / "scenarios/cainiao_sf_2017.yaml", overrides=overrides)


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> None:
    def values(variants: Any, *, progress: Any, **_: Any) -> pd.DataFrame:
        assert [repr(hour) for hour in HOURS] == list(variants)
        assert [0.0, 10.0, 50.0] == [each.outages["sf_feed"].duration for each in variants.values()]
        progress(1, 1)
        parts = [
            restored(2.0),
            restored(30.0, measure="total_cost_cny", unit="CNY"),
            restored(40.0, measure="cost_cny", group="party=platform", unit="CNY"),
            restored(-10.0, measure="cost_cny", group="party=buyers", unit="CNY"),
            restored(7.0, measure="delivery_revenue_lost_cny", group="carrier=sf", unit="CNY"),
        ]
        return pd.concat(parts, ignore_index=True)

    import sys

    monkeypatch.setattr(sys.modules[module_of.__module__], "values_of_family", values)


def test_a_curve_is_told_kept_and_read_again(faked: None, reference: Any, tmp_path: Path) -> None:
    made = restore_curve(reference, "sf_feed", [10, 50], workers=1).save(tmp_path)
    told = made.to_json()
    json.dumps(told, allow_nan=False)
    assert [10.0, 50.0] == [point["hours"] for point in told["points"]]
    contacts = told["points"][1]["impact"]["contacts"]
    assert (105.0, [105.0, 105.0], 100.0) == (contacts["excess"], contacts["ci95"], contacts["added"])
    bids = {(bid["party"], bid["to_h"]): bid["cny_per_hour"] for bid in told["bids"]}
    assert (40.0, -10.0, 30.0, 7.0) == tuple(bids[party, 50.0] for party in ("platform", "buyers", "all parties", "sf"))
    assert 50.0 == told["own_hours"]
    assert "too few points" in told["knees"]["contacts"]["reason"]
    again = stored_restore_curve(tmp_path, reference, "sf_feed", [10, 50])
    assert again is not None
    assert told == again.to_json()
    assert stored_restore_curve(tmp_path, reference, "sf_feed", [10, 50], responses="follow") is None


def test_the_page_repeats_byte_by_byte_and_names_the_outage(faked: None, reference: Any, tmp_path: Path) -> None:
    made = restore_curve(reference, "sf_feed", [10, 50], workers=1)
    for name in ("one.html", "two.html"):
        made.page(tmp_path / name)
    text = (tmp_path / "one.html").read_text(encoding="utf-8")
    assert text == (tmp_path / "two.html").read_text(encoding="utf-8")
    assert "when sf_feed is restored" in text
    for figure in ("fig-curve-contacts", "fig-marginal-contacts", "fig-bids"):
        assert f'id="{figure}"' in text
