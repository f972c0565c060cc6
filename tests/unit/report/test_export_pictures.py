"""Figures taken off a page: they are the page's own, and say by themselves what they show."""

import numpy as np
import pytest

from sim.report.export.page_reading import panels_of
from sim.report.export.picture import picture
from sim.report.figure import Figure
from sim.report.page import page_html
from sim.report.panel import LegendEntry, Panel
from tests.unit.report.synthetic import synthetic_result

LEGEND = (LegendEntry("a", 'without <the> "acts"', "#8A919C"), LegendEntry("b", "net", "#20242C", "diamond"))
HOSTILE = "</script><b>Sold</b> & out"


def panel(**more: object) -> Panel:
    told = {
        "title": HOSTILE, "caption": "Each & every <hour>.", "figure": Figure([{"type": "bar", "y": [1.0, 2.0]}], {}),
        "height": 410, "legend": LEGEND, "size": "half", "label": "",
    }  # fmt: skip
    return Panel("orders", **(told | more))  # type: ignore[arg-type]


@pytest.mark.parametrize("written", [panel(), panel(size="small", legend=()), panel(size="wide", label="In words")])
def test_a_panel_is_read_back_as_it_was_written(written: Panel) -> None:
    assert [written] == panels_of(f"<main><p>before</p>{written.html()}<p>after</p></main>")


def test_a_panel_without_a_figure_is_passed_over() -> None:
    assert [] == panels_of(panel(figure=None).html())


def test_every_figure_of_a_page_is_found_and_can_be_drawn() -> None:
    html = page_html(synthetic_result(replications=2))
    panels = panels_of(html)
    assert html.count('class="plot"') == len(panels) > 10
    for each in panels:
        assert f"<b>{each.title}</b>" in picture(each).layout.title.text.replace("&amp;", "&")


def test_a_picture_has_title_caption_and_legend_as_text() -> None:
    head = picture(panel()).layout.title
    assert "<b>&lt;/script&gt;&lt;b&gt;Sold&lt;/b&gt; &amp; out</b>" == head.text
    caption, legend = head.subtitle.text.split("<br>")
    assert "Each &amp; every &lt;hour&gt;." == caption
    assert 'color:#8A919C">\u2501</span> without &lt;the&gt; "acts"' in legend
    assert 'color:#20242C">\u25c7</span> net' in legend


def test_a_long_legend_takes_more_lines_and_more_height() -> None:
    many = tuple(LegendEntry(str(n), f"entry number {n}", "#000000") for n in range(20))
    few, more = picture(panel()), picture(panel(legend=many))
    assert 2 < len(more.layout.title.subtitle.text.split("<br>"))
    assert more.layout.height - few.layout.height == more.layout.margin.t - few.layout.margin.t > 0
    assert more.layout.title.subtitle.text.count("entry number") == len(many)


def test_time_axes_show_the_span_that_the_page_shows_first() -> None:
    spans = {"window": ["2017-05-31", "2017-06-10"], "full": ["2017-05-25", "2017-06-14"]}
    drawn = picture(panel(figure=Figure([{"type": "bar", "y": np.array([1.0])}], {"meta": spans, "xaxis": {}})))
    assert ("2017-05-31", "2017-06-10") == tuple(drawn.layout.xaxis.range)
