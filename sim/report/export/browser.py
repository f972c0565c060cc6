"""The browser that draws and prints: where it is, and how it is started so that it asks nobody anything."""

import os
import shutil
from pathlib import Path

VARIABLE = "CHROMIUM"
KNOWN = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-extensions",
)  # fmt: skip
"""What keeps a browser from speaking to its maker."""


class NoBrowserError(Exception):
    """There is no browser on this machine; the text says what was looked for."""


def browser_path() -> Path:
    """Path of Chromium or Chrome: $CHROMIUM, else the first on the path.

    Raises:
        NoBrowserError: none is there.
    """
    told = os.environ.get(VARIABLE, "")
    found = next((path for name in (told, *KNOWN) if name and (path := shutil.which(name))), None)
    if found is None:
        looked = f"${VARIABLE} is {told!r}, and " if told else ""
        raise NoBrowserError(f"no browser found ({looked}none of {', '.join(KNOWN)} is on the path)")
    return Path(found)


def may_use_sandbox() -> bool:
    """Whether the browser's sandbox works for this user; for root it does not."""
    return not hasattr(os, "geteuid") or os.geteuid() != 0
