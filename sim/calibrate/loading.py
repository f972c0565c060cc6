"""Tables of text into typed rows, in bounded memory: every row is used, or counted with the reason why not.

Instants are microseconds since 1970 in UTC. An offset in the text is honoured; without one a time is read in the
zone that was said. Must not know what a stage is.
"""

# ruff: noqa: S608  names in the queries are this room's own; what users wrote goes in as values or quoted

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from sim.calibrate.csv_file import CsvFile
from sim.calibrate.left_out import FIRST_SHOWN, LeftOut
from sim.errors import RunError, ScenarioError

MEMORY_LIMIT = "1GB"
THREADS = 2
FORMATS = (
    "%Y%m%d%H%M%S", "%Y%m%d %H:%M:%S", "%Y.%m.%d %H:%M:%S", "%Y.%m.%d %H:%M", "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
)  # fmt: skip
"""Ways to write a time that are understood besides ISO 8601, year first; others are said by the user."""
EARLIEST_US = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp() * 1e6)
MICROSECONDS_PER_H = 3_600_000_000
REASONS = {
    "MISSING COLUMNS": "too few cells",
    "TOO MANY COLUMNS": "too many cells",
    "UNQUOTED VALUE": "broken quotes",
    "UNTERMINATED QUOTES": "broken quotes",
    "LINE SIZE OVER MAXIMUM": "line too long",
    "INVALID ENCODING": "not in the file's encoding",
    "INVALID STATE": "broken quotes",
}


