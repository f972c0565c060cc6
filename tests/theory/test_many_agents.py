"""A support desk as M/M/c (Erlang C, 1917) and as M/M/c+M (Erlang A: Palm 1957; Garnett et al. 2002)."""

import pytest

from sim.engine.tally import WAIT_BINS
from tests.theory.desk import MINUTES, Desk
from tests.theory.evidence import WRONG, agrees
from tests.theory.formulas import erlang_a, mmc_tail

REPLICATIONS = 14


def desks(servers: int, arrivals: float, contacts: int, patience: float = float("inf")) -> list[Desk]:
    return [Desk(servers, arrivals, contacts=contacts, patience=patience, replication=r) for r in range(REPLICATIONS)]


@pytest.fixture(scope="module")
def five_agents() -> list[Desk]:
    """Five agents at four fifths of their capacity."""
    return desks(5, 4.0, contacts=16_000)


@pytest.fixture(scope="module")
def five_agents_wrong() -> list[Desk]:
    """The same with five per cent more contacts."""
    return desks(5, 4.0 * WRONG, contacts=16_000)


@pytest.mark.parametrize("minutes", [1, 4])
def test_the_share_that_waits_so_long_is_erlang_c(
    minutes: int, five_agents: list[Desk], five_agents_wrong: list[Desk]
) -> None:
    expected = mmc_tail(4.0, 1.0, 5, minutes / MINUTES)
    assert agrees(expected, [desk.share_waiting_at_least(minutes) for desk in five_agents])
    assert not agrees(expected, [desk.share_waiting_at_least(minutes) for desk in five_agents_wrong])


def test_the_mean_of_whole_minutes_waited_is_that_of_erlang_c(
    five_agents: list[Desk], five_agents_wrong: list[Desk]
) -> None:
    """E[min(⌊W⌋, n)] = Σ P(W ≥ k) over k = 1 … n."""
    expected = sum(mmc_tail(4.0, 1.0, 5, k / MINUTES) for k in range(1, WAIT_BINS + 1))
    assert agrees(expected, [desk.minutes_waited() for desk in five_agents])
    assert not agrees(expected, [desk.minutes_waited() for desk in five_agents_wrong])


@pytest.mark.parametrize(("servers", "arrivals", "patience"), [(5, 6.0, 0.5), (3, 2.7, 2.0)])
def test_the_share_that_gives_up_and_the_line_are_those_of_erlang_a(
    servers: int, arrivals: float, patience: float
) -> None:
    abandoned, waiting = erlang_a(arrivals, 1.0, servers, 1.0 / patience)
    right = desks(servers, arrivals, 12_000, patience)
    wrong = desks(servers, arrivals * WRONG, 12_000, patience)
    assert agrees(abandoned, [desk.share_abandoned() for desk in right])
    assert agrees(waiting, [desk.waiting.mean() for desk in right])
    assert not agrees(abandoned, [desk.share_abandoned() for desk in wrong])
    assert not agrees(waiting, [desk.waiting.mean() for desk in wrong])


def test_patience_wrong_by_five_per_cent_shows_in_the_line() -> None:
    _, waiting = erlang_a(8.0, 1.0, 5, 2.0)
    assert agrees(waiting, [desk.waiting.mean() for desk in desks(5, 8.0, 60_000, 0.5)])
    assert not agrees(waiting, [desk.waiting.mean() for desk in desks(5, 8.0, 60_000, 0.5 * WRONG)])


def test_who_gives_up_and_who_waits_obey_palms_identity() -> None:
    """θ L = λ P(abandon), replication by replication, whatever the distribution of handling times."""
    found = desks(4, 4.0, 25_000, patience=1.0)
    assert agrees(0.0, [desk.waiting.mean() / 4.0 - desk.share_abandoned() for desk in found])
    assert not agrees(0.0, [WRONG * desk.waiting.mean() / 4.0 - desk.share_abandoned() for desk in found])
