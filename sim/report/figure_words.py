"""A figure in words, for who cannot see it: its highest and its lowest value as its own hover text tells them.

The hover text of a point carries its value with its interval, so whoever writes a figure writes its words, too. Knows
no measure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

import numpy as np

from sim.report import numbers
from sim.report.figure import Figure

NAMED = "named"
"""Where a trace, while it is told, has the name of its series in the legend."""
FEW = 3
"""So many values are all told."""
PLACE = re.compile(r"%\{([\w.]+)(?:\[(\d+)\])?(?::([^}]*))?\}")
EXTRA = re.compile(r"<extra>(.*?)</extra>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
SPACES = re.compile(r"[ \n]+")
"""Not the thin one between a number and its unit."""


@dataclass(frozen=True)
class Point:
    """One value of a figure.

    Attributes:
        value: by which it is high or low.
        trace: that holds it.
        place: its index there; of a table (row, column).
    """

    value: float
    trace: dict[str, Any]
    place: tuple[int, ...]


def in_words(figure: Figure, series: Mapping[str, str] | None = None) -> str:
    """The values of a figure in a few sentences; empty where it has none that say what they are.

    Args:
        figure: whose traces say their values in hover text.
        series: what a trace's legend group is called.

    >>> figure = Figure()
    >>> figure.draw("bar", x=["SF", "STO", "ZTO", "JD"], y=[1.0, 4.0, 2.0, 3.0], hovertemplate="%{x}: %{y} parcels")
    >>> in_words(figure)
    '4 values. Highest: STO: 4 parcels. Lowest: SF: 1 parcels.'
    """
    names = series or {}
    told = [{**trace, NAMED: names.get(trace.get("legendgroup", ""), "")} for trace in figure.data if _is_told(trace)]
    points = [point for trace in told for point in _points(trace, figure.layout)]
    if not points:
        return "No value is shown." if told else _of_lines(figure)
    of_what = _title(figure.layout.get(_axis(points[0].trace, _value_axis(points[0].trace, figure.layout)), {}))
    before = f"{of_what[:1].upper()}{of_what[1:]}: " if of_what and "z" not in points[0].trace else ""
    if len(points) <= FEW:
        return before + "; ".join(dict.fromkeys(_in_words(point, figure.layout) for point in points)) + "."
    highest, lowest = (pick(points, key=lambda point: point.value) for pick in (max, min))
    texts = [_in_words(point, figure.layout) for point in (highest, lowest)]
    if highest.value == lowest.value:
        return f"{before}{len(points)} values, all the same: {texts[0]}."
    return f"{before}{len(points)} values. Highest: {texts[0]}. Lowest: {texts[1]}."


def _is_told(trace: dict[str, Any]) -> bool:
    return bool(trace.get("hovertemplate")) and trace.get("hoverinfo") != "skip"


def _of_lines(figure: Figure) -> str:
    """Parallel coordinates have no hover text: the span of each axis."""
    axes = [axis for trace in figure.data for axis in trace.get("dimensions", ())]
    if not axes:
        return ""
    values = [np.asarray(axis["values"], dtype=np.float64) for axis in axes]
    spans = [
        f"{_bare(str(axis['label']))} {numbers.number(np.nanmin(each))} to {numbers.number(np.nanmax(each))}"
        for axis, each in zip(axes, values, strict=True)
    ]
    return f"{len(values[0])} points. {', '.join(spans)}."


def _points(trace: dict[str, Any], layout: dict[str, Any]) -> Iterator[Point]:
    values = trace.get("z") if "z" in trace else trace.get(_value_axis(trace, layout))
    for first, row in enumerate(values if values is not None else ()):
        for second, value in enumerate(row if isinstance(row, list | np.ndarray) else [row]):
            if _is_number(value):
                yield Point(float(value), trace, (first, second) if "z" in trace else (first,))


def _value_axis(trace: dict[str, Any], layout: dict[str, Any]) -> str:
    """`x` where bars lie or rows are named, else `y`."""
    named = layout.get(_axis(trace, "y"), {})
    is_row = "ticktext" in named or named.get("type") == "category" or _has_words(trace.get("y"))
    return "x" if trace.get("orientation") == "h" or is_row else "y"


def _axis(trace: dict[str, Any], letter: str) -> str:
    """Name of a trace's axis in the layout."""
    return f"{letter}axis{str(trace.get(f'{letter}axis', letter))[1:]}"


