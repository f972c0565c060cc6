"""Quantities as people write them: "36h", "90min", "5%", "8000/h", "08:30", "2017-06-01T10:00".

In: text of a scenario file. Out: floats in the units of the model (hours, shares 0–1, per hour).
Every `parse_…` raises UnitError that says what was expected and, where it can, what was meant.
Every `format_…` is its exact inverse. Knows nothing of scenarios.
"""

import difflib
import math
import re
from datetime import datetime, timedelta
from decimal import Decimal

from sim.errors import UnitError

HOURS_OF = {"s": 1 / 3600, "min": 1 / 60, "h": 1.0, "d": 24.0, "w": 168.0}
_MINUTES_OF = {"s": 1 / 60, "min": 1.0, "h": 60.0, "d": 1440.0, "w": 10080.0}
_MEANT = {
    "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "std": "h", "hs": "h",
    "m": "min", "mins": "min", "minute": "min", "minutes": "min", "mn": "min",
    "sec": "s", "secs": "s", "second": "s", "seconds": "s",
    "day": "d", "days": "d", "dy": "d", "week": "w", "weeks": "w", "wk": "w",
}  # fmt: skip
_NUMBER = r"(?:\d+(?:_\d{3})*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_PLAIN = re.compile(rf"[-+]?{_NUMBER}\Z")
_PART = re.compile(rf"({_NUMBER})(s|min|h|d|w)(?![a-z])")
_LOOSE = re.compile(rf"\s*({_NUMBER})\s*([A-Za-z]+)\.?")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:\d\d)?\Z")

Raw = object  # a scalar as it stands in a file: text, number, bool or None


def parse_number(raw: Raw) -> float:
    """A plain finite number.

    >>> parse_number(1.5), parse_number("2e6")
    (1.5, 2000000.0)
    """
    if isinstance(raw, bool) or raw is None or not isinstance(raw, int | float | str):
        raise UnitError("expected a number", raw)
    if isinstance(raw, str):
        text = raw.strip()
        digits = text.lstrip("+-")
        if digits.isdigit() and len(digits) > 1 and digits.startswith("0"):
            raise UnitError("a number must not begin with 0", raw, digits.lstrip("0") or "0")
        if not _PLAIN.match(text):
            plain = text.replace(",", "").replace(" ", "")
            raise UnitError("expected a number", raw, plain if _PLAIN.match(plain) else None)
        value = float(text.replace("_", ""))
    else:
        value = float(raw)
    if not math.isfinite(value):
        raise UnitError("expected a finite number", raw)
    return value


def parse_hours(raw: Raw) -> float:
    """A duration, in hours; at least 0. Units: s, min, h, d, w; several may follow one another.

    >>> parse_hours("90min"), parse_hours("1d12h"), parse_hours("3d")
    (1.5, 36.0, 72.0)
    """
    message = "expected a duration such as 36h or 90min"
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if raw == 0:
            return 0.0
        raise UnitError(message + " (a number alone has no unit)", raw, f"{raw:g}h" if raw > 0 else None)
    if not isinstance(raw, str):
        raise UnitError(message, raw)
    text = raw.strip()
    if text.startswith("-"):
        raise UnitError("a duration must not be negative", raw)
    parts = list(_PART.finditer(text))
    if parts and "".join(part.group() for part in parts) == text:
        amounts = [(float(number.replace("_", "")), unit) for number, unit in (part.groups() for part in parts)]
        if any(unit in ("s", "min") for _, unit in amounts):
            hours = sum(amount * _MINUTES_OF[unit] for amount, unit in amounts) / 60
        else:
            hours = sum(amount * HOURS_OF[unit] for amount, unit in amounts)
        if not math.isfinite(hours):
            raise UnitError("a duration must be finite", raw)
        return hours
    raise UnitError(message, raw, _meant_duration(text))


