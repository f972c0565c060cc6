"""What stands at a full hour: stocks, backlogs, buffers, desks."""

from typing import TYPE_CHECKING

from sim.engine.parcels import AT_MERCHANT, AT_ORIGIN, AWAITING, HELD, IN_LOCKER
from sim.engine.tally import LEVEL_ROW

if TYPE_CHECKING:
    from sim.world.replication import Replication


def sample_levels(run: "Replication", hour: int) -> None:
    """Write the levels of `hour` into the run's arrays."""
    stock = run.counters.stock.sum(axis=(2, 3))
    levels = run.levels[hour]
    levels[LEVEL_ROW["in_flight"]] = stock[AT_ORIGIN : IN_LOCKER + 1].sum(axis=0)
    levels[LEVEL_ROW["at_merchant"]] = stock[[AT_MERCHANT, HELD, AWAITING]].sum(axis=0)
    levels[LEVEL_ROW["held"]] = stock[HELD]
    levels[LEVEL_ROW["hub_backlog"]] = run.hub_lines.lists.size.reshape(2, levels.shape[1], -1).sum(axis=(0, 2))
    levels[LEVEL_ROW["courier_backlog"]] = run.depots.lists.size.reshape(levels.shape[1], -1).sum(axis=1)
    levels[LEVEL_ROW["merchants_away"]] = run.merchants.away
    levels[LEVEL_ROW["published_backlog_h"]] = run.rules.backlog_h
    run.link_buffer[hour] = [run.links.waiting(row) for row in range(run.link_buffer.shape[1])]
    levels[LEVEL_ROW["buffered"]] = run.link_buffer[hour, : levels.shape[1]]
    run.locker_cells[hour] = run.lockers.occupied.sum(axis=1)
    run.desk_waiting[hour] = run.desk_lines.lists.size
