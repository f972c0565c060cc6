"""What may be uploaded as a base: a complete scenario of at most a megabyte that names no other file."""

import base64
from pathlib import Path

import pytest

from sim.app.bases import uploaded_text
from sim.errors import ScenarioError
from sim.spec import effective_yaml, load_scenario


def as_sent(content: bytes) -> str:
    """The way a browser sends a file."""
    return f"data:application/x-yaml;base64,{base64.b64encode(content).decode('ascii')}"


@pytest.fixture(scope="module")
def complete(root: Path) -> str:
    return effective_yaml(load_scenario(root / "scenarios" / "cainiao_sf_2017.yaml"))


def test_a_runs_own_scenario_can_be_uploaded(complete: str) -> None:
    assert complete == uploaded_text(as_sent(complete.encode()))


def test_more_than_a_megabyte_is_refused(complete: str) -> None:
    padded = complete + "\n#" + "x" * 1_000_000

    with pytest.raises(ScenarioError, match="larger than 1 MB"):
        uploaded_text(as_sent(padded.encode()))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "not UTF-8"),
        (b"", "is empty"),
        (b"just words", "must be a map"),
        (b"a: [1, 2", "not valid YAML"),
        (b"name: x\n", "missing"),
        (b"!!python/object/apply:os.system ['true']", "tag"),
    ],
)
def test_wrong_content_is_told(content: bytes, reason: str) -> None:
    with pytest.raises(ScenarioError, match=reason):
        uploaded_text(as_sent(content))


def test_what_is_not_sent_as_a_browser_does_is_refused() -> None:
    with pytest.raises(ScenarioError, match="not UTF-8"):
        uploaded_text("data:text/yaml;base64,***")


def test_an_uploaded_scenario_opens_no_file(complete: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: 12345", encoding="utf-8")
    told = []
    for text in (
        f"extends: {secret}\n{complete}",
        complete.replace("merchants:\n", f"merchants:\n  handling: {{empirical: {secret}}}\n", 1),
        complete.replace("merchants:\n", f"merchants:\n  handling: {{empirical: {{value: {secret}}}}}\n", 1),
    ):
        with pytest.raises(ScenarioError) as caught:
            uploaded_text(as_sent(text.encode()))
        told.append(str(caught.value))

    assert "extends no file" in told[0]
    assert "reads no file" in told[1]
    assert "12345" not in "".join(told)
