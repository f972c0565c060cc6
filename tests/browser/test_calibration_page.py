"""The page of a calibration in a real browser: every figure drawn, nobody asked, nothing wider than the screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize

from sim.calibrate import Asked, calibrate
from tests.browser.visiting import LOCAL, visited
from tests.unit.calibrate.planted import Planted, write_tracking

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page_path(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calibration")
    tracking = write_tracking(folder / "<b>scans.csv", 390, 1, Planted(days=8))
    asked = Asked(tracking, root / "scenarios" / "worlds" / "china_2017.yaml", now="2017-05-30T10:00")
    path = folder / "report.html"
    calibrate(asked, command="outage-sim calibrate scans.csv").page(path)
    return path


@pytest.mark.parametrize("width", [1400, 420])
def test_a_calibration_page_draws_every_figure_and_asks_nobody(browser: Browser, page_path: Path, width: int) -> None:
    with visited(browser, page_path, ViewportSize(width=width, height=900)) as seen:
        page = seen.page
        figures = page.locator(".plot").count()
        for place in range(figures):  # a figure is drawn when it comes into sight
            page.locator(".plot").nth(place).scroll_into_view_if_needed()
            page.locator(".plot").nth(place).locator(".main-svg").first.wait_for(state="attached", timeout=120_000)
        title = page.locator("h1").inner_text()
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert [] == seen.errors
    assert [] == [url for url in seen.requests if not url.startswith(LOCAL)]
    assert figures > 4
    assert title.endswith("fitted to <b>scans.csv")
    assert overflow <= 0
