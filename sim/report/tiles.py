"""Headline tiles: the excess of a measure, its interval, and the two arms it is the difference of."""

from html import escape

from sim.report import labels, numbers
from sim.report.reading import Effect, Reading

HEADLINES = (
    "contacts",
    "dark_parcels",
    "dark_parcels_peak",
    "complaints",
    "refund_claims",
    "petitions",
    "orders_lost",
    "parcels_rerouted",
    "fresh_spoiled",
    "code_failures",
    "false_late_dispatch",
    "merchants_switched",
    "support_wait_p90_min",
    "total_cost_cny",
    "time_to_recover_h",
)


def tiles_html(run: Reading) -> str:
    """The tiles of every headline the run has."""
    tiles = [_tile(name, effect) for name in HEADLINES if (effect := run.effect(name)) is not None]
    if not tiles:
        return '<div class="empty">The impact table of this run is empty.</div>'
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _tile(name: str, effect: Effect) -> str:
    if name == "time_to_recover_h":
        between = numbers.interval(effect.low, effect.high, effect.unit)
        until = "until back within the usual band"
        return _card(labels.measure(name), numbers.duration(effect.outage), between, until, "neutral")
    unit = numbers.unit_beside(effect.unit)
    between = numbers.interval(effect.low, effect.high, effect.unit)
    if effect.is_nothing:
        certainty, tone = "no difference at all", "nothing"
    elif not between:
        certainty, tone = "no interval: one replication", "neutral"
    elif not effect.is_clear:
        certainty, tone = f"{between}: not clear of zero", "nothing"
    else:
        certainty, tone = between, "worse" if effect.excess > 0 else "better"
    ratio = f" ({numbers.ratio(effect.ratio)})" if effect.baseline and effect.excess else ""
    arms = f"{numbers.plain(effect.baseline, effect.unit)} → {numbers.plain(effect.outage, effect.unit)}{ratio}"
    return _card(f"{labels.measure(name)}", numbers.change(effect.excess, effect.unit), certainty, arms, tone, unit)


def _card(title: str, value: str, certainty: str, arms: str, tone: str, unit: str = "") -> str:
    unit_html = f" <small>{escape(unit)}</small>" if unit else ""
    return (
        f'<div class="tile {tone}"><h3>{escape(title)}</h3><p class="value">{escape(value)}{unit_html}</p>'
        f'<p class="interval">{escape(certainty)}</p><p class="arms">{escape(arms)}</p></div>'
    )
