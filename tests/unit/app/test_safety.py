"""Who is heard, what a page may do, and that no address leads out of the results."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from sim.app.safety import names_of
from sim.app.server import make_app
from sim.app.shelf import Shelf
from sim.app.what_ifs import Engine

HOST = "127.0.0.1:8050"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A run, and beside the results a run that would be shown if an address led there."""
    for place, page in (("results/storm/0123", "<h1>a run</h1>"), ("secret", "secret")):
        folder = tmp_path / place
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps({"schema_version": 1}), encoding="utf-8")
        (folder / "report.html").write_text(page, encoding="utf-8")
    return tmp_path / "results"


@pytest.fixture
def client(results: Path) -> Iterator[FlaskClient]:
    with closing(Engine(1)) as engine:
        app = make_app(Shelf(results), engine, names_of("127.0.0.1", 8050))
        yield app.server.test_client()


@pytest.mark.parametrize("host", [HOST, "localhost:8050", "[::1]:8050"])
def test_the_app_is_heard_by_this_machines_names(client: FlaskClient, host: str) -> None:
    assert 200 == client.get("/", headers={"Host": host}).status_code


@pytest.mark.parametrize("host", ["evil.example:8050", "127.0.0.1:8051", "127.0.0.1", "localhost.evil.example:8050"])
def test_another_name_is_refused(client: FlaskClient, host: str) -> None:
    assert 403 == client.get("/", headers={"Host": host}).status_code


def test_with_another_address_any_name_will_do() -> None:
    assert [] == names_of("192.0.2.7", 8050)


def test_another_sites_page_is_refused(client: FlaskClient) -> None:
    own = client.get("/", headers={"Host": HOST, "Origin": f"http://{HOST}"})
    foreign = client.get("/", headers={"Host": HOST, "Origin": "http://evil.example"})
    hidden = client.get("/", headers={"Host": HOST, "Origin": "null"})

    assert (200, 403, 403) == (own.status_code, foreign.status_code, hidden.status_code)


def test_a_page_may_load_nothing_from_elsewhere_and_stands_in_no_frame(client: FlaskClient) -> None:
    headers = client.get("/", headers={"Host": HOST}).headers

    assert "nosniff" == headers["X-Content-Type-Options"]
    assert "DENY" == headers["X-Frame-Options"]
    policy = headers["Content-Security-Policy"]
    scripts = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
    assert "default-src 'none'" in policy
    assert "unsafe" not in scripts
    assert "http" not in policy


def test_a_runs_page_is_kept_in_a_world_of_its_own(client: FlaskClient) -> None:
    page = client.get("/files/storm/0123/report.html", headers={"Host": HOST})

    assert b"<h1>a run</h1>" == page.data
    assert page.headers["Content-Security-Policy"].startswith("sandbox allow-scripts allow-downloads;")
    page.close()


@pytest.mark.parametrize(
    "path",
    [
        "/files/../secret/report.html",
        "/files/..%2f..%2fsecret/x/report.html",
        "/files/storm/..%2f..%2fsecret/report.html",
        "/files/storm/link/report.html",
        "/files/storm/%00/report.html",
        "/files/storm/nothing/report.html",
    ],
)
def test_no_address_leads_out_of_the_results(client: FlaskClient, results: Path, path: str) -> None:
    (results / "storm" / "link").symlink_to(results.parent / "secret")
    answer = client.get(path, headers={"Host": HOST})

    assert b"secret" != answer.data
    answer.close()


def test_a_run_that_cannot_be_opened_says_why_instead_of_its_files(client: FlaskClient) -> None:
    answer = client.get("/files/storm/0123/impact.csv", headers={"Host": HOST})

    assert 404 == answer.status_code
    assert "not a readable run" in answer.text


def test_a_tab_that_is_left_ends_its_own_question(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[str] = []
    monkeypatch.setattr(Engine, "cancel", lambda _engine, tab: ended.append(tab))
    own = client.post("/leave?tab=a-b_c", headers={"Host": HOST, "Origin": f"http://{HOST}"})
    foreign = client.post("/leave?tab=other", headers={"Host": HOST, "Origin": "http://evil.example"})

    assert (204, 403) == (own.status_code, foreign.status_code)
    assert ["a-b_c"] == ended


def test_too_large_a_request_is_refused(client: FlaskClient) -> None:
    answer = client.post(
        "/_dash-update-component", data=b"x" * 4_100_000, content_type="application/json", headers={"Host": HOST}
    )

    assert 413 == answer.status_code
