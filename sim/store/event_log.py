"""The log of sampled parcels as process mining reads it: XES, or CSV with the same names of columns.

A case is a parcel in one arm of one replication, an activity what happened to it, the timestamp when it happened; when
the platform had the news of it stands beside that, for the two are not the same. Files are read and written piece by
piece. Must not know what a milestone means.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import XMLGenerator  # writes only; nothing is parsed
from xml.sax.xmlreader import AttributesImpl

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import RunError

CASE = "case:concept:name"
ACTIVITY, TIMESTAMP, TRANSITION = "concept:name", "time:timestamp", "lifecycle:transition"
RESOURCE, RECORDED = "org:resource", "recorded"
OF_THE_CASE = (
    "parcel", "arm", "replication", "home_carrier", "origin", "destination", "category", "merchant", "merchant_size",
    "bound_for", "value_cny", "placed_at",
)  # fmt: skip
"""Columns of the log that are the same in every event of a parcel."""
INSTANTS = {"event_time": TIMESTAMP, "record_time": RECORDED, "placed_at": "case:placed_at"}
"""Columns in hours since the start, and what they are called as instants."""
RENAMED = {"milestone": ACTIVITY, "carrier": RESOURCE}
COMPLETE = "complete"
ROWS_AT_ONCE = 100_000
EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
)
"""Extensions of the standard in use: name, prefix, and the URI that names each."""


def write_event_csv(files: Sequence[Path], target: Path, *, start: datetime) -> None:
    """Write the log as CSV, one row an event; nothing where a scan never reached the platform.

    Args:
        files: the log's Parquet files; all events of a case in one piece.
        target: file to write.
        start: instant of hour 0; gives the clock times their zone.

    Raises:
        OSError: the file cannot be written.
        RunError: a file of the log cannot be read.
    """
    is_first = True
    with target.open("w", encoding="utf-8", newline="") as out:
        for frame in _pieces(files, start):
            frame.to_csv(out, index=False, header=is_first, lineterminator="\n")
            is_first = False


def write_xes(files: Sequence[Path], target: Path, *, start: datetime) -> None:
    """Write the log as XES; arguments and errors as `write_event_csv`."""
    with target.open("w", encoding="utf-8") as out:
        xml = XMLGenerator(out, encoding="utf-8", short_empty_elements=True)
        xml.startDocument()
        _open(xml, "log", {"xes.version": "1.0", "xes.features": "", "xmlns": "http://www.xes-standard.org/"})
        for name, prefix, uri in EXTENSIONS:
            _empty(xml, "extension", {"name": name, "prefix": prefix, "uri": uri})
        _open(xml, "global", {"scope": "event"})
        for name in (ACTIVITY, TRANSITION):
            _empty(xml, "string", {"key": name, "value": COMPLETE if name == TRANSITION else ""})
        _empty(xml, "date", {"key": TIMESTAMP, "value": start.isoformat(timespec="milliseconds")})
        xml.endElement("global")
        _empty(xml, "classifier", {"name": "Activity", "keys": ACTIVITY})
        _traces(xml, _pieces(files, start))
        xml.endElement("log")
        xml.endDocument()


def _traces(xml: XMLGenerator, pieces: Iterator[pd.DataFrame]) -> None:
    """Every case as a trace; a case may go on from one piece to the next."""
    case = None
    for frame in pieces:
        for row in frame.to_dict("records"):
            if row[CASE] != case:
                if case is not None:
                    xml.endElement("trace")
                case = row[CASE]
                xml.ignorableWhitespace("\n")
                _open(xml, "trace")
                for name, value in row.items():
                    if str(name).startswith("case:"):
                        _attribute(xml, str(name).removeprefix("case:"), value)
            _open(xml, "event")
            for name, value in row.items():
                if not str(name).startswith("case:"):
                    _attribute(xml, str(name), value)
            xml.endElement("event")
    if case is not None:
        xml.endElement("trace")


def _pieces(files: Sequence[Path], start: datetime) -> Iterator[pd.DataFrame]:
    for path in files:
        try:
            for batch in pq.ParquetFile(path).iter_batches(ROWS_AT_ONCE):
                yield _as_mined(batch.to_pandas(), start)
        except (OSError, pa.ArrowException) as problem:
            raise RunError(f"{path}: not a readable event log: {problem}") from problem


def _as_mined(events: pd.DataFrame, start: datetime) -> pd.DataFrame:
    """The log's columns under the names that process mining knows, hours as instants."""
    names = events["arm"].astype(str) + "/" + events["replication"].astype(str) + "/" + events["parcel"].astype(str)
    found: dict[str, Any] = {CASE: names}
    for column in OF_THE_CASE:
        if column in events.columns and column not in INSTANTS:
            found[f"case:{column}"] = events[column]
    for column, name in INSTANTS.items():
        if column in events.columns:
            instants = pd.Timestamp(start) + pd.to_timedelta(events[column], unit="h").dt.round("ms")
            texts = pd.Series([at.isoformat(timespec="milliseconds") for at in instants], dtype=object)
            found[name] = texts.where(instants.notna().to_numpy(), None)
    for column in events.columns:
        if column not in OF_THE_CASE and column not in INSTANTS:
            found[RENAMED.get(str(column), str(column))] = events[column]
    return pd.DataFrame(found).assign(**{TRANSITION: COMPLETE})


def _attribute(xml: XMLGenerator, name: str, value: Any) -> None:
    if value is None or value != value or value == "":
        return
    if name in (TIMESTAMP, RECORDED, "placed_at"):
        kind = "date"
    else:
        kind = "int" if isinstance(value, int) else "float" if isinstance(value, float) else "string"
    _empty(xml, kind, {"key": name, "value": str(value)})


def _open(xml: XMLGenerator, name: str, attributes: Mapping[str, str] = MappingProxyType({})) -> None:
    xml.startElement(name, AttributesImpl(dict(attributes)))


def _empty(xml: XMLGenerator, name: str, attributes: Mapping[str, str]) -> None:
    _open(xml, name, attributes)
    xml.endElement(name)
