"""What the address bar says: which view, of which runs, with which values. Knows no view."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

RUNS, RUN, EXPLAIN, COMPARE, WHAT_IF = "/", "/run", "/explain", "/compare", "/what-if"
MOST_LETTERS = 1000


@dataclass(frozen=True)
class Address:
    """An address of the app, as anybody may have written it.

    Attributes:
        path: the view.
        values: every value by its name, in their order; overlong ones are left out.
    """

    path: str = RUNS
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def one(self, name: str, otherwise: str = "") -> str:
        """The first value of that name."""
        return next(iter(self.values.get(name, ())), otherwise)

    def object(self, name: str) -> dict[str, Any]:
        """The first value of that name, read as a JSON object; empty where it is none."""
        try:
            found = json.loads(self.one(name, "{}"))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def many(self, name: str) -> list[str]:
        """Every value of that name, each once."""
        return list(dict.fromkeys(self.values.get(name, ())))


def read_address(href: str | None) -> Address:
    """The address of a link.

    >>> read_address("http://localhost/compare?run=a/1&run=b/2").many("run")
    ['a/1', 'b/2']
    """
    parts = urlsplit(href or RUNS)
    found = parse_qs(parts.query, max_num_fields=None)
    kept = {name: [text for text in texts if len(text) <= MOST_LETTERS] for name, texts in found.items()}
    return Address(parts.path.rstrip("/") or RUNS, kept)


def link(path: str, **values: str | Sequence[str]) -> str:
    """A link into the app.

    >>> link(COMPARE, run=["a/1", "b/2"])
    '/compare?run=a%2F1&run=b%2F2'
    """
    told = {name: value for name, value in values.items() if value}
    return f"{path}?{urlencode(told, doseq=True)}" if told else path
