"""The app in a real browser: each view silent and readable, what-if questions answered, ended and kept apart."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, sync_playwright
from typer.testing import CliRunner

import sim
from sim.cli import commands
from sim.study.explain import find_kept_run, keep_stories, typical_cases
from tests.browser.visiting import ARGUMENTS
from tests.conftest import REFERENCE_CASE, ROOT, TINY
from tests.e2e.interrupts import hear_interrupts

pytestmark = pytest.mark.browser
WIDE, NARROW = ViewportSize(width=1400, height=1000), ViewportSize(width=420, height=900)
TITLE = "<b>One</b> day <script>document.title = 'taken'</script> **and** [x](javascript:alert(1))"
ONE_DAY = {"name": "one_day", "outages.sf_feed.duration": "24h"}
ROWS = "#runs .ag-center-cols-container .ag-row"
PATIENCE_MS = 180_000


@dataclass(frozen=True)
class Served:
    """The app of a small results folder.

    Attributes:
        url: where it answers, without the last slash.
        results: its folder.
        process: its own.
        whole, one_day, other_luck: places of the runs in it; stories of single parcels are kept beside `whole`.
    """

    url: str
    results: Path
    process: subprocess.Popen[str]
    whole: str
    one_day: str
    other_luck: str


@dataclass
class Visit:
    """A view opened, and what it did meanwhile."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@contextmanager
