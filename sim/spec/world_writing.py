"""A world written as a file that extends another: numbers that were found, each with its source. Knows YAML."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml


@dataclass(frozen=True)
class Found:
    """A number, list or distribution that takes the place of the extended world's.

    Attributes:
        path: dotted path of its field.
        value: as it stands in a scenario file.
        source: where it comes from.
        certainty: H read, M derived, L assumed.
        range: ends between which it may lie, as they stand in a file; None where it is no single number.
    """

    path: str
    value: Any
    source: str
    certainty: str = "M"
    range: tuple[Any, Any] | None = None


def world_yaml(*, extends: str, name: str, title: str, story: str, found: Sequence[Found]) -> str:
    """YAML text of a world that says what was found and leaves the rest to the world it extends.

    Args:
        extends: path of that world, as the new file is to name it.
        name, title, story: of the new world.
        found: what it says otherwise, paths unique.
    """
    told: dict[str, Any] = {"extends": extends, "name": name, "title": title, "story": story}
    for each in found:
        *above, last = each.path.split(".")
        inside = told
        for key in above:
            inside = inside.setdefault(key, {})
        noted = {"value": each.value, "source": each.source, "certainty": each.certainty}
        inside[last] = noted | ({"range": list(each.range)} if each.range is not None else {})
    text: str = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None)
    return text