@dataclass
class Desk:
    """Where tables are read and asked: a database on disk that is gone afterwards.

    Attributes:
        db: the database.
        folder: for its files and copies.
        zone: name of the zone of times without an offset.
        formats: further ways to write a time, as the user said them.
        read_at_us: the instant of reading; what lies after it is a date in the future.
        left_out: rows that were not used so far.
        broken: lines that are no rows at all, by table, in order; as many as matter for the places of others.
    """

    db: duckdb.DuckDBPyConnection
    folder: Path
    zone: str
    formats: tuple[str, ...] = ()
    read_at_us: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    broken: dict[str, list[int]] = field(default_factory=dict)

    def ask(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Rows of a query."""
        rows: list[tuple[object, ...]] = self.db.execute(query, list(values)).fetchall()
        return rows

    def count(self, query: str, values: Sequence[object] = ()) -> int:
        """The one whole number a query gives, 0 for none."""
        found = self.ask(query, values)
        return int(str(found[0][0])) if found and found[0][0] is not None else 0


@contextmanager
def desk(zone: str, formats: Sequence[str] = ()) -> Iterator[Desk]:
    """A place to read tables in; its files are removed at the end, whatever happens.

    Raises:
        ScenarioError: no such zone, or a way to write times that is none.
        RunError: the disk is full.
    """
    with TemporaryDirectory(prefix="outage-sim-") as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            "threads": THREADS,
            "temp_directory": folder,
        }
        db = duckdb.connect(str(Path(folder) / "tables.duckdb"), config=settings)
        try:
            db.execute("SET enable_progress_bar = false")
            try:
                db.execute(f"SET TimeZone = '{zone.replace(chr(39), '')}'")
            except duckdb.Error:
                raise ScenarioError.of("--timezone", "no such zone", zone, "Asia/Shanghai") from None
            for entry in formats:
                try:
                    db.execute(f"SELECT try_strptime('x', {_quoted(entry)})")
                except duckdb.Error:
                    message = "not a way to write a time, such as %d/%m/%Y %H:%M"
                    raise ScenarioError.of("--time-format", message, entry) from None
            yield Desk(db, Path(folder), zone, tuple(formats), int(datetime.now(UTC).timestamp() * 1e6))
        except duckdb.OutOfMemoryException as problem:
            raise RunError(f"the tables do not fit into {MEMORY_LIMIT} and the temporary disk: {problem}") from problem
        finally:
            db.close()


def load_raw(at: Desk, name: str, table: CsvFile, columns: Mapping[str, int]) -> int:
    """Read the columns that say something as text into the database's table `raw_<name>`.

    Each row has its `row_no`, from 1. Rows whose cells do not fit the first line are counted and left out.

    Args:
        at: where.
        name: of the table.
        table: the file.
        columns: place of the column that says each thing.

    Returns:
        Rows in the file, the line of names not counted.

    Raises:
        ScenarioError: the file breaks off as a table.
    """
    shape = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(table.columns)))
    taken = ", ".join(f"trim(c{place}) AS {role}" for role, place in columns.items())
    path = table.in_utf8(at.folder)
    query = (
        f"CREATE TABLE raw_{name} AS SELECT row_number() OVER () AS row_no, {taken} "
        f"FROM read_csv({_quoted(str(path))}, columns = {{{shape}}}, header = true, "
        f"auto_detect = false, delim = {_quoted(table.separator)}, quote = '\"', "
        "escape = '\"', store_rejects = true, rejects_limit = 0, parallel = false, ignore_errors = true)"
    )
    try:
        at.db.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
        at.db.execute(query)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        first = str(error).splitlines()[0][:160]
        raise ScenarioError.of(str(table.path), f"cannot be read as a table: {first}") from None
    broken = at.ask(
        "SELECT error, count(*), list(line ORDER BY line)[:?], arg_min(text, line) FROM (SELECT line, "
        "min(error_type::VARCHAR) AS error, min(csv_line) AS text FROM reject_errors GROUP BY line) GROUP BY error",
        [FIRST_SHOWN],
    )
    for kind, rows, lines, text in broken:
        reason = REASONS.get(str(kind), str(kind).lower())
        places = tuple(int(str(line)) for line in lines)  # type: ignore[attr-defined]
        at.left_out.append(LeftOut(name, reason, int(str(rows)), places, str(text or "")[:80]))
    at.broken[name] = [
        int(str(line)) for (line,) in at.ask("SELECT DISTINCT line FROM reject_errors ORDER BY line LIMIT 10000")
    ]
    kept = at.count(f"SELECT count(*) FROM raw_{name}")
    return kept + sum(int(str(row[1])) for row in broken)


def note_left_out(at: Desk, name: str, example: str) -> None:
    """Count the rows of the table `name` that have a reason, and say where the first of them stand.

    Args:
        at: where the tables are; `raw_<name>` holds the text, `name` the columns row_no and reason.
        name: of the table.
        example: column of the text that shows what was wrong.
    """
    found = at.ask(
        f"SELECT reason, count(*), list(row_no ORDER BY row_no)[:?] FROM {name} WHERE reason IS NOT NULL "
        "GROUP BY reason",
        [FIRST_SHOWN],
    )
    for reason, rows, row_nos in found:
        places = [int(str(row_no)) for row_no in row_nos]  # type: ignore[attr-defined]
        shown = at.ask(f"SELECT {example} FROM raw_{name} WHERE row_no = ?", [places[0]])[0][0]
        lines = tuple(_line_of(place, at.broken[name]) for place in places)
        at.left_out.append(LeftOut(name, str(reason), int(str(rows)), lines, str(shown or "")[:80]))


def instant(at: Desk, column: str) -> str:
    """SQL of a text as microseconds since 1970, NULL where it is no time."""
    zone = _quoted(at.zone)
    ways = [f"epoch_us(timezone({zone}, try_strptime({column}, {_quoted(way)})))" for way in FORMATS]
    told = [
        f"epoch_us(try_strptime({column}, {_quoted(way)}))"
        if "%z" in way or "%Z" in way
        else f"epoch_us(timezone({zone}, try_strptime({column}, {_quoted(way)})))"
        for way in at.formats
    ]
    numbers = (
        f"CASE WHEN regexp_full_match({column}, '[0-9]{{10}}') THEN {column}::BIGINT * 1000000 "
        f"WHEN regexp_full_match({column}, '[0-9]{{13}}') THEN {column}::BIGINT * 1000 END"
    )
    iso = f"epoch_us(try_cast({column} AS TIMESTAMPTZ))"
    return f"coalesce({', '.join([*told, iso, numbers, *ways])})"


def _line_of(row_no: int, broken: Sequence[int]) -> int:
    """Line of a row, the line of names being 1 and the broken lines counted in."""
    line = row_no + 1
    for each in broken:
        if each > line:
            break
        line += 1
    return line


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
