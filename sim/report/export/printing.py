"""A page on paper: printed to PDF by a browser that has no network, with the page's own print style."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from sim.errors import RunError
from sim.report.export.browser import QUIET, browser_path, may_use_sandbox

WIDTH, HEIGHT = 794, 1123
"""A4 at 96 dots an inch: figures are drawn as wide as the paper takes them."""
DRAWING_MS = 30_000
"""Of the page's own clock, which runs ahead of ours: long enough for its last figure."""
LONGEST_S = 240.0
DATE = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")


def print_page(page: Path, target: Path) -> None:
    """Print the page at `page` to `target`, without the time of printing.

    Raises:
        NoBrowserError: there is no browser.
        RunError: the browser did not print it.
    """
    sandbox = [] if may_use_sandbox() else ["--no-sandbox"]
    with tempfile.TemporaryDirectory(prefix="outage-sim-print-") as own:
        made = Path(own) / "page.pdf"
        command = [
            str(browser_path()), "--headless", *QUIET, *sandbox, f"--user-data-dir={own}/profile",
            "--proxy-server=127.0.0.1:9", "--no-pdf-header-footer", f"--window-size={WIDTH},{HEIGHT}",
            f"--virtual-time-budget={DRAWING_MS}", f"--print-to-pdf={made}", page.resolve().as_uri(),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, timeout=LONGEST_S, check=False)  # noqa: S603
        except subprocess.TimeoutExpired as problem:
            raise RunError(f"the browser did not print {page} within {LONGEST_S:g} s") from problem
        if done.returncode != 0 or not made.exists():
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise RunError(f"the browser could not print {page}: {said[-1] if said else done.returncode}")
        made.write_bytes(DATE.sub(_undated, made.read_bytes()))
        shutil.move(made, target)


def _undated(found: re.Match[bytes]) -> bytes:
    """The entry with zeros for the time of printing, as long as before: places in the file are counted in bytes."""
    head, _, tail = found.group().partition(b"(D:")
    return head + b"(D:" + re.sub(rb"\d", b"0", tail)
