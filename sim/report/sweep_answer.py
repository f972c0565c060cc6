"""What a sweep answers, in sentences: which parameters matter, where it tips, where it goes wrong, how much is luck."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.report import labels, numbers
from sim.report.figures.study_threshold import tipping_text
from sim.report.parameters import limit_text, span_text

if TYPE_CHECKING:
    from sim.study.sensitivity import Design, Discovery, Findings, Tipping

MUCH_LUCK = 0.2
MOST_NAMED = 3


def lead(findings: "Findings") -> str:
    """The answer for the first measure, a paragraph a question."""
    told = [_what_matters(findings), _where_it_tips(findings), _where_it_goes_wrong(findings), _luck(findings)]
    return "\n\n".join(text for text in told if text)


def of_first(findings: "Findings", frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the first measure in the first slice."""
    if frame.empty:
        return frame
    measure = findings.summary["measure"].iloc[0]
    is_first = (frame["measure"] == measure) & (frame["slice"] == findings.slices[0])
    found: pd.DataFrame = frame.loc[is_first]
    return found


def first_measure(findings: "Findings") -> str:
    """Name of the measure that matters most."""
    return str(findings.summary["measure"].iloc[0])


def order_of(findings: "Findings") -> list[str]:
    """Parameters by how much the first measure answers to them: by total index where there is one, else by swing."""
    indices = of_first(findings, findings.indices)
    if not indices.empty:
        return list(indices.sort_values("st", ascending=False, kind="stable")["parameter"])
    return list(of_first(findings, findings.tornado)["parameter"])


def leading_tippings(findings: "Findings") -> "list[Tipping]":
    """The first measure's tippings, slices against each other if there are several, else against the limit.

    Each along the parameter where it is clearest, and of those along the one the measure answers to most.
    """
    measure, order = first_measure(findings), order_of(findings)
    mine = [each for each in findings.tippings if each.measure == measure]
    kept = [each for each in mine if each.against] or mine
    kept.sort(key=lambda each: (_unclear(each), order.index(each.found.parameter)))
    best = {(each.what, each.against): each for each in reversed(kept)}
    return [each for each in kept if best[each.what, each.against] is each]


def box_text(found: "Discovery", place: int, design: "Design") -> str:
    """A box in words: its limits, joined."""
    titles = design.titles
    told = [
        limit_text(titles.get(each.limit.name, each.limit.name), each.limit.side, each.limit.value, each.unit)
        for each in found.boxes[place].limits
    ]
    return " and ".join(told)


def case_text(found: "Discovery") -> str:
    """What makes a case, in words."""
    side = "above" if found.is_above else "below"
    is_its_own_unit = found.unit == found.measure
    limit = numbers.number(found.limit) if is_its_own_unit else numbers.amount(found.limit, found.unit)
    return f"{labels.measure(found.measure).lower()} {side} {limit}"


def _what_matters(findings: "Findings") -> str:
    under = f"With “{labels.entity(findings.slices[0])}”: " if findings.slices[0] else ""
    name = labels.measure(first_measure(findings))
    titles = findings.design.titles
    indices = of_first(findings, findings.indices)
    if not indices.empty:
        rows = indices[indices["is_clear"]].sort_values("st", ascending=False)
        if rows.empty:
            return capital(f"{under}no parameter has a clear share in how {name.lower()} beyond the usual vary.")
        told = [
            f"{titles[row['parameter']]} {numbers.share(row['st'])} "
            f"({numbers.share(max(0.0, row['st_low']))} to {numbers.share(row['st_high'])})"
            for row in rows.head(MOST_NAMED).to_dict("records")
        ]
        rest = len(indices) - len(rows)
        unclear = f" {_count(rest)} no clear share." if rest else ""
        return (
            f"{under}{name.lower() if under else name} beyond the counterfactual depend on {_listed(told)} of the "
            f"variance, each with all it interacts with.{unclear}"
        )
    rows = of_first(findings, findings.tornado)
    clear = rows[rows["is_clear"]]
    if rows.empty:
        return ""
    if clear.empty:
        return capital(f"{under}no parameter moves {name.lower()} clearly from one end of its range to the other.")
    told = []
    for row in clear.head(MOST_NAMED).to_dict("records"):
        unit = findings.design.unit_of(str(row["parameter"]))
        told.append(
            f"{titles[str(row['parameter'])]}, from {numbers.amount(row['at_low'], row['unit'])} at "
            f"{span_text(row['low_from'], row['low_to'], unit)} to {numbers.amount(row['at_high'], row['unit'])} at "
            f"{span_text(row['high_from'], row['high_to'], unit)}"
        )
    return f"{under}{name.lower() if under else name} beyond the counterfactual vary most with {_listed(told)}."


