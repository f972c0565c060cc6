"""Where two scenarios say different things, path by path, as a person would write them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.spec.effective import NOT_OF_THE_WORLD, effective
from sim.spec.scenario import Scenario

NOT_SAID = "not said"
NAMES_ONLY = ("name", "title", "story", "replications", "seed")
MOST_SHOWN = 240


class Difference(NamedTuple):
    """One path at which two scenarios differ, and what each says there."""

    path: str
    a: str
    b: str


def differing(a: Scenario, b: Scenario) -> list[Difference]:
    """Every path at which the effective configurations differ, titles, seeds and replications aside."""
    return _between(a, b, NAMES_ONLY)


def differing_world(a: Scenario, b: Scenario) -> list[Difference]:
    """Every path at which their worlds differ: what the arm without any act depends on."""
    return _between(a, b, NOT_OF_THE_WORLD)


def _between(a: Scenario, b: Scenario, aside: tuple[str, ...]) -> list[Difference]:
    told = [{key: value for key, value in effective(each).items() if key not in aside} for each in (a, b)]
    return list(_walk(told[0], told[1], ""))


def _walk(a: Any, b: Any, path: str) -> Iterator[Difference]:
    if (a is None and isinstance(b, dict)) or (b is None and isinstance(a, dict)):
        a, b = a or {}, b or {}
    if isinstance(a, dict) and isinstance(b, dict):
        for key in [*a, *(key for key in b if key not in a)]:
            yield from _walk(a.get(key), b.get(key), f"{path}.{key}" if path else str(key))
        if list(a) != list(b) and set(a) == set(b):
            yield Difference(path, f"in the order {', '.join(a)}", f"in the order {', '.join(b)}")
    elif a != b:
        yield Difference(path, _shown(a), _shown(b))


def _shown(value: Any) -> str:
    if value is None:
        return NOT_SAID
    if isinstance(value, dict):
        text = "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
    elif isinstance(value, list):
        text = "[" + ", ".join(_shown(item) for item in value) + "]"
    else:
        text = str(value)
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"
