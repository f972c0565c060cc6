"""The fitted world goes on from parcels in flight, or says why it cannot."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.calibrate.reacting import Reacting, react

NOW = pd.Timestamp("2017-06-06T10:07", tz="Etc/GMT-8")
N = 400


def parcels(**more: Any) -> pd.DataFrame:
    """So many parcels that left their hub for the north a day ago."""
    told = {
        "parcel": [f"p{i}" for i in range(N)], "carrier": "sf", "origin": "south", "destination": "north",
        "state": "linehaul_departed", "tries": 0, "since": NOW - pd.Timedelta(hours=24),
        "known": NOW - pd.Timedelta(hours=40), "picked_up": NOW - pd.Timedelta(hours=28), "asked": pd.NaT,
        "chance_gone": 0.0, "is_silent": False,
    }  # fmt: skip
    frame = pd.DataFrame(told | more)
    return frame.assign(asked=pd.to_datetime(frame["asked"], utc=True).dt.tz_convert(NOW.tz))


def reacting(root: Path, known: pd.DataFrame, named: dict[str, str | None], per_day: float | None = 600.0) -> Reacting:
    def world(_: Path) -> str:
        return f"extends: {root / 'scenarios/worlds/china_2017.yaml'}\nname: small\nmerchants:\n  count: 500\n"

    return react(
        known, world, now=NOW, per_day=per_day, named=named, has_orders=True, dark=(), replications=2
    )  # fmt: skip


def test_parcels_in_flight_are_delivered_and_an_outage_from_then_on_hides_them(root: Path) -> None:
    found = reacting(root, parcels(), {"sf": "sf"})
    assert "" == found.why_not
    mean = found.bands.set_index(["arm", "measure", "hour"])["mean"].sort_index()
    assert N == pytest.approx(mean["without", "in_flight", 1], abs=0.02 * N)
    assert mean["without", "delivered"].sum() > 0.5 * N
    assert mean["with", "dark", 72] > 10 * (1.0 + mean["without", "dark", 72])
    excess = mean["with", "contacts_so_far", 72] - mean["without", "contacts_so_far", 72]
    assert excess == pytest.approx(mean["excess", "contacts_so_far", 72])


def test_parcels_that_are_gone_for_certain_are_not_gone_on_with(root: Path) -> None:
    found = reacting(root, parcels(chance_gone=1.0), {"sf": "sf"})
    assert 0.0 == found.bands.set_index(["arm", "measure", "hour"])["mean"].sort_index()["without", "in_flight", 1]


@pytest.mark.parametrize(
    ("named", "per_day", "why"),
    [
        ({"sf": None}, 600.0, "carriers the world does not have: 'sf'"),
        ({"sf": "sf"}, None, "no whole day of orders"),
        ({"sf": "sf"}, 1e9, "more orders a day than the world has"),
    ],
)
def test_what_the_world_cannot_go_on_from_is_said(
    root: Path, named: dict[str, str | None], per_day: float | None, why: str
) -> None:
    found = reacting(root, parcels(), named, per_day)
    assert why in found.why_not
    assert found.bands.empty
    assert {"why_not": found.why_not} == found.to_json((72,))
