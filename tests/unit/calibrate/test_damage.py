"""Tables as they come, damaged in every way: each is refused with words, or its rows are counted with a reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.calibrate import Asked, calibrate, read_words
from sim.calibrate.columns import split_told
from sim.calibrate.loading import desk
from sim.calibrate.tracking import Read, Said, read_tables
from sim.errors import ScenarioError

HEAD = "parcel,milestone,event_time,record_time,carrier\n"
SOUND = (
    "a,ordered,2017-06-01T08:00+08:00,2017-06-01T08:00+08:00,sf\n"
    "a,picked_up,2017-06-01T10:30+08:00,2017-06-01T10:35+08:00,sf\n"
    "a,delivered,2017-06-03T10:00+08:00,2017-06-03T10:05+08:00,sf\n"
)
Counts = dict[tuple[str, str], tuple[int, tuple[int, ...]]]
NOTHING = Said({"tracking": {}, "orders": {}, "contacts": {}}, {})


def read(
    path: Path, said: Said = NOTHING, formats: tuple[str, ...] = (), **more: Path | None
) -> tuple[Read, Counts, list[tuple[object, ...]]]:
    """What was read, the rows left out by (table, reason) with their first lines, and the scans that are used."""
    with desk("Asia/Shanghai", formats) as at:
        found = read_tables(at, path, more.get("orders"), more.get("contacts"), said)
        counts = {(each.table, each.reason): (each.rows, each.lines) for each in at.left_out}
        return found, counts, at.ask("SELECT parcel, milestone, event_us FROM scan ORDER BY parcel, event_us, place")


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Writes a table: text, or bytes as they are."""

    def write(content: str | bytes, name: str = "scans.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",picked_up,2017-06-02T10:00+08:00,,sf", "no parcel"),
        ("b,,2017-06-02T10:00+08:00,,sf", "no milestone"),
        ("b,picked_up,,,sf", "no time"),
        ("b,weighed,2017-06-02T10:00+08:00,,sf", "unknown milestone"),
        ("b,picked_up,the day before yesterday,,sf", "time cannot be read"),
        ("b,picked_up,2017-13-45T10:00+08:00,,sf", "time cannot be read"),
        ("b,picked_up,2017-06-02T10:00+08:00,soon,sf", "record time cannot be read"),
        ("b,picked_up,2199-06-02T10:00+08:00,2199-06-02T10:00+08:00,sf", "date in the future"),
        ("b,picked_up,1970-01-01T00:00+00:00,1970-01-01T00:00+00:00,sf", "date before 2000"),
        ("b,picked_up,2017-06-02T10:00+08:00,2017-06-02T09:00+08:00,sf", "published before it happened"),
        ("a,picked_up,2017-06-01T10:30+08:00,2017-06-01T11:00+08:00,sf", "said before"),
        ("a,picked_up,2017-05-30T10:30+08:00,2017-06-01T11:00+08:00,sf", "scan before the order"),
        ("b,picked_up", "too few cells"),
        ("b,picked_up,2017-06-02T10:00+08:00,,sf,more,and more", "too many cells"),
        ('b,"picked"_up,2017-06-02T10:00+08:00,,sf', "broken quotes"),
        ("\x00\x00", None),
    ],
)
def test_a_damaged_row_is_counted_with_its_reason_and_line(
    table: Callable[..., Path], row: str, reason: str | None
) -> None:
    path = table(HEAD + SOUND + row + "\n" + "c,picked_up,2017-06-02T10:30+08:00,2017-06-02T10:31+08:00,zto\n")
    if reason is None:
        with pytest.raises(ScenarioError, match="not a text file: it holds zero bytes"):
            read(path)
        return
    found, counts, used = read(path)
    assert {("tracking", reason): (1, (5,))} == counts
    assert {"tracking": 5} == found.rows
    assert 4 == len(used)


