"""Self-audit: nothing is lost. Parcels, scans and cells balance, at the end always, at every period on request."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.counting import recount
from sim.engine.record import AT_ORIGIN, HANDED_OVER, IN_LOCKER, SENT_BACK
from sim.engine.stages import INBOUND, SCAN
from sim.engine.tally import COUNT_ROW

if TYPE_CHECKING:
    from sim.world.replication import Replication

MOST_PROBLEMS = 20


class Audit:
    """Balances of one run.

    Args:
        run: the replication.
        every_period: whether to recount the table after every period (else only at the end).
    """

    def __init__(self, run: "Replication", every_period: bool) -> None:
        self.run = run
        self.every_period = every_period
        self.problems: dict[str, list[str]] = {"conservation": [], "scans": [], "cells": []}

    def after_period(self, p: int) -> None:
        """Check the balances at the end of period `p` if asked to, or if it is the last."""
        if self.every_period or p == self.run.clock.n_periods - 1:
            self._check_parcels(p)
            self._check_scans(p)
            self._check_cells(p)

    def _note(self, what: str, p: int, text: str) -> None:
        if len(self.problems[what]) < MOST_PROBLEMS:
            self.problems[what].append(f"hour {(p + 1) * self.run.clock.period:g}: {text}")

    def _check_parcels(self, p: int) -> None:
        """Created = in every state together; handed over = beyond the merchant; the table says the same."""
        counters, rec = self.run.counters, self.run.table.used.rec
        stock = counters.stock
        total = counters.groups.sum(axis=3)
        created, handed = total[COUNT_ROW["parcels_created"]], total[COUNT_ROW["parcels_handed_over"]]
        delivered, returned = total[COUNT_ROW["parcels_delivered"]], total[COUNT_ROW["parcels_returned"]]
        if (stock < 0).any():
            self._note("conservation", p, "a stock is negative")
        if not np.array_equal(created.sum(axis=0), stock.sum(axis=(0, 1, 2))):
            self._note("conservation", p, "created parcels of a category differ from those in all states together")
        by_region = counters.hourly[:, COUNT_ROW["parcels_created"]].sum(axis=(0, 1))
        if not np.array_equal(by_region, stock.sum(axis=(0, 1, 3))):
            self._note("conservation", p, "created parcels of a region differ from those in all states together")
        if not np.array_equal(handed, stock[AT_ORIGIN:].sum(axis=(0, 2))):
            self._note("conservation", p, "handed over parcels differ from those on the way, delivered and returned")
        if not np.array_equal(delivered, stock[HANDED_OVER].sum(axis=1)):
            self._note("conservation", p, "delivered parcels differ from those in buyers' hands")
        if not np.array_equal(returned, stock[SENT_BACK].sum(axis=1)):
            self._note("conservation", p, "returned parcels differ from those sent back")
        found = np.zeros_like(stock)
        recount(rec, found)
        if not np.array_equal(found[:HANDED_OVER], stock[:HANDED_OVER]):
            self._note("conservation", p, "the table and the stock disagree")

    def _check_scans(self, p: int) -> None:
        """Made = shown + lost + on the link + in a buffer; scans known to come are among them."""
        run = self.run
        total = run.counters.groups.sum(axis=(1, 2, 3))
        calendar = run.calendar
        known = calendar.pending_ever(SCAN) + calendar.pending_ever(INBOUND)
        under_way = known + int(run.link_lines.lists.size.sum())
        kept = sum(run.links.waiting(row) for row in range(len(run.scenario.links)))
        beyond = run.counters.beyond[0]
        made = total[COUNT_ROW["scans_made"]]
        if made != total[COUNT_ROW["scans_shown"]] + total[COUNT_ROW["scans_lost"]] + under_way + kept + beyond:
            self._note("scans", p, f"{made:.0f} scans made do not add up")
        if calendar.pending(SCAN, p) != 0:
            self._note("scans", p, "scans of a past period were left over")

    def _check_cells(self, p: int) -> None:
        """Occupied cells = parcels in lockers, and no more than there are."""
        run = self.run
        occupied = run.lockers.occupied
        if (occupied < 0).any() or (occupied > run.lockers.cells).any():
            self._note("cells", p, "more cells are occupied than there are, or fewer than none")
        if occupied.sum() != run.counters.stock[IN_LOCKER].sum():
            self._note("cells", p, "occupied cells differ from parcels in lockers")

    def report(self) -> dict[str, Any]:
        """What an arm's result carries."""
        return {
            **{what: not found for what, found in self.problems.items()},
            "problems": [text for found in self.problems.values() for text in found],
            "parcels_touched": int(self.run.feed.touched[0]),
            "peak_in_flight": int(self.run.table.parcels.counts[2]),
        }
