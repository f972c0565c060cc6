"""The page of a study in a real browser: silent, self-contained, readable on a wide and on a narrow screen."""

from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, sync_playwright

from sim.report.study_page import write_study_page
from tests.browser.visiting import ARGUMENTS, LOCAL
from tests.unit.report.test_study_page import both

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1400, 420])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_study_page_draws_every_figure_and_asks_nobody(
    chromium: str, tmp_path: Path, width: int, scheme: str
) -> None:
    path = tmp_path / "report.html"
    write_study_page(path, title="<b>T</b>", kind="sweep", lead="L", sections=both(), provenance={"seed": "1"})
    errors: list[str] = []
    requests: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport=ViewportSize(width=width, height=900), color_scheme=scheme)  # type: ignore[arg-type]
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path.as_uri(), timeout=180_000)
        page.wait_for_selector("body[data-ready=yes]", state="attached", timeout=180_000)
        drawn = page.locator(".plot .main-svg").count()
        title = page.locator("h1").inner_text()
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        buttons = page.locator("button[data-span]").count()
        browser.close()

    assert [] == errors
    assert [] == [url for url in requests if not url.startswith(LOCAL)]
    assert drawn >= 3
    assert "<b>T</b>" == title
    assert overflow <= 0
    assert 0 == buttons
