"""The lives of single parcels, event by event: chosen by their own luck, watched while both arms run, kept as a table.

Watching changes nothing of what is simulated. Knows the journal and the steps of a replication; must not know how the
table is stored or drawn.
"""

from sim.study.events.log import event_frame
from sim.study.events.record import WatchedPair, events_of_replication, record_events, watch_replication
from sim.study.events.sampling import chosen_orders
from sim.study.events.vocabulary import COLUMNS, EVENTS

__all__ = [
    "COLUMNS",
    "EVENTS",
    "WatchedPair",
    "chosen_orders",
    "event_frame",
    "events_of_replication",
    "record_events",
    "watch_replication",
]
