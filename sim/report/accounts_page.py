"""The page of disputed accounts: what holds in all, what flips, who shut first, which fact would settle it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd

from sim.report import labels, numbers
from sim.report.figures.study_accounts import clock_words, fact_bars, matrix, shut_when
from sim.report.figures.study_comparison import HEADLINES
from sim.report.records import records
from sim.report.study_page import Section, write_study_page

FLIPS, SOME = "flips", "clear in some only"
DEPENDS = "depends on the account"
MOST_FACTS = 20
DIFFERENCE = "interval of the difference"


def write_accounts_page(
    path: Path,
    *,
    titles: Mapping[str, str],
    clock: Mapping[str, datetime],
    tables: Mapping[str, pd.DataFrame],
    replications: int,
    provenance: Mapping[str, str],
) -> None:
    """Write the page of accounts held against each other.

    Args:
        path: of the page.
        titles: title of each account by its name.
        clock: when each account's run starts.
        tables: findings, claims, facts, records, timeline and statements, as `sim.study.accounts` gives them.
        replications: pairs of arms of each account.
        provenance: what was run.

    Raises:
        OSError: the file cannot be written.
    """
    findings, facts = tables["findings"], tables["facts"]
    shown = findings[findings["measure"].isin(HEADLINES) | ~findings["is_same"]]
    sections = [
        Section(
            "timeline",
            "Who shut first",
            "In each account, who is said to have closed which link, and how long after the first.",
            figure=shut_when(tables["timeline"], clock) if len(tables["timeline"]) else None,
            table=_timeline_table(tables["timeline"], clock),
        ),
        Section(
            "said",
            "What the accounts say otherwise",
            "Every path at which the scenarios differ; all else is the same in all of them, luck included.",
            table=tables["statements"],
        ),
        Section(
            "facts",
            "Which fact would settle it",
            "What somebody could count afterwards, and the accounts predict differently: levels as it happened, not "
            "excesses. The difference stands in half-widths of its 95 % interval, paired by luck; beyond the dotted "
            "line it is clear of luck.",
            figure=fact_bars(facts),
            table=_fact_table(facts),
            note="A measure that is not listed is the same in all accounts, bit for bit: it cannot settle anything.",
        ),
        Section(
            "records",
            "The data ledger",
            "Records that passed the links within the contracts, and beyond them: about other platforms' orders, or of "
            "contents no contract lets through.",
            table=_record_table(tables["records"]),
        ),
        Section(
            "findings",
            "What holds in all",
            "Excess over the counterfactual in each account: red rises, green falls, in brackets not clear of zero. "
            "Headline measures, and all that differ.",
            figure=matrix(shown),
            table=_verdict_table(findings),
        ),
        Section(
            "claims",
            "Claims",
            "What was said at the time, held against each account's run.",
            table=_claim_table(tables["claims"]),
        ),
    ]
    write_study_page(
        path,
        title=f"{len(titles)} accounts of one event",
        kind=f"{', '.join(titles)}; {replications} paired replications of each",
        lead=_lead(list(titles), tables),
        sections=sections,
        provenance=provenance,
    )


def _lead(names: list[str], tables: Mapping[str, pd.DataFrame]) -> str:
    verdicts = tables["findings"].drop_duplicates("measure")
    flips = verdicts[verdicts["verdict"].isin([FLIPS, SOME])]
    claims = tables["claims"].drop_duplicates("id")
    depends = claims[claims["verdict"] == DEPENDS]
    told = [
        f"Of {len(verdicts)} measures, {int(verdicts['is_same'].sum())} have the very same excess in all {len(names)} "
        f"accounts, and {len(verdicts) - len(flips)} have the same sign."
    ]
    if len(flips):
        listed = ", ".join(labels.measure(name).lower() for name in flips["measure"][:6])
        told.append(f"What an outage did depends on the account in: {listed}.")
    if len(depends):
        listed = "; ".join(str(claim).rstrip(".") for claim in depends["claim"])
        told.append(f"These claims depend on the account: {listed}.")
    elif len(claims):
        told.append("No claim's verdict depends on the account.")
    told += [_settles(tables["facts"]), _who(tables["timeline"])]
    return " ".join(text for text in told if text)


def _settles(facts: pd.DataFrame) -> str:
    if facts.empty:
        return "The accounts predict exactly the same of everything that could be counted: no count can settle it."
    best = records(facts)[0]
    if not best["distance"] > 1:
        return "No count that the accounts predict differently stands out of luck."
    low, high = (numbers.amount(best[name], best["unit"]) for name in ("in_a", "in_b"))
    how = "luck cannot blur it" if best["distance"] == float("inf") else f"{best['distance']:.1f} half-widths apart"
    return (
        f"The fact that would settle most: {labels.measure(best['measure']).lower()}, {low} by {best['a']}, "
        f"{high} by {best['b']} ({how})."
    )


def _who(timeline: pd.DataFrame) -> str:
    told: dict[str, list[str]] = {}
    for account, rows in timeline.groupby("account", sort=False):
        order = ", then ".join(
            f"{labels.entity(row['by'])} closed {labels.entity(row['link'])}" for row in records(rows)
        )
        told.setdefault(order, []).append(str(account))
    return " ".join(f"By {' and '.join(accounts)}: {order}." for order, accounts in told.items())


def _timeline_table(timeline: pd.DataFrame, clock: Mapping[str, datetime]) -> pd.DataFrame:
    rows = [
        {
            "account": row["account"],
            "place": f"{row['place']}.",
            "when": clock_words(clock[row["account"]], row["began_at"]),
            "who": labels.entity(row["by"]),
            "link": labels.entity(row["link"]),
            "because": row["because"] or numbers.NOTHING,
        }
        for row in records(timeline)
    ]
    return pd.DataFrame(rows, columns=["account", "place", "when", "who", "link", "because"])


def _fact_table(facts: pd.DataFrame) -> pd.DataFrame:
    rows = [
        {
            "measure": row["measure"],
            "group": row["group"],
            "first and second": f"{row['a']}, {row['b']}",
            "unit": row["unit"],
            "in the first": row["in_a"],
            "in the second": row["in_b"],
            DIFFERENCE: numbers.interval(row["ci_low"], row["ci_high"], row["unit"]),
            "half-widths": "\u221e" if row["distance"] == float("inf") else f"{row['distance']:.1f}",
        }
        for row in records(facts.head(MOST_FACTS))
    ]
    columns = [
        "measure",
        "group",
        "first and second",
        "unit",
        "in the first",
        "in the second",
        DIFFERENCE,
        "half-widths",
    ]
    return pd.DataFrame(rows, columns=columns)


def _record_table(found: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for account, of_account in found.groupby("account", sort=False):
        row: dict[str, str] = {"account": str(account)}
        for each in records(of_account):
            between = numbers.interval(each["ci_low"], each["ci_high"], "records")
            row[labels.measure(each["measure"])] = numbers.number(each["records"]) + (
                f" ({between})" if between else ""
            )
        rows.append(row)
    return pd.DataFrame(rows)


def _verdict_table(findings: pd.DataFrame) -> pd.DataFrame:
    verdicts = findings.drop_duplicates("measure")
    rows = []
    for (verdict, _), of_verdict in verdicts.groupby(["verdict", "is_same"], sort=False):
        names = ", ".join(labels.measure(name) for name in of_verdict["measure"])
        figures = "the very same in all" if bool(of_verdict["is_same"].iloc[0]) else "differ"
        rows.append({"verdict": verdict, "figures": figures, "measures": names})
    return pd.DataFrame(rows)


def _claim_table(claims: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for _, of_claim in claims.groupby("id", sort=False):
        told = records(of_claim)
        row = {"claim": told[0]["claim"], "verdict": told[0]["verdict"]}
        for each in told:
            mark = {"yes": "holds", "no": "does not hold"}.get(each["holds"], "no verdict")
            row[each["account"]] = f"{numbers.number(each['simulated'])}: {mark}"
        rows.append(row)
    return pd.DataFrame(rows).fillna("not checked") if rows else pd.DataFrame(columns=["claim", "verdict"])
