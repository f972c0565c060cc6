"""The page of a parcel's story in a real browser: silent, self-contained, its lanes drawn, wide and narrow."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, ViewportSize

from sim.report.figures.parcel_lanes import Shade
from sim.report.parcel_page import write_parcel_page
from sim.report.parcel_story import Told
from sim.report.wall_clock import WallClock
from tests.browser.visiting import LOCAL, visited
from tests.unit.report.test_parcel_lanes import HIT
from tests.unit.study.explain.lives import USUAL, log_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1400, 420])
def test_the_page_of_a_parcel_draws_its_lanes_and_asks_nobody(browser: Browser, tmp_path: Path, width: int) -> None:
    path = tmp_path / "story.html"
    figures = pd.DataFrame({"figure": ["Dark"], "unit": ["h"], "difference": [3.1]})
    rows = {"baseline": log_of("baseline", USUAL), "outage": log_of("outage", HIT)}
    write_parcel_page(
        path,
        Told("parcel", "Two worlds", "", [], rows, figures),
        title="Parcel 5",
        kind="a story",
        lead="Held back.",
        clock=WallClock(datetime(2017, 6, 1, tzinfo=UTC)),
        outages=[Shade("feed: SF link closed", 9.0, 30.0)],
        horizon_h=96.0,
        provenance={"seed": "1"},
    )
    with visited(browser, path, ViewportSize(width=width, height=900)) as seen:
        page = seen.page
        bars = page.locator("#fig-lanes-parcel .bars .point").count()
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert [] == seen.errors
    assert [] == [url for url in seen.requests if not url.startswith(LOCAL)]
    assert 4 + 4 + 4 + 3 + 1 == bars, "the steps of the four lanes, and one span of darkness"
    assert overflow <= 0