def _meant_duration(text: str) -> str | None:
    """`36 hrs` → `36h`; None where no guess is safe."""
    if _PLAIN.match(text):
        return f"{text.lstrip('+')}h"
    meant, end = "", 0
    for part in _LOOSE.finditer(text):
        unit = part.group(2).lower()
        unit = _MEANT.get(unit, unit)
        if unit not in HOURS_OF:
            near = difflib.get_close_matches(unit, _MEANT, 1, 0.7)
            if not near:
                return None
            unit = _MEANT[near[0]]
        if part.start() != end:
            return None
        meant, end = meant + part.group(1) + unit, part.end()
    return meant if meant and not text[end:].strip() else None


def parse_share(raw: Raw) -> float:
    """A share, 0–1: "5%" or 0.05.

    >>> parse_share("5%"), parse_share(0.25)
    (0.05, 0.25)
    """
    message = "expected a share such as 5% or 0.05"
    if isinstance(raw, str) and raw.strip().endswith("%"):
        number = raw.strip()[:-1].rstrip()
        if not _PLAIN.match(number):
            raise UnitError(message, raw)
        value = float(Decimal(number).scaleb(-2))  # not "/ 100": 1.3% is exactly the float 0.013
    else:
        try:
            value = parse_number(raw)
        except UnitError as error:
            raise UnitError(message, raw, error.suggestion) from None
        if 1 < value <= 100:
            raise UnitError("a share must lie between 0 and 100 %", raw, f"{value:g}%")
    if not 0 <= value <= 1:
        raise UnitError("a share must lie between 0 and 100 %", raw)
    return value


def parse_rate(raw: Raw) -> float:
    """A rate per hour, at least 0; "unlimited" is infinity. Per s, min, h, d or w.

    >>> parse_rate("8000/h"), parse_rate("2/min"), parse_rate("unlimited")
    (8000.0, 120.0, inf)
    """
    message = "expected a rate such as 8000/h or unlimited"
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raise UnitError(message + " (a number alone has no unit)", raw, f"{raw:g}/h" if raw >= 0 else None)
    if not isinstance(raw, str):
        raise UnitError(message, raw)
    text = raw.strip()
    if text == "unlimited":
        return math.inf
    number, slash, unit = (part.strip() for part in text.partition("/"))
    if not slash or unit not in HOURS_OF or not _PLAIN.match(number):
        raise UnitError(message, raw, _meant_rate(text))
    if number.startswith("-"):
        raise UnitError("a rate must not be negative", raw)
    per = float(number.replace("_", ""))
    value = per * 60 / _MINUTES_OF[unit] if unit in ("s", "min") else per / HOURS_OF[unit]
    if not math.isfinite(value):
        raise UnitError("a rate must be finite, or the word unlimited", raw, "unlimited")
    return value


def _meant_rate(text: str) -> str | None:
    if difflib.get_close_matches(text.lower(), ["unlimited"], 1, 0.6) or text.lower() in ("inf", "none", "infinite"):
        return "unlimited"
    if _PLAIN.match(text):
        return f"{text}/h"
    number, _, unit = text.partition("per" if "per" in text else "/")
    unit = _MEANT.get(unit.strip().lower(), unit.strip().lower())
    return f"{number.strip()}/{unit}" if unit in HOURS_OF and _PLAIN.match(number.strip()) else None


def parse_clock(raw: Raw) -> float:
    """A clock time "HH:MM", in hours after midnight.

    >>> parse_clock("08:30")
    8.5
    """
    message = "expected a clock time such as 08:30"
    if not isinstance(raw, str):
        raise UnitError(message, raw)
    match = _CLOCK.match(raw.strip())
    if match is None:
        meant = re.match(r"(\d{1,2})[:.h]?(\d\d)?\Z", raw.strip())
        clock = f"{int(meant[1]):02d}:{meant[2] or '00'}" if meant else ""
        raise UnitError(message, raw, clock if _CLOCK.match(clock) else None)
    return int(match[1]) + int(match[2]) / 60


