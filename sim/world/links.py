"""Outages as processes, and what lies in the links' buffers until it is replayed."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.actors.feed import LOST, REPLAYED
from sim.engine.calendar import ENTRY, Pool, drain, push
from sim.engine.clock import Clock, Steps
from sim.engine.compiled import kernel
from sim.engine.counting import Counters, count
from sim.engine.gates import Shuttings
from sim.engine.instants import TICK_H, on_grid, ticks_of
from sim.engine.parcels import Parcels, leave_if_done
from sim.engine.record import MILESTONES, order_ids
from sim.engine.stages import Period


def build_shuttings(scenario: Any, outages: dict[str, Any]) -> tuple[Shuttings, list[str]]:
    """Arrays of the outages, sorted by link and begin, and the outage names in that order."""
    rows = {name: row for row, name in enumerate(scenario.links)}
    names = sorted(outages, key=lambda name: (rows[outages[name].link], outages[name].start))
    ordered = [outages[name] for name in names]
    gate = np.array([rows[o.link] for o in ordered], np.int64)
    everything = (1 << len(MILESTONES)) - 1
    closes = np.array([o.mode in ("full", "partial", "intermittent") for o in ordered], np.bool_)
    shuttings = Shuttings(
        first=np.searchsorted(gate, np.arange(len(rows)), side="left").astype(np.int64),
        after=np.searchsorted(gate, np.arange(len(rows)), side="right").astype(np.int64),
        begin=np.asarray(on_grid([o.start for o in ordered])),
        end=np.asarray(on_grid([o.ends_at for o in ordered])),
        share=np.array([1.0 if o.share is None else o.share for o in ordered], np.float64),
        kinds=np.array(
            [
                everything if o.milestones is None else sum(1 << MILESTONES.index(m) for m in o.milestones)
                for o in ordered
            ],
            np.int64,
        ),
        cycle=np.asarray(on_grid([o.cycle or 0.0 for o in ordered])),
        off=np.asarray(on_grid([o.off or 0.0 for o in ordered])),
        closes=closes,
        drops=np.array([o.on_close == "drop" for o in ordered], np.bool_),
        extra=np.array([o.extra or 0.0 for o in ordered], np.float64),
        rate=np.array([np.inf if o.rate is None else o.rate * scenario.sample for o in ordered], np.float64),
        limit=np.array(
            [np.inf if o.buffer_limit is None else o.buffer_limit * scenario.sample for o in ordered], np.float64
        ),
        is_full=np.array([o.mode == "full" for o in ordered], np.bool_),
    )
    return shuttings, names


class Links:
    """Buffers of all links, and the replay of each.

    Args:
        scenario: the validated scenario.
        outages: those in force in this arm.
        clock: Clock; each outage is started as a process on it.
    """

    def __init__(self, scenario: Any, outages: dict[str, Any], clock: Clock) -> None:
        self.sample = scenario.sample
        self.clock = clock
        self.shuttings, self.names = build_shuttings(scenario, outages)
        limited = np.isfinite(self.shuttings.rate).any() or np.isfinite(self.shuttings.limit).any()
        self.is_limited = bool(limited or any(np.isfinite(link.throughput) for link in scenario.links.values()))
        self.outages = outages
        self.rows = {name: row for row, name in enumerate(scenario.links)}
        self.buffers = Pool(len(self.rows))
        self.flips: list[tuple[float, int, str, str]] = []
        self.replaying: dict[int, _Replay] = {}
        self.in_replay = np.zeros(len(self.rows), np.int64)
        self.restored = {name: clock.env.event() for name in self.names}
        self.acts: dict[str, tuple[float, float]] = {}
        self.drain_h: dict[str, float] = {}
        for name in self.names:
            clock.process(self._run_outage(name))

    def restore(self, name: str, at: float) -> None:
        """Bring the end of an outage forward to `at`, if it has not ended (or not begun) by then."""
        if name not in self.restored:
            return
        s = self.names.index(name)
        if at < self.shuttings.end[s]:
            self.shuttings.end[s] = max(on_grid(at), self.shuttings.begin[s])
            if not self.restored[name].triggered:
                self.restored[name].succeed()

    def _run_outage(self, name: str) -> Steps:
        """Note when the link is shut and when it is open again."""
        outage, s = self.outages[name], self.names.index(name)
        row, begin = self.rows[outage.link], float(self.shuttings.begin[s])
        cycle_h, off_h = float(self.shuttings.cycle[s]), float(self.shuttings.off[s])
        yield self.clock.at(begin)
        if self.shuttings.end[s] <= begin:
            return
        self.acts[name] = (begin, np.nan)
        shut_at = begin
        for cycle in itertools.count(1):
            if self.shuttings.closes[s]:
                self.flips.append((shut_at, row, "shut", name))
            open_at = self.shuttings.end[s]
            if outage.cycle is not None:
                open_at = min(open_at, shut_at + off_h)
            if open_at < np.inf:
                yield self.clock.at(open_at) | self.restored[name]
            else:
                yield self.restored[name]
            open_at = min(open_at, self.shuttings.end[s])
            if self.shuttings.closes[s]:
                self.flips.append((open_at, row, "open", name))
            if open_at >= self.shuttings.end[s]:
                break
            shut_at = begin + cycle * cycle_h
            if shut_at >= self.shuttings.end[s]:
                yield self.clock.at(self.shuttings.end[s]) | self.restored[name]
                break
            yield self.clock.at(shut_at) | self.restored[name]
            if self.shuttings.end[s] <= shut_at:
                break
        self.acts[name] = (begin, float(self.shuttings.end[s]))

    def waiting(self, row: int) -> int:
        """Scans that lie in a link's buffer or are being replayed from it."""
        return int(self.buffers.lists.size[row] + self.in_replay[row])

    def is_at_work(self, before: float) -> bool:
        """Whether a link flips before the instant `before`, or a buffer is being replayed."""
        return bool(self.replaying) or any(at < before for at, *_ in self.flips)

    def order_matters(self, period: Period) -> bool:
        """Whether the period's scans must be sent in order of time: a link is limited, or flips in it."""
        return self.is_limited or any(at < period.t1 for at, *_ in self.flips)

    def replay(
        self, period: Period, send: Callable[[float], None], parcels: Parcels, counters: Counters
    ) -> NDArray[Any]:
        """ENTRY array of what the buffers publish in the period, `at_tick` = record_time.

        Args:
            send: send(until) sends the period's scans that happened before `until`: all up to a flip before the
                flip, so that a buffer is emptied, filled up again and full at its right instants.
        """
        flips = sorted(f for f in self.flips if f[0] < period.t1)
        self.flips = [f for f in self.flips if f[0] >= period.t1]
        published: list[NDArray[Any]] = []
        for at, row, what, name in flips:
            send(at)
            self._advance(row, at, published)
            if what == "open":
                self._begin(row, at, name, parcels, counters)
            elif row in self.replaying:
                self._put_back(row, self.replaying.pop(row).entries)
        send(period.t1)
        for row in list(self.replaying):
            self._advance(row, period.t1, published)
        self.in_replay[:] = 0
        for row, active in self.replaying.items():
            self.in_replay[row] = len(active.entries)
        return np.concatenate(published) if published else np.zeros(0, ENTRY)

    def _advance(self, row: int, until: float, published: list[NDArray[Any]]) -> None:
        """Publish what a link's replay sends before `until`."""
        active = self.replaying.get(row)
        if active is None:
            return
        sent = active.send(until)
        if len(sent):
            published.append(sent)
            self.drain_h[active.name] = float(sent["at_tick"][-1]) * TICK_H - active.began_at
        if len(active.entries) == 0:
            del self.replaying[row]

    def _begin(self, row: int, at: float, name: str, parcels: Parcels, counters: Counters) -> None:
        """Put what a link kept in order and begin to replay it at `at`."""
        lists = self.buffers.lists
        entries = np.zeros(int(lists.size[row]), ENTRY)
        drain(lists, row, entries, 0)
        active = self.replaying.pop(row, None)
        if active is not None:
            entries = np.concatenate([active.entries, entries])
        if len(entries) == 0:
            return
        how = self.outages[name].replay
        order = np.lexsort((entries["n"], order_ids(parcels.rec[entries["row"]]), entries["since_tick"]))
        entries = entries[order[::-1] if how.order == "newest_first" else order]
        if how.order == "latest_only":
            newest: dict[int, int] = {}
            for i, (r, n) in enumerate(zip(entries["row"].tolist(), entries["n"].tolist(), strict=True)):
                if r not in newest or n > entries["n"][newest[r]]:
                    newest[r] = i
            kept = np.zeros(len(entries), np.bool_)
            kept[list(newest.values())] = True
            supersede(entries[~kept], at, parcels, counters)
            entries = entries[kept]
        self.replaying[row] = _Replay(name, at, how.rate * self.sample, entries)

    def _put_back(self, row: int, entries: NDArray[Any]) -> None:
        """Entries that were not published lie in the buffer again."""
        self.buffers.reserve(len(entries))
        for e in entries:
            push(self.buffers.lists, row, e["since_tick"], e["since_tick"], e["row"], e["gen"], e["kind"], e["n"])


class _Replay:
    """A link's buffer on its way out: entry j leaves at began_at + (j + 1) / rate."""

    def __init__(self, name: str, began_at: float, rate: float, entries: NDArray[Any]) -> None:
        self.name, self.began_at, self.rate, self.entries = name, began_at, rate, entries
        self.sent = 0

    def send(self, until: float) -> NDArray[Any]:
        """What leaves before `until`, with its record_time."""
        at = self.began_at + (self.sent + 1 + np.arange(len(self.entries))) / self.rate
        ticks = ticks_of(at)
        n = int(np.searchsorted(ticks * TICK_H, until, side="left"))
        out = self.entries[:n].copy()
        out["at_tick"] = ticks[:n]
        out["kind"] |= REPLAYED
        self.entries = self.entries[n:]
        self.sent += n
        return out


@kernel
def supersede(entries, at, parcels, counters):
    """Scans that a newer one of the same parcel makes needless are never sent."""
    for i in range(entries.shape[0]):
        row = entries[i].row
        parcel = parcels.rec[row]
        parcel.pending -= 1
        count(counters, LOST, at, parcel, 1.0)
        leave_if_done(parcels, row)
