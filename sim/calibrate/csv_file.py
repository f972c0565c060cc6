"""A table in a text file as somebody's system wrote it: its encoding, its separator, the columns of its first line.

Knows bytes and separators; must not know what a column means.
"""

import codecs
import csv
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Problem, ScenarioError

SEPARATORS = (",", ";", "\t", "|")
CHUNK_BYTES = 1 << 22
MAX_HEADER_BYTES = 1 << 16
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
PAIRED = 0.9
"""Share of the letters beyond ASCII that stand in pairs of bytes from which on a text is read as Chinese."""


@dataclass(frozen=True)
class CsvFile:
    """A table in a text file.

    Attributes:
        path: as the user gave it.
        encoding: of its bytes.
        separator: between its cells.
        columns: names in its first line, in order.
    """

    path: Path
    encoding: str
    separator: str
    columns: tuple[str, ...]

    def problem(self, message: str, got: str | None = None, near: Sequence[str] = ()) -> Problem:
        """What is wrong with the table's columns, at the place of the first line that is meant.

        Args:
            message: what is wrong.
            got: the name that was looked for.
            near: names of which the nearest spelling is offered.
        """
        found = difflib.get_close_matches(got or "", near, 1, 0.6)
        return Problem(str(self.path), 1, 1, "", message, got, found[0] if found else None)

    def in_utf8(self, folder: Path) -> Path:
        """Path of the same text in UTF-8: the file itself, or a copy written to `folder` piece by piece.

        Raises:
            ScenarioError: the text is not in one encoding throughout.
        """
        if self.encoding in ("utf-8", "utf-8-sig"):
            return self.path
        copy = folder / f"{self.path.name}.utf8.csv"
        try:
            with (
                self.path.open(encoding=self.encoding, newline="") as text,
                copy.open("w", encoding="utf-8", newline="") as to,
            ):
                while piece := text.read(CHUNK_BYTES):
                    to.write(piece)
        except UnicodeError as error:
            raise _not_throughout(self.path, self.encoding, error) from None
        return copy


def open_csv(path: Path, encoding: str | None = None) -> CsvFile:
    """The table in that file, its first line read.

    Args:
        path: of the file.
        encoding: of its bytes; found by looking at them where it is not said.

    Raises:
        ScenarioError: it cannot be read, is empty, is no text, or its first line names fewer than two columns.
    """
    try:
        if path.stat().st_size == 0:
            raise ScenarioError.of(str(path), "the file is empty")
        used = encoding or _encoding_of(path)
        # Rows in another encoding than the rest are counted later; that the head holds one is no reason to stop.
        with path.open(encoding=used, newline="", errors="strict" if encoding else "replace") as text:
            head = text.read(MAX_HEADER_BYTES)
    except LookupError:
        raise ScenarioError.of("--encoding", "no such encoding", encoding, "utf-8, gb18030 or latin-1") from None
    except UnicodeError as error:
        raise _not_throughout(path, str(encoding), error) from None
    except OSError as error:
        raise ScenarioError.of(str(path), f"cannot be read: {error.strerror or error}") from None
    first = next(iter(head.splitlines()), "").lstrip("\ufeff")
    separator = max(SEPARATORS, key=first.count)
    columns = tuple(name.strip() for name in next(csv.reader([first], delimiter=separator), []))
    if len(columns) < 2:
        shown = first[:60] + ("…" if len(first) > 60 else "")
        message = "not a table: the first line must name columns, separated by comma, semicolon, tab or |"
        raise ScenarioError([Problem(str(path), 1, 1, "", message, shown)])
    if not head[len(first) :].strip("\ufeff\r\n"):
        raise ScenarioError([Problem(str(path), 2, 1, "", "the table has no rows below its first line")])
    return CsvFile(path, used, separator, columns)


def _not_throughout(path: Path, encoding: str, error: UnicodeError) -> ScenarioError:
    return ScenarioError.of(str(path), f"the text is not {encoding} throughout; --encoding says another ({error})")


def _encoding_of(path: Path) -> str:
    """UTF-8 where most of what is not ASCII is; else GB18030 where letters stand in pairs of bytes, else Latin-1."""
    with path.open("rb") as stream:
        start = stream.read(4)
        for mark, name in BYTE_ORDER_MARKS:
            if start.startswith(mark):
                return name
        stream.seek(0)
        decoder, beyond_ascii = codecs.getincrementaldecoder("utf-8")(), 0
        while piece := stream.read(CHUNK_BYTES):
            if b"\0" in piece:
                raise ScenarioError.of(str(path), "not a text file: it holds zero bytes")
            try:
                beyond_ascii += len(piece) - len(decoder.decode(piece))
            except UnicodeDecodeError:
                text = piece.decode("utf-8", errors="replace")
                beyond_ascii += len(piece) - len(text)
                return "utf-8" if beyond_ascii > text.count("\ufffd") else _legacy_encoding(piece)
    return "utf-8"


def _legacy_encoding(piece: bytes) -> str:
    paired = alone = 0
    run = 0
    for byte in piece:
        if byte >= 0xA1:
            run += 1
            continue
        paired, alone = paired + run - run % 2, alone + run % 2 + (byte >= 0x80)
        run = 0
    return "gb18030" if paired >= PAIRED * max(1, paired + alone + run) else "latin-1"
