"""The app in a real browser: a small results folder served, its addresses, and what its tests wait for."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.conftest import ROOT
from tests.e2e.interrupts import hear_interrupts

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
    """Every value that the timeline of a what-if question shows, once there is one and it is another."""
    plot = "document.querySelector('#panel-timeline .js-plotly-plot')"
    values = f"JSON.stringify({plot}?.data?.map((each) => each.y)) || ''"
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
