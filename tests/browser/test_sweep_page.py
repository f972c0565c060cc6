"""The analysis of a sweep in a real browser: every figure drawn, nothing too wide, nothing asked of anyone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize

from sim.report import sweep_page
from sim.report.study_page import write_study_page
from tests.browser.visiting import LOCAL, visited
from tests.unit.study.sensitivity.test_findings import policies_found

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found, points, values = policies_found()
    path = tmp_path_factory.mktemp("sweep") / "report.html"
    sections = sweep_page.sections(found, points, values)
    write_study_page(path, title="T", kind="Sweep", lead=sweep_page.lead(found), sections=sections, provenance={})
    return path


@pytest.mark.parametrize("width", [1400, 420])
def test_every_figure_of_the_analysis_is_drawn_within_the_screen(browser: Browser, report: Path, width: int) -> None:
    with visited(browser, report, ViewportSize(width=width, height=900)) as seen:
        page = seen.page
        empty = page.evaluate(
            "[...document.querySelectorAll('.plot')].filter(p => !p.querySelector('path, .point, image, canvas'))"
            ".map(p => p.id)"
        )
        cells = page.evaluate("document.getElementById('fig-heatmap').calcdata[0][0].z.length")
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    assert [] == seen.errors
    assert [] == [url for url in seen.requests if not url.startswith(LOCAL)]
    assert [] == empty
    assert 12 == cells, "the heatmap's rows survive the packing of its array"
    assert overflow <= 0
