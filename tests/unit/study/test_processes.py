"""Jobs with a time by which they must be done: what is finished is given, the rest is dropped and its processes end."""

import multiprocessing
import time

from sim.study.processes import work_off

LONG_S = 300.0
"""A job that no test waits for; `time.sleep` is the task, since a process of its own must be able to import it."""


def test_what_is_not_finished_in_time_is_dropped_and_its_process_ends() -> None:
    began = time.monotonic()
    assert [] == list(work_off(time.sleep, [LONG_S, LONG_S], 1, until=began + 2.0))
    assert 2.0 <= time.monotonic() - began < LONG_S / 4
    while multiprocessing.active_children() and time.monotonic() - began < LONG_S / 4:
        time.sleep(0.05)
    assert [] == multiprocessing.active_children()


def test_jobs_that_are_done_in_time_are_all_given() -> None:
    until = time.monotonic() + LONG_S
    assert [(0, None), (1, None)] == sorted(work_off(time.sleep, [0.0, 0.0], 1, until=until))
    assert time.monotonic() < until
