"""The report's HTML as components: the same parts, and text that stays text."""

from html import escape

import pytest
from dash import html

from sim.app.address import Address, link, read_address
from sim.app.elements import elements, refusal
from sim.report.reading import Reading
from sim.report.tiles import tiles_html
from tests.unit.report.synthetic import synthetic_result

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_tiles_become_components_with_the_same_words() -> None:
    (made,) = elements(tiles_html(Reading(synthetic_result(replications=3))))

    assert isinstance(made, html.Div)
    assert "tiles" == made.className
    assert all(tile.className.startswith("tile ") for tile in made.children)


def test_escaped_text_stays_text() -> None:
    (made,) = elements(f"<p>{escape(HOSTILE)}</p>")

    assert HOSTILE == made.children


def test_a_problem_is_shown_as_text() -> None:
    assert HOSTILE == refusal("no", HOSTILE).children[1].children


def test_a_link_to_a_section_leads_to_the_page_that_has_it_and_is_text_where_there_is_none() -> None:
    markup = 'see <a href="#helped">commands</a>'
    link, text = (elements(markup, page)[1] for page in ("/files/a/1/report.html", ""))

    assert isinstance(link, html.A)
    assert "/files/a/1/report.html#helped" == link.href
    assert "Span('commands')" == repr(text)


def test_styles_become_properties() -> None:
    (made,) = elements('<span class="cell pays" style="--a:40%">+1</span>')

    assert {"--a": "40%"} == made.style


@pytest.mark.parametrize(
    "values", [{"run": ["a/1", "b/2"]}, {"find": "a&b=c #1 ü"}, {"filter": '{"kind":{"type":"x"}}'}]
)
def test_an_address_says_what_was_written_into_it(values: dict[str, str | list[str]]) -> None:
    read = read_address(f"http://localhost:8050{link('/compare', **values)}")

    assert {name: [value] if isinstance(value, str) else value for name, value in values.items()} == dict(read.values)


def test_a_wrong_address_is_an_empty_one() -> None:
    assert "/" == read_address(None).path
    assert {} == Address(values={"filter": ["[1]"]}).object("filter")
    assert {} == Address(values={"filter": ["{"]}).object("filter")
    assert [] == read_address("/run?run=" + "x" * 2000).many("run")
