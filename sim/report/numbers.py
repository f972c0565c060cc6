"""How a number reads: three digits, a prefix, its unit. Knows no measure and no HTML."""

import math

THIN = "\u202f"
MINUS = "\u2212"
NOTHING = "\u2013"
PREFIXES = ((1e12, "T"), (1e9, "bn"), (1e6, "M"), (1e4, "k"))
TIMES = "\u00d7"
LONG_H = 240.0
SECOND_H = 1 / 3600
MINUTE_H = 1 / 60
NAMES_ITSELF = ("share", "h", "min")
"""Units that a value brings along: percent, or the length of time that suits its size."""
FACTOR_FROM = 3.0


def number(value: float) -> str:
    """Three significant digits with k, M, bn or T; an en dash where there is no number.

    >>> [number(x) for x in (1_238_000, 37_000, 9_312, 12.0, 0.0413, float("nan"))]
    ['1.24\u202fM', '37\u202fk', '9,312', '12', '0.0413', '\u2013']
    """
    value = float(value)
    if not math.isfinite(value):
        return NOTHING
    sign = MINUS if value < 0 else ""
    size = abs(value)
    for step, prefix in PREFIXES:
        if _rounded(size) >= step:
            return f"{sign}{_three(size / (1e3 if prefix == 'k' else step))}{THIN}{prefix}"
    if size >= 1e3:
        return f"{sign}{size:,.0f}"
    text = _three(size)
    return text if text == "0" else sign + text


def signed(value: float) -> str:
    """`number` with a plus where it is above zero.

    >>> signed(37_000), signed(-2.5), signed(0.0)
    ('+37\u202fk', '\u22122.50', '0')
    """
    return f"+{number(value)}" if math.isfinite(value) and value > 0 else number(value)


def share(value: float) -> str:
    """A share as a percentage.

    >>> share(0.4131), share(0.0021), share(-61.43), share(float("nan"))
    ('41\u202f%', '0.21\u202f%', '\u22126,143\u202f%', '\u2013')
    """
    if not math.isfinite(value):
        return NOTHING
    percent = 100.0 * value
    text = f"{abs(percent):,.0f}" if abs(percent) >= 10 or percent == 0 else f"{abs(percent):.2g}"
    return f"{MINUS if percent < 0 else ''}{text}{THIN}%"


def ratio(value: float) -> str:
    """An excess over its baseline: in percent, or as a factor once it is several times the baseline.

    >>> ratio(0.41), ratio(24.8), ratio(-0.0021)
    ('+41\u202f%', '\u00d725.8', '\u22120.21\u202f%')
    """
    if math.isfinite(value) and value >= FACTOR_FROM:
        return f"{TIMES}{_three(1.0 + value)}"
    return f"+{share(value)}" if math.isfinite(value) and value > 0 else share(value)


def duration(hours: float) -> str:
    """Hours as people say them: minutes below one, seconds below a minute, days from ten days.

    >>> duration(0.5), duration(50), duration(912), duration(24.5e6), duration(0.002)
    ('30\u202fmin', '50\u202fh', '38\u202fd', '1.02\u202fM\u202fd', '7.20\u202fs')
    """
    if not math.isfinite(hours):
        return NOTHING
    sign = MINUS if hours < 0 else ""
    size = abs(hours)
    if 0 < size < MINUTE_H:
        return f"{sign}{_three(size / SECOND_H)}{THIN}s"
    if 0 < size < 1:
        return f"{sign}{_three(size / MINUTE_H)}{THIN}min"
    if size >= LONG_H:
        return f"{sign}{number(size / 24)}{THIN}d"
    return f"{sign}{_three(size)}{THIN}h"


def amount(value: float, unit: str) -> str:
    """A value with its unit: shares as percentages, hours and minutes as durations, all else with the unit's name.

    >>> amount(1_240_000, "CNY"), amount(0.125, "share"), amount(50, "h")
    ('1.24\u202fM CNY', '12\u202f%', '50\u202fh')
    """
    bare, name = plain(value, unit), unit_beside(unit)
    return f"{bare} {name}" if name and bare != NOTHING else bare


def unit_beside(unit: str) -> str:
    """The unit's name as it stands beside `plain`; empty where the value names its unit itself.

    >>> unit_beside("parcels"), unit_beside("min")
    ('parcels', '')
    """
    return "" if unit in NAMES_ITSELF else unit


def plain(value: float, unit: str) -> str:
    """A value without its unit's name, for places that name it once; shares and lengths of time name themselves.

    >>> plain(1_240_000, "CNY"), plain(0.904, "min"), plain(7.5, "min")
    ('1.24\u202fM', '54.2\u202fs', '7.50\u202fmin')
    """
    if unit == "share":
        return share(value)
    if unit == "min":
        return duration(value * MINUTE_H)
    return duration(value) if unit == "h" else number(value)


def fine(value: float, unit: str) -> str:
    """`plain` with a decimal more in shares, for figures that are held against a published one.

    >>> fine(-0.1456, "share"), fine(0.77, "share"), fine(56.5, "h"), fine(float("nan"), "share")
    ('\u221214.6\u202f%', '77.0\u202f%', '56.5\u202fh', '\u2013')
    """
    if unit != "share" or not math.isfinite(value):
        return plain(value, unit)
    return f"{MINUS if value < 0 else ''}{abs(100.0 * value):.1f}{THIN}%"


def change(value: float, unit: str) -> str:
    """A difference with its sign, without the unit's name; of shares, in percentage points.

    >>> change(0.073, "share"), change(37_000, "parcels")
    ('+7.3\u202fpp', '+37\u202fk')
    """
    text = plain(value, unit)
    if unit == "share":
        text = text.replace("%", "pp")
    return f"+{text}" if math.isfinite(value) and value > 0 else text


def interval(low: float, high: float, unit: str) -> str:
    """The two ends of a difference's interval, empty where it has none (a single replication).

    >>> interval(1.1e6, 1.3e6, "contacts")
    '1.10\u202fM to 1.30\u202fM'
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    text = f"{plain(low, unit)} to {plain(high, unit)}"
    return text.replace("%", "pp")


def _rounded(size: float) -> float:
    """`size` as three digits show it, so that 999,600 takes the next prefix."""
    if size == 0:
        return 0.0
    scale: float = 10.0 ** (math.floor(math.log10(size)) - 2)
    return round(size / scale) * scale


def _three(size: float) -> str:
    """Three significant digits without an exponent; a whole number without decimals."""
    if size == 0:
        return "0"
    if size < 1e-4:
        return f"{size:.2e}"
    decimals = max(0, 2 - math.floor(math.log10(_rounded(size))))
    text = f"{size:.{decimals}f}"
    whole = text.rstrip("0").rstrip(".") if "." in text else text
    return whole if "." not in whole else text
