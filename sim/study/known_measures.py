"""Measures by name: whether they exist, and which was meant. Knows names only."""

from collections.abc import Iterable, Sequence

from sim import measures
from sim.errors import Problem, ScenarioError
from sim.spec import Scenario
from sim.spec.schema_walk import nearest

OPTION = "--measures"


def check_measures(names: Sequence[str], scenario: Scenario, option: str = OPTION) -> None:
    """See that each is a total of every run.

    Raises:
        ScenarioError: one is not, or stands twice; names the nearest.
    """
    check_names(names, measures.measure_names(scenario), option)


def check_names(names: Sequence[str], known: Iterable[str], option: str = OPTION) -> None:
    """See that each name is known and stands once.

    Raises:
        ScenarioError: one is not, or stands twice; names the nearest.
    """
    known = list(known)
    problems = [
        Problem(option, 0, 0, "", "no such measure", repr(name), nearest(name, known))
        for name in names
        if name not in known
    ]
    problems += [
        Problem(option, 0, 0, "", "named twice", repr(name)) for name in dict.fromkeys(names) if names.count(name) > 1
    ]
    if problems:
        raise ScenarioError(problems)
