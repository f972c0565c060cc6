"""The app in a real browser: each view is silent, readable and leads on."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.app import PATIENCE_MS, ROWS, TITLE, Served, addresses, app_of, children_of, wait_until
from tests.browser.visiting import NARROW, WIDE, Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("view", "last"),
    [
        ("list", ROWS),
        ("run", "#series .main-svg"),
        ("explain", "#parcel-story .main-svg"),
        ("compare", "#comparison .main-svg"),
        ("what-if", "#go"),
    ],
)
def test_a_view_is_silent_and_never_wider_than_the_screen(
    served: Served, visit: Callable[[str], Visit], view: str, last: str
) -> None:
    seen = visit(addresses(served)[view])
    seen.page.locator(last).first.wait_for()
    for viewport in (WIDE, NARROW):
        seen.page.set_viewport_size(viewport)
        assert 0 >= seen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    assert [] == seen.errors
    assert [] == [url for url in seen.requests if not url.startswith((served.url, "data:", "blob:"))]
    assert 0 == seen.page.locator("#view .problem:not(:empty)").count()


def test_the_list_shows_every_run_and_why_a_folder_cannot_be_opened(
    served: Served, visit: Callable[[str], Visit]
) -> None:
    rows = visit(served.url).page.locator(ROWS)
    assert wait_until(lambda: 4 == rows.count() and all(rows.all_inner_texts()))

    assert 1 == len([row for row in rows.all_inner_texts() if "broken/0123" in row and "has no manifest" in row])


def test_a_hostile_title_is_text_in_every_view(served: Served, visit: Callable[[str], Visit]) -> None:
    listed = visit(served.url).page
    assert wait_until(lambda: any(TITLE in row for row in listed.locator(ROWS).all_inner_texts()))
    assert 0 == listed.locator("#runs a[href^=javascript], #runs b").count()

    run = visit(addresses(served)["run"]).page
    assert TITLE == run.locator("h1").inner_text()
    for view in (listed, run):
        assert "taken" != view.title()


def test_the_app_wears_the_colours_of_the_page(served: Served, visit: Callable[[str], Visit]) -> None:
    page = visit(addresses(served)["run"]).page
    unset = "rgba(0, 0, 0, 0)"
    for part in ("body", ".tile", ".panel"):
        assert unset != page.locator(part).first.evaluate("part => getComputedStyle(part).backgroundColor"), part


def test_the_list_leads_to_a_run_and_to_a_comparison(served: Served, visit: Callable[[str], Visit]) -> None:
    page = visit(served.url).page
    page.locator(f"#runs a:text-is('{served.one_day}')").click()
    page.wait_for_selector("#acts .main-svg")
    page.go_back()
    page.wait_for_selector("#runs .ag-row")
    for place in (served.whole, served.one_day):
        page.locator(f"#runs .ag-row[row-id='{place}'] input[type=checkbox]").first.check()
    page.locator("#compare-link:not(.off)").click()
    page.wait_for_selector("#comparison #differences")

    assert page.locator("#comparison .main-svg").count() > 0


def test_an_address_restores_measures_and_filters_of_a_run(served: Served, visit: Callable[[str], Visit]) -> None:
    page = visit(addresses(served)["run"]).page
    page.locator("#impact-section input[type=search]").fill("dark")
    page.wait_for_url("**find=dark**")
    again = visit(f"{page.url}&measure=complaints").page
    again.wait_for_selector("#series .main-svg")

    assert "dark" == again.locator("#impact-section input[type=search]").input_value()
    assert "Complaints" in again.locator("#hours").inner_text()
    rows = again.locator("#impact .ag-center-cols-container .ag-row")
    rows.first.wait_for(state="attached")
    again.locator("#impact").scroll_into_view_if_needed()  # what is out of sight has no text
    assert wait_until(lambda: all("dark" in row.lower() for row in rows.all_inner_texts()))


def test_an_empty_folder_says_which_command_makes_a_run_and_interrupting_leaves_no_process(
    visit: Callable[[str], Visit], tmp_path: Path
) -> None:
    with app_of(tmp_path / "none") as (url, process):
        assert "outage-sim run" in visit(url).page.locator("#view").inner_text()
        children = children_of(process.pid)

    assert 130 == process.returncode
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_a_runs_page_opens_from_the_app_and_is_silent(served: Served, visit: Callable[[str], Visit]) -> None:
    seen = visit(addresses(served)["run"])
    with seen.page.context.expect_page() as opened:
        seen.page.locator('a:text-is("The run\'s page")').click()
    opened.value.wait_for_selector("body[data-ready=yes]", state="attached", timeout=PATIENCE_MS)

    assert [] == seen.errors
    assert os.path.basename(opened.value.url) == "report.html"  # noqa: PTH119 (an address, no path)
