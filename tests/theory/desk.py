"""A support desk by itself: contacts come as a Poisson stream and are answered by the real kernels.

`desk.episodes` takes each contact up and draws its patience, `desk.serve_desks` does the rest. Handling times and
patience are exponential, through quantile tables and keyed luck, as in a run. Time is told in mean handling times, of
seven and a half minutes, so that tens of thousands of contacts fit into the longest run there is.
"""

import numpy as np

from sim.actors.desk import CONTACT, Desks, episodes, serve_desks
from sim.engine.agents import agents
from sim.engine.calendar import ENTRY, Pool
from sim.engine.counting import counters
from sim.engine.instants import NEVER, TICKS
from sim.engine.luck import key_of
from sim.engine.parcels import Table
from sim.engine.quantiles import Tables
from sim.engine.record import MILESTONES
from sim.engine.stages import Calendar, period_of
from sim.engine.tally import COUNT_ROW, WAIT_BINS
from tests.unit.actors.bench import always, exponential, merchants_of

FOR_EVER = 1e9
HANDLING_H = 0.125
"""Mean handling time, the unit of time."""
MINUTES = HANDLING_H * 60.0
"""Of a mean handling time."""


class Desk:
    """One run of one desk with `servers` agents, each doing one contact in a unit of time on average.

    Args:
        arrivals: contacts in a unit of time.
        contacts: expected number of contacts.
        patience: units of time, mean; inf = nobody gives up.
        replication: whose luck.
        period: units of time after which the desk is worked off; theory must not notice.
    """

    def __init__(
        self,
        servers: int,
        arrivals: float,
        *,
        contacts: int,
        patience: float = np.inf,
        replication: int = 0,
        period: float = 2.0,
    ) -> None:
        rng = np.random.default_rng([9, replication])
        self.length, self.periods = period, round(contacts / arrivals / period)
        horizon = self.periods * period
        n = int(rng.poisson(arrivals * horizon))
        self.at = np.sort(rng.uniform(0.0, horizon, n))
        self.books = counters(1, 1, 1, 1)  # all in one hour: nobody asks when
        self.waiting = np.zeros(self.periods)
        self._run(servers, patience, replication)

    def _run(self, servers: int, patience: float, replication: int) -> None:
        tables = Tables()
        handling = tables.add(exponential(HANDLING_H))
        gives_up = tables.add(always(FOR_EVER) if np.isinf(patience) else exponential(patience * HANDLING_H))
        desks = Desks(
            rows=np.array([[handling, gives_up, handling]] * 3),
            shares=np.array([[1.0, 1.0, 1.0, 0.0, 0.0]] * 3),  # all is resolved, nobody calls again
            party_upto=np.ones(3),
            escalation=np.zeros(4),
            delay_rows=np.full(4, handling),
            fresh=np.full(len(MILESTONES), np.inf),
            value_row=np.zeros(1, np.int64),
        )
        table, entries = self._contacts()
        array, key, merchants = tables.array(), key_of(3, replication), merchants_of()
        calendar, lines, spare, crew = Calendar(self.periods), Pool(3), np.zeros(len(self.at) + 1, ENTRY), agents(3, 50)
        lines.reserve(len(self.at))
        crew.on_duty[0] = servers
        first = np.searchsorted(self.at, np.arange(self.periods + 1) * self.length)
        for p in range(self.periods):
            period = period_of(p, self.periods, self.length * HANDLING_H)
            mine = entries[first[p] : first[p + 1]]
            episodes(
                mine, len(mine), period, key, array, desks, merchants, table.parcels, calendar.lists, lines.lists,
                self.books,
            )  # fmt: skip
            serve_desks(period, key, array, desks, crew, lines.lists, spare, table.parcels, calendar.lists, self.books)
            self.waiting[p] = lines.lists.size[0]

    def _contacts(self) -> tuple[Table, np.ndarray]:
        """One parcel a contact, so that each contact has luck of its own."""
        table = Table(scans=1)
        table.reserve(len(self.at))
        entries = np.zeros(len(self.at), ENTRY)
        rows = np.arange(len(self.at))
        table.parcels.rec["flags"][rows] = 0
        table.parcels.rec["owner"][rows] = rows
        table.parcels.rec["handed"][rows] = NEVER
        entries["at_tick"] = self.at * HANDLING_H * TICKS
        entries["row"], entries["kind"] = rows, CONTACT
        return table, entries

    def _count(self, name: str) -> float:
        return float(self.books.groups[COUNT_ROW[name]].sum())

    def share_waiting_at_least(self, minutes: int) -> float:
        """Share of the answered that waited so many whole minutes or more."""
        waits = self.books.waits[0, 0]
        return float(waits[minutes:].sum() / waits.sum())

    def minutes_waited(self) -> float:
        """Mean of the whole minutes waited, at most WAIT_BINS, over the answered."""
        waits = self.books.waits[0, 0]
        return float(waits @ np.arange(WAIT_BINS + 1) / waits.sum())

    def wait_by_line(self) -> float:
        """Units of time waited on average, from the line's length at the ends of periods (Little 1961)."""
        return float(self.waiting.mean() * self.periods * self.length / len(self.at))

    def share_abandoned(self) -> float:
        """Share of contacts given up."""
        return self._count("contacts_abandoned") / self._count("contacts")
