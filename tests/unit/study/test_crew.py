"""Processes that work off jobs: one that dies, or is ended while it writes, holds up nobody."""

import multiprocessing
import os
import time
from contextlib import closing

import numpy as np
import pytest

from sim.errors import RunError
from sim.study.crew import Ended, ProcessDiedError, work_in_processes
from sim.study.processes import work_off


def megabytes(number: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Far more than a pipe holds, so that whoever sends it is writing until it is read."""
    return np.full(4_000_000, float(number))


def die_at_two(number: int) -> int:
    if number == 2:
        os._exit(9)
    return 10 * number


def fail_at_one(number: int) -> int:
    if number == 1:
        raise UnspeakableError(1, 2)
    return number


class UnspeakableError(Exception):
    """An exception that cannot be made again from what pickle keeps of it."""

    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"{one} and {other}")


def test_ending_while_a_result_is_being_written_does_not_wait_for_its_rest() -> None:
    began = time.monotonic()
    with closing(work_in_processes(megabytes, iter(range(50)), 2)) as ends:
        first = next(ends)
        time.sleep(1.0)  # by now the other process is in the middle of a message that nobody reads
    assert first.outcome is not None
    assert [] == multiprocessing.active_children()
    assert time.monotonic() - began < 60


def test_a_process_that_dies_fails_its_own_job_and_the_rest_is_done() -> None:
    ends = list(work_in_processes(die_at_two, iter(range(6)), 2))
    assert [0, 10, 30, 40, 50] == sorted(end.outcome for end in ends if end.outcome is not None)
    (dead,) = (end for end in ends if end.problem is not None)
    assert (2, None) == (dead.job, dead.outcome)
    assert isinstance(dead.problem, ProcessDiedError)


def test_a_job_that_raises_what_cannot_be_sent_is_told_in_words() -> None:
    ends = sorted(work_in_processes(fail_at_one, iter(range(2)), 1))
    assert Ended(0, 0, None) == ends[0]
    assert "UnspeakableError: 1 and 2" in str(ends[1].problem)


def test_jobs_are_asked_for_no_earlier_than_a_process_is_free() -> None:
    begun: list[int] = []
    with closing(work_in_processes(die_at_two, iter(range(3, 100)), 2, begun=begun.append)) as ends:
        next(ends)
        assert [3, 4] == begun


def test_a_run_whose_process_dies_names_the_job() -> None:
    with pytest.raises(RunError, match="while this was running: 2"):
        list(work_off(die_at_two, [0, 1, 2, 3], 2))
