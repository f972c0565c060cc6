"""Runs of the shelf held against each other. Knows which runs are meant; the figures are the comparison's own."""

from collections.abc import Sequence

from sim.app.bases import UPLOADED
from sim.app.shelf import Shelf
from sim.errors import ScenarioError
from sim.study.compare import Comparison, comparison_of_runs
from sim.study.result import Result

MOST = 4
BASE, NOW = "base run", "this question"


def comparison_at(shelf: Shelf, places: Sequence[str]) -> Comparison:
    """The comparison of two to four runs, told by their scenarios' names.

    Scenarios of one name are told apart as `outage-sim compare` does, by a number.

    Raises:
        ScenarioError: fewer than two, more than four, or they cannot be paired; says why.
        RunError: one of them cannot be opened.
    """
    places = list(dict.fromkeys(places))
    if not 2 <= len(places) <= MOST:
        raise ScenarioError.of("compare", "two to four different runs are compared", f"{len(places)}")
    runs = {}
    for place in places:
        result = shelf.result(place)
        name, number = result.scenario.name, 2
        while name in runs:
            name, number = f"{result.scenario.name} ({number})", number + 1
        runs[name] = result
    return comparison_of_runs(runs)


def against_base(shelf: Shelf, base: str, found: Result) -> Comparison:
    """A what-if question held against the run that it started from, in the replications that both have.

    Args:
        shelf: where runs are found.
        base: place of that run, or `uploaded`.
        found: of the question.

    Raises:
        ScenarioError: they cannot be paired; says why, and what to change.
        RunError: the run cannot be opened.
    """
    if base == UPLOADED:
        raise ScenarioError.of(BASE, "the base was uploaded in this tab; only a base that was run can be held against")
    run = shelf.result(base)
    shares = [f"{100 * float(each.scenario.sample):g}%" for each in (run, found)]
    if shares[0] != shares[1]:
        raise ScenarioError.of(
            NOW,
            f"simulates {shares[1]} of the orders and the base run {shares[0]}, so they have other orders; "
            f"say {shares[0]} at “Share of the orders simulated” and run again",
        )
    return comparison_of_runs({BASE: run, NOW: found})
