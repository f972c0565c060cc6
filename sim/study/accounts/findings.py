"""What the accounts agree on: every excess and every claim, account by account, and a verdict over all of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.study.result import TOTAL

RISES, FALLS, NOTHING, UNCLEAR = "rises", "falls", "nothing", "unclear"
FLIPS, SOME = "flips", "clear in some only"
VERDICTS = {RISES: "rises in all", FALLS: "falls in all", NOTHING: "nothing in all", UNCLEAR: "unclear in all"}
HOLDS = {True: "holds in all", False: "fails in all", None: "no verdict in any"}
DEPENDS = "depends on the account"


def sign_of(low: float, high: float) -> str:
    """What an interval says of an excess.

    >>> sign_of(1.0, 2.0), sign_of(-2.0, -1.0), sign_of(0.0, 0.0), sign_of(-1.0, 1.0)
    ('rises', 'falls', 'nothing', 'unclear')
    """
    if low > 0:
        return RISES
    if high < 0:
        return FALLS
    return NOTHING if low == high == 0 else UNCLEAR


def verdict_over(signs: Sequence[str]) -> str:
    """One word on the signs of all accounts.

    >>> verdict_over(["rises", "rises"]), verdict_over(["rises", "falls"]), verdict_over(["rises", "unclear"])
    ('rises in all', 'flips', 'clear in some only')
    """
    kinds = set(signs)
    if len(kinds) == 1:
        return VERDICTS[signs[0]]
    return FLIPS if {RISES, FALLS} <= kinds else SOME


def findings(impacts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every total of every account with the verdict over all of them.

    Args:
        impacts: impact table of each account by its name.

    Returns:
        Columns measure, unit, account, excess, ci_low, ci_high, sign, verdict, is_same (the excess and its interval
        are equal in all accounts, bit for bit); only measures that every account has.
    """
    rows = []
    tables = {name: table[table["group"] == TOTAL].set_index("measure") for name, table in impacts.items()}
    first = next(iter(tables.values()))
    for measure in first.index:
        if not all(measure in table.index for table in tables.values()):
            continue
        told = {name: table.loc[measure].to_dict() for name, table in tables.items()}
        figures = [(row["excess"], row["ci_low"], row["ci_high"]) for row in told.values()]
        signs = [sign_of(low, high) for _, low, high in figures]
        verdict = verdict_over(signs)
        is_same = len({repr(figure) for figure in figures}) == 1
        for (name, row), sign in zip(told.items(), signs, strict=True):
            named = {"measure": measure, "unit": row["unit"], "account": name}
            numbers = {key: float(row[key]) for key in ("excess", "ci_low", "ci_high")}
            rows.append({**named, **numbers, "sign": sign, "verdict": verdict, "is_same": is_same})
    return pd.DataFrame(rows)


def claims_over(claims: Mapping[str, Sequence[Mapping[str, Any]]]) -> pd.DataFrame:
    """Every claim in every account with the verdict over all of them.

    Args:
        claims: checked claims of each account's run, by its name.

    Returns:
        Columns id, claim, account, simulated, ci_low, ci_high, target, holds ("yes", "no", ""), note, verdict. An
        account in which a claim was not checked has no row; the verdict is over those in which it was.
    """
    rows = []
    order = list(dict.fromkeys(each["id"] for told in claims.values() for each in told))
    for claim in order:
        of_claim = {name: each for name, told in claims.items() for each in told if each["id"] == claim}
        kinds = {each["holds"] for each in of_claim.values()}
        verdict = HOLDS[next(iter(kinds))] if len(kinds) == 1 else DEPENDS
        for name, each in of_claim.items():
            low, high = each["ci95"] or (None, None)
            rows.append(
                {
                    "id": claim,
                    "claim": each["claim"],
                    "account": name,
                    "simulated": _number(each["simulated"]),
                    "ci_low": _number(low),
                    "ci_high": _number(high),
                    "target": _number(each["target"]),
                    "holds": "" if each["holds"] is None else "yes" if each["holds"] else "no",
                    "note": each["note"],
                    "verdict": verdict,
                }
            )
    columns = ["id", "claim", "account", "simulated", "ci_low", "ci_high", "target", "holds", "note", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
