"""A second look at a finished sweep's folder: what it finds, keeps and says, and how it refuses."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from sim import store
from sim.cli.commands import app
from sim.errors import RunError
from sim.study.sensitivity import Design, Parameter
from sim.study.sensitivity.look import finished_sweep, look_at
from tests.unit.study.sensitivity.planted import tables

HOURS = Parameter("outages.sf_feed.duration", 0.0, 24.0, "h")
SPARE = Parameter("world.spare_share", 0.0, 0.2, "share")
DESIGN = Design("lhs", (HOURS, SPARE))


def planted(x: np.ndarray) -> np.ndarray:
    return np.where((x[:, 0] > 9) & (x[:, 1] < 0.08), 100.0, 10.0)


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished sweep of 300 points as the command `sweep` leaves it."""
    folder = store.SweepFolder(tmp_path_factory.mktemp("results") / "hours" / "sweep-0123456789ab")
    folder.make_ready(afresh=False)
    x = np.random.default_rng(2).random((300, 2)) * [24.0, 0.2]
    points, values = tables(DESIGN, x, planted, replications=2, noise=5.0)
    told = {
        "sweep": "hours",
        "sweep_id": "0123456789ab",
        "title": "Hours & <b>spare</b>",
        "seed": 1,
        "measures": ["contacts"],
        "design": {"kind": "lhs", "n": 300},
        "uncertainties": [
            {"path": each.name, "unit": each.unit, "low": each.low, "high": each.high, "is_log": False}
            for each in DESIGN.parameters
        ],
    }
    for name, table in ((store.POINTS, points), (store.VALUES, values)):
        folder.put_table(name, table, sweep_id="0123456789ab")
    folder.write_manifest({**told, "finished": True, "failed": 0, "wall_s": 1.0})
    return folder.path


def test_a_look_finds_the_planted_box_and_keeps_page_and_tables(sweep: Path) -> None:
    found = look_at(finished_sweep(sweep), "contacts", limit=50.0)
    found.save()
    kept = pd.read_parquet(sweep / f"discover-{found.identity}-boxes.parquet")

    assert {HOURS.name, SPARE.name} == set(kept["parameter"])
    assert 9.0 == pytest.approx(kept.set_index("parameter").loc[HOURS.name, "value"], abs=0.7)
    assert "Contacts above 50: in " in found.page.read_text()
    assert [] == list(sweep.glob(".*"))


def test_the_same_look_writes_the_same_bytes(sweep: Path) -> None:
    first, second = (look_at(finished_sweep(sweep), "contacts", limit=50.0) for _ in range(2))
    first.save()
    bytes_before = first.page.read_bytes()
    second.save()

    assert first.page == second.page
    assert bytes_before == second.page.read_bytes()


def test_the_command_prints_one_object_of_json_and_nothing_more(sweep: Path) -> None:
    done = CliRunner().invoke(app, ["discover", str(sweep), "--measure", "contacts", "--above", "50", "--json"])
    told = json.loads(done.stdout)

    assert 0 == done.exit_code
    assert 50.0 == told["above"]
    assert {HOURS.name, SPARE.name} == {each["parameter"] for each in told["boxes"][0]["limits"]}
    assert {HOURS.name, SPARE.name} == {each["parameter"] for each in told["thresholds"]}
    assert Path(told["paths"]["page"]).is_file()


def test_without_a_limit_a_quarter_of_the_points_are_cases(sweep: Path) -> None:
    done = CliRunner().invoke(app, ["discover", str(sweep), "--json", "--quiet"])
    told = json.loads(done.stdout)

    assert "" == done.stderr
    assert 75 == told["cases"]


def test_the_command_prints_boxes_and_thresholds_for_a_person(sweep: Path) -> None:
    done = CliRunner().invoke(app, ["discover", str(sweep), "--above", "50"])

    assert 0 == done.exit_code
    assert "SF feed duration above" in done.stdout
    assert "Where the mean passes the limit" in done.stdout
    assert "discover-" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--measure", "contcts"], "did you mean contacts?"),
        (["--above", "1", "--below", "2"], "say either --above or --below"),
    ],
)
def test_wrong_options_end_with_2_and_say_what_is_right(sweep: Path, arguments: list[str], words: str) -> None:
    done = CliRunner().invoke(app, ["discover", str(sweep), *arguments])

    assert 2 == done.exit_code
    assert words in " ".join(done.stderr.split())


def test_a_folder_that_is_no_sweep_ends_with_2(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["discover", str(tmp_path)])

    assert 2 == done.exit_code
    assert "no sweep there" in " ".join(done.stderr.split())


def test_an_unfinished_sweep_is_refused_with_what_to_do(sweep: Path, tmp_path: Path) -> None:
    folder = store.SweepFolder(tmp_path)
    folder.write_manifest({"sweep": "hours", "finished": False})

    with pytest.raises(RunError, match="not finished; `outage-sim sweep` with --resume"):
        finished_sweep(tmp_path)
