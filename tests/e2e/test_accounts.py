"""`outage-sim accounts`: the disputed versions as one family."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.pages import faults_of

ACCOUNTS = ("account_sf", "account_cainiao")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def found(outage_sim: Any, root: Path, out: Path, tiny_options: list[str]) -> dict[str, Any]:
    paths = [root / f"scenarios/{name}.yaml" for name in ACCOUNTS]
    done = outage_sim("accounts", *paths, "--out", out, "--json", "--quiet", *tiny_options)
    assert 0 == done.returncode, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_parcels_buyers_and_merchants_are_the_same_in_both_accounts(found: dict[str, Any]) -> None:
    differ = {name for name, told in found["findings"].items() if not told["same"]}
    assert {"out_of_scope_records"} == differ
    assert "dark_hours" in found["holds_in_all"]["findings"]


def test_the_records_beyond_the_contract_would_settle_it(found: dict[str, Any]) -> None:
    first = found["facts"][0]
    assert ("out_of_scope_records", "total") == (first["measure"], first["group"])
    assert 0.0 == first["in_a"] < first["in_b"]
    assert {"out_of_scope_records"} == {fact["measure"] for fact in found["facts"]}


def test_each_account_tells_who_shut_first_and_what_was_demanded(found: dict[str, Any]) -> None:
    shut = {name: [act["by"] for act in found["timeline"] if act["account"] == name] for name in ACCOUNTS}
    assert {"account_sf": ["cainiao", "cainiao"], "account_cainiao": ["cainiao", "sf"]} == shut
    assert "outages.sf_feed.by" in {row["path"] for row in found["statements"]}


def test_each_account_has_its_own_run_and_is_not_run_again(
    found: dict[str, Any], outage_sim: Any, root: Path, out: Path, tiny_options: list[str]
) -> None:
    for name in ACCOUNTS:
        assert (out / name / found["runs"][name] / "report.html").is_file()
    paths = [root / f"scenarios/{name}.yaml" for name in ACCOUNTS]
    again = outage_sim("accounts", *paths, "--out", out, *tiny_options)
    assert 2 == again.stderr.count("already run")
    for words in ("Which fact would settle it", "Records beyond the contract", "claims that depend: none"):
        assert words in again.stdout


@pytest.mark.browser
def test_its_page_is_sound_on_a_wide_and_a_narrow_screen(chromium: str, found: dict[str, Any]) -> None:
    assert [] == faults_of(chromium, found["paths"]["page"])


def test_one_account_alone_is_refused(outage_sim: Any, root: Path, tmp_path: Path) -> None:
    done = outage_sim("accounts", root / "scenarios/account_sf.yaml", "--out", tmp_path)
    assert 2 == done.returncode
    assert "at least two accounts" in done.stderr
