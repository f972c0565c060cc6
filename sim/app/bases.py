"""The scenario that a what-if question starts from: that of a run, or one that was uploaded."""

import base64
import binascii

from sim import spec
from sim.app.shelf import Shelf
from sim.errors import ScenarioError
from sim.spec import ScenarioFile

UPLOADED = "uploaded"
MOST_BYTES = 1_000_000


def base_of(shelf: Shelf, base: str, uploaded: str) -> ScenarioFile:
    """The scenario of a base.

    Args:
        shelf: where runs are found.
        base: place of a run, or `uploaded`.
        uploaded: text of the scenario that this tab uploaded; empty where none was.

    Raises:
        RunError: no such run.
        ScenarioError: nothing was uploaded in this tab, or it cannot be used.
    """
    if base == UPLOADED:
        if not uploaded:
            raise ScenarioError.of("scenario", "this tab has no uploaded scenario; upload it again")
        return ScenarioFile.of_text(uploaded, "uploaded scenario")
    return ScenarioFile.of_text(spec.effective_yaml(shelf.run(base).scenario), base)


def uploaded_text(contents: str) -> str:
    """The text of an uploaded scenario that can be used.

    Args:
        contents: as the browser sends it, `data:<type>;base64,<bytes>`.

    Raises:
        ScenarioError: larger than a megabyte, no text, or no scenario; says what is wrong and where.
    """
    encoded = contents.partition(",")[2]
    if len(encoded) > MOST_BYTES * 4 // 3 + 4:
        raise ScenarioError.of("uploaded scenario", f"is larger than {MOST_BYTES // 1_000_000} MB")
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8-sig")
    except (binascii.Error, UnicodeDecodeError):
        raise ScenarioError.of("uploaded scenario", "is not UTF-8 text") from None
    if len(text.encode()) > MOST_BYTES:
        raise ScenarioError.of("uploaded scenario", f"is larger than {MOST_BYTES // 1_000_000} MB")
    ScenarioFile.of_text(text, "uploaded scenario").scenario()
    return text
