"""Links: what becomes of a scan between the carrier and the platform."""

import math
from typing import TYPE_CHECKING, Any

from tests.reference.clock import Phase
from tests.reference.outage import Outage
from tests.reference.scan import Scan
from tests.reference.server import Server

if TYPE_CHECKING:
    from tests.reference.world import World


class Link:
    """One feed: latency, loss, throughput, outages, buffer and replay.

    Attributes:
        buffer: scans kept by a closed link, unpublished ones of a running replay included.
        drained: {outage: hours from its restoration until its buffer was empty}.
    """

    def __init__(self, world: "World", name: str, words: Any, outages: list[Outage]) -> None:
        self.world = world
        self.clock = world.clock
        self.name = name
        self.words = words
        self.outages = outages
        self.buffer: list[Scan] = []
        self.drained: dict[str, float] = {}
        self._replay = 0
        self._line = Server(self.clock, self.rate_at(0.0), Phase.LINK_START)
        for outage in outages:
            if outage.is_closing:
                self.clock.process(self._run_closures(outage))

    def outage_at(self, t: float) -> Outage | None:
        """The outage in force at `t`."""
        return next((outage for outage in self.outages if outage.in_force(t)), None)

    def closing_outage_at(self, t: float) -> Outage | None:
        """The same, if it closes the link."""
        outage = self.outage_at(t)
        return outage if outage is not None and outage.is_closing else None

    def full_outage_at(self, t: float) -> Outage | None:
        """The same, if it is full."""
        outage = self.outage_at(t)
        return outage if outage is not None and outage.words.mode == "full" else None

    def next_full_outage(self, t: float) -> float:
        """When the link is next closed altogether, h; infinite = never."""
        return min((o.start for o in self.outages if o.words.mode == "full" and t < o.start < o.end), default=math.inf)

    def rate_at(self, t: float) -> float:
        """Scans per hour the link passes in the period that begins at `t`."""
        outage = self.outage_at(t)
        narrowed = math.inf if outage is None or outage.words.rate is None else outage.words.rate
        return float(min(self.words.throughput, narrowed) * self.world.scenario.sample)

    def turn(self, t: float) -> None:
        """A period begins: the link's throughput is that of now."""
        self._line.set_rate(self.rate_at(t))

    def receive(self, scan: Scan) -> None:
        """A scan is made: decide at once what the link does with it, and start its way."""
        luck, order = self.world.luck, scan.parcel.id
        outage = self.outage_at(scan.event_time)
        is_hit = outage is not None and outage.hits(scan.parcel, scan.milestone, scan.event_time)
        if outage is not None and is_hit and outage.is_closing:
            scan.is_hit = True
            if luck.u("poll", order, scan.seq) < self.world.rules.coverage(self.name):
                scan.is_polled = True
                self.clock.process(self._run_polled(scan))
            elif outage.words.on_close == "drop":
                self._lose(scan)
            else:
                self._keep(scan, outage)
        elif luck.u("loss", order, scan.seq) < self.words.loss:
            self._lose(scan)
        else:
            extra = outage.words.extra if outage is not None and is_hit else None
            self.clock.process(self._run_live(scan, extra or 0.0))

    def _run_polled(self, scan: Scan) -> Any:
        """The platform reads a scan from the source's own site."""
        words = self.world.scenario.fallback.poll_latency
        latency = self.world.luck.draw(words, "poll_latency", scan.parcel.id, scan.seq)
        yield self.clock.at(scan.event_time + latency, Phase.SCAN)
        self.world.publish(scan)

    def _run_live(self, scan: Scan, extra: float) -> Any:
        """A scan passes the link."""
        latency = self.world.luck.draw(self.words.latency, "latency", scan.parcel.id, scan.seq)
        yield self.clock.at(scan.event_time + latency + extra, Phase.LINK)
        yield self._line.join((scan.parcel.id, scan.seq))
        yield self.clock.at(self.clock.now, Phase.SCAN)
        self.world.publish(scan)

    def _lose(self, scan: Scan) -> None:
        scan.fate = "lost"
        self.world.journal.parcel(self.clock.now, "scan_lost", scan.parcel, detail=scan.milestone, number=scan.seq)

    def _keep(self, scan: Scan, outage: Outage) -> None:
        limit = outage.words.buffer_limit
        if limit is not None and len(self.buffer) >= limit * self.world.scenario.sample:
            self._lose(scan)
            return
        scan.fate, scan.was_buffered = "buffered", True
        self.buffer.append(scan)
        self.world.journal.parcel(self.clock.now, "scan_buffered", scan.parcel, detail=scan.milestone, number=scan.seq)

    def _run_closures(self, outage: Outage) -> Any:
        """Close and restore the link, once or every cycle, until the outage has ended."""
        for begin, planned_end in outage.closed_spans():
            if begin >= min(outage.end, self.clock.horizon):
                return
            yield self.clock.at(begin, Phase.FLIP)
            if not outage.in_force(self.clock.now):
                return
            self._replay += 1
            while self.clock.now < min(planned_end, outage.end):
                yield self.clock.at(min(planned_end, outage.end), Phase.FLIP) | outage.shortened
            self._replay += 1
            if not self._closes_again(outage):
                self.clock.process(self._run_replay(self._replay, outage))

    def _closes_again(self, outage: Outage) -> bool:
        """Whether the link is closed again at the instant at which an outage, or its turn of a cycle, ends."""
        following = self.closing_outage_at(self.clock.now)
        if following is outage:
            return bool(outage.words.off >= outage.words.cycle)
        return following is not None and following.is_on(self.clock.now)

    def _run_replay(self, replay: int, outage: Outage) -> Any:
        """Send what the buffer holds, one scan after the other, until the link closes again."""
        restored_at = self.clock.now
        replaying = outage.words.replay
        queue = sorted(self.buffer, key=lambda scan: (scan.event_time, scan.parcel.id, scan.seq))
        if replaying.order == "newest_first":
            queue.reverse()
        if replaying.order == "latest_only":
            latest = {scan.parcel.id: scan for scan in sorted(queue, key=lambda scan: scan.seq)}
            for scan in queue:
                if latest[scan.parcel.id] is not scan:
                    self.buffer.remove(scan)
                    self._lose(scan)
            queue = [scan for scan in queue if latest[scan.parcel.id] is scan]
        rate = replaying.rate * self.world.scenario.sample
        for j, scan in enumerate(queue):
            yield self.clock.at(restored_at + (j + 1) / rate, Phase.SCAN)
            if self._replay != replay:
                return
            self.buffer.remove(scan)
            self.drained[outage.name] = self.clock.now - restored_at
            self.world.publish(scan)