def test_lines_are_told_right_below_lines_that_are_no_rows(table: Callable[..., Path]) -> None:
    path = table(HEAD + "x\n" + SOUND + "y\n" + "b,weighed,2017-06-02T10:00+08:00,,sf\n")
    _, counts, _ = read(path)
    assert {("tracking", "too few cells"): (2, (2, 6)), ("tracking", "unknown milestone"): (1, (7,))} == counts


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "scans.csv: the file is empty"),
        (HEAD.encode(), "scans.csv:2:1: the table has no rows below its first line"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "zero bytes"),
        (b'{"parcel": 1}\n{"parcel": 2}\n', "not a table: the first line must name columns"),
        (b"just some words\nand more of them\n", r"not a table: .* \(got just some words\)"),
        (
            (HEAD.replace("parcel", "waybil") + SOUND).encode(),
            r"scans.csv:1:1: no column says parcel; the columns are waybil, milestone, event_time",
        ),
        (
            (HEAD.replace("milestone", "weight") + SOUND).encode(),
            "no column says milestone; the columns are parcel, weight",
        ),
        (
            (HEAD + "a,weighed,2017-06-01T10:30+08:00,,sf\n").encode(),
            r"no row can be used \(got unknown milestone: 1\)",
        ),
    ],
)
def test_what_is_no_tracking_table_is_refused_in_words(table: Callable[..., Path], content: bytes, told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        read(table(content))


def test_a_column_that_is_almost_right_is_offered(table: Callable[..., Path]) -> None:
    path = table(HEAD.replace("event_time", "evnt_time") + SOUND)
    with pytest.raises(ScenarioError, match="no column says event; .* did you mean evnt_time?"):
        read(path)
    with pytest.raises(ScenarioError, match=r"no such column for parcel; .*\(got parsel\), did you mean parcel\?"):
        read(table(HEAD + SOUND), Said({"tracking": {"parcel": "parsel"}, "orders": {}, "contacts": {}}, {}))


def test_an_option_that_names_nothing_is_refused() -> None:
    roles = {"tracking": ("parcel", "carrier"), "orders": ("parcel",)}
    assert {"tracking": {"carrier": "who"}, "orders": {"parcel": "id"}} == split_told(
        ["carrier=who", "orders.parcel=id"], roles
    )
    with pytest.raises(
        ScenarioError, match=r"--column: a column says one of .* \(got carier\), did you mean carrier\?"
    ):
        split_told(["carier=who"], roles)
    with pytest.raises(ScenarioError, match="--column: write what=column"):
        split_told(["carrier"], roles)


def test_words_of_milestones_are_learnt_and_refused() -> None:
    assert {"GOT=IT": "picked_up"} == read_words(["GOT=IT=picked_up"])
    with pytest.raises(ScenarioError, match=r"--milestone: a milestone is one of .* did you mean picked_up\?"):
        read_words(["GOT=picked-up"])
    with pytest.raises(ScenarioError, match="--milestone: write word=milestone"):
        read_words(["picked_up"])


@pytest.mark.parametrize("now", ["tomorrow noon", "2017-06-09T00:00", "2016-01-01"])
def test_an_instant_outside_of_the_tables_is_refused(table: Callable[..., Path], root: Path, now: str) -> None:
    world = root / "scenarios" / "worlds" / "china_2017.yaml"
    with pytest.raises(
        ScenarioError, match="--now: (not an instant|the tables know of 2017-06-01T08:00 to 2017-06-03T10:05)"
    ):
        calibrate(Asked(table(HEAD + SOUND), world, now=now))


def test_times_are_read_in_every_usual_way(table: Callable[..., Path]) -> None:
    ways = {
        "a": "2017-06-01T02:30:00Z",
        "b": "2017-06-01 10:30:00",
        "c": "2017/06/01 10:30",
        "d": "2017-06-01T11:30:00+09:00",
        "e": "20170601103000",
        "f": "1496284200",
        "g": "1496284200000",
        "h": "2017.06.01 10:30",
        "i": "2017年06月01日 10:30",
        "j": "01/06/2017 10h30",
    }
    rows = "".join(f"{parcel},picked_up,{text}\n" for parcel, text in ways.items())
    _, counts, used = read(table("parcel,status,time\n" + rows), formats=("%d/%m/%Y %Hh%M",))
    assert {} == counts
    assert [1_496_284_200_000_000] * len(ways) == [us for *_, us in used]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_tables_are_read_in_their_encoding(table: Callable[..., Path], encoding: str) -> None:
    text = (
        "运单号,状态,时间,快递公司\n单1,已揽收,2017-06-01 10:30:00,顺丰速运\n单1,已签收,2017-06-02 10:30:00,顺丰速运\n"
    )
    _, counts, used = read(table(text.encode(encoding)))
    assert {} == counts
    assert [("单1", "picked_up"), ("单1", "delivered")] == [row[:2] for row in used]


CHINESE = (
    "运单号,状态,时间,快递公司\n单1,已揽收,2017-06-01 10:30:00,顺丰速运\n单1,已签收,2017-06-02 10:30:00,顺丰速运\n"
)
STRANGE = "单2,已揽收,2017-06-01 11:30:00,顺丰速运\n"


def test_a_row_in_another_encoding_is_counted(table: Callable[..., Path]) -> None:
    _, counts, used = read(table(CHINESE.encode() + STRANGE.encode("gb18030")))
    assert {("tracking", "not in the file's encoding"): (1, (4,))} == counts
    assert [("单1", "picked_up"), ("单1", "delivered")] == [row[:2] for row in used]


def test_a_table_in_two_encodings_that_cannot_be_parted_is_refused(table: Callable[..., Path]) -> None:
    path = table((CHINESE + 9 * STRANGE).encode("gb18030") + STRANGE.encode())
    with pytest.raises(ScenarioError, match=r"the text is not gb18030 throughout; --encoding says another"):
        read(path)


def test_each_table_has_its_own_encoding(table: Callable[..., Path]) -> None:
    orders = table("运单号,下单时间\n单1,2017-06-01 08:00:00\n".encode("gb18030"), "orders.csv")
    found, counts, used = read(table(CHINESE.encode()), orders=orders)
    assert {} == counts
    assert ["ordered", "picked_up", "delivered"] == [row[1] for row in used]
    assert {"tracking": 2, "orders": 1} == found.rows


def test_latin_letters_are_not_taken_for_chinese(table: Callable[..., Path]) -> None:
    text = (
        "parcel;status;time;destination\n"
        + "1;picked_up;2017-06-01 10:30;São Paulo\n" * 3
        + "2;picked_up;2017-06-01 10:30;Brasília\n"
    )
    found, counts, _ = read(table(text.encode("latin-1")))
    assert {("tracking", "said before"): (2, (3, 4))} == counts
    assert found.remarks[0] == "The text is read as latin-1."


def test_an_encoding_that_does_not_fit_is_refused(table: Callable[..., Path]) -> None:
    path = table("运单号,状态,时间\n".encode("gb18030"))
    with pytest.raises(ScenarioError, match="the text is not ascii throughout"):
        read(path, Said(NOTHING.columns, {}, "ascii"))
    with pytest.raises(ScenarioError, match="--encoding: no such encoding"):
        read(path, Said(NOTHING.columns, {}, "klingon"))


def test_a_table_with_a_row_an_order_is_unfolded(table: Callable[..., Path]) -> None:
    text = (
        "order_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,"
        "order_delivered_customer_date,order_estimated_delivery_date\n"
        "a,delivered,2017-10-02 10:56:33,2017-10-02 11:07:15,2017-10-04 19:55:00,2017-10-10 21:25:13,2017-10-18\n"
        "b,shipped,2017-10-03 10:56:33,2017-10-03 11:07:15,2017-10-05 19:55:00,,2017-10-18\n"
        "c,delivered,2017-10-03 10:56:33,2017-10-03 11:07:15,2017-10-01 19:55:00,2017-10-09 21:25:13,2017-10-18\n"
    )
    found, counts, used = read(table(text))
    assert {("tracking", "scan before the order"): (1, (4,))} == counts
    assert ["ordered", "picked_up", "delivered"] == [row[1] for row in used if row[0] == "a"]
    assert ["ordered", "picked_up"] == [row[1] for row in used if row[0] == "b"]
    assert any("order_approved_at, order_estimated_delivery_date" in each for each in found.remarks)


def test_orders_and_contacts_that_belong_nowhere_are_counted(table: Callable[..., Path]) -> None:
    orders = table("order_id,created_at\na,2017-06-01 07:00\na,2017-06-01 07:30\n,2017-06-01 07:30\n", "orders.csv")
    contacts = table("parcel,time\na,2017-06-02 09:00\nz,2017-06-02 09:00\na,never\n", "contacts.csv")
    without = SOUND.split("\n", 1)[1]
    _, counts, used = read(table(HEAD + without), orders=orders, contacts=contacts)
    assert {
        ("orders", "said before"): (1, (3,)),
        ("orders", "no parcel"): (1, (4,)),
        ("contacts", "no such parcel"): (1, (3,)),
        ("contacts", "time cannot be read"): (1, (4,)),
    } == counts
    assert ["ordered", "picked_up", "delivered"] == [row[1] for row in used]


def test_a_zone_and_a_way_to_write_times_that_there_are_not_are_refused(table: Callable[..., Path]) -> None:
    with pytest.raises(ScenarioError, match="--timezone: no such zone"), desk("Asia/Atlantis"):
        pass


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_a_table_that_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ScenarioError, match=r"cannot be (read|opened)|no such file"):
        read(tmp_path / name)


def test_zones_may_be_mixed_within_a_table(table: Callable[..., Path]) -> None:
    rows = "a,ordered,2017-06-01T08:00+08:00\na,picked_up,2017-06-01T01:00Z\na,delivered,2017-06-01 10:00\n"
    _, counts, used = read(table("parcel,milestone,event_time\n" + rows))
    assert {} == counts
    hours = [int(str(us)) / 3.6e9 for *_, us in used]
    assert [0.0, 1.0, 2.0] == pytest.approx([each - hours[0] for each in hours])


def test_orders_apart_or_among_the_scans_are_the_same(table: Callable[..., Path]) -> None:
    within = read(table(HEAD + SOUND))[2]
    order, scans = SOUND.split("\n", 1)
    orders = table(
        "parcel,ordered_at,carrier\n" + ",".join(order.split(",")[i] for i in (0, 2, 4)) + "\n", "orders.csv"
    )
    assert within == read(table(HEAD + scans), orders=orders)[2]
