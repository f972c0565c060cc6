"""What a study left unfinished is gone on with only where that is asked for."""

from pathlib import Path

import pandas as pd
import pytest

from sim import store
from sim.cli.unfinished import check_unfinished, kept_if_interrupted
from sim.errors import ScenarioError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a study that was cut short after one piece of work."""
    study = tmp_path / "study"
    store.keep_piece(study, "pairs-00000", pd.DataFrame({"value": [1.0]}))
    return study


def test_an_unfinished_study_is_refused_unless_somebody_says_what_to_do_with_it(folder: Path) -> None:
    with pytest.raises(ScenarioError, match="--resume goes on with it, --force begins anew"):
        check_unfinished(folder, resume=False, force=False)
    check_unfinished(folder, resume=True, force=False)
    assert ["pairs-00000"] == list(store.kept_pieces(folder))


def test_force_forgets_what_was_kept(folder: Path) -> None:
    check_unfinished(folder, resume=False, force=True)
    assert {} == store.kept_pieces(folder)


def test_ctrl_c_says_whether_anything_is_kept(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for study, told in ((folder, "what is finished is kept; --resume goes on"), (tmp_path / "other", "nothing kept")):
        with pytest.raises(KeyboardInterrupt), kept_if_interrupted(study):
            raise KeyboardInterrupt
        assert told in capsys.readouterr().err
