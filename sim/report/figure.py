"""A figure as plain data: traces and a layout in the plot library's JSON.

The library's own figure objects check and copy every property; a page of forty figures would take seconds. The unit
tests hand each figure to them instead. Knows no measure and no page.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.io.json import to_json_plotly

from sim.report import theme


@dataclass
class Figure:
    """Traces and layout; the template comes with the page, which knows whether it is light or dark."""

    data: list[dict[str, Any]] = field(default_factory=list)
    layout: dict[str, Any] = field(default_factory=dict)

    def draw(self, kind: str, **trace: Any) -> None:
        """Add a trace of a kind such as `scatter` or `bar`; properties that are None are left to the template."""
        self.data.append({"type": kind, **{name: value for name, value in trace.items() if value is not None}})

    def write(self, text: str, **annotation: Any) -> None:
        """Add a text without an arrow."""
        self.layout.setdefault("annotations", []).append({"text": text, "showarrow": False, **annotation})

    def shade(self, **shape: Any) -> None:
        """Add a filled shape without an outline, behind the traces."""
        self.layout.setdefault("shapes", []).append({"layer": "below", "line": {"width": 0}, **shape})

    def to_json(self) -> str:
        """Data and layout as JSON that is safe inside a script element."""
        told = {"data": [_packed(trace) for trace in self.data], "layout": self.layout}
        return str(to_json_plotly(told)).replace("<", "\\u003c")

    def to_plotly(self, mode: str = "light") -> go.Figure:
        """The figure as the plot library's object, for an app or an image.

        Raises:
            ValueError: a property the plot library does not know.
        """
        return go.Figure(self.data, {**self.layout, "template": theme.template(mode)})


def _packed(value: Any) -> Any:
    """Arrays of a trace as the plot library's typed arrays, little-endian, a third of their size as text."""
    if isinstance(value, dict):
        return {name: _packed(each) for name, each in value.items()}
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        size = value.dtype.itemsize
        packed = {"dtype": f"f{size}", "bdata": b64encode(value.astype(f"<f{size}").tobytes()).decode("ascii")}
        return packed if value.ndim == 1 else packed | {"shape": ", ".join(map(str, value.shape))}
    return value


def bars_layout(height: int, title: str, **more: Any) -> dict[str, Any]:
    """Layout of horizontal bars: a value axis with a title, categories without grid lines."""
    return {
        "height": height,
        "hovermode": "closest",
        "margin": {"l": 46, "r": 20, "t": 8, "b": 44},
        "xaxis": {"title": {"text": title}, "nticks": 7},
        "yaxis": {"showgrid": False},
        **more,
    }
