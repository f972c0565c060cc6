"""Single parcels in the app: by kind or by number, from an address, and what is said where there are none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.app import Served, addresses
from tests.browser.visiting import Visit

pytestmark = pytest.mark.browser


def test_a_run_leads_to_its_typical_parcels_and_an_address_restores_the_one_of_a_number(
    served: Served, visit: Callable[..., Visit]
) -> None:
    run = visit(f"{served.url}/run?run={served.whole}").page
    run.locator(".ways a:text-is('Single parcels')").click()
    run.wait_for_selector("#parcel-story .partings")
    page = visit(f"{addresses(served)['explain']}&case=dark").page
    page.wait_for_selector("#parcel-story h2:has-text('not shown for a while')")
    parcel = page.locator("#kinds tr:has-text('No locker code') a").first.inner_text()
    page.locator(f"#kinds a:text-is('{parcel}')").first.click()
    page.wait_for_selector(f"#parcel-story :text('Parcel {parcel}.')")
    again = visit(page.url).page
    again.wait_for_selector(f"#parcel-story :text('Parcel {parcel}.')")

    assert f"parcel={parcel}" in page.url
    assert parcel == again.get_by_label("Or a parcel's number").input_value()
    told = page.locator("#parcel-story .partings li:first-child").inner_text()
    assert "outage locker_link" in told
    assert told == again.locator("#parcel-story .partings li:first-child").inner_text()


@pytest.mark.parametrize(
    ("asked", "says"),
    [("parcel=<b>7</b>", "digits only"), ("parcel=70000", "did you mean"), ("case=<b>x</b>", "there are worried")],
)
def test_a_parcel_that_is_not_there_is_refused_as_text(
    served: Served, visit: Callable[..., Visit], asked: str, says: str
) -> None:
    page = visit(f"{addresses(served)['explain']}&{asked}").page
    page.wait_for_selector("#view .problem")

    assert says in page.locator("#view .problem").inner_text()
    assert 0 == page.locator("#view b").count()


def test_a_run_without_stories_says_which_command_keeps_them(served: Served, visit: Callable[..., Visit]) -> None:
    page = visit(f"{served.url}/explain?run={served.one_day}").page

    assert f"outage-sim explain {Path(served.one_day).name} --list" in page.locator("#view").inner_text()
    assert "Choose a kind" in page.locator("#parcel-story").inner_text()
