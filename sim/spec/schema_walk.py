"""Finds the field a dotted path of a scenario means: its documentation, unit and neighbours.

Walks the models' annotations, never a value; where a path may mean fields of several models (the actions of
`responses`), it follows them all.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any, get_args, get_origin

from pydantic.fields import FieldInfo

from sim.spec.base import Model
from sim.spec.distributions import Distribution
from sim.spec.fields import Suffix, Unit
from sim.spec.merging import DEFAULTS
from sim.spec.scenario import Scenario


@dataclass(frozen=True)
class Place:
    """What may stand at a path.

    Attributes:
        kinds: models, `dict` and `tuple` types and scalar types that fit.
        meaning: documentation of the nearest field on the way.
        marks: unit and suffix marks of the value, innermost type first.
    """

    kinds: tuple[Any, ...]
    meaning: str = ""
    marks: tuple[Any, ...] = field(default=())

    @property
    def unit(self) -> str:
        """Unit of the value, "" for a pure number, list of numbers or map."""
        return next((mark.text for mark in reversed(self.marks) if isinstance(mark, Unit)), "")

    @property
    def suffix(self) -> Suffix | None:
        """How a plain number is turned into text of this field; None where a number stands for itself."""
        return next((mark for mark in self.marks if isinstance(mark, Suffix)), None)

    @property
    def models(self) -> tuple[type[Model], ...]:
        """Models that may stand here."""
        return tuple(kind for kind in self.kinds if isinstance(kind, type) and issubclass(kind, Model))

    @property
    def keys(self) -> list[str]:
        """Keys the models know, in their order."""
        fields = (item for model in self.models for item in model.model_fields.items())
        return list(dict.fromkeys(info.alias or name for name, info in fields))

    @property
    def is_open(self) -> bool:
        """Whether the map here has entries of free names."""
        return any(get_origin(kind) is dict for kind in self.kinds)

    @property
    def is_distribution(self) -> bool:
        """Whether a distribution may stand here."""
        return any(issubclass(model, Distribution) for model in self.models)


ROOT = Place((Scenario,), "The scenario.")


def place_of(parts: Iterable[str | int], root: Place = ROOT) -> Place | None:
    """The place a path means, from a scenario or another root down, or None if the path cannot exist."""
    here: Place | None = root
    for part in parts:
        if here is None:
            return None
        here = _step(here, str(part))
    return here


def _step(here: Place, part: str) -> Place | None:
    if here is ROOT and part in DEFAULTS.values():
        section = next(section for section, name in DEFAULTS.items() if name == part)
        return _step(_step(ROOT, section) or ROOT, "*")
    kinds: list[Any] = []
    marks: tuple[Any, ...] = ()
    meaning = here.meaning
    for model in here.models:
        if issubclass(model, Distribution) and part == model.kind:
            kinds.append(model)
            marks = here.marks
        if part in _tags(model):
            kinds.append(model)
        info = _field(model, part)
        if info is not None:
            kinds_of_field, marks = _expand(info.annotation, tuple(info.metadata))
            kinds.extend(kinds_of_field)
            meaning = info.description or meaning
    for kind in here.kinds:
        arguments = get_args(kind)
        if get_origin(kind) is dict or (get_origin(kind) is tuple and part.isdigit()):
            inner = arguments[1] if get_origin(kind) is dict else arguments[0]
            kinds_of_entry, marks = _expand(inner, ())
            kinds.extend(kinds_of_entry)
    return Place(tuple(dict.fromkeys(kinds)), meaning, marks) if kinds else None


def _tags(model: type[Model]) -> tuple[str, ...]:
    action = model.model_fields.get("action")
    return get_args(action.annotation) if action is not None else ()


def _field(model: type[Model], key: str) -> FieldInfo | None:
    return next((info for name, info in model.model_fields.items() if (info.alias or name) == key), None)


def _expand(annotation: Any, marks: tuple[Any, ...]) -> tuple[list[Any], tuple[Any, ...]]:
    """Possible types of an annotation, and its marks, innermost first."""
    if get_origin(annotation) is Annotated:
        inner, *outer = get_args(annotation)
        return _expand(inner, (*outer, *marks))
    arguments = get_args(annotation)
    if arguments and get_origin(annotation) not in (dict, tuple) and not _is_literal(annotation):
        kinds: list[Any] = []
        inside: tuple[Any, ...] = ()
        for argument in arguments:
            if argument is not type(None):
                more, deeper = _expand(argument, ())
                kinds.extend(more)
                inside = (*inside, *deeper)
        return kinds, (*inside, *marks)
    return [annotation], marks


def _is_literal(annotation: Any) -> bool:
    return all(isinstance(argument, str) for argument in get_args(annotation))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Nearest right spelling, or None if nothing is near."""
    names = list(known)
    folded = {name.lower(): name for name in names}
    found = difflib.get_close_matches(word.lower(), list(folded), 1, 0.6)
    return folded[found[0]] if found else None
