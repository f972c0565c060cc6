"""Errors become exit codes and words on stderr."""

import pytest
import typer

from sim.cli.guard import guarded
from sim.errors import Problem, RunError, ScenarioError

PROBLEMS = [
    Problem("a.yaml", 3, 5, "sampel", "no such key", None, "sample"),
    Problem("a.yaml", 9, 1, "horizon", "needs a unit", "20"),
]


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (ScenarioError(PROBLEMS), 2, "a.yaml:3:5: sampel: no such key, did you mean sample?\na.yaml:9:1: horizon: "),
        (RunError("replication 3, arm outage: out of memory"), 1, "failed: replication 3, arm outage"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_an_error_ends_with_its_exit_code_and_its_words(
    error: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    @guarded
    def command() -> None:
        raise error

    with pytest.raises(typer.Exit) as ended:
        command()
    printed = capsys.readouterr()
    assert code == ended.value.exit_code
    assert words in printed.err
    assert "" == printed.out


def test_an_error_nobody_foresaw_is_not_hidden() -> None:
    @guarded
    def command() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        command()
