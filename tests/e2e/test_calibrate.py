"""`outage-sim calibrate`: a table becomes a world that runs; what is refused."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.unit.calibrate.planted import Planted, at_text, write_tracking


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A tracking table of 800 parcels with damaged rows, and a table of contacts."""
    folder = tmp_path_factory.mktemp("tables")
    tracking = write_tracking(folder / "scans.csv", 800, 1, Planted(days=8))
    with tracking.open("a", encoding="utf-8") as stream:
        stream.write(
            "p1,weighed,2017-05-26T00:00:00Z,,sf,north,south\n,delivered,2017-05-26T00:00:00Z,,sf,north,south\n"
        )
    contacts = folder / "contacts.csv"
    rows = "".join(f"p{number},{at_text(24 * 2 + number / 10)}\n" for number in range(60))
    contacts.write_text("parcel,opened_at\n" + rows + "nobody,2017-05-27T00:00:00Z\n", encoding="utf-8")
    return {"tracking": tracking, "contacts": contacts}


@pytest.fixture(scope="module")
def found(outage_sim: Any, tables: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("results")
    options = ["--share", "0.1%", "--now", "2017-05-30T10:00", "--out", out, "--json", "--quiet"]
    done = outage_sim("calibrate", tables["tracking"], "--contacts", tables["contacts"], *options)
    assert 0 == done.returncode, done.stderr
    assert "" == done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_what_was_left_out_is_counted_with_its_lines(found: dict[str, Any]) -> None:
    told = {(each["table"], each["reason"]): each["rows"] for each in found["left_out"]}
    assert {
        ("tracking", "unknown milestone"): 1,
        ("tracking", "no parcel"): 1,
        ("contacts", "no such parcel"): 1,
    } == told
    last = found["rows"]["tracking"] + 1
    lines = {each["reason"]: each["first_lines"] for each in found["left_out"]}
    assert ([last - 1], [last], [62]) == (lines["unknown milestone"], lines["no parcel"], lines["no such parcel"])


def test_the_world_is_sound_and_runs(found: dict[str, Any], outage_sim: Any, tmp_path: Path) -> None:
    world = found["paths"]["world"]
    assert 0 == outage_sim("check", world).returncode
    tiny = ["--set", "sample=0.002%", "--set", "merchants.count=300", "--set", "horizon=2d", "--replications", 2]
    done = outage_sim("run", world, *tiny, "--workers", 1, "--out", tmp_path, "--json", "--quiet")
    assert 0 == done.returncode, done.stderr
    impact = json.loads(done.stdout)["impact"]
    assert {0} == {each["excess"] for each in impact.values() if each["excess"] is not None}


def test_every_number_says_where_it_comes_from(found: dict[str, Any]) -> None:
    assert all(each["source"].startswith("fitted from scans.csv, n=") for each in found["written"])
    assert "merchants.handling" in {each["path"] for each in found["written"]}
    assert "carriers.*.utilisation" in found["kept"]
    assert found["zone"] == "Etc/GMT-8"


def test_the_nowcast_says_how_it_did(found: dict[str, Any]) -> None:
    ahead = found["nowcast"]
    assert "2017-05-30T10:00:00+08:00" == ahead["now"]
    assert {"delivered", "in_flight", "dark", "contacts"} == {each["measure"] for each in ahead["held_out"]}
    assert all(0 <= each["coverage"] <= 1 for each in ahead["held_out"])


def test_the_page_shows_the_forecast_and_what_was_left_out(found: dict[str, Any]) -> None:
    page = Path(found["paths"]["page"]).read_text(encoding="utf-8")
    assert "<h2>The next 72 hours</h2>" in page
    assert "unknown milestone" in page


@pytest.fixture(scope="module")
def as_observed(outage_sim: Any, tables: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The same parcels with their orders in a table of their own, and distributions without a family."""
    folder = tmp_path_factory.mktemp("apart")
    rows = pd.read_csv(tables["tracking"], dtype=str, keep_default_na=False)
    is_order = rows["milestone"] == "ordered"
    orders, tracking = folder / "orders.csv", folder / "scans.csv"
    rows.loc[is_order, ["parcel", "event_time"]].rename(columns={"event_time": "paid"}).to_csv(orders, index=False)
    rows[~is_order].to_csv(tracking, index=False)
    options = ["--orders", orders, "--column", "orders.ordered=paid", "--empirical", "--out", folder / "results"]
    done = outage_sim("calibrate", tracking, *options, "--json", "--quiet")
    assert 0 == done.returncode, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_orders_in_a_table_of_their_own_are_read(as_observed: dict[str, Any]) -> None:
    assert {"parcel": "parcel", "ordered": "paid"} == as_observed["columns"]["orders"]
    assert 800 == as_observed["rows"]["orders"]
    assert {"orders.hour_share", "merchants.handling"} <= {each["path"] for each in as_observed["written"]}


def test_distributions_are_written_as_observed_where_that_is_asked(
    as_observed: dict[str, Any], outage_sim: Any
) -> None:
    values = {each["path"]: each["value"] for each in as_observed["written"]}
    assert ["empirical"] == list(values["carriers.sf.last_mile"])
    assert ["empirical"] == list(values["locker_defaults.pick_up"])
    assert ["empirical"] == list(values["links.sf.latency"])
    assert "empirical" not in values["merchants.handling"]  # of it only brackets are known
    assert 0 == outage_sim("check", as_observed["paths"]["world"]).returncode


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--column", "parcel=parcl"], "scans.csv:1:1: no such column for parcel; the columns are parcel, milestone,"),
        (["--now", "2031-01-01T00:00"], "--now: the tables know of 2017-05-25T"),
        (["--world", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(
    outage_sim: Any, tables: dict[str, Path], options: list[str], told: str, tmp_path: Path
) -> None:
    done = outage_sim("calibrate", tables["tracking"], *options, "--out", tmp_path, "--quiet")
    assert 2 == done.returncode, done.stderr
    assert told in done.stderr
    assert "" == done.stdout
    assert [] == list(tmp_path.iterdir())
