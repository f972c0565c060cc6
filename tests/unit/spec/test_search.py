"""Search files: levers are checked as responses are, and every mistake is told at its place."""

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.spec import load_search
from tests.conftest import REFERENCE_CASE

SHIPPED = REFERENCE_CASE.parent / "searches" / "responses.yaml"


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "search.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def problem(path: Path) -> str:
    with pytest.raises(ScenarioError) as raised:
        load_search(path, REFERENCE_CASE)
    return str(raised.value)


def line_of(path: Path, text: str) -> int:
    return next(number for number, line in enumerate(path.read_text().splitlines(), start=1) if text in line)


def test_shipped_space_is_sound() -> None:
    space = load_search(SHIPPED, REFERENCE_CASE)
    assert {"mediation"} == space.scenario.responses.keys()
    assert (6.0, 24.0, 50.0, 120.0) == space.lengths
    rivals = next(lever for lever in space.levers if lever.name == "rivals")
    assert (None, 4.0, 10.0, 24.0) == rivals.at
    assert [0.15, 0.30] == pytest.approx([setting.strength for setting in rivals.settings])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("outage: sf_feed", "outage: sf_fed", "did you mean sf_feed?"),
        ("keep: [mediation]", "keep: [mediatoin]", "did you mean mediation?"),
        ("action: advise_switch", "action: advice_switch", "did you mean advise_switch?"),
        ("choose: {coverage: [30%, 90%]}", "choose: {coverage: [30%, 190%]}", "levers.polling.coverage"),
        ("choose: {coverage: [30%, 90%]}", "choose: {coverege: [30%, 90%]}", "levers.polling.coverege"),
        (
            "with: {carrier: sf}\n    at: [never, 2h",
            "with: {carrier: ssf}\n    at: [never, 2h",
            "levers.advice.carrier",
        ),
        ("at: [never, 8h, 22h]", "at: [nevr, 8h, 22h]", "levers.bases.at"),
        ("lengths: [6h, 24h, 50h, 120h]", "lengths: [0h, 24h]", "must be greater than 0"),
        ("harm_price: 200", "harm_prise: 200", "did you mean harm_price?"),
        ("with: {desk: platform}", "with: {desk: platform, start: 2017-06-01}", "start is not said here"),
    ],
)
def test_mistake_is_told_with_file_and_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = changed(tmp_path, old, new)
    said = problem(path)
    assert told in said
    wrong = next(line for line in new.splitlines() if line not in old.splitlines())
    assert f"{path}:{line_of(path, wrong)}:" in said or f"{path}:{line_of(path, wrong) - 1}:" in said


def test_missing_file_is_said() -> None:
    assert "cannot be read" in problem(Path("nowhere.yaml"))
