"""Frames to figures to one offline page. Reads a result; never runs a model."""

from pathlib import Path
from typing import TYPE_CHECKING

from sim.report.subject import RunResult

if TYPE_CHECKING:
    import pandas as pd

    from sim.report.parcel_story import Stories

__all__ = ["page_html", "write_page"]


def write_page(
    result: RunResult, path: Path, elasticities: "pd.DataFrame | None" = None, stories: "Stories | None" = None
) -> None:
    """Write the page of a run to `path`, see `page_html`, making its folder; a killed write leaves no half page.

    Raises:
        OSError: the file cannot be written there.
    """
    from sim.report import page  # late: it brings the drawing library

    page.write_page(result, path, elasticities, stories)


def page_html(result: RunResult, elasticities: "pd.DataFrame | None" = None, stories: "Stories | None" = None) -> str:
    """The page of a run as one HTML document that needs no network.

    Args:
        result: the run.
        elasticities: path, elasticity: how far the answer moves with each assumption, where a study measured it;
            orders the assumptions.
        stories: of single parcels, where they were kept beside the run.
    """
    from sim.report import page  # late: it brings the drawing library

    return page.page_html(result, elasticities, stories)
