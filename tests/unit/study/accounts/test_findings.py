"""What accounts agree on: signs, claims, and figures that are the very same."""

import math

import pandas as pd

from sim.study.accounts.findings import claims_over, findings, verdict_over

COLUMNS = ["measure", "group", "baseline", "outage", "excess", "ci_low", "ci_high", "unit"]


def impact(**effects: tuple[float, float, float]) -> pd.DataFrame:
    rows = [(name, "total", 0.0, excess, excess, low, high, "x") for name, (excess, low, high) in effects.items()]
    return pd.DataFrame([*rows, ("contacts", "carrier=sf", 0.0, 9.0, 9.0, 8.0, 10.0, "x")], columns=COLUMNS)


def test_a_finding_holds_in_all_flips_or_is_clear_in_some_only() -> None:
    one = impact(contacts=(5.0, 4.0, 6.0), late=(5.0, 4.0, 6.0), dark=(5.0, 4.0, 6.0), lost=(0.0, 0.0, 0.0))
    two = impact(contacts=(7.0, 6.0, 8.0), late=(-5.0, -6.0, -4.0), dark=(1.0, -1.0, 3.0), lost=(0.0, 0.0, 0.0))
    found = findings({"one": one, "two": two}).drop_duplicates("measure").set_index("measure")
    assert {
        "contacts": "rises in all",
        "late": "flips",
        "dark": "clear in some only",
        "lost": "nothing in all",
    } == found["verdict"].to_dict()
    assert ["lost"] == list(found.index[found["is_same"]])


def test_figures_without_an_interval_are_unclear_and_may_still_be_the_same() -> None:
    table = impact(contacts=(5.0, math.nan, math.nan))
    row = findings({"one": table, "two": table}).iloc[0]
    assert ("unclear in all", True) == (row["verdict"], row["is_same"])


def test_only_what_every_account_measures_is_told() -> None:
    found = findings(
        {"one": impact(contacts=(1.0, 1.0, 1.0), late=(1.0, 1.0, 1.0)), "two": impact(late=(1.0, 1.0, 1.0))}
    )
    assert {"late"} == set(found["measure"])


def test_a_flip_is_a_flip_also_where_a_third_account_is_unclear() -> None:
    assert "flips" == verdict_over(["rises", "unclear", "falls"])


def test_claims_are_held_against_every_account_that_checked_them() -> None:
    def claim(name: str, holds: bool | None) -> dict[str, object]:
        told = {"claim": name, "simulated": 1.0, "ci95": [0.0, 2.0], "target": None, "note": ""}
        return {"id": name, "holds": holds, **told}

    told = {
        "one": [claim("surge", True), claim("millions", True), claim("first", None)],
        "two": [claim("surge", True), claim("millions", False), claim("first", None), claim("beyond", None)],
    }
    found = claims_over(told).drop_duplicates("id").set_index("id")["verdict"].to_dict()
    assert {
        "surge": "holds in all",
        "millions": "depends on the account",
        "first": "no verdict in any",
        "beyond": "no verdict in any",
    } == found