def _in_words(point: Point, layout: dict[str, Any]) -> str:
    """The hover text of a point, after the name of its row where that does not say it."""
    template = str(point.trace["hovertemplate"])
    shown = EXTRA.sub("", template)
    text, series = (
        _bare(PLACE.sub(lambda found: _filled(found, point, layout), part))
        for part in (shown, "".join(EXTRA.findall(template)) or str(point.trace[NAMED]))
    )
    before = [series if series not in text else "", *_where(point, shown, layout)]
    return ": ".join(part for part in (" ".join(each for each in before if each), text) if part)


def _where(point: Point, shown: str, layout: dict[str, Any]) -> list[str]:
    """Where a point stands, as far as its hover text leaves that open."""
    if "z" in point.trace:
        places = {"y": point.place[0], "x": point.place[1]}
    elif "%{text" in shown and "ticktext" not in layout.get(_axis(point.trace, "y"), {}):
        return []
    else:
        places = {"y" if _value_axis(point.trace, layout) == "x" else "x": point.place[0]}
    untold = [letter for letter in places if f"%{{{letter}" not in shown and letter in point.trace]
    return [_at(point.trace[letter][places[letter]], layout.get(_axis(point.trace, letter), {})) for letter in untold]


def _at(value: Any, axis: dict[str, Any]) -> str:
    """A place along an axis: its name, its time, or its number with the axis's title."""
    if "ticktext" in axis:
        named = dict(zip(axis["tickvals"], axis["ticktext"], strict=True))
        return _bare(str(named.get(value, "")))
    if axis.get("type") == "date":
        return _time(value)
    if not _is_number(value):
        return _bare(str(value))
    return f"at {_title(axis)} {numbers.number(float(value))}" if _title(axis) else ""


def _time(at: Any) -> str:
    """An instant of a figure, written or in ms since 1970, in the zone of its axis."""
    instant = datetime.fromtimestamp(at / 1000.0, UTC) if _is_number(at) else datetime.fromisoformat(str(at))
    return f"{instant:%-d %B %H:%M}"


def _title(axis: dict[str, Any]) -> str:
    return _bare(str(axis.get("title", {}).get("text", "")))


def _filled(found: "re.Match[str]", point: Point, layout: dict[str, Any]) -> str:
    """What stands in place of `%{name[column]:format}`."""
    name, column, form = found.groups()
    if name == "fullData.name":
        return str(point.trace.get("name", ""))
    held: Any = point.trace
    for part in name.split("."):
        held = held.get(part) if isinstance(held, dict) else None
    if held is None:
        return ""
    if "z" in point.trace and name in ("x", "y"):
        value = held[point.place[0 if name == "y" else 1]]
    else:
        value = held
        for place in point.place:
            value = value[place] if isinstance(value, Sequence | np.ndarray) and not isinstance(value, str) else value
    if column is not None:
        value = value[int(column)]
    if name in ("x", "y") and layout.get(_axis(point.trace, name), {}).get("type") == "date":
        return _time(value)
    return _written(value, form or "")


def _written(value: Any, form: str) -> str:
    """A value in the house's way of writing, signed or as a share where the plot library's format says so."""
    if not _is_number(value):
        return str(value)
    if form.endswith("%"):
        return numbers.share(float(value))
    return numbers.signed(float(value)) if form.startswith("+") else numbers.number(float(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and bool(np.isfinite(value))


def _has_words(values: Any) -> bool:
    return values is not None and len(values) > 0 and isinstance(values[0], str)


def _bare(text: str) -> str:
    """Plain text of the plot library's small HTML; a broken line goes on."""
    return SPACES.sub(" ", unescape(TAG.sub("", text.replace("_<br>", "_").replace("<br>", " ")))).strip()
