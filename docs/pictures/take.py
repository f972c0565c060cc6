"""Take the README's picture: the newest page of the reference case, in headless Chromium, 1400 px wide."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
WIDTH, HEIGHT = 1400, 1640


def newest_page() -> Path:
    """The page of the latest run of the reference case; `make run` makes one."""
    pages = sorted((ROOT / "results" / "cainiao_sf_2017").glob("*/report.html"), key=lambda page: page.stat().st_mtime)
    if not pages:
        raise SystemExit("no page of the reference case yet: make run")
    return pages[-1]


def main() -> None:
    """Write docs/pictures/page.png."""
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(newest_page().as_uri())
        page.wait_for_selector("body[data-ready=yes]", timeout=60_000)
        page.screenshot(path=str(Path(__file__).with_name("page.png")))
        chromium.close()


if __name__ == "__main__":
    main()
