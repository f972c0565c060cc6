"""Runs of the shelf held against each other. Knows which runs are meant; the figures are the comparison's own."""

from collections.abc import Sequence

from sim.app.shelf import Shelf
from sim.errors import ScenarioError
from sim.study.compare import Comparison, comparison_of_runs

MOST = 4


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
