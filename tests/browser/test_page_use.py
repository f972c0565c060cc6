"""What a reader does with the page of a run: zooms, takes figures away, prints, uses keys, changes the scheme."""

import csv
import io
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from sim.report import write_page
from tests.browser.visiting import TITLE, WIDE, Visit, visit
from tests.unit.report.synthetic import SyntheticResult, synthetic_result

pytestmark = pytest.mark.browser
TIMED = "[...document.querySelectorAll('.plot')].filter(plot => plot.layout.meta && plot.layout.meta.window)"
RANGES = f"[...new Set({TIMED}.map(plot => plot.layout.xaxis.range.map(Date.parse).join(',')))]"
ZOOMED = ("2017-06-01 06:00:00", "2017-06-02 18:00:00")
WINDOW_H = ("2017-05-31 00:00:00", "2017-06-11 22:00:00")  # a day before the first act, a week after the last one's end
QUARTERS_IN = ("2017-06-02 23:30:00", "2017-06-08 22:30:00")


@pytest.fixture(scope="module")
def result() -> SyntheticResult:
    return synthetic_result(title=TITLE, replications=3)


@pytest.fixture(scope="module")
def opened(browser: Browser, report: Path) -> Iterator[Visit]:
    """A page for tests that leave it as it was."""
    yield from visit(browser, report, WIDE)


def zoom(page: Page, plot: str) -> None:
    page.evaluate(
        "([id, from, to]) => Plotly.relayout(id, {'xaxis.range[0]': from, 'xaxis.range[1]': to})", [plot, *ZOOMED]
    )


def wait_for(page: Page, span: tuple[str, str]) -> None:
    """Wait until every figure over time shows this span."""
    page.wait_for_function(f"(span) => {RANGES}.join() === span.map(Date.parse).join()", arg=list(span))


def downloaded(page: Page, name: str) -> list[dict[str, str]]:
    with page.expect_download() as caught:
        page.locator(f"button.csv[data-csv={name}]").click()
    assert f"{name}.csv" == caught.value.suggested_filename
    return list(csv.DictReader(io.StringIO(Path(caught.value.path()).read_text(encoding="utf-8"))))


@pytest.mark.parametrize("plot", ["fig-timeline", "fig-backlog-jd"])
def test_zooming_one_figure_over_time_zooms_them_all_and_a_reset_resets_them(opened: Visit, plot: str) -> None:
    wait_for(opened.page, WINDOW_H)
    assert opened.page.evaluate(f"{TIMED}.length") > 10

    zoom(opened.page, plot)
    wait_for(opened.page, ZOOMED)
    assert 0 == opened.page.locator("button[data-span][aria-pressed=true]").count()

    opened.page.evaluate("id => Plotly.relayout(id, {'xaxis.autorange': true})", plot)
    wait_for(opened.page, WINDOW_H)
    assert 1 == opened.page.locator("button[data-span=window][aria-pressed=true]").count()


def test_every_figure_is_told_of_a_zoom_once(opened: Visit) -> None:
    opened.page.evaluate(
        f"window.told = 0; {TIMED}.forEach(plot => plot.on('plotly_relayout', () => {{ window.told += 1; }}))"
    )
    zoom(opened.page, "fig-timeline")
    wait_for(opened.page, ZOOMED)
    opened.page.wait_for_timeout(500)  # a loop would go on meanwhile

    assert opened.page.evaluate(f"{TIMED}.length") == opened.page.evaluate("window.told")
    opened.page.locator("button[data-span=window]").click()
    wait_for(opened.page, WINDOW_H)


def test_keys_zoom_and_reset_all_figures_over_time(opened: Visit) -> None:
    opened.page.locator("#fig-timeline").focus()
    opened.page.keyboard.press("+")
    wait_for(opened.page, QUARTERS_IN)
    opened.page.keyboard.press("0")
    wait_for(opened.page, WINDOW_H)


def test_the_impact_table_can_be_taken_away(opened: Visit, result: SyntheticResult) -> None:
    rows = downloaded(opened.page, "impact")

    assert result.impact["group"].tolist() == [row["group"] for row in rows]
    for column in ("baseline", "outage", "excess", "ci_low", "ci_high"):
        assert result.impact[column].tolist() == pytest.approx([float(row[column]) for row in rows], rel=1e-6)


def test_who_pays_can_be_taken_away(opened: Visit, result: SyntheticResult) -> None:
    rows = downloaded(opened.page, "who_pays")

    assert result.who_pays["line"].tolist() == [row["line"] for row in rows]
    assert result.who_pays["excess"].tolist() == pytest.approx([float(row["excess"]) for row in rows], rel=1e-6)


