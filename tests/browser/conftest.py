"""A browser for the tests of a module, the page of a made-up run, and the app of a small results folder."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

import sim
from sim.report import write_page
from sim.study.explain import find_kept_run, keep_stories, typical_cases
from tests.browser import app
from tests.browser.visiting import ARGUMENTS, TITLE, WIDE, Visit
from tests.conftest import REFERENCE_CASE, TINY
from tests.unit.report.synthetic import synthetic_result


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    write_page(synthetic_result(title=TITLE, replications=3), path)
    return path


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[app.Served]:
    results = tmp_path_factory.mktemp("app") / "results"
    places: list[str] = []
    for overrides, seed in ((TINY, 1), (TINY | app.ONE_DAY | {"title": json.dumps(app.TITLE)}, 1), (TINY, 2)):
        saved = sim.run(sim.load_scenario(REFERENCE_CASE, overrides), seed=seed, workers=1).save(results)
        places.append("/".join(Path(saved.paths["page"]).parent.parts[-2:]))
    keep_stories(typical_cases(find_kept_run(str(results / places[0]), results), 0))
    (results / "broken" / "0123").mkdir(parents=True)
    with app.app_of(results) as (url, process):
        yield app.Served(url, results, process, *places)


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One context for all tests of a module: it reads the app's libraries once."""
    opened = browser.new_context(viewport=WIDE)
    opened.set_default_timeout(app.PATIENCE_MS)
    yield opened
    opened.close()


@pytest.fixture
def visit(context: BrowserContext) -> Iterator[Callable[[str], Visit]]:
    """Opens an address of the app in a tab of its own."""

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
