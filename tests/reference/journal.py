"""What happened, one entry an instant: the only thing counts are made of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reference.merchant import Merchant
    from tests.reference.parcel import Parcel


@dataclass(frozen=True)
class Entry:
    """One thing that happened.

    Attributes:
        time: h since start.
        what: kind of thing, see `counts.py`.
        owner: order id, or the merchant's index where no order is concerned.
        carrier: row of the parcel's carrier; the merchant's home carrier before hand-over and for merchants.
        region: row of the buyer's region; the merchant's for merchants.
        category, size: of the merchant, rows.
        amount: CNY, hours or whatever the kind of thing says.
        detail: milestone, desk, carrier a merchant ships with …
        number: seq of a scan, number of a contact …
        record_time: h, of a scan that was published.
    """

    time: float
    what: str
    owner: int
    carrier: int
    region: int
    category: int
    size: int
    amount: float = 0.0
    detail: str = ""
    number: int = 0
    record_time: float = float("nan")


class Journal:
    """All entries of a run."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def parcel(
        self, time: float, what: str, parcel: "Parcel", amount: float = 0.0, detail: str = "", number: int = 0
    ) -> None:
        """Note something about a parcel, under the carrier that has it or would have it."""
        self._note(time, what, parcel, parcel.carrier_soon, amount, detail, number)

    def about(self, time: float, what: str, parcel: "Parcel", carrier: int) -> None:
        """Note something about a parcel under a given carrier."""
        self._note(time, what, parcel, carrier, 0.0, "", 0)

    def home(self, time: float, what: str, parcel: "Parcel", amount: float = 0.0) -> None:
        """Note something about a parcel under its merchant's home carrier."""
        self._note(time, what, parcel, parcel.merchant.home, amount, "", 0)

    def _note(
        self, time: float, what: str, parcel: "Parcel", carrier: int, amount: float, detail: str, number: int
    ) -> None:
        merchant = parcel.merchant
        self.entries.append(
            Entry(
                time, what, parcel.id, carrier, parcel.region, merchant.category, merchant.size_class,
                amount, detail, number,
            )
        )  # fmt: skip

    def merchant(self, time: float, what: str, merchant: "Merchant", ships_with: str) -> None:
        """Note a merchant's step, and the name of the carrier it ships with from then on."""
        self.entries.append(
            Entry(
                time, what, merchant.index, merchant.home, merchant.region, merchant.category, merchant.size_class,
                detail=ships_with,
            )
        )  # fmt: skip
