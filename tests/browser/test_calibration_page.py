"""The page of a calibration in a real browser: every figure drawn, nobody asked, nothing wider than the screen."""

from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, sync_playwright

from sim.calibrate import Asked, calibrate
from tests.unit.calibrate.planted import Planted, write_tracking

pytestmark = pytest.mark.browser
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LOCAL = ("file:", "data:", "blob:")


@pytest.fixture(scope="module")
def page_path(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calibration")
    tracking = write_tracking(folder / "<b>scans.csv", 390, 1, Planted(days=8))
    asked = Asked(tracking, root / "scenarios" / "worlds" / "china_2017.yaml", now="2017-05-30T10:00")
    path = folder / "report.html"
    calibrate(asked, command="outage-sim calibrate scans.csv").page(path)
    return path


@pytest.mark.parametrize("width", [1400, 420])
def test_a_calibration_page_draws_every_figure_and_asks_nobody(chromium: str, page_path: Path, width: int) -> None:
    errors: list[str] = []
    requests: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport=ViewportSize(width=width, height=900))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(page_path.as_uri())
        page.wait_for_selector("body[data-ready=yes]", state="attached", timeout=60_000)
        figures = page.locator(".plot").count()
        for place in range(figures):  # a figure is drawn when it comes into sight
            page.locator(".plot").nth(place).scroll_into_view_if_needed()
            page.locator(".plot").nth(place).locator(".main-svg").first.wait_for(state="attached", timeout=20_000)
        title = page.locator("h1").inner_text()
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        browser.close()
    assert [] == errors
    assert [] == [url for url in requests if not url.startswith(LOCAL)]
    assert figures > 4
    assert title.endswith("fitted to <b>scans.csv")
    assert overflow <= 0
