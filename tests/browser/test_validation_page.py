"""The page of a validation in a real browser: every figure drawn, nobody asked, nothing wider than the screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.browser.visiting import LOCAL, NARROW, WIDE, visited
from tests.unit.report.validation_frames import IDENTIFIED, write_small_page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("validation") / "report.html"
    write_small_page(path)
    return path


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_validation_page_draws_every_figure_and_asks_nobody(
    browser: Browser, page_path: Path, viewport: ViewportSize
) -> None:
    with visited(browser, page_path, viewport) as seen:
        page = seen.page
        figures = page.locator(".plot")
        for place in range(figures.count()):  # a figure is drawn when it comes into sight
            figures.nth(place).scroll_into_view_if_needed()
            figures.nth(place).locator(".main-svg").first.wait_for(state="attached", timeout=120_000)
        n_figures, title = figures.count(), page.locator("h1").inner_text()
        says = page.locator("#pairs tbody tr").first.inner_text()
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert [] == seen.errors
    assert [] == [url for url in seen.requests if not url.startswith(LOCAL)]
    assert 5 == n_figures  # targets of shoppers and of the world, sales of two groups, the event study
    assert title.endswith("A <world>")
    assert str(IDENTIFIED["pairs"]["says"].iloc[0]) in says
    assert overflow <= 0
