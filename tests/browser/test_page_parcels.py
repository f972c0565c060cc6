"""Single parcels on the page of a run: chosen with keys or by the address, one at a time, and printed cleanly."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from sim.report import write_page
from tests.browser.visiting import LOCAL, WIDE, visited
from tests.unit.report.stories import stories
from tests.unit.report.synthetic import synthetic_result

pytestmark = pytest.mark.browser
NAMES = ("dark", "untouched", "peak")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stories") / "report.html"
    write_page(synthetic_result(replications=2), path, stories=stories(*NAMES))
    return path


@pytest.fixture(scope="module")
def page(browser: Browser, told: Path) -> Iterator[Page]:
    with visited(browser, told, WIDE) as seen:
        yield seen.page
    assert [] == seen.errors
    assert [] == [url for url in seen.requests if not url.startswith(LOCAL)]


def shown(page: Page) -> list[str]:
    return [name for name in NAMES if page.locator(f"#story-{name}").is_visible()]


def test_tabs_are_chosen_with_the_keys_and_one_story_is_shown(page: Page) -> None:
    page.locator("#tab-dark").focus()
    seen = [shown(page)]
    for key in ("ArrowRight", "End", "ArrowRight", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        seen.append(shown(page))
        assert seen[-1] == [page.evaluate("document.activeElement.id.replace('tab-', '')")]
    assert [["dark"], ["untouched"], ["peak"], ["dark"], ["peak"], ["dark"]] == seen
    assert 1 == page.locator(".tabs [tabindex='0']").count(), "one stop for the tab key"


def test_lanes_of_a_story_that_was_out_of_sight_are_drawn_to_measure(page: Page) -> None:
    page.locator("#tab-peak").click()
    widths = "[...document.querySelectorAll('.parcel .plot .main-svg:first-child')].map(each => each.clientWidth)"
    assert 1 == len(set(page.evaluate(widths)))
    outer, inner = (page.locator(f"#story-peak {part}").first.bounding_box() for part in (".plot", ".main-svg"))
    assert outer is not None
    assert inner is not None
    assert outer["width"] == pytest.approx(inner["width"], abs=2)


def test_the_address_of_a_story_opens_it(page: Page) -> None:
    page.evaluate("window.location.hash = '#story-untouched'")
    page.wait_for_selector("#story-untouched", state="visible")
    assert ["untouched"] == shown(page)


def test_the_chosen_story_is_printed_without_its_tabs(page: Page) -> None:
    page.locator("#tab-dark").click()
    page.emulate_media(media="print")
    page.wait_for_selector("html.print")
    assert ["dark"] == shown(page)
    assert not page.locator(".tabs").is_visible()
    page.emulate_media(media="screen")
    page.wait_for_selector("html:not(.print)")


def test_no_story_is_wider_than_a_narrow_screen(page: Page) -> None:
    page.set_viewport_size(ViewportSize(width=420, height=900))
    for name in NAMES:
        page.locator(f"#tab-{name}").click()
        assert 0 >= page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.set_viewport_size(WIDE)


def test_without_scripts_every_story_is_shown_and_no_tab(browser: Browser, told: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(told.as_uri(), timeout=180_000)
    assert list(NAMES) == shown(plain)
    assert not plain.locator(".tabs").is_visible()
    context.close()
