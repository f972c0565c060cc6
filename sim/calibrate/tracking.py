"""Tables of tracking, orders and contacts as scans and contacts with their times; what a reader must know of them.

Two times of a scan: when it happened, and when it was published. Must not know distributions.
"""

# ruff: noqa: S608  names in the queries are this room's own; what users wrote goes in as values or quoted

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.calibrate.columns import CONTACTS, ORDERS, TRACKING, WIDE, WIDE_UNUSED, columns_of, is_wide
from sim.calibrate.csv_file import CsvFile, open_csv
from sim.calibrate.loading import EARLIEST_US, Desk, instant, load_raw, note_left_out
from sim.calibrate.vocabulary import COMPLAINTS, MILESTONES, meanings
from sim.errors import ScenarioError

GROUPS = ("carrier", "origin", "destination")
MOSTLY = 0.5
EXAMPLES = {
    "tracking": "concat_ws(' | ', parcel, milestone, event)",
    "orders": "concat_ws(' | ', parcel, ordered)",
    "contacts": "concat_ws(' | ', parcel, contacted)",
}


@dataclass(frozen=True)
class Said:
    """What the user said of the tables beside their paths.

    Attributes:
        columns: names of columns by what they say, by table (tracking, orders, contacts).
        words: milestones by the word of the table.
        encoding: of the files; None = found by looking.
    """

    columns: Mapping[str, Mapping[str, str]]
    words: Mapping[str, str]
    encoding: str | None = None


@dataclass(frozen=True)
class Read:
    """What was read.

    Attributes:
        rows: in each table, the line of names not counted.
        columns: name of the column that says each thing, by table.
        milestones: word, milestone or "", rows; most rows first.
        has_record: whether the table says when scans were published.
        has_contacts: whether there is a table of contacts.
        from_us, until_us: the first and the last instant the tables know of, microseconds since 1970.
        remarks: what a reader should know of the tables.
    """

    rows: Mapping[str, int]
    columns: Mapping[str, Mapping[str, str]]
    milestones: tuple[tuple[str, str, int], ...]
    has_record: bool
    has_contacts: bool
    from_us: int
    until_us: int
    remarks: tuple[str, ...]


def read_tables(at: Desk, tracking: Path, orders: Path | None, contacts: Path | None, said: Said) -> Read:
    """Read the tables into `scan` and `contact` of the database.

    `scan`: parcel, milestone, place in a journey, event_us, record_us (NULL = never published), carrier, origin,
    destination in lower case; only rows that are used. `contact` and `complaint`: parcel, at_us. Orders are scans of
    the milestone `ordered`.

    Raises:
        ScenarioError: a table cannot be used; names what is missing and what was probably meant.
    """
    tables = {"tracking": open_csv(tracking, said.encoding)}
    for name, path in (("orders", orders), ("contacts", contacts)):
        if path is not None:
            tables[name] = open_csv(path, said.encoding)
    columns = {name: _columns(name, table, said.columns[name]) for name, table in tables.items()}
    rows = {name: load_raw(at, name, table, columns[name]) for name, table in tables.items()}
    if is_wide(tables["tracking"]):
        _unfold(at, set(columns["tracking"]))
    milestones = _learn_words(at, dict(said.words))
    has_record = "record" in columns["tracking"]
    _type_scans(at, set(columns["tracking"]))
    if "orders" in tables:
        _type_orders(at, set(columns["orders"]))
    _leave_out_before_order(at)
    if "contacts" in tables:
        _type_contacts(at, set(columns["contacts"]))
    for name in tables:
        note_left_out(at, name, EXAMPLES[name])
    _keep_used(at, tracking)
    remarks = _remarks(at, tables["tracking"], set(columns["tracking"]) | set(columns.get("orders", ())))
    return Read(
        rows,
        {name: {role: tables[name].columns[place] for role, place in found.items()} for name, found in columns.items()},
        milestones,
        has_record,
        "contacts" in tables,
        at.count("SELECT min(event_us) FROM scan"),
        at.count("SELECT max(greatest(event_us, coalesce(record_us, event_us))) FROM scan"),
        (*remarks, *(_on_contacts(at, set(columns["contacts"])) if "contacts" in tables else ())),
    )


def _columns(name: str, table: CsvFile, told: Mapping[str, str]) -> dict[str, int]:
    if name == "orders":
        return columns_of(table, ORDERS, needed=("parcel", "ordered"), told=told)
    if name == "contacts":
        return columns_of(table, CONTACTS, needed=("parcel", "contacted"), told=told)
    if is_wide(table):
        known = {role: TRACKING[role] for role in ("parcel", *GROUPS)}
        found = columns_of(table, known, needed=("parcel",), told=told)
        names = [column.lower() for column in table.columns]
        return found | {milestone: names.index(column) for column, milestone in WIDE.items()}
    return columns_of(table, TRACKING, needed=("parcel", "milestone", "event"), told=told)


