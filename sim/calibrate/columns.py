"""Which column of a table says what: told by the user, or guessed by its name, and always shown.

Knows names of columns; must not know what stands below them.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

from sim.calibrate.csv_file import CsvFile
from sim.errors import ScenarioError

TRACKING = {
    "parcel": (
        "parcel", "parcelid", "parcelno", "waybill", "waybillno", "waybillid", "waybillnumber", "trackingnumber",
        "trackingno", "trackingid", "shipment", "shipmentid", "packageid", "packageno", "caseid", "case", "orderid",
        "orderno", "mailno", "运单号", "快递单号", "包裹", "订单号",
    ),
    "milestone": (
        "milestone", "status", "event", "eventtype", "eventname", "activity", "scan", "scantype", "state", "action",
        "code", "conceptname", "状态", "事件", "节点",
    ),
    "event": (
        "eventtime", "eventat", "eventtimestamp", "happenedat", "occurredat", "scantime", "scannedat", "time",
        "timestamp", "datetime", "date", "timetimestamp", "truetime", "时间", "发生时间", "扫描时间",
    ),
    "record": (
        "recordtime", "recordat", "recordedat", "publishedat", "publishtime", "receivedat", "receivedtime",
        "visibleat", "shownat", "ingestedat", "createdat", "记录时间", "上传时间",
    ),
    "carrier": (
        "carrier", "carrierid", "carriername", "courier", "couriercompany", "company", "logisticscompany", "cp",
        "orgresource", "快递公司", "承运商",
    ),
    "origin": (
        "origin", "originregion", "from", "fromregion", "sender", "senderregion", "sellerstate", "始发地", "发货地",
    ),
    "destination": (
        "destination", "destinationregion", "destregion", "to", "toregion", "receiver", "receiverregion", "region",
        "customerstate", "目的地", "收货地",
    ),
}  # fmt: skip
"""Names that a column of a tracking table has, by what it says; in lower case, letters and digits only."""
ORDERS = {
    "parcel": TRACKING["parcel"],
    "ordered": (
        "ordered", "orderedat", "ordertime", "orderat", "placed", "placedat", "createdat", "purchasedat", "paidat",
        "orderpurchasetimestamp", "time", "timestamp", "下单时间",
    ),
    "carrier": TRACKING["carrier"],
    "origin": TRACKING["origin"],
    "destination": TRACKING["destination"],
}  # fmt: skip
CONTACTS = {
    "parcel": TRACKING["parcel"],
    "contacted": (
        "contacted", "contactedat", "contacttime", "contactat", "openedat", "createdat", "ticketcreated", "time",
        "timestamp", "event", "eventtime", "联系时间",
    ),
    "kind": ("kind", "type", "contacttype", "tickettype", "category", "subject", "类型", "类别"),
}  # fmt: skip
WIDE = {
    "order_purchase_timestamp": "ordered",
    "order_delivered_carrier_date": "picked_up",
    "order_delivered_customer_date": "delivered",
}
"""Columns of a table with a row an order, and the milestone whose time each holds (Olist's names)."""
WIDE_UNUSED = ("order_approved_at", "order_estimated_delivery_date")


def plain_name(name: str) -> str:
    """A column's name without case, spaces and signs.

    >>> plain_name(" Event_Time ")
    'eventtime'
    """
    return re.sub(r"[\W_]+", "", name.lower())


def is_wide(table: CsvFile) -> bool:
    """Whether the table has a row an order, with a column a milestone."""
    return set(WIDE) <= {name.lower() for name in table.columns}


def columns_of(
    table: CsvFile,
    known: Mapping[str, Sequence[str]],
    *,
    needed: Iterable[str],
    told: Mapping[str, str],
) -> dict[str, int]:
    """Place of the column that says each thing.

    Args:
        table: whose columns are looked at.
        known: names a column may have, by what it says.
        needed: what some column must say.
        told: names of columns as the user said them.

    Raises:
        ScenarioError: a column that was told is not there, or one that is needed is not found; names the columns
            there are and the nearest spelling.
    """
    problems = []
    there = {plain_name(name): place for place, name in reversed(list(enumerate(table.columns)))}
    listed = f"the columns are {', '.join(table.columns)}"
    found: dict[str, int] = {}
    for role, name in told.items():
        place = there.get(plain_name(name))
        if place is None:
            problems.append(table.problem(f"no such column for {role}; {listed}", name, table.columns))
        else:
            found[role] = place
    for role, names in known.items():
        free = (place for name in names if (place := there.get(name)) is not None and place not in found.values())
        place = next(free, None)
        if role not in told and place is not None:
            found[role] = place
    for role in needed:
        if role not in found and role not in told:
            near = _nearest(known[role], table.columns)
            message = f"no column says {role}; {listed}; name it by --column {role}=…"
            problems.append(table.problem(message, near, table.columns) if near else table.problem(message))
    if problems:
        raise ScenarioError(problems)
    return found


def _nearest(names: Sequence[str], columns: Sequence[str]) -> str | None:
    """The column whose name is most like one of these names."""
    for column in columns:
        if difflib.get_close_matches(plain_name(column), names, 1, 0.75):
            return column
    return None


def split_told(entries: Sequence[str], roles: Mapping[str, Iterable[str]]) -> dict[str, dict[str, str]]:
    """`--column` entries by the table they are about: `carrier=courier` of tracking, `orders.parcel=id` of another.

    Args:
        entries: as typed.
        roles: what may be said, by table.

    Raises:
        ScenarioError: an entry is not `what=column`, or names a table or a thing there is not.
    """
    told: dict[str, dict[str, str]] = {name: {} for name in roles}
    every = [role for table in roles.values() for role in table]
    for entry in entries:
        left, equals, column = (part.strip() for part in entry.partition("="))
        table, dot, role = left.rpartition(".")
        table = table if dot else "tracking"
        if not equals or not column:
            raise ScenarioError.of("--column", "write what=column, such as parcel=waybill_no", entry)
        if table not in roles or role not in roles[table]:
            near = difflib.get_close_matches(role, every, 1, 0.6)
            known = ", ".join(roles.get(table, roles["tracking"]))
            raise ScenarioError.of("--column", f"a column says one of {known}", left, near[0] if near else None)
        told[table][role] = column
    return told