def parse_start(raw: Raw) -> datetime:
    """The instant a scenario starts, with its zone: "2017-05-25T00:00+08:00"."""
    message = "expected a date and time with its zone such as 2017-05-25T00:00+08:00"
    moment = _datetime(raw, message)
    if moment.tzinfo is None:
        raise UnitError(message, raw, f"{moment.isoformat(timespec='minutes')}+08:00")
    return moment


def parse_instant(raw: Raw, start: datetime) -> float:
    """An instant, in hours since `start`: a date and time (of `start`'s zone unless it names one), or "+7d10h".

    >>> begin = parse_start("2017-05-25T00:00+08:00")
    >>> [parse_instant(text, begin) for text in ("2017-06-01T10:00", "2017-06-01T02:00Z", "+7d10h")]
    [178.0, 178.0, 178.0]
    """
    message = "expected a date and time such as 2017-06-01T10:00, or hours since the start such as +7d10h"
    if isinstance(raw, str) and not re.match(r"\s*\d{4}-", raw):
        try:
            return parse_hours(raw.strip().removeprefix("+"))
        except UnitError as error:
            meant = f"+{error.suggestion}" if error.suggestion else None
            raise UnitError(message, raw, meant) from None
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raise UnitError(message, raw, f"+{raw:g}h" if raw >= 0 else None)
    return hours_between(start, _datetime(raw, message))


def _datetime(raw: Raw, message: str) -> datetime:
    text = raw.strip() if isinstance(raw, str) else ""
    if not _INSTANT.match(text):
        raise UnitError(message, raw)
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise UnitError(f"{message} ({error})", raw) from None


def hours_between(start: datetime, moment: datetime) -> float:
    """Hours from `start` to `moment`; a moment without zone is in the zone of `start`."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=start.tzinfo)
    return (moment - start).total_seconds() / 3600


def format_hours(hours: float) -> str:
    """Shortest text that parses to exactly `hours`.

    >>> format_hours(36.0), format_hours(0.25), format_hours(72.0)
    ('36h', '15min', '3d')
    """
    for unit, size in (("d", 24.0), ("h", 1.0), ("min", 1 / 60), ("s", 1 / 3600)):
        amount = hours / size
        whole = round(amount)
        if abs(amount - whole) < 1e-6 and (unit != "d" or whole > 1) and whole < 1e15:
            text = f"{whole}{unit}"
            if parse_hours(text) == hours and (whole or hours == 0):
                return text if whole else "0h"
    return f"{hours!r}h"


def format_share(share: float) -> str:
    """Text in per cent that parses to exactly `share`, else the plain number.

    >>> format_share(0.05), format_share(0.005)
    ('5%', '0.5%')
    """
    for digits in range(13):
        text = f"{share * 100:.{digits}f}%"
        if parse_share(text) == share:
            return text
    return repr(share)


def format_rate(per_h: float) -> str:
    """Text that parses to exactly `per_h`.

    >>> format_rate(8000.0), format_rate(math.inf)
    ('8000/h', 'unlimited')
    """
    if math.isinf(per_h):
        return "unlimited"
    return f"{int(per_h)}/h" if per_h == int(per_h) and per_h < 1e15 else f"{per_h!r}/h"


def format_clock(hours: float) -> str:
    """Clock time "HH:MM" of hours after midnight.

    >>> format_clock(8.5)
    '08:30'
    """
    minutes = round(hours * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def format_instant(hours: float, start: datetime) -> str:
    """Text that parses to exactly `hours` since `start`: a local date and time where that is exact."""
    try:
        moment = (start + timedelta(hours=hours)).replace(tzinfo=None)
    except OverflowError:
        return f"+{format_hours(hours)}"
    for timespec in ("minutes", "seconds"):
        text = moment.isoformat(timespec=timespec)
        if parse_instant(text, start) == hours:
            return text
    return f"+{format_hours(hours)}" if hours >= 0 else moment.isoformat()