def _unfold(at: Desk, there: set[str]) -> None:
    """A row an order into a row a scan; an empty cell is a milestone not reached yet."""
    kept = ", ".join(["row_no", "parcel", *(role for role in GROUPS if role in there)])
    parts = [
        f"SELECT {kept}, '{milestone}' AS milestone, {milestone} AS event FROM wide WHERE {milestone} <> ''"
        for milestone in WIDE.values()
    ]
    at.db.execute("ALTER TABLE raw_tracking RENAME TO wide")
    at.db.execute(f"CREATE TABLE raw_tracking AS {' UNION ALL '.join(parts)}")
    at.db.execute("DROP TABLE wide")


def _learn_words(at: Desk, told: dict[str, str]) -> tuple[tuple[str, str, int], ...]:
    """What each word of the table stands for, into `word`."""
    counted = at.ask(
        "SELECT milestone, count(*) AS n FROM raw_tracking WHERE milestone <> '' GROUP BY ALL ORDER BY ALL"
    )
    meant = meanings([str(word) for word, _ in counted], told)
    at.db.execute("CREATE TABLE word (word VARCHAR, milestone VARCHAR, place UTINYINT)")
    known = [(word, milestone, MILESTONES.index(milestone)) for word, milestone in meant.items() if milestone]
    if known:
        at.db.executemany("INSERT INTO word VALUES (?, ?, ?)", known)
    told_rows = [(str(word), meant[str(word)] or "", int(str(rows))) for word, rows in counted]
    return tuple(sorted(told_rows, key=lambda row: (-row[2], row[0])))


def _type_scans(at: Desk, there: set[str]) -> None:
    """Text into `tracking`: typed rows, each with the reason why it is not used, or NULL."""
    has_record = "record" in there
    groups = ", ".join(
        f"nullif(lower({role}), '') AS {role}" if role in there else f"NULL::VARCHAR AS {role}" for role in GROUPS
    )
    record = instant(at, "record") if has_record else "event_us"
    no_record = "record <> '' AND record_us IS NULL" if has_record else "false"
    at.db.execute(
        f"""
        CREATE TABLE tracking AS SELECT row_no, parcel, milestone, place, event_us, record_us, carrier, origin,
            destination, CASE
            WHEN coalesce(parcel, '') = '' THEN 'no parcel'
            WHEN coalesce(said, '') = '' THEN 'no milestone'
            WHEN coalesce(event, '') = '' THEN 'no time'
            WHEN milestone IS NULL THEN 'unknown milestone'
            WHEN event_us IS NULL THEN 'time cannot be read'
            WHEN {no_record} THEN 'record time cannot be read'
            WHEN event_us > {at.read_at_us} THEN 'date in the future'
            WHEN event_us < {EARLIEST_US} THEN 'date before 2000'
            WHEN record_us < event_us THEN 'published before it happened'
            END AS reason
        FROM (SELECT *, CASE WHEN milestone = 'ordered' THEN coalesce({record}, event_us) ELSE {record} END AS record_us
            FROM (SELECT row_no, parcel, raw.milestone AS said, event,
            {"record," if has_record else ""} word.milestone, word.place, {instant(at, "event")} AS event_us, {groups}
            FROM raw_tracking AS raw LEFT JOIN word ON word.word = raw.milestone))
        """
    )
    _leave_out_doubles(at, "tracking", "parcel, milestone, event_us")


def _type_orders(at: Desk, there: set[str]) -> None:
    groups = ", ".join(
        f"nullif(lower({role}), '') AS {role}" if role in there else f"NULL::VARCHAR AS {role}" for role in GROUPS
    )
    at.db.execute(
        f"""
        CREATE TABLE orders AS SELECT row_no, parcel, at_us, carrier, origin, destination, {_reasons(at, "ordered")}
        FROM (SELECT row_no, parcel, ordered, {instant(at, "ordered")} AS at_us, {groups} FROM raw_orders)
        """
    )
    _leave_out_doubles(at, "orders", "parcel")
    place = MILESTONES.index("ordered")
    at.db.execute(
        f"INSERT INTO tracking SELECT NULL, parcel, 'ordered', {place}, at_us, at_us, carrier, origin, destination, "
        "NULL FROM orders WHERE reason IS NULL"
    )


