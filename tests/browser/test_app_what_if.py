"""The app in a real browser: what-if questions are answered, ended and kept apart."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from sim.report import numbers
from tests.browser.app import Served, addresses, ask, children_of, drawn, wait_until
from tests.browser.visiting import Visit

pytestmark = pytest.mark.browser


def test_a_what_if_question_changes_the_figure_and_its_address_restores_it(
    served: Served, visit: Callable[[str], Visit]
) -> None:
    page = visit(f"{addresses(served)['what-if']}&most=2").page
    ask(page)
    page.wait_for_selector("#progress:has-text('Done')")
    before = drawn(page)
    page.get_by_label("Outage lasts").fill("2h")
    page.locator("#go").click()
    page.wait_for_url("**length=2h**")
    page.wait_for_selector("#progress:has-text('Done')")
    after = drawn(page, other_than=before)
    again = visit(page.url).page
    again.wait_for_selector("#progress:has-text('Done')")

    assert "2h" == again.get_by_label("Outage lasts").input_value()
    assert after == drawn(again)


def test_a_wrong_value_is_told_in_the_scenarios_words(served: Served, visit: Callable[[str], Visit]) -> None:
    page = visit(addresses(served)["what-if"]).page
    page.get_by_label("Outage lasts").fill("<b>24x</b>")
    page.locator("#go").click()
    page.wait_for_selector("#problems:not(:empty)")

    assert "one short value" in page.locator("#problems").inner_text()
    assert 0 == page.locator("#problems b").count()


def test_cancelling_ends_the_process_at_once_and_tabs_do_not_mix(served: Served, visit: Callable[[str], Visit]) -> None:
    one = visit(f"{addresses(served)['what-if']}&most=40&sample=0.1%25").page
    other = visit(addresses(served)["what-if"]).page
    ask(one)
    working = children_of(served.process.pid)
    one.locator("#stop").click()
    one.wait_for_selector("#progress:has-text('Cancelled')")

    assert working
    assert wait_until(lambda: not working & children_of(served.process.pid))
    assert "" == other.locator("#progress").inner_text() + other.locator("#found").inner_text()


def test_an_uploaded_scenario_is_a_base_and_a_wrong_one_is_told(
    served: Served, visit: Callable[[str], Visit], tmp_path: Path
) -> None:
    page = visit(addresses(served)["what-if"]).page
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("extends: /etc/passwd\n", encoding="utf-8")
    page.locator("#upload input[type=file]").set_input_files(wrong)
    page.wait_for_selector("#upload-problem:not(:empty)")
    assert "extends no file" in page.locator("#upload-problem").inner_text()

    with urlopen(f"{served.url}/files/{served.one_day}/scenario.yaml") as answer:  # noqa: S310
        right = tmp_path / "right.yaml"
        right.write_bytes(answer.read())
    page.locator("#upload input[type=file]").set_input_files(right)
    page.wait_for_url("**base=uploaded**")
    page.wait_for_selector("h2:has-text('<b>One</b> day')")

    assert "24h" == page.get_by_label("Outage lasts").get_attribute("placeholder")


def test_a_question_is_held_against_its_base_run_as_a_comparison_of_the_two_runs_would(
    served: Served, visit: Callable[[str], Visit]
) -> None:
    with urlopen(f"{served.url}/files/compare.json?run={served.whole}&run={served.one_day}") as answer:  # noqa: S310
        (expected,) = [row for row in json.load(answer)["differences"] if row["measure"] == "dark_hours"]
    page = visit(f"{addresses(served)['what-if']}&length=24h&most=2&ran=1").page
    page.wait_for_selector("#progress:has-text('Done')")
    (row,) = page.locator("#against-base tr", has_text="Hours spent dark").all_inner_texts()

    assert [
        numbers.plain(expected["difference"], expected["unit"]),
        numbers.interval(*expected["ci95"], expected["unit"]),
    ] == row.split("\t")[4:6]
    page.locator("#against-base .main-svg").first.wait_for()


def test_a_question_of_another_sample_says_what_to_change_instead_of_a_difference(
    served: Served, visit: Callable[[str], Visit]
) -> None:
    page = visit(f"{addresses(served)['what-if']}&sample=0.003%25&most=2&ran=1").page
    page.wait_for_selector("#against-base .problem")

    told = page.locator("#against-base .problem").inner_text()
    assert "say 0.002% at “Share of the orders simulated”" in told
    assert 0 == page.locator("#against-base .main-svg").count()
