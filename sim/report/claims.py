"""Statements made at the time or measured since, beside what the model says."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from sim.report import labels, numbers
from sim.report.reading import Reading

VERDICTS = {True: ("holds", "holds"), False: ("fails", "does not hold"), None: ("open", "not decided")}


def claims_html(run: Reading) -> str:
    """A card a claim: verdict, the model's number with its interval, the target, the source, the note."""
    words = _words(run)
    claims = [_card(claim, words) for claim in run.result.claims]
    if not claims:
        return '<div class="empty">This scenario has no claims to hold the model against.</div>'
    return f'<div class="claims">{"".join(claims)}</div>'


def _card(claim: Mapping[str, Any], words: Mapping[str, str]) -> str:
    holds = claim.get("holds")
    tone, verdict = VERDICTS[None if holds is None else bool(holds)]
    unit = str(claim.get("unit") or "")
    facts = []
    if claim.get("simulated") is not None:
        facts.append(("model", f"<b>{_value(claim['simulated'], unit)}</b>{_interval(claim.get('ci95'), unit)}"))
    if claim.get("target") is not None:
        facts.append(("held against", f"<b>{_value(claim['target'], unit)}</b>"))
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts)
    note = f"<p>{escape(_in_words(str(claim['note']), words))}</p>" if claim.get("note") else ""
    source = f'<p class="source">{escape(str(claim["source"]))}</p>' if claim.get("source") else ""
    return (
        f'<article class="claim {tone}"><header><h3>{escape(str(claim.get("claim", "")))}</h3>'
        f'<span class="verdict">{verdict}</span></header><dl>{listed}</dl>{note}{source}</article>'
    )


def _words(run: Reading) -> dict[str, str]:
    """What a note may name, by its name in the scenario: links, parties, outages."""
    named = {name: labels.entity(name) for act in run.acts for name in (act.link, act.by) if name}
    return named | {act.name: f"{act.title} ({act.name})" for act in run.outages}


def _in_words(note: str, words: Mapping[str, str]) -> str:
    """A note that calls the scenario's names as the page does."""
    return re.sub(r"\w+", lambda found: words.get(found[0], found[0]), note)


def _value(value: Any, unit: str) -> str:
    """A number with its unit, a pair as a range, text as it is."""
    if isinstance(value, (list, tuple)):
        return " to ".join(_value(one, unit) for one in value)
    try:
        return escape(numbers.amount(float(value), unit))
    except (TypeError, ValueError):
        return escape(str(value))


def _interval(ends: Any, unit: str) -> str:
    if ends is None or len(ends) != 2 or any(one is None or one != one for one in ends):
        return ""
    low, high = (escape(numbers.plain(float(one), unit)) for one in ends)
    return f" ({low} to {high})"