def _type_contacts(at: Desk, there: set[str]) -> None:
    kind = "trim(regexp_replace(lower(kind), '[^\\p{L}\\p{N}]+', ' ', 'g'))" if "kind" in there else "''"
    at.db.execute(
        f"""
        CREATE TABLE contacts AS SELECT row_no, parcel, at_us, coalesce(list_contains(?, word), false) AS complains,
            {_reasons(at, "contacted")}
        FROM (SELECT row_no, parcel, contacted, {kind} AS word, {instant(at, "contacted")} AS at_us FROM raw_contacts)
        """,
        [list(COMPLAINTS)],
    )
    _leave_out_doubles(at, "contacts", "parcel, at_us, complains")
    at.db.execute(
        "UPDATE contacts SET reason = 'no such parcel' WHERE reason IS NULL AND parcel NOT IN "
        "(SELECT parcel FROM tracking WHERE reason IS NULL)"
    )
    for name, which in (("contact", "NOT complains"), ("complaint", "complains")):
        at.db.execute(f"CREATE TABLE {name} AS SELECT parcel, at_us FROM contacts WHERE reason IS NULL AND {which}")


def _reasons(at: Desk, time: str) -> str:
    return (
        f"CASE WHEN coalesce(parcel, '') = '' THEN 'no parcel' WHEN coalesce({time}, '') = '' THEN 'no time' "
        f"WHEN at_us IS NULL THEN 'time cannot be read' WHEN at_us > {at.read_at_us} THEN 'date in the future' "
        f"WHEN at_us < {EARLIEST_US} THEN 'date before 2000' END AS reason"
    )


def _leave_out_doubles(at: Desk, table: str, same: str) -> None:
    """Of rows that say the same, all but the first."""
    at.db.execute(
        f"""
        UPDATE {table} SET reason = 'said before' WHERE row_no IN (
            SELECT row_no FROM (SELECT row_no, row_number() OVER (PARTITION BY {same} ORDER BY row_no) AS number
                FROM {table} WHERE reason IS NULL AND ({same.replace(", ", ", ")}) IN (
                    SELECT ({same}) FROM {table} WHERE reason IS NULL GROUP BY ALL HAVING count(*) > 1))
            WHERE number > 1)
        """
    )


def _leave_out_before_order(at: Desk) -> None:
    at.db.execute(
        """
        UPDATE tracking SET reason = 'scan before the order' FROM (
            SELECT parcel, min(event_us) AS ordered_us FROM tracking WHERE milestone = 'ordered' AND reason IS NULL
            GROUP BY parcel) AS placed
        WHERE tracking.parcel = placed.parcel AND reason IS NULL AND event_us < ordered_us
        """
    )


def _keep_used(at: Desk, path: Path) -> None:
    at.db.execute(
        "CREATE TABLE scan AS SELECT parcel, milestone, place, event_us, record_us, carrier, origin, destination "
        "FROM tracking WHERE reason IS NULL"
    )
    if not at.count("SELECT count(*) FROM scan WHERE milestone <> 'ordered'"):
        why = ", ".join(f"{each.reason}: {each.rows}" for each in at.left_out if each.table == "tracking")
        raise ScenarioError.of(str(path), "no row can be used", why or None)
    for table in ("raw_tracking", "tracking"):
        at.db.execute(f"DROP TABLE {table}")


def _remarks(at: Desk, table: CsvFile, there: set[str]) -> tuple[str, ...]:
    told = []
    if table.encoding != "utf-8":
        told.append(f"The text is read as {table.encoding}.")
    midnight = at.ask(
        "SELECT avg((hour(moment) = 0 AND minute(moment) = 0 AND second(moment) = 0)::INT) FROM "
        "(SELECT make_timestamptz(event_us) AS moment FROM scan)"
    )[0][0]
    if float(str(midnight or 0.0)) > MOSTLY:
        told.append("Most times are dates without a time of day: stage times are known to the day only.")
    if is_wide(table):
        unused = [name for name in table.columns if name.lower() in WIDE_UNUSED]
        if unused:
            told.append(f"Not used, since no scan of the model: {', '.join(unused)}.")
    if "record" not in there:
        told.append("No column says when scans were published: nothing is learnt of latency and loss of the feed.")
    missing = [role for role in GROUPS if role not in there]
    if missing:
        told.append(f"No column says {' or '.join(missing)}.")
    return tuple(told)


def _on_contacts(at: Desk, there: set[str]) -> tuple[str, ...]:
    if "kind" not in there:
        return ("No column says which contacts are complaints: all count as questions.",)
    complaints = at.count("SELECT count(*) FROM complaint")
    return (f"{complaints:,} of the contacts are complaints by their kind ({', '.join(COMPLAINTS[:3])}, …).",)
