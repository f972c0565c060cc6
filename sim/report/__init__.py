"""Frames to figures to one offline page. Reads a result; never runs a model."""

from pathlib import Path

from sim.report.subject import RunResult

__all__ = ["page_html", "write_page"]


def write_page(result: RunResult, path: Path) -> None:
    """Write the page of a run to `path`, making its folder; a killed write leaves no half page.

    Raises:
        OSError: the file cannot be written there.
    """
    from sim.report import page  # late: it brings the drawing library

    page.write_page(result, path)


def page_html(result: RunResult) -> str:
    """The page of a run as one HTML document that needs no network."""
    from sim.report import page  # late: it brings the drawing library

    return page.page_html(result)
