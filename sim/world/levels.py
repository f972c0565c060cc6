"""What stands at a full hour: stocks, backlogs, buffers, desks."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import kernel
from sim.engine.record import AT_MERCHANT, AT_ORIGIN, AWAITING, HELD, IN_LOCKER
from sim.engine.tally import DESKS, LEVEL_ROW, LEVELS

IN_FLIGHT_ROW, AT_MERCHANT_ROW, HELD_ROW = (LEVEL_ROW[name] for name in ("in_flight", "at_merchant", "held"))
HUB_ROW, COURIER_ROW = LEVEL_ROW["hub_backlog"], LEVEL_ROW["courier_backlog"]
AWAY_ROW, PUBLISHED_ROW, BUFFERED_ROW = (
    LEVEL_ROW[name] for name in ("merchants_away", "published_backlog_h", "buffered")
)


class Levels(NamedTuple):
    """Levels at the hours 0, 1, …; axes as in `tally.ArmResult`.

    Attributes:
        of_carriers: (hours + 1, levels, carriers). locker_cells: (hours + 1, operators).
        link_buffer: (hours + 1, links). desk_waiting: (hours + 1, desks).
        in_replay: (links,) int64, scans on their way out of a link's buffer now.
    """

    of_carriers: NDArray[np.float64]
    locker_cells: NDArray[np.float64]
    link_buffer: NDArray[np.float64]
    desk_waiting: NDArray[np.float64]
    in_replay: NDArray[np.int64]


def levels(hours: int, carriers: int, operators: int, in_replay: NDArray[np.int64]) -> Levels:
    """Levels not yet read."""
    return Levels(
        of_carriers=np.zeros((hours + 1, len(LEVELS), carriers)),
        locker_cells=np.zeros((hours + 1, operators)),
        link_buffer=np.zeros((hours + 1, len(in_replay))),
        desk_waiting=np.zeros((hours + 1, len(DESKS))),
        in_replay=in_replay,
    )


@kernel
def sample_levels(hour, levels, counters, hub_lines, depots, buffers, desk_lines, merchants, rules, lockers):
    """Write the levels of `hour`."""
    _, carriers, regions, _ = counters.stock.shape
    for link in range(buffers.size.shape[0]):
        levels.link_buffer[hour, link] = buffers.size[link] + levels.in_replay[link]
    for c in range(carriers):
        row = levels.of_carriers[hour, :, c]
        for state in range(AT_MERCHANT, IN_LOCKER + 1):
            stock = counters.stock[state, c].sum()
            if state >= AT_ORIGIN:
                row[IN_FLIGHT_ROW] += stock
            if state == AT_MERCHANT or state == HELD or state == AWAITING:
                row[AT_MERCHANT_ROW] += stock
            if state == HELD:
                row[HELD_ROW] += stock
        for r in range(regions):
            row[HUB_ROW] += hub_lines.size[c * regions + r] + hub_lines.size[(carriers + c) * regions + r]
            row[COURIER_ROW] += depots.size[c * regions + r]
        row[AWAY_ROW] = merchants.away[c]
        row[PUBLISHED_ROW] = rules.backlog_h[c]
        row[BUFFERED_ROW] = levels.link_buffer[hour, c]
    for operator in range(lockers.occupied.shape[0]):
        levels.locker_cells[hour, operator] = lockers.occupied[operator].sum()
    for desk in range(desk_lines.size.shape[0]):
        levels.desk_waiting[hour, desk] = desk_lines.size[desk]
