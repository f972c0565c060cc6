"""The analysis of a sweep in a real browser: every figure drawn, nothing too wide, nothing asked of anyone."""

from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, sync_playwright

from sim.report import sweep_page
from sim.report.study_page import write_study_page
from tests.unit.study.sensitivity.test_findings import policies_found

pytestmark = pytest.mark.browser
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LOCAL = ("file:", "data:", "blob:")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found, points, values = policies_found()
    path = tmp_path_factory.mktemp("sweep") / "report.html"
    sections = sweep_page.sections(found, points, values)
    write_study_page(path, title="T", kind="Sweep", lead=sweep_page.lead(found), sections=sections, provenance={})
    return path


@pytest.mark.parametrize("width", [1400, 420])
def test_every_figure_of_the_analysis_is_drawn_within_the_screen(chromium: str, report: Path, width: int) -> None:
    errors: list[str] = []
    requests: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport=ViewportSize(width=width, height=900))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(report.as_uri())
        page.wait_for_selector("body[data-ready=yes]", state="attached", timeout=60_000)
        empty = page.evaluate(
            "[...document.querySelectorAll('.plot')].filter(p => !p.querySelector('path, .point, image, canvas'))"
            ".map(p => p.id)"
        )
        cells = page.evaluate("document.getElementById('fig-heatmap').calcdata[0][0].z.length")
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        browser.close()

    assert [] == errors
    assert [] == [url for url in requests if not url.startswith(LOCAL)]
    assert [] == empty
    assert 12 == cells, "the heatmap's rows survive the packing of its array"
    assert overflow <= 0
