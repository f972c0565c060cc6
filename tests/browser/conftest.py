"""A browser for the tests of a module, and the page of a made-up run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from sim.report import write_page
from tests.browser.visiting import ARGUMENTS, TITLE
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
