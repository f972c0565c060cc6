"""The tree of errors a user can meet, and how a problem in a file is worded.

Knows no file format and no scenario: whoever finds a problem says where it stands and what was meant.
"""

from collections.abc import Iterable
from dataclasses import dataclass


class SimError(Exception):
    """Base of everything this package raises on purpose; its text is meant for the user."""


class UnitError(SimError, ValueError):
    """A quantity is not written in a unit that fits.

    Attributes:
        message: what was expected, without the value.
        got: the value as written.
        suggestion: how it was probably meant, or None.
    """

    def __init__(self, message: str, got: object = None, suggestion: str | None = None) -> None:
        super().__init__(message, got, suggestion)
        self.message = message
        self.got = got
        self.suggestion = suggestion

    def __str__(self) -> str:
        tail = f"; did you mean {self.suggestion!r}?" if self.suggestion is not None else ""
        return f"{self.message}, got {self.got!r}{tail}"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a scenario file, and where.

    Attributes:
        file: path as the user gave it, or `--set` for an override.
        line: line, from 1; 0 where the problem has no line.
        column: column, from 1; 0 where the problem has no column.
        path: dotted path inside the scenario, such as `outages.sf_feed.duration`.
        message: what is wrong, without the value.
        got: the offending value as written, or None.
        suggestion: nearest right spelling, or None.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    got: str | None = None
    suggestion: str | None = None

    def __str__(self) -> str:
        """Word it as `file:line:col: path: what is wrong (got …), did you mean …?`."""
        place = f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: "
        path = f"{self.path}: " if self.path else ""
        got = f" (got {self.got})" if self.got is not None else ""
        hint = f", did you mean {self.suggestion}?" if self.suggestion is not None else ""
        return f"{place}{path}{self.message}{got}{hint}"


class ScenarioError(SimError):
    """A scenario cannot be used; carries every problem found, in file order.

    Attributes:
        problems: at least one problem, sorted by file, line and column.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    @classmethod
    def of(cls, file: str, message: str, got: str | None = None, suggestion: str | None = None) -> "ScenarioError":
        """The error of one problem that has no line: a file as a whole, or an option of the command line."""
        return cls([Problem(file, 0, 0, "", message, got, suggestion)])

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class RunError(SimError):
    """A run broke while running; the scenario itself was sound."""
