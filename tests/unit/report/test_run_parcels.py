"""Single parcels on the page of a run: told where they were kept, and where not, how to keep them."""

import re
from pathlib import Path

import pytest

from sim.report import page_html, write_page
from sim.report.page import put_stories
from sim.report.partings import NOTHING_DIFFERS
from tests.unit.report.stories import stories
from tests.unit.report.synthetic import empty_result, synthetic_result

NAMES = ("dark", "untouched", "peak")


@pytest.fixture(scope="module")
def told() -> str:
    return section(page_html(synthetic_result(replications=2), stories=stories(*NAMES)))


def section(page: str) -> str:
    found = re.search(r'<section id="parcels">.*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_every_story_has_a_tab_that_names_its_panel_and_the_first_is_chosen(told: str) -> None:
    tabs = re.findall(r'role="tab" id="tab-(\w+)" aria-controls="story-(\w+)" aria-selected="(\w+)"', told)
    panels = re.findall(r'role="tabpanel" id="story-(\w+)" aria-labelledby="tab-(\w+)"', told)
    assert [(name, name, str(name == "dark").lower()) for name in NAMES] == tabs
    assert [(name, name) for name in NAMES] == panels


def test_a_story_says_what_differs_first_when_and_why(told: str) -> None:
    assert "<b>First: what is shown of it</b> <span>25 May 10:06</span>" in told
    assert '<p class="why"><b>Why</b> Held back by outage &lt;sf_feed&gt;.</p>' in told
    assert 'aria-label="Four lanes of a parcel over time. What differs first is what is shown of it' in told


def test_of_its_figures_those_that_differ_are_told_with_their_sign(told: str) -> None:
    assert (
        '<td>Dark</td><td class="n">0\u202fh</td><td class="n">3.10\u202fh</td><td class="n">+3.10\u202fh</td>' in told
    )
    assert "<td>Contacts</td>" not in told


def test_an_untouched_parcel_says_that_nothing_differs(told: str) -> None:
    _, _, untouched = told.partition('id="story-untouched"')
    assert NOTHING_DIFFERS in untouched.partition('id="story-peak"')[0]


def test_every_text_of_a_story_is_shown_as_text(told: str) -> None:
    assert "Heading of &lt;dark&gt;" in told
    assert "goods &amp; more" in told
    assert "<sf_feed>" not in told


def test_a_run_without_stories_says_which_commands_keep_them() -> None:
    result = synthetic_result(replications=2)
    found = re.sub("</?span>", "", section(page_html(result)))
    assert f"outage-sim explain {result.run_id} --list" in found
    assert "--replications 2 --seed 1 --sample 0.1% --events 1%" in found
    assert "tablist" not in found


def test_where_nothing_was_done_nothing_differs_for_any_parcel() -> None:
    assert "nothing differs for any parcel" in section(page_html(empty_result()))


def test_stories_put_into_a_page_make_the_page_that_is_written_with_them(tmp_path: Path) -> None:
    result, kept = synthetic_result(replications=2), stories(*NAMES)
    write_page(result, tmp_path / "written.html", stories=kept)
    write_page(result, tmp_path / "put.html")
    for _ in range(2):
        put_stories(tmp_path / "put.html", result, kept)
        assert (tmp_path / "written.html").read_bytes() == (tmp_path / "put.html").read_bytes()


def test_a_page_that_has_no_place_for_stories_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("<section id='other'></section>", encoding="utf-8")
    put_stories(path, synthetic_result(replications=2), stories("dark"))
    assert "<section id='other'></section>" == path.read_text(encoding="utf-8")
