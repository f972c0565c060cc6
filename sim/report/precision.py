"""How precise a run's excesses are, beside what was asked. Knows the report of a precision, not how it was reached."""

from collections.abc import Mapping
from html import escape
from typing import Any

from sim.report import labels, numbers
from sim.report.tables import table_html

STOPPED = {
    "precision": "stopped when it was reached",
    "most": "stopped at the most replications allowed",
    "deadline": "stopped by the deadline",
    "interrupted": "interrupted",
}
HEAD = ("Measure", "Excess", "Half-width of its 95 % interval", "Relative", "Reached")


def precision_words(precision: Mapping[str, Any]) -> str:
    """What was asked, whether it was reached and why the run ended, in one sentence."""
    asked = precision["asked"]
    reached = "reached" if precision["reached"] else "NOT reached for every measure"
    return (
        f"Precision of ±{numbers.share(asked['share'])} of each excess: {reached} after {precision['replications']} "
        f"replications; {STOPPED[precision['stopped_by']]}"
    )


def precision_html(precision: Mapping[str, Any] | None) -> str:
    """The same with a table of the measures; nothing where no precision was asked for."""
    if precision is None:
        return ""
    rows = [_row(name, found) for name, found in precision["measures"].items()]
    asked = precision["asked"]
    rule = (
        f"A measure counts as reached when its interval stays that narrow through {asked['look_ahead']} further "
        "replications (Hoad, Robinson and Davies 2010)."
    )
    words = f"<p>{escape(precision_words(precision))}. {escape(rule)}</p>"
    return f"<h3>Precision</h3>{words}{table_html(HEAD, rows, 'precision')}"


def _row(name: str, found: Mapping[str, Any]) -> list[str]:
    shown = [_number(found[key]) for key in ("excess", "half_width", "relative")]
    mark = '<b class="down">\u2713 reached</b>' if found["reached"] else '<b class="up">\u2717 not reached</b>'
    return [
        escape(labels.measure(name)),
        numbers.signed(shown[0]),
        numbers.number(shown[1]),
        numbers.share(shown[2]),
        mark,
    ]


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
