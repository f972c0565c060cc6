"""A page opened in headless Chromium, and what it did meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LOCAL = ("file:", "data:", "blob:")
"""Addresses that ask nobody."""
TITLE = "<b>Sold</b> & <script>document.title = 'taken'</script> out"
WIDE, NARROW = ViewportSize(width=1400, height=1000), ViewportSize(width=420, height=900)


@dataclass
class Visit:
    """A page opened to its end, its errors and its requests."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def visit(browser: Browser, path: Path, viewport: ViewportSize, dark: bool = False) -> Iterator[Visit]:
    """Open a page and wait until its last figure is drawn."""
    context = browser.new_context(viewport=viewport, color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page = context.new_page()
    seen = Visit(page)
    page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("request", lambda request: seen.requests.append(request.url))
    page.goto(path.as_uri(), timeout=180_000)
    page.wait_for_selector("body[data-ready=yes]", state="attached", timeout=180_000)
    yield seen
    context.close()


visited = contextmanager(visit)
"""The same for the length of a block."""
