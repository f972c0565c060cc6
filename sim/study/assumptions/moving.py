"""The numbers of a scenario that can be moved, and the scenarios with one of them at an end. Runs nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import ScenarioError
from sim.spec import Assumption, Move, Scenario, ScenarioFile, move_of

LOW, HIGH = "low", "high"
AS_TOLD = "as told"
ENDS = (LOW, HIGH)


@dataclass(frozen=True)
class Moving:
    """What can be moved in a scenario, and what cannot.

    Attributes:
        moves: numbers with their two ends, in file order.
        left_out: reason why not, by path.
    """

    moves: tuple[Move, ...]
    left_out: Mapping[str, str]

    def of_certainty(self, letters: str) -> "Moving":
        """Only the numbers whose certainty is among these letters; one of which none is said counts as L."""
        kept = tuple(move for move in self.moves if (move.row.certainty or "L") in letters)
        others = {move.row.path: f"certainty not among {letters}" for move in self.moves if move not in kept}
        return Moving(kept, {**self.left_out, **others})


def moving_of(file: ScenarioFile, given: Mapping[str, Any], rows: Iterable[Assumption]) -> Moving:
    """Every assumption tried at both ends of its range.

    Args:
        file: the scenario's file.
        given: overrides in force in every run.
        rows: the scenario's assumptions.

    Raises:
        ScenarioError: the scenario cannot be used as it is told.
    """
    start = file.scenario(given).start
    moves, left_out = [], {}
    for row in rows:
        move = move_of(row, start)
        if isinstance(move, str):
            left_out[row.path] = move
            continue
        try:
            for end in ENDS:
                moved(file, given, move, end)
        except ScenarioError as error:
            left_out[row.path] = f"cannot move alone: {error.problems[0].message}"
        else:
            moves.append(move)
    return Moving(tuple(moves), left_out)


def moved(file: ScenarioFile, given: Mapping[str, Any], move: Move, end: str) -> Scenario:
    """The scenario with one assumption at an end.

    Raises:
        ScenarioError: it cannot be used so.
    """
    return file.scenario({**given, **(move.at_low if end == LOW else move.at_high)})


def farther_end(move: Move) -> str:
    """The end that lies farther from the value; the high one of two equally far."""
    return LOW if move.value - move.low > (move.high - move.value) * (1.0 + 1e-9) else HIGH


def variant(path: str, end: str) -> str:
    """Name of the run with one assumption at an end."""
    return f"{path} at its {end} end"


def ends_of(file: ScenarioFile, given: Mapping[str, Any], moves: Sequence[Move], *, both: bool) -> dict[str, Scenario]:
    """The scenario as told, then each assumption at both ends, or at the farther one, by the names of the runs."""
    found = {AS_TOLD: file.scenario(given)}
    for move in moves:
        for end in ENDS if both else (farther_end(move),):
            found[variant(move.row.path, end)] = moved(file, given, move, end)
    return found
