"""What-if questions under way: a process kept warm, one question a browser tab, ended at once when nobody wants it.

Knows processes and tabs; must not know what is asked nor how it is shown.
"""

import threading
import time

from sim.errors import SimError
from sim.spec import Scenario
from sim.study.crew import ProcessDiedError, Worker
from sim.study.processes import usable_workers
from sim.study.replicate import as_run
from sim.study.result import Result
from sim.study.tightening import Step, Tightening, steps

UNSEEN_S = 180.0
"""A question whose tab has not asked for it for so long is ended: browsers call hidden tabs once a minute."""
TURN_S = 0.2
GRACE_S = 5.0
"""A question that another one replaces may finish the replication it is at, so that its warm process is used again."""
WARMING_SAMPLE = 2e-5

WAITING, RUNNING, DONE, CANCELLED, FAILED = "waiting", "running", "done", "cancelled", "failed"


class WhatIf:
    """One question and what is known of it.

    Attributes:
        scenario: as it is run.
        most: replications after which it ends.
        base: what it is a variation of, in the words of whoever asks.
        state: waiting for a process, running, done, cancelled or failed.
        replications: pairs of arms finished.
        result: of the replications measured last; None before the second.
        problem: why it failed.
        seen_at: when its tab asked for it last, `time.monotonic()`.
        worker: the process that works on it, while it does.
        is_stopped: whether that process was told to end.
        has_left: set once it needs no process any more.
    """

    def __init__(self, scenario: Scenario, most: int, base: str) -> None:
        self.scenario, self.most, self.base = scenario, most, base
        self.state = WAITING
        self.replications = 0
        self.result: Result | None = None
        self.problem = ""
        self.seen_at = time.monotonic()
        self.worker: Worker | None = None
        self.is_stopped = False
        self.has_left = threading.Event()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in (DONE, CANCELLED, FAILED)


class Engine:
    """The processes that answer what-if questions.

    Args:
        at_once: questions worked on at once; as many as there are processors where not said.
    """

    def __init__(self, at_once: int | None = None) -> None:
        self._lock = threading.Lock()
        self._places = threading.Semaphore(at_once or usable_workers())
        self._asked: dict[str, WhatIf] = {}
        self._starting = threading.Lock()
        self._spare: Worker | None = None
        self._is_closed = False

    def warm(self, scenario: Scenario) -> None:
        """Have a process load all it needs, by a replication nobody looks at, so that the first question is quick."""
        small = as_run(scenario, sample=min(float(scenario.sample), WARMING_SAMPLE))
        threading.Thread(target=self._warm, args=(small,), daemon=True).start()

    def ask(self, tab: str, scenario: Scenario, most: int, base: str) -> WhatIf:
        """Begin a question; one of the same tab that is under way ends.

        Args:
            tab: token of the browser tab.
            scenario: as it is to be run, sample and seed included.
            most: replications after which it ends.
            base: kept with the question for those who show it.
        """
        asked = WhatIf(scenario, most, base)
        with self._lock:
            before = self._asked.pop(tab, None)
            self._asked = {name: each for name, each in self._asked.items() if not _is_forgotten(each)}
            self._asked[tab] = asked
        threading.Thread(target=self._answer, args=(asked, before), daemon=True).start()
        return asked

    def of(self, tab: str) -> WhatIf | None:
        """The tab's question, as it stands; says that somebody is looking."""
        with self._lock:
            found = self._asked.get(tab)
        if found is not None:
            found.seen_at = time.monotonic()
        return found

    def cancel(self, tab: str) -> None:
        """End the tab's question at once; what was found stays."""
        found = self.of(tab)
        if found is not None:
            self._end(found)

    def close(self) -> None:
        """End every process."""
        with self._lock:
            self._is_closed = True
            asked, spare, self._spare = list(self._asked.values()), self._spare, None
        for each in asked:
            self._end(each)
        if spare is not None:
            spare.end()

    def _warm(self, scenario: Scenario) -> None:
        with self._places, self._starting:
            worker = self._spare_or_new()
            worker.give(Step(scenario, 0, is_told=False))
            if isinstance(worker.ended().problem, ProcessDiedError):
                worker.end()
            else:
                self._give_back(worker)

    def _answer(self, asked: WhatIf, before: WhatIf | None) -> None:
        if before is not None:
            self._replace(before)
        while not self._places.acquire(timeout=TURN_S):
            if asked.is_over:
                asked.has_left.set()
                return
        try:
            self._work(asked)
        finally:
            self._places.release()
            asked.has_left.set()

    def _replace(self, before: WhatIf) -> None:
        """End a question, with time to hand back its process."""
        with self._lock:
            before.state = before.state if before.is_over else CANCELLED
        if not before.has_left.wait(GRACE_S):
            self._stop(before)

    def _work(self, asked: WhatIf) -> None:
        worker, is_sound = self._taken(), True
        with self._lock:
            if not asked.is_over:
                asked.state, asked.worker = RUNNING, worker
        for step in steps(asked.scenario, asked.most):
            if asked.is_over or _is_forgotten(asked):
                break
            worker.give(step)
            ended = worker.ended()
            if ended.problem is not None:
                is_sound = not isinstance(ended.problem, ProcessDiedError)
                self._fail(asked, ended.problem)
                break
            asked.replications = step.replication + 1
            asked.result = ended.outcome or asked.result
        with self._lock:
            asked.worker = None
            is_sound = is_sound and not asked.is_stopped
            if asked.state == RUNNING:
                asked.state = DONE if asked.replications == asked.most else CANCELLED
        if is_sound:
            self._give_back(worker)
        else:
            worker.end()
            self._keep_one_warm(asked.scenario)

    def _fail(self, asked: WhatIf, problem: Exception) -> None:
        with self._lock:
            if asked.state != CANCELLED:
                asked.state = FAILED
                asked.problem = _told(problem)

    def _end(self, asked: WhatIf) -> None:
        with self._lock:
            if asked.is_over:
                return
            asked.state = CANCELLED
        self._stop(asked)

    def _stop(self, asked: WhatIf) -> None:
        with self._lock:
            if asked.worker is not None:
                asked.is_stopped = True
                asked.worker.stop()

    def _taken(self) -> Worker:
        """A process to work with: the one that is warm, or is being warmed."""
        with self._starting:
            return self._spare_or_new()

    def _spare_or_new(self) -> Worker:
        with self._lock:
            spare, self._spare = self._spare, None
        return spare or Worker(Tightening())

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            is_wanted = self._spare is None and not self._is_closed
            if is_wanted:
                self._spare = worker
        if not is_wanted:
            worker.end()

    def _keep_one_warm(self, scenario: Scenario) -> None:
        with self._lock:
            is_wanted = self._spare is None and not self._is_closed
        if is_wanted:
            self.warm(scenario)


def _told(problem: Exception) -> str:
    if isinstance(problem, ProcessDiedError):
        return f"the process died at {problem}; if memory ran out, a smaller sample needs less"
    return str(problem) if isinstance(problem, SimError) else f"{type(problem).__name__}: {problem}"


def _is_forgotten(asked: WhatIf) -> bool:
    return time.monotonic() - asked.seen_at > UNSEEN_S
