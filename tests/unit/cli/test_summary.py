"""A result as it is printed, and the warnings that go before it."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from sim.cli.summary import print_summary, warnings
from sim.study import Result

SOUND = {"conservation": True, "scans": True, "cells": True, "parcels_touched": 1_240_000, "problems": []}
IMPACT = pd.DataFrame(
    [
        ("contacts", "total", 1_240_000.0, 1_500_000.0, 260_000.0, 250_000.0, 270_000.0, "contacts"),
        ("contacts", "carrier=sf", 77_700.0, 88_800.0, 11_100.0, 11_000.0, 11_200.0, "contacts"),
        ("abandonment_share", "total", 0.04, 0.09, 0.05, 0.045, 0.055, "share"),
    ],
    columns=["measure", "group", "baseline", "outage", "excess", "ci_low", "ci_high", "unit"],
)


def result(**changes: Any) -> Result:
    scenario: Any = SimpleNamespace(
        name="case", title="A case", sample=0.01, replications=10, outages={"cut": object()}
    )
    empty = pd.DataFrame()
    parts: dict[str, Any] = {
        "scenario": scenario,
        "seed": 1,
        "replications": 10,
        "run_id": "0123456789ab",
        "impact": IMPACT,
        "hourly": empty,
        "replication_values": empty,
        "who_pays": empty,
        "recovery": empty,
        "affected": empty,
        "claims": [],
        "audit": SOUND,
        "acts": [],
        "wall_s": 12.3,
        "paths": {"page": "results/case/0123456789ab/report.html"},
    }
    return Result(**{**parts, **changes})


def printed(found: Result, capsys: pytest.CaptureFixture[str]) -> str:
    print_summary(found)
    return capsys.readouterr().out.replace("\u202f", " ")


def test_big_numbers_are_readable_and_shares_are_percentages(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(result(), capsys)
    for words in ("1.24 M", "1.50 M", "+260 k", "250 k to 270 k", "contacts", "4 %", "9 %"):
        assert words in text


def test_groups_are_left_to_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    assert "77.7" not in printed(result(), capsys)


def test_the_page_and_the_audit_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(result(), capsys)
    assert "Page: results/case/0123456789ab/report.html" in text
    assert "Audit: parcels, scans and cells balance; the outage touched 1.24 M parcels." in text


@pytest.mark.parametrize(("holds", "words"), [(True, "holds"), (False, "does not hold"), (None, "no verdict")])
def test_a_claim_stands_with_its_verdict(holds: bool | None, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    claim = {"claim": "[Millions] touched", "simulated": 2.5e6, "ci95": None, "target": 1e6, "holds": holds}
    text = printed(result(claims=[claim]), capsys)
    assert "[Millions] touched" in text
    assert words in text


def test_a_sound_run_has_no_warning() -> None:
    assert [] == list(warnings(result()))


def test_an_outage_that_touched_nothing_is_a_warning() -> None:
    (warning,) = warnings(result(audit={**SOUND, "parcels_touched": 0}))
    assert "touched no parcel" in warning


@pytest.mark.parametrize("account", ["conservation", "scans", "cells"])
def test_a_run_that_does_not_balance_is_a_warning_with_its_problems(account: str) -> None:
    (warning,) = warnings(result(audit={**SOUND, account: False, "problems": ["hour 7: 3 parcels missing"]}))
    assert "hour 7: 3 parcels missing" in warning


def test_an_incomplete_run_is_a_warning() -> None:
    (warning,) = warnings(result(is_incomplete=True, replications=3))
    assert "3 of 10 replications" in warning


def test_json_has_totals_only_and_null_where_there_is_no_number() -> None:
    scenario: Any = SimpleNamespace(name="case", sample=0.01, horizon=480.0, outages={})
    impact = IMPACT.assign(ci_low=float("nan"), ci_high=float("nan"))
    found = result(scenario=scenario, impact=impact).to_json()
    assert ["contacts", "abandonment_share"] == list(found["impact"])
    expected = {"baseline": 0.04, "outage": 0.09, "excess": 0.05, "ci95": [None, None], "unit": "share"}
    assert expected == found["impact"]["abandonment_share"]