def app_of(results: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The app, started on a free port and ended with Ctrl-C."""
    command = [sys.executable, "-m", "sim", "app", str(results), "--port", "0", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, preexec_fn=hear_interrupts
    ) as process:
        assert process.stdout is not None
        told = ""
        for line in process.stdout:
            told += line
            if line == "}\n":
                break
        try:
            yield json.loads(told)["url"].rstrip("/"), process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    results = tmp_path_factory.mktemp("app") / "results"
    places: list[str] = []
    for overrides, seed in ((TINY, 1), (TINY | ONE_DAY | {"title": json.dumps(TITLE)}, 1), (TINY, 2)):
        saved = sim.run(sim.load_scenario(REFERENCE_CASE, overrides), seed=seed, workers=1).save(results)
        places.append("/".join(Path(saved.paths["page"]).parent.parts[-2:]))
    keep_stories(typical_cases(find_kept_run(str(results / places[0]), results), 0))
    (results / "broken" / "0123").mkdir(parents=True)
    with app_of(results) as (url, process):
        yield Served(url, results, process, *places)


@pytest.fixture(scope="module")
def context(chromium: str) -> Iterator[BrowserContext]:
    """One browser for all tests: it reads the libraries once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        opened = browser.new_context(viewport=WIDE)
        opened.set_default_timeout(PATIENCE_MS)
        yield opened
        browser.close()


@pytest.fixture
def visit(context: BrowserContext) -> Iterator[Callable[..., Visit]]:
    """Opens an address in a tab of its own."""

    def open_(url: str) -> Visit:
        page = context.new_page()
        seen = Visit(page)
        page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("request", lambda request: seen.requests.append(request.url))
        page.goto(url)
        page.wait_for_selector("#view h1")
        page.wait_for_load_state("networkidle")  # callbacks answered, figures drawn
        return seen

    yield open_
    for page in context.pages:
        page.close()


def addresses(served: Served) -> dict[str, str]:
    return {
        "list": f"{served.url}/",
        "run": f"{served.url}/run?run={served.one_day}",
        "explain": f"{served.url}/explain?run={served.whole}",
        "compare": f"{served.url}/compare?run={served.whole}&run={served.one_day}",
        "what-if": f"{served.url}/what-if?base={served.whole}",
    }


def ask(page: Page) -> None:
    page.locator("#go").click()
    page.wait_for_selector("#found .tile")


def drawn(page: Page, other_than: str = "") -> str:
    """Every value that the figure of a what-if question shows, once there is one and it is another."""
    values = "JSON.stringify(document.querySelector('#found .js-plotly-plot')?.data?.map((each) => each.y)) || ''"
    assert wait_until(lambda: page.evaluate(values) not in ("", other_than))
    return str(page.evaluate(values))


def children_of(process: int) -> set[int]:
    """Worker processes of a process, from the kernel's own list."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            command = (status.parent / "cmdline").read_text()
        except OSError:
            continue
        if parent == process and "spawn_main" in command:
            found.add(int(status.parent.name))
    return found


def wait_until(is_so: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_MS / 1000
    while not is_so() and time.monotonic() < until:
        time.sleep(0.05)
    return is_so()


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
    served: Served, visit: Callable[..., Visit], view: str, last: str
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
    served: Served, visit: Callable[..., Visit]
) -> None:
    rows = visit(served.url).page.locator(ROWS)
    assert wait_until(lambda: 4 == rows.count() and all(rows.all_inner_texts()))

    assert 1 == len([row for row in rows.all_inner_texts() if "broken/0123" in row and "has no manifest" in row])


def test_a_hostile_title_is_text_in_every_view(served: Served, visit: Callable[..., Visit]) -> None:
    listed = visit(served.url).page
    assert wait_until(lambda: any(TITLE in row for row in listed.locator(ROWS).all_inner_texts()))
    assert 0 == listed.locator("#runs a[href^=javascript], #runs b").count()

    run = visit(addresses(served)["run"]).page
    assert TITLE == run.locator("h1").inner_text()
    for view in (listed, run):
        assert "taken" != view.title()


def test_the_app_wears_the_colours_of_the_page(served: Served, visit: Callable[..., Visit]) -> None:
    page = visit(addresses(served)["run"]).page
    unset = "rgba(0, 0, 0, 0)"
    for part in ("body", ".tile", ".panel"):
        assert unset != page.locator(part).first.evaluate("part => getComputedStyle(part).backgroundColor"), part


def test_the_list_leads_to_a_run_and_to_a_comparison(served: Served, visit: Callable[..., Visit]) -> None:
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


def test_a_comparison_has_the_figures_of_the_command(served: Served, tmp_path: Path) -> None:
    one_day = tmp_path / "one_day.yaml"
    one_day.write_text(
        f"extends: {REFERENCE_CASE}\nname: one_day\noutages: {{sf_feed: {{duration: 24h}}}}\n", encoding="utf-8"
    )
    sets = [word for path, value in TINY.items() for word in ("--set", f"{path}={value}")]
    options = ["--seed", "1", "--workers", "1", "--json", "--quiet", "--out", str(tmp_path)]
    asked = CliRunner().invoke(commands.app, ["compare", str(REFERENCE_CASE), str(one_day), *sets, *options])
    expected = json.loads(asked.stdout)
    with urlopen(f"{served.url}/files/compare.json?run={served.whole}&run={served.one_day}") as answer:  # noqa: S310
        found = json.load(answer)

    for part in ("scenarios", "seed", "sample", "replications", "differences", "impact"):
        assert expected[part] == found[part]


def test_runs_of_other_luck_are_not_compared_and_the_reason_is_told(
    served: Served, visit: Callable[..., Visit]
) -> None:
    page = visit(f"{served.url}/compare?run={served.whole}&run={served.other_luck}").page
    page.wait_for_selector("#comparison .problem")

    assert "seed" in page.locator("#comparison .problem").inner_text()
    assert 0 == page.locator("#comparison .main-svg").count()


def test_an_address_restores_measures_and_filters_of_a_run(served: Served, visit: Callable[..., Visit]) -> None:
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


def test_a_what_if_question_changes_the_figure_and_its_address_restores_it(
    served: Served, visit: Callable[..., Visit]
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


def test_a_wrong_value_is_told_in_the_scenarios_words(served: Served, visit: Callable[..., Visit]) -> None:
    page = visit(addresses(served)["what-if"]).page
    page.get_by_label("Outage lasts").fill("<b>24x</b>")
    page.locator("#go").click()
    page.wait_for_selector("#problems:not(:empty)")

    assert "one short value" in page.locator("#problems").inner_text()
    assert 0 == page.locator("#problems b").count()


def test_cancelling_ends_the_process_at_once_and_tabs_do_not_mix(served: Served, visit: Callable[..., Visit]) -> None:
    one = visit(f"{addresses(served)['what-if']}&most=40").page
    other = visit(addresses(served)["what-if"]).page
    ask(one)
    working = children_of(served.process.pid)
    one.locator("#stop").click()
    one.wait_for_selector("#progress:has-text('Cancelled')")

    assert working
    assert wait_until(lambda: not working & children_of(served.process.pid))
    assert "" == other.locator("#progress").inner_text() + other.locator("#found").inner_text()


def test_an_uploaded_scenario_is_a_base_and_a_wrong_one_is_told(
    served: Served, visit: Callable[..., Visit], tmp_path: Path
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


def test_an_empty_folder_says_which_command_makes_a_run_and_interrupting_leaves_no_process(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    with app_of(tmp_path / "none") as (url, process):
        assert "outage-sim run" in visit(url).page.locator("#view").inner_text()
        children = children_of(process.pid)

    assert 130 == process.returncode
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_a_runs_page_opens_from_the_app_and_is_silent(served: Served, visit: Callable[..., Visit]) -> None:
    seen = visit(addresses(served)["run"])
    with seen.page.context.expect_page() as opened:
        seen.page.locator('a:text-is("The run\'s page")').click()
    opened.value.wait_for_selector("body[data-ready=yes]", state="attached", timeout=PATIENCE_MS)

    assert [] == seen.errors
    assert os.path.basename(opened.value.url) == "report.html"  # noqa: PTH119 (an address, no path)
