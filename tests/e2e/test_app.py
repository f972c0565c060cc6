"""`outage-sim app` from the command line: what it refuses, and how; its views are tested in the browser."""

import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.commands import app
from tests.conftest import Command


def test_a_port_in_use_is_told(outage_sim: Command, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = outage_sim("app", tmp_path, "--port", port)

    assert 2 == done.returncode
    assert "" == done.stdout
    assert f"cannot listen at 127.0.0.1:{port}" in done.stderr
    assert "in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_its_libraries_it_says_which_extra_brings_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    done = CliRunner().invoke(app, ["app"])

    assert 2 == done.exit_code
    assert "pip install 'logistics-outage-sim[app]'" in done.stderr


def test_results_that_are_no_folder_are_refused(outage_sim: Command, tmp_path: Path) -> None:
    file = tmp_path / "results"
    file.write_text("", encoding="utf-8")
    done = outage_sim("app", file)

    assert 2 == done.returncode
    assert "is no folder of results" in done.stderr
