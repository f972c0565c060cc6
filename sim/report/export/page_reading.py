"""The figures of a page that was written, read back from it: run or study, they are the very ones it shows.

Undoes what `Panel.html` does; knows no measure.
"""

import json
import re
from html.parser import HTMLParser
from typing import cast

from sim.report.figure import Figure
from sim.report.panel import LegendEntry, Mark, Panel

COLOUR = re.compile(r"--c:\s*([^;]+)")
HEIGHT = re.compile(r"height:\s*(\d+)px")
DEFAULT_HEIGHT = 320


def panels_of(html: str) -> list[Panel]:
    """Panels of a page that show a figure, from top to bottom.

    >>> [panel.name for panel in panels_of(Panel("orders", "Orders", figure=Figure()).html())]
    ['orders']
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.panels


class _Reader(HTMLParser):
    """Collects panels; what stands outside of them is passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.panels: list[Panel] = []
        self._is_inside = False
        self._heading = ""
        self._clear()

    def _clear(self) -> None:
        self._name, self._size, self._height, self._label = "", "wide", DEFAULT_HEIGHT, ""
        self._texts: dict[str, str] = {"h3": "", "p": "", "button": "", "script": ""}
        self._open: str | None = None
        self._chip: tuple[str, str, Mark] | None = None
        self._legend: list[LegendEntry] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        classes = told.get("class", "").split()
        if tag == "figure" and "panel" in classes:
            self._clear()
            self._is_inside = True
            self._size = next((name for name in classes if name in ("half", "small")), "wide")
        if tag == "h2":
            self._heading, self._open = "", tag
        if not self._is_inside:
            return
        if "plot" in classes:
            self._name = told.get("id", "").removeprefix("fig-")
            self._label = told.get("aria-label", "")
            height = HEIGHT.search(told.get("style", ""))
            self._height = int(height.group(1)) if height else DEFAULT_HEIGHT
        elif tag == "button" and "chip" in classes:
            self._texts["button"], self._open = "", "button"
            self._chip = (told.get("data-key", ""), "", "line")
        elif tag == "i" and self._chip is not None:
            colour = COLOUR.search(told.get("style", ""))
            self._chip = (
                self._chip[0],
                colour.group(1).strip() if colour else "",
                cast(Mark, told.get("class", "line")),
            )
        elif tag in ("h3", "p") or (tag == "script" and "figure" in classes):
            self._open = tag

    def handle_data(self, data: str) -> None:
        if self._open == "h2":
            self._heading += data
        elif self._open is not None:
            self._texts[self._open] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = None
        if tag == "button" and self._chip is not None:
            key, colour, mark = self._chip
            self._legend.append(LegendEntry(key, self._texts["button"], colour, mark))
            self._chip = None
        if tag == "figure" and self._is_inside:
            self._is_inside = False
            self._keep()

    def _keep(self) -> None:
        if not self._texts["script"]:
            return
        told = json.loads(self._texts["script"])
        title, caption = self._texts["h3"] or self._heading, self._texts["p"]
        label = "" if self._label == title else self._label
        figure = Figure(told["data"], told["layout"])
        self.panels.append(
            Panel(self._name, title, caption, figure, self._height, tuple(self._legend), size=self._size, label=label)
        )