def _where_it_tips(findings: "Findings") -> str:
    titles = findings.design.titles
    told = []
    for each in leading_tippings(findings)[:MOST_NAMED]:
        along = titles[each.found.parameter]
        what, against = labels.entity(each.what), labels.entity(each.against)
        if each.against:
            better = what if not each.found.is_rising else against
            if np.isfinite(each.found.at):
                told.append(
                    f"“{what}” against “{against}”: beyond {along} {tipping_text(each)} the excess is smaller "
                    f"with “{better}”."
                )
            else:
                told.append(f"“{what}” against “{against}”, along {along}: {tipping_text(each)}, {_sign(each)}.")
        elif np.isfinite(each.found.at):
            where = f" ({what})" if each.what else ""
            side = "above" if each.found.is_rising else "below"
            told.append(
                f"On average over the rest the excess{where} is more than {numbers.amount(each.limit, each.unit)} "
                f"where {along} is {side} {tipping_text(each)}."
            )
        else:
            where = f" ({what})" if each.what else ""
            told.append(
                f"Against a limit of {numbers.amount(each.limit, each.unit)} the mean excess{where} along {along} "
                f"{'is ' if np.isinf(each.found.at) else ''}{each.found.verdict}."
            )
    return " ".join(told)


def _unclear(tipping: "Tipping") -> int:
    """0 where it tips once and the interval ends inside the range, 1 where it tips, 2 where it does not."""
    return 0 if tipping.found.is_clear else 2 - int(np.isfinite(tipping.found.at))


def _sign(tipping: "Tipping") -> str:
    return (
        f"“{labels.entity(tipping.what)}” is {tipping.found.verdict}"
        if np.isinf(tipping.found.at)
        else "both signs come back"
    )


def _where_it_goes_wrong(findings: "Findings") -> str:
    found = findings.discoveries[0]
    if not found.boxes:
        return ""
    box = found.boxes[0]
    mean, low, high = box.density_elsewhere
    sure = f"; at new points {numbers.share(mean)} ({numbers.share(low)} to {numbers.share(high)})"
    return (
        f"{capital(case_text(found))} (in {numbers.share(found.cases / found.points)} of the points) come with "
        f"{box_text(found, 0, findings.design)}: {numbers.share(box.coverage)} of the cases lie there, and "
        f"{numbers.share(box.density)} of what lies there is a case{sure if np.isfinite(mean) else ''}."
    )


def _luck(findings: "Findings") -> str:
    return " ".join(_remarks(findings))


def _remarks(findings: "Findings") -> Iterator[str]:
    rows = of_first(findings, findings.summary)
    share = float(rows["luck_share"].iloc[0])
    if findings.replications < 2:
        yield "One replication a point: luck cannot be told from effect, and intervals are over the points alone."
    elif share > MUCH_LUCK:
        yield (
            f"Luck alone makes {numbers.share(share)} of what varies from point to point: "
            "more replications or a larger sample would sharpen all this."
        )
    else:
        yield f"Luck makes {numbers.share(share)} of what varies from point to point."
    if findings.failed:
        dropped = int(rows["blocks_dropped"].iloc[0])
        blocks = f", and {dropped} whole blocks of the design with them" if dropped else ""
        points = "point" if findings.failed == 1 else "points"
        yield f"{findings.failed} {points} of {findings.points} failed and are left out{blocks}."


def _count(number: int) -> str:
    return "One other parameter has" if number == 1 else f"{number} other parameters have"


def _listed(told: list[str]) -> str:
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def capital(text: str) -> str:
    """The text with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
