"""Pictures as PNG, drawn one after the other by one browser that Kaleido holds; nothing is asked of the network."""

import logging
from collections.abc import Sequence
from pathlib import Path

import plotly.graph_objects as go

from sim.errors import RunError
from sim.report.export.browser import browser_path, may_use_sandbox

SCALE = 2
"""Pixels of the file by pixel of the figure, for print."""


def write_images(figures: Sequence[tuple[go.Figure, Path]]) -> None:
    """Write each figure as PNG to its path.

    Raises:
        ImportError: Kaleido is not installed.
        NoBrowserError: there is no browser.
        RunError: a figure could not be drawn.
    """
    import kaleido

    for chatty in ("kaleido", "choreographer"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    wanted = [
        {
            "fig": figure.to_plotly_json(),
            "path": path,
            "opts": {
                "format": "png",
                "width": figure.layout.width,
                "height": figure.layout.height,
                "scale": SCALE,
            },
        }
        for figure, path in figures
    ]
    browser = {"path": str(browser_path()), "enable_sandbox": may_use_sandbox(), "mathjax": False}
    failed = kaleido.write_fig_from_object_sync(wanted, kopts=browser)
    if failed:
        raise RunError(f"{len(failed)} of {len(wanted)} figures could not be drawn: {failed[0]}")
