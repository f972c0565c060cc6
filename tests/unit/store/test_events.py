"""An event log on disk: there whole or not at all, replaced, read back."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sim import store
from sim.errors import RunError

PIECE = pd.DataFrame({"parcel": [1, 1], "event_time": [0.5, 2.0]})


@pytest.fixture
def run(tmp_path: Path) -> Path:
    (tmp_path / "manifest.json").write_text(json.dumps({"scenario_hash": "abc", "seed": 7}))
    return tmp_path


def write(run: Path, share: float, pieces: int) -> None:
    with store.new_events(run, {"share": share}) as put:
        for number in range(pieces):
            put(f"{number:03d}", PIECE)


def test_a_log_written_is_found_and_read_back_piece_after_piece(run: Path) -> None:
    write(run, 0.01, pieces=2)
    assert {"share": 0.01} == store.find_events(run)
    pd.testing.assert_frame_equal(pd.concat([PIECE, PIECE], ignore_index=True), store.read_events(run))


def test_a_second_log_takes_the_place_of_the_first(run: Path) -> None:
    write(run, 0.01, pieces=3)
    write(run, 0.05, pieces=1)
    assert {"share": 0.05} == store.find_events(run)
    assert len(PIECE) == len(store.read_events(run))
    assert {"manifest.json", "events"} == {path.name for path in run.iterdir()}


def test_a_log_broken_off_leaves_nothing_and_spares_the_one_before(run: Path) -> None:
    write(run, 0.01, pieces=1)
    with pytest.raises(KeyboardInterrupt), store.new_events(run, {"share": 0.05}) as put:
        put("000", PIECE)
        raise KeyboardInterrupt
    assert {"share": 0.01} == store.find_events(run)
    assert {"manifest.json", "events"} == {path.name for path in run.iterdir()}


def test_where_there_is_no_log_none_is_found_and_reading_says_how_to_get_one(run: Path) -> None:
    assert store.find_events(run) is None
    with pytest.raises(RunError, match="--events 1%"):
        store.read_events(run)


def test_a_folder_that_is_no_run_cannot_have_a_log(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="cannot write the event log"), store.new_events(tmp_path, {}):
        pass
