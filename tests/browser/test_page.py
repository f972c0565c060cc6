"""The page in a real browser: silent, self-contained, readable on a wide and on a narrow screen."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sim.report import write_page
from sim.report.page import SECTIONS
from tests.browser.visiting import LOCAL, NARROW, TITLE, WIDE, Visit, visit
from tests.unit.report.synthetic import empty_result

pytestmark = pytest.mark.browser
MOST_BYTES = 8_000_000
DRAWN = [section.name for section in SECTIONS if section.panels]


@pytest.fixture(scope="module")
def wide(browser: Browser, report: Path) -> Iterator[Visit]:
    yield from visit(browser, report, WIDE)


@pytest.fixture(scope="module")
def narrow(browser: Browser, report: Path) -> Iterator[Visit]:
    yield from visit(browser, report, NARROW)


def test_the_page_is_under_eight_megabytes(report: Path) -> None:
    assert report.stat().st_size < MOST_BYTES


def test_the_console_has_no_error(wide: Visit, narrow: Visit) -> None:
    assert wide.errors + narrow.errors == []


def test_no_request_leaves_the_page(wide: Visit, narrow: Visit) -> None:
    assert [url for url in wide.requests + narrow.requests if not url.startswith(LOCAL)] == []


@pytest.mark.parametrize("section", DRAWN)
def test_every_section_has_a_figure_drawn(wide: Visit, section: str) -> None:
    drawn = wide.page.locator(f"#{section} .plot .main-svg").count()

    assert drawn > 0
    assert wide.page.locator(f"#{section} .empty").count() == 0


def test_no_figure_stays_empty(wide: Visit) -> None:
    empty = wide.page.evaluate(
        "[...document.querySelectorAll('.plot')].filter(p => !p.querySelector('path, .point')).map(p => p.id)"
    )

    assert empty == []


def test_no_button_shares_a_figure(wide: Visit) -> None:
    titles = wide.page.evaluate("[...document.querySelectorAll('.modebar-btn')].map(b => b.dataset.title || '')")

    assert titles
    assert [title for title in titles if re.search("share|cloud|edit", title, re.IGNORECASE)] == []


def test_a_hostile_title_is_text(wide: Visit) -> None:
    assert wide.page.locator("h1").inner_text() == TITLE
    assert wide.page.title() == TITLE
    assert wide.page.locator("h1 b, h1 script").count() == 0


def test_nothing_is_wider_than_the_screen(wide: Visit, narrow: Visit) -> None:
    for seen in (wide, narrow):
        assert seen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_figures_stay_inside_their_panels(narrow: Visit) -> None:
    overflowing = narrow.page.evaluate(
        """[...document.querySelectorAll('.plot')].filter(plot => {
            const outer = plot.closest('.panel').getBoundingClientRect();
            const inner = plot.querySelector('.main-svg').getBoundingClientRect();
            return inner.right > outer.right + 1 || inner.left < outer.left - 1;
        }).map(plot => plot.id)"""
    )

    assert overflowing == []


def test_the_whole_run_is_a_click_away(browser: Browser, report: Path) -> None:
    for seen in visit(browser, report, WIDE):
        ranges = "document.getElementById('fig-timeline').layout.xaxis.range.map(String)"
        window = seen.page.evaluate(ranges)
        seen.page.locator("button[data-span=full]").click()
        seen.page.wait_for_function(f"{ranges}[0].startsWith('2017-05-25')")

        assert window[0].startswith("2017-05-31")
        assert seen.page.evaluate(ranges)[1].startswith("2017-06-14")


def test_a_legend_hides_and_shows_its_traces(browser: Browser, report: Path) -> None:
    for seen in visit(browser, report, WIDE):
        chip = seen.page.locator("button.chip[data-plot=fig-timeline][data-key=baseline]")
        hidden = "document.getElementById('fig-timeline').data.filter(t => t.visible === false).length"
        chip.click()

        assert seen.page.evaluate(hidden) > 0
        assert chip.get_attribute("aria-pressed") == "false"
        chip.click()
        assert seen.page.evaluate(hidden) == 0


def test_the_assumptions_can_be_searched(browser: Browser, report: Path) -> None:
    for seen in visit(browser, report, WIDE):
        rows = seen.page.locator("table.assumptions tbody tr:visible")
        seen.page.locator("#assumption-search").fill("reuters")
        assert rows.count() == 1

        seen.page.locator("#assumption-weak").check()
        assert rows.count() == 0


def test_the_reader_of_a_dark_screen_gets_light_text(browser: Browser, report: Path) -> None:
    for seen in visit(browser, report, WIDE, dark=True):
        colour = "document.getElementById('fig-timeline')._fullLayout.font.color"
        assert seen.page.evaluate(colour).upper() == "#C6CCD6"

        seen.page.emulate_media(color_scheme="light")
        seen.page.wait_for_function(f"{colour}.toUpperCase() === '#3D4450'")
        assert seen.errors == []


def test_a_result_with_nothing_in_it_opens_without_error(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    write_page(empty_result(), path)
    for seen in visit(browser, path, NARROW):
        assert seen.errors == []
        assert seen.page.locator(".empty").count() > 0
        assert seen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
