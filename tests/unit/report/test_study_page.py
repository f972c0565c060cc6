"""The page of a study as text: offline, escaped, the same every time, with or without figures."""

import json
import re
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from plotly.offline import get_plotlyjs

from sim.report.document import style_sheet
from sim.report.figure import Figure
from sim.report.panel import LegendEntry, Mark, Panel
from sim.report.study_page import Section, study_html, write_study_page

HOSTILE = "</title><script>alert('x')</script> <img src=x onerror=alert(1)> & \"quotes\""
SHOWN = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"
TABLE = pd.DataFrame(
    {
        "measure": ["contacts", "abandonment_share"],
        "unit": ["contacts", "share"],
        "excess": [1_238_000.0, 0.125],
        "points": [1280, 12],
        "is_clear": [True, False],
        "low": [np.nan, -np.inf],
    }
)


def library_figure() -> go.Figure:
    return go.Figure(go.Scatter(x=np.arange(3.0), y=np.array([1.0, 4.0, 9.0])), {"template": "plotly_dark"})


def house_figure() -> Figure:
    figure = Figure(layout={"height": 250})
    figure.draw("bar", x=[1.0, 2.0], y=["a", "b"], orientation="h", legendgroup="k")
    return figure


def page_of(*sections: Section, lead: str = "It tips at 9 h.") -> str:
    """The page without the plot library."""
    html = study_html(
        title="How long can we stand it",
        kind="sweep",
        lead=lead,
        sections=sections,
        provenance={"command": "outage-sim sweep a.yaml", "seed": "1"},
    )
    return html.replace(get_plotlyjs(), "")


def both() -> tuple[Section, Section]:
    first = Section("curve", "Curve", "Read it so.", library_figure(), TABLE, "Small print.", title="A curve")
    more = Panel("pair-b", "Second", figure=house_figure(), size="half")
    return first, Section(
        "bars", "Bars", figure=house_figure(), legend=[LegendEntry("k", "k", "#123456")], panels=[more]
    )


def test_the_page_names_no_host() -> None:
    assert [] == re.findall(r"https?://|//[a-z0-9.-]+\.[a-z]{2,}/", page_of(*both()))


def test_the_same_study_gives_the_same_bytes() -> None:
    assert page_of(*both()) == page_of(*both())


def test_a_figure_is_drawn_into_the_div_named_after_its_section() -> None:
    page = page_of(*both())

    assert ["fig-curve", "fig-bars", "fig-pair-b"] == re.findall(r'class="plot" id="([^"]+)"', page)
    assert ["fig-curve", "fig-bars", "fig-pair-b"] == re.findall(r'class="figure" data-plot="([^"]+)"', page)


def test_a_figure_of_the_plot_library_takes_the_pages_colours() -> None:
    page = page_of(Section("curve", "Curve", figure=library_figure()))
    drawn = re.search(r'class="figure" data-plot="fig-curve">(.*?)</script>', page)

    assert drawn is not None
    assert "template" not in json.loads(drawn[1])["layout"]


def test_hostile_text_is_shown_as_text_wherever_it_stands() -> None:
    table = pd.DataFrame({HOSTILE: [HOSTILE], "measure": [HOSTILE]})
    section = Section("a", HOSTILE, HOSTILE, house_figure(), table, HOSTILE, HOSTILE, HOSTILE)
    html = study_html(
        title=HOSTILE, kind=HOSTILE, lead=HOSTILE, sections=[section], provenance={HOSTILE: HOSTILE, "command": HOSTILE}
    )
    page = html.replace(get_plotlyjs(), "")

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 14 <= page.count(SHOWN)


def test_a_page_without_figures_and_sections_is_a_page() -> None:
    page = page_of(Section("words", "Words", "One.\n\nTwo."))

    assert '<p class="lead">One.</p><p class="lead">Two.</p>' in page
    assert 'class="plot"' not in page
    assert "It tips at 9 h." in page_of()


def test_numbers_of_a_table_are_short_and_stand_right() -> None:
    page = page_of(Section("t", "T", table=TABLE))

    assert '<td>Contacts</td><td>contacts</td><td class="n">1.24\u202fM</td>' in page
    assert '<td class="n">12\u202f%</td>' in page
    assert "<td>yes</td>" in page
    assert '<td class="n">\u2013</td>' in page
    assert '<td class="n">\u2212\u221e</td>' in page


@pytest.mark.parametrize("name", ["", "a b", "1st", '"><script>'])
def test_a_section_has_a_name_that_can_be_an_anchor(name: str) -> None:
    with pytest.raises(ValueError, match="id is letters"):
        Section(name, "Heading")


def test_two_sections_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two parts of the page are called 'a'"):
        page_of(Section("a", "A"), Section("a", "B"))


def test_writing_leaves_the_page_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "study" / "report.html"
    write_study_page(path, title="T", kind="sweep", lead="L", sections=both(), provenance={})

    assert [path] == list(path.parent.iterdir())
    assert path.read_text().startswith("<!doctype html>")


def test_every_mark_of_a_legend_has_a_shape() -> None:
    for mark in get_args(Mark):
        assert ".chip i" + ("" if mark == "line" else f".{mark}") + " {" in style_sheet()


def test_a_long_table_may_be_folded_under_what_it_holds() -> None:
    table = pd.DataFrame({"what": ["a"]})
    assert "<details" not in Section("plain", "Plain", table=table).html()
    told = Section("long", "Long", table=table, folded="All <1> rows").html()
    assert "<details data-print><summary>All &lt;1&gt; rows</summary>" in told
    assert "</table></div></details></section>" in told
