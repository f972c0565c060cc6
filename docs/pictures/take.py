"""Take the pictures of the documents: each page that lies in a folder of results, and the app, in headless Chromium.

    python docs/pictures/take.py [RESULTS]

Of each kind of run and study the newest is taken. What has no page yet is named with the command that makes one.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from sim.report.export.browser import QUIET, browser_path
from sim.store.kept import RUN, Kept, kept_below, kept_in

PICTURES = Path(__file__).parent
ROOT = PICTURES.parents[1]
REFERENCE = "cainiao_sf_2017"
WIDTH, SCALE = 1400, 0.75
MOST_BYTES = 300_000
LEAST_HEIGHT, APP_HEIGHT = 500, 900
DRAWN = "body[data-ready=yes]"
WAIT_MS = 120_000


@dataclass(frozen=True)
class View:
    """A picture to take.

    Attributes:
        name: of the file, without its ending.
        kind: of the run or study that has it.
        makes: the command that makes one.
        height: px at most; less where that many are more than a picture's bytes.
        part: selector of the part of the page that is shown; its begin where empty.
        page: name of the page in the folder, where it is not the usual one; a pattern.
        without: selector of what is left out.
    """

    name: str
    kind: str
    makes: str
    height: int = 1100
    part: str = ""
    page: str = "report.html"
    without: str = ""


BETWEEN = "#payers, #hurt, #helped, .part"
"""What stands between the answer and the timeline, left out so that a picture holds both."""
VIEWS = (
    View("page", RUN, "run scenarios/cainiao_sf_2017.yaml", height=2080, without=BETWEEN),
    View("hourly", RUN, "run scenarios/cainiao_sf_2017.yaml", part="#timeline"),
    View("parcel", RUN, "run scenarios/cainiao_sf_2017.yaml --events 1%", height=1240, part="#parcels"),
    View("explain", RUN, "explain RUN PARCEL", page="explain/*.html"),
    View("compare", "compare", "compare A.yaml B.yaml"),
    View("attribute", "attribution", "attribute scenarios/cainiao_sf_2017.yaml"),
    View("restore-curve", "restore-curve", "restore-curve scenarios/cainiao_sf_2017.yaml --outage sf_feed --hours …"),
    View("accounts", "accounts", "accounts scenarios/account_sf.yaml scenarios/account_cainiao.yaml"),
    View("search", "search", "search scenarios/cainiao_sf_2017.yaml"),
    View("sweep", "sweep", "sweep scenarios/sweeps/outage_length.yaml"),
    View("assumptions", "assumptions", "assumptions scenarios/cainiao_sf_2017.yaml"),
    View("validate", "validate", "validate"),
    View("calibrate", "calibration", "calibrate TRACKING.csv"),
)


def main() -> None:
    """Take every picture there is a page for."""
    results = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "results"
    kept = [found for folder in kept_below(results) if (found := kept_in(folder)) is not None]
    with sync_playwright() as play:
        arguments = ["--no-sandbox", *QUIET]
        chromium = play.chromium.launch(executable_path=str(browser_path()), args=arguments)
        for view in VIEWS:
            page = newest_page(kept, view)
            if page is None:
                say(f"{view.name}: no page of this kind in {results}; outage-sim {view.makes}")
            else:
                take(chromium, page.as_uri(), view)
        with app_running(results) as url:
            if url:
                take_app(chromium, url, newest_page(kept, VIEWS[0]))
        chromium.close()


def newest_page(kept: list[Kept], view: View) -> Path | None:
    """The page that was written last among those of a view; of runs, those of the reference case."""
    of_kind = [each for each in kept if each.kind == view.kind]
    if view.kind == RUN:
        of_kind = [each for each in of_kind if each.folder.parent.name == REFERENCE]
    pages = [page.resolve() for each in of_kind for page in each.folder.glob(view.page)]
    return max(pages, key=lambda page: page.stat().st_mtime, default=None)


def take(chromium: Browser, address: str, view: View) -> None:
    """Write one picture, from the begin of the page, or of a part of it."""
    page = opened(chromium, address, view.height)
    page.wait_for_selector(DRAWN, state="attached", timeout=WAIT_MS)
    if view.without:
        page.add_style_tag(content=f"{view.without} {{ display: none }}")
    top = 0.0
    if view.part:
        box = page.locator(view.part).first.bounding_box()
        top = box["y"] - 70 if box else 0.0  # below the bar of links, which stays at the top
        page.evaluate(f"window.scrollTo({{top: {top}, behavior: 'instant'}})")
        page.wait_for_timeout(500)
    shoot(page, view.name, view.height)
    page.close()


def opened(chromium: Browser, address: str, height: int) -> Page:
    """A light page at an address, as wide as every picture."""
    size = ViewportSize(width=WIDTH, height=height)
    page = chromium.new_page(viewport=size, color_scheme="light", device_scale_factor=SCALE)
    page.goto(address)
    return page


def shoot(page: Page, name: str, height: int) -> None:
    """Write what the window shows, less of its lower end where it is too many bytes."""
    path = PICTURES / f"{name}.png"
    while True:
        content = page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
        if len(content) <= MOST_BYTES or height <= LEAST_HEIGHT:
            break
        height = max(LEAST_HEIGHT, int(height * 0.9))
    path.write_bytes(content)
    say(f"{path.relative_to(ROOT)}: {height} px high, {len(content) / 1e3:.0f} kB")


@contextmanager
def app_running(results: Path) -> Iterator[str]:
    """The address of the app on these results while the block runs; empty where there is no app."""
    shown = results.resolve().relative_to(ROOT) if results.resolve().is_relative_to(ROOT) else results
    command = [sys.executable, "-m", "sim", "app", str(shown), "--port", "0", "--json", "--quiet"]
    app = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # noqa: S603
    told = ""
    try:
        for line in app.stdout or ():
            told += line
            if line.startswith("}"):
                break
        yield json.loads(told)["url"] if told.rstrip().endswith("}") else ""
    finally:
        app.send_signal(signal.SIGINT)
        app.wait(timeout=60)


def take_app(chromium: Browser, url: str, run: Path | None) -> None:
    """Write the app's list, and the run that was made last as the app shows it."""
    page = opened(chromium, url, APP_HEIGHT)
    page.wait_for_load_state("networkidle", timeout=WAIT_MS)
    page.wait_for_timeout(1500)
    shoot(page, "app", APP_HEIGHT)
    if run is not None:
        page.get_by_text(run.parent.name).first.click()
        page.wait_for_load_state("networkidle", timeout=WAIT_MS)
        page.wait_for_timeout(4000)
        shoot(page, "app-run", APP_HEIGHT)
    page.close()


def say(text: str) -> None:
    """A line for whoever watches."""
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
