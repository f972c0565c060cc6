"""Where each parcel in flight truly is: from what was last published of it, by the steps of the model itself.

The pending step is drawn given that it has not been *seen* to end: either it ends after the present instant, or it
ended so shortly before that its scan may still be on the way. Stages are gone through in the order of flow, so what
moved on unseen is looked at again where it went. Must not know the table of parcels nor the calendar.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.luck import luck_of_many
from sim.engine.record import ARRIVED, ATTEMPT_FAILED, DEPARTED, DEPOSITED, NONE, ORIGIN_SORTED, OUT, PICKED_UP
from sim.engine.stages import ARRIVAL, ATTEMPT, DEPOT, LOCKER, ORIGIN, PICK_UP, READY
from sim.world.hub_waits import in_line_until, waits_at_origin
from sim.world.in_flight import InFlight
from sim.world.standing import DEPOT_LINE, ENDED, HUB_LINE, Scans, Standing
from sim.world.time_left import Floats, Ints, last_of, lasting, next_of, share_until

if TYPE_CHECKING:
    from sim.world.replication import Replication

FIRST_DRAW = 1_000_000
"""Repetition of a decision that no parcel of a run reaches: luck of the start is from there on."""
ROUNDS = 40
LEFT_BEHIND = 0.02
"""Assumed share of what lies at a depot that a wave does not take."""
OVERDUE_H = 24.0
"""After so long beyond the end of its courier's round, or of its time in a locker, a parcel's last scan was lost."""
_BY_STEP = {"wait": 1, "first_mile": 2, "travel": 3, "last_mile": 4, "locker": 5, "buyer": 6, "bound": 7, "merchant": 8}


def luck_at_start(key: NDArray[np.uint64], n: int, step: str, draw: int = 0) -> Floats:
    """(n, 4) uniforms of `n` parcels for a step of the start."""
    return luck_of_many(key, n, _BY_STEP[step], FIRST_DRAW + draw)


def stand(run: "Replication", parcels: InFlight, origin: Ints, now: float) -> Standing:
    """Where parcels stand at an instant.

    Args:
        run: the replication they are to be part of; read only.
        parcels: what is known of them, carriers and destinations all said.
        origin: (n,) region of each one's merchant.
        now: h, the instant.
    """
    return _Walk(run, parcels, origin, now).standing()


class _Walk:
    """Stage after stage, in the order of flow: who waits for what, and who has gone on unseen."""

    def __init__(self, run: "Replication", parcels: InFlight, origin: Ints, now: float) -> None:
        self.run, self.now, self.origin = run, now, origin
        self.carrier, self.region = parcels.carrier, parcels.destination
        self.where, self.since = parcels.state.copy(), parcels.since.copy()
        n, regions = len(parcels), run.carriers.km.shape[0]
        self.n, self.regions, self.offset = n, regions, float(run.carriers.offset[0])
        self.stage, self.queue = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
        self.due = np.full(n, np.nan)
        self.failures = np.minimum(parcels.tries, run.carriers.max_attempts[self.carrier] - 1)
        self.picked_up = parcels.picked_up.copy()
        handed = self.where >= PICKED_UP
        self.picked_up[handed & np.isnan(self.picked_up)] = parcels.placed[handed & np.isnan(self.picked_up)]
        self.to_door = np.zeros(n, bool)
        self.deposited, self.taken_back = np.full(n, np.nan), np.full(n, np.nan)
        self.left = np.ones(2 * len(run.carriers.speed) * regions)
        self.operators = run.lockers.cells.shape[0]
        u = luck_at_start(run.key, n, "bound")
        self.bound_for = np.searchsorted(run.orders.bound_upto, u[:, 0], side="right").astype(np.int64)
        self.bound_for = np.minimum(self.bound_for, self.operators + 1)
        self.bound_for[self.failures > 0] = self.operators + 1
        self._scans: list[tuple[Ints, int, Floats, Floats]] = []
        self._slowest = run.tables[run.feed.rows[self.carrier], -1].astype(np.float64) if n else np.zeros(0)
        self._waiting()
        self._to_origin_hub(parcels)
        self._sorted()
        self._on_the_road()
        self._at_destination()
        self._in_locker(u[:, 1])
        self._with_courier()

    def standing(self) -> Standing:
        """What was found."""
        who, what, at, until = zip(*self._scans, strict=True)
        kinds = [np.full(len(rows), kind, np.int64) for rows, kind in zip(who, what, strict=True)]
        return Standing(
            stage=self.stage, due=self.due, queue=self.queue, bound_for=self.bound_for, to_door=self.to_door,
            failures=self.failures, picked_up=self.picked_up, deposited=self.deposited, taken_back=self.taken_back,
            scans=Scans(*(np.concatenate(each) for each in (who, kinds, at, until))), left=self.left,
        )  # fmt: skip

    def _at(self, milestone: int) -> Ints:
        return np.flatnonzero((self.where == milestone) & (self.stage == -1))

    def _depot(self, who: Ints) -> Ints:
        """Line of each one's depot, and of its destination hub among those: its carrier in its region."""
        return np.asarray(self.carrier[who] * self.regions + self.region[who])

    def _seen_by_now(self, who: Ints, at: Floats) -> Floats:
        """Chance that a scan of that instant, not lost, is published by now."""
        rows, out = self.run.feed.rows[self.carrier[who]], np.empty(len(who), np.float64)
        for row in np.unique(rows):
            out[rows == row] = share_until(self.run.tables[row], self.now - at[rows == row])
        return np.asarray(out)

    def _unseen(self, who: Ints, step: str, scan_at: Callable[[Ints, Floats, Floats], Floats]) -> Floats:
        """When the next scan of each happens, given that it is not published yet.

        Args:
            who: parcels.
            step: whose luck.
            scan_at: the instant, later than a given one, of some of `who` (places in it), by luck.
        """
        at, left = np.full(len(who), np.nan), np.arange(len(who))
        for draw in range(ROUNDS):
            if not len(left):
                return at
            u = luck_at_start(self.run.key, self.n, step, draw)[who[left]]
            found = scan_at(left, self.now - self._slowest[who[left]], u[:, 0])
            fits = (found >= self.now) | (u[:, 1] >= self._seen_by_now(who[left], found))
            at[left[fits]] = found[fits]
            left = left[~fits]
        u = luck_at_start(self.run.key, self.n, step, ROUNDS)[who[left]]
        at[left] = scan_at(left, np.full(len(left), self.now), u[:, 0])
        return at

    def _note(self, who: Ints, milestone: int, at: Floats, until: Floats | None = None) -> None:
        """Scans not seen yet; those of the past are told to the feed now."""
        at = np.maximum(at, self.now)
        self._scans.append((who, milestone, at, at if until is None else np.maximum(until, at)))

    def _put(self, who: Ints, stage: int, due: Floats, queue: Ints | int = -1) -> None:
        self.stage[who], self.due[who], self.queue[who] = stage, due, queue

    def _moved(self, who: Ints, milestone: int, at: Floats) -> None:
        """They have gone on unseen."""
        self.where[who], self.since[who] = milestone, at
        self._note(who, milestone, at)

    def _waiting(self) -> None:
        """Ordered: being packed, or ready for the next pick-up wave."""
        run, who = self.run, self._at(NONE)
        waves, ready = run.carriers.pick_ups[self.carrier[who]], np.zeros(len(who))
        row = np.full(len(who), run.orders.handling_row[0])

        def wave(some: Ints, floor: Floats, u: Floats) -> Floats:
            begin = self.since[who[some]]
            gone = last_of(waves[some], self.offset, floor) - begin
            ready[some] = begin + lasting(run.tables, row[some], gone, u)
            return np.maximum(next_of(waves[some], self.offset, ready[some]), floor)

        taken = self._unseen(who, "wait", wave)
        later = taken >= self.now
        is_ready = later & (ready < self.now)
        self._put(who[is_ready], PICK_UP, taken[is_ready])
        self._put(who[later & ~is_ready], READY, ready[later & ~is_ready])
        self.picked_up[who[~later]] = taken[~later]
        self._moved(who[~later], PICKED_UP, taken[~later])

    def _to_origin_hub(self, parcels: InFlight) -> None:
        """Picked up: on the way to the origin hub, or in line there."""
        run, who = self.run, self._at(PICKED_UP)
        carriers = self.carrier[who]
        wait = waits_at_origin(run, parcels, self.now)[carriers]
        row = run.carriers.first_mile[carriers]

        def hub(some: Ints, floor: Floats, u: Floats) -> Floats:
            begin = self.since[who[some]]
            return begin + lasting(run.tables, row[some], floor - wait[some] - begin, u) + wait[some]

        done = self._unseen(who, "first_mile", hub)
        arrives, queue = done - wait, carriers * self.regions + self.origin[who]
        in_line, coming = (done >= self.now) & (arrives < self.now), arrives >= self.now
        self._put(who[coming], ORIGIN, arrives[coming], queue[coming])
        self._put(who[in_line], HUB_LINE, arrives[in_line], queue[in_line])
        moved = done < self.now
        self._moved(who[moved], ORIGIN_SORTED, done[moved])

    def _sorted(self) -> None:
        """Sorted at the origin hub: it leaves, or left, with the next departure."""
        run, who = self.run, self._at(ORIGIN_SORTED)
        leaves = next_of(run.carriers.departures[self.carrier[who]], self.offset, self.since[who])
        loss = run.feed.loss[self.carrier[who]]
        late = (1.0 - loss) * (1.0 - self._seen_by_now(who, leaves))
        u = luck_at_start(run.key, self.n, "travel", ROUNDS + 1)[who, 0]
        told = (leaves >= self.now) | (u * (late + loss) < late)
        self.where[who], self.since[who] = DEPARTED, leaves
        self._leaving = who[told]

    def _on_the_road(self) -> None:
        run, who = self.run, self._at(DEPARTED)
        carriers, region = self.carrier[who], self.region[who]
        row = run.carriers.travel_spread[carriers]
        driving = run.carriers.km[self.origin[who], region] / run.carriers.speed[carriers]
        begin = self.since[who] + run.carriers.travel_fixed[carriers]

        def arrival(some: Ints, floor: Floats, u: Floats) -> Floats:
            gone = (floor - begin[some]) / driving[some]
            return np.maximum(begin[some] + driving[some] * lasting(run.tables, row[some], gone, u), begin[some])

        arrives = self._unseen(who, "travel", arrival)
        arrival_of = np.full(self.n, np.nan)
        arrival_of[who] = arrives
        self._note(self._leaving, DEPARTED, self.since[self._leaving], arrival_of[self._leaving])
        later = arrives >= self.now
        queues = len(run.carriers.speed) * self.regions
        self._put(who[later], ARRIVAL, arrives[later], queues + self._depot(who[later]))
        self._moved(who[~later], ARRIVED, arrives[~later])

    def _at_destination(self) -> None:
        """Arrived: in line at the destination hub, or at the depot."""
        run, who = self.run, self._at(ARRIVED)
        place = self._depot(who)
        queues = len(run.carriers.speed) * self.regions
        done = in_line_until(place, self.since[who], run.carriers.hub_rate[1].reshape(-1))
        in_line = done >= self.now
        self._put(who[in_line], HUB_LINE, self.since[who[in_line]], queues + place[in_line])
        for q in np.unique(place[in_line]):
            first = done[in_line & (place == q)].min()
            self.left[queues + q] = min(1.0, float((first - self.now) * run.carriers.hub_rate[1].reshape(-1)[q]))
        self._at_depot(who[~in_line], done[~in_line], draw=0)

    def _at_depot(self, who: Ints, ready: Floats, draw: int) -> None:
        """At the depot by now: there still, or on a courier's round of which nothing is seen yet."""
        wave = last_of(self.run.carriers.waves[self.carrier[who]], self.offset, np.full(len(who), self.now))
        hidden = np.where(wave >= ready, 1.0 - self._seen_by_now(who, wave), 0.0) * (1.0 - LEFT_BEHIND)
        u = luck_at_start(self.run.key, self.n, "last_mile", ROUNDS + 1 + draw)[who, 0]
        is_out = u * (hidden + LEFT_BEHIND) < hidden
        place = self._depot(who)
        self._put(who[~is_out], DEPOT_LINE, ready[~is_out], place[~is_out])
        self._moved(who[is_out], OUT, wave[is_out])

    def _back_at_depot(self, who: Ints, at: Floats, draw: int) -> None:
        """Back from a try at `at`: ready for a wave after the turnaround."""
        period = self.run.clock.period
        back = at + np.maximum(self.run.carriers.turnaround[self.carrier[who]], period)
        later = back >= self.now
        place = self._depot(who)
        self._put(who[later], DEPOT, back[later], place[later])
        self._at_depot(who[~later], back[~later], draw)

    def _with_courier(self) -> None:
        """Out for delivery, or tried in vain."""
        run, failed = self.run, self._at(ATTEMPT_FAILED)
        self._back_at_depot(failed, self.since[failed], draw=1)
        who = self._at(OUT)
        most = run.carriers.max_last_mile[self.carrier[who]]
        late = self.now - self.since[who] - most - self._slowest[who]
        self.stage[who[late > OVERDUE_H]] = ENDED
        is_refused = (late > 0.0) & (late <= OVERDUE_H)
        refused = who[is_refused]
        self.to_door[refused] = self.bound_for[refused] < self.operators
        self._back_at_depot(refused, self.since[refused] + most[is_refused], draw=2)
        who = self._at(OUT)
        most = run.carriers.max_last_mile[self.carrier[who]]
        row = run.carriers.last_mile[self.carrier[who]]

        def tried(some: Ints, floor: Floats, u: Floats) -> Floats:
            begin = self.since[who[some]]
            return begin + np.minimum(lasting(run.tables, row[some], floor - begin, u), most[some])

        at = self._unseen(who, "last_mile", tried)
        later = at >= self.now
        self._put(who[later], ATTEMPT, at[later])
        self._tried_unseen(who[~later], at[~later])

    def _tried_unseen(self, who: Ints, at: Floats) -> None:
        """The try has been, and nothing is seen of it: delivered, in a locker, or on the way back."""
        u = luck_at_start(self.run.key, self.n, "bound", 1)[who, 0]
        goal = np.where(self.to_door[who], self.operators + 1, self.bound_for[who])
        in_locker = goal < self.operators
        fails = (goal > self.operators) & (u >= self.run.carriers.door_success[self.carrier[who]])
        fails &= self.failures[who] + 1 < self.run.carriers.max_attempts[self.carrier[who]]
        self.stage[who[~in_locker & ~fails]] = ENDED
        self._put(who[in_locker], ATTEMPT, np.full(int(in_locker.sum()), self.now))
        self.failures[who[fails]] += 1
        self._moved(who[fails], ATTEMPT_FAILED, at[fails])
        back = np.maximum(at + self.run.carriers.turnaround[self.carrier[who]], self.now)
        self._put(who[fails], DEPOT, back[fails], self._depot(who[fails]))

    def _in_locker(self, u: Floats) -> None:
        """In a locker: its operator is drawn; the buyer comes, or the courier takes it back."""
        run, who = self.run, self._at(DEPOSITED)
        if self.operators == 0:
            self.stage[who] = ENDED
            return
        upto = run.orders.bound_upto[: self.operators] / run.orders.bound_upto[self.operators - 1]
        operator = np.minimum(np.searchsorted(upto, u[who], side="right"), self.operators - 1)
        self.bound_for[who] = operator
        place = operator * self.regions + self.region[who]
        self.stage[who[nth_of(place) >= run.lockers.cells.reshape(-1)[place]]] = ENDED  # no cell is left for it
        who, operator = who[self.stage[who] == -1], operator[self.stage[who] == -1]
        until = self.since[who] + run.lockers.max_dwell[operator]
        self.stage[who[until < self.now - OVERDUE_H]] = ENDED
        is_back = (until < self.now) & (until >= self.now - OVERDUE_H)
        self.to_door[who[is_back]] = True
        self._back_at_depot(who[is_back], until[is_back], draw=3)
        who, operator, until = who[until >= self.now], operator[until >= self.now], until[until >= self.now]
        row = run.lockers.rows[operator, 0]

        def collected(some: Ints, floor: Floats, luck: Floats) -> Floats:
            begin = self.since[who[some]]
            dwell = np.maximum(lasting(run.tables, row[some], floor - begin, luck), run.clock.period)
            return np.asarray(begin + dwell)

        at = self._unseen(who, "locker", collected)
        self.stage[who[at < self.now]] = ENDED
        stays = at >= self.now
        self._put(who[stays], LOCKER, np.where(at < until, at, np.inf)[stays])
        self.deposited[who[stays]], self.taken_back[who[stays]] = self.since[who[stays]], until[stays]


def nth_of(place: Ints) -> Ints:
    """(n,) how many of the same place come before each.

    >>> nth_of(np.array([5, 3, 5])).tolist()
    [0, 0, 1]
    """
    order = np.argsort(place, kind="stable")
    out = np.empty(len(place), np.int64)
    out[order] = np.arange(len(place)) - np.searchsorted(place[order], place[order])
    return out