def test_the_hourly_series_can_be_taken_away(opened: Visit, result: SyntheticResult) -> None:
    rows = downloaded(opened.page, "hourly")
    found = [row for row in rows if (row["measure"], row["group"], row["arm"]) == ("dark_now", "total", "outage")]
    frame = result.hourly
    of = frame[(frame["measure"] == "dark_now") & (frame["group"] == "total") & (frame["arm"] == "outage")]
    means = of.groupby("hour")["value"].mean()
    hours = pd.date_range("2017-05-25", periods=len(means), freq="h")

    assert hours.strftime("%Y-%m-%d %H:%M").tolist() == [row["time"] for row in found]
    assert means.tolist() == pytest.approx([float(row["mean"]) for row in found], rel=1e-5)
    assert all(float(row["half_width_95"]) > 0 for row in found)


def test_taking_figures_away_asks_nobody(opened: Visit) -> None:
    for name in ("impact", "who_pays", "hourly", "flows", "assumptions"):
        assert downloaded(opened.page, name)

    assert [] == [url for url in opened.requests if not url.startswith(("file:", "data:", "blob:"))]
    assert [] == opened.errors


def test_headings_leave_out_no_level(opened: Visit) -> None:
    levels = opened.page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(each => Number(each.tagName[1]))")

    assert 1 == levels[0]
    assert [] == [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]


def test_every_figure_says_in_words_what_it_shows(opened: Visit) -> None:
    told = opened.page.evaluate(
        """[...document.querySelectorAll('.plot')].map(plot =>
           [plot.id, plot.getAttribute('role'), plot.getAttribute('aria-label')])"""
    )

    assert [] == [name for name, role, label in told if role != "img" or not any(map(str.isdigit, label))]


def test_nothing_moves_for_a_reader_who_asked_for_stillness(opened: Visit) -> None:
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert "auto" == opened.page.evaluate(behaviour)

    opened.page.emulate_media(reduced_motion="no-preference")
    assert "smooth" == opened.page.evaluate(behaviour)
    opened.page.emulate_media(reduced_motion="reduce")


def test_tab_reaches_every_control_and_the_focus_is_seen(opened: Visit) -> None:
    wanted = "a[href], button, input, summary, .scroll, .plot[tabindex]"
    stops = opened.page.evaluate(
        f"""[...document.querySelectorAll('{wanted}')].filter(each => each.checkVisibility())
           .map((each, place) => {{ each.dataset.stop = place; return String(place); }})"""
    )
    opened.page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0); getSelection().removeAllRanges()")
    opened.page.evaluate(
        """window.reached = []; document.addEventListener('focusin', ({target}) => window.reached.push(
             [target.dataset.stop, getComputedStyle(target).outlineStyle]))"""
    )
    opened.page.locator(".skip").focus()
    for _ in stops[1:]:
        opened.page.keyboard.press("Tab")
    reached = opened.page.evaluate("window.reached")

    assert stops == [stop for stop, _ in reached]
    assert [] == [stop for stop, outline in reached[1:] if outline == "none"]
    assert "0" == opened.page.locator(".skip").get_attribute("data-stop")


def test_the_switch_makes_the_page_dark_and_light_again(opened: Visit) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    colour = "document.getElementById('fig-timeline')._fullLayout.font.color.toUpperCase()"
    light = (opened.page.evaluate(ground), opened.page.evaluate(colour))
    opened.page.locator("#scheme").click()
    opened.page.wait_for_function(f"{colour} === '#C6CCD6'")
    dark = opened.page.evaluate(ground)
    opened.page.locator("#scheme").click()
    opened.page.wait_for_function(f"{colour} === '#3D4450'")

    assert "rgb(18, 21, 27)" == dark
    assert light == (opened.page.evaluate(ground), opened.page.evaluate(colour))


def test_a_print_of_a_dark_page_is_light_without_controls_and_as_wide_as_the_paper(
    browser: Browser, tmp_path: Path
) -> None:
    few = synthetic_result(replications=2)
    few.hourly = few.hourly[few.hourly["measure"].isin(["dark_now", "contacts", "parcels_handed_over"])]
    write_page(few, tmp_path / "report.html")
    for seen in visit(browser, tmp_path / "report.html", WIDE, dark=True):
        state = "[fig._fullLayout.width < 703, fig._fullLayout.font.color.toUpperCase()]"
        seen.page.evaluate(
            "window.fig = document.getElementById('fig-timeline');"
            f"window.addEventListener('beforeprint', () => {{ window.printed = {state}; }})"
        )
        assert seen.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
        assert [True, "#3D4450"] == seen.page.evaluate("window.printed")
        assert [False, "#C6CCD6"] == seen.page.evaluate(state)

        seen.page.set_viewport_size({"width": 703, "height": 1000})
        seen.page.emulate_media(media="print")
        seen.page.wait_for_function(f"String({state}) === 'true,#3D4450'")
        for control in ("nav", ".downloads", ".search", ".skip", ".modebar-container"):
            assert 0 == seen.page.locator(f"{control}:visible").count()
        assert "rgb(255, 255, 255)" == seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert "rgb(29, 34, 43)" == seen.page.evaluate("getComputedStyle(document.body).color")
        assert seen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
