"""Figures and pages handed on as PNG and PDF, by a real browser."""

from pathlib import Path

import pytest

from sim.report import write_page
from sim.report.export.formats import export_pdf, export_png
from sim.report.export.page_reading import panels_of
from sim.store.exports import ExportFolder
from sim.store.kept import Kept
from tests.unit.report.synthetic import synthetic_result

pytestmark = pytest.mark.browser
PNG_HEAD = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("case") / "0123456789ab"
    write_page(synthetic_result(replications=2), folder / "report.html")
    return Kept(folder, "run", {})


def test_every_figure_becomes_a_picture_of_its_size(
    chromium: str, run: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", chromium)
    names = [panel.name for panel in panels_of(run.page.read_text(encoding="utf-8"))][:3]
    monkeypatch.setattr("sim.report.export.page_reading.panels_of", lambda html: panels_of(html)[:3])
    out = ExportFolder(tmp_path)
    assert [] == export_png(run, out)
    assert [f"{name}.png" for name in names] == [path.name for path in out.written]
    for path in out.written:
        content = path.read_bytes()
        assert content.startswith(PNG_HEAD)
        width, height = (int.from_bytes(content[place : place + 4]) for place in (16, 20))
        assert 1200 <= width <= 2600, "twice the figure's pixels"
        assert 600 <= height
        assert len(content) > 10_000, "a blank picture is smaller"


def test_the_page_is_printed_and_not_again_while_it_is_the_same(
    chromium: str, run: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", chromium)
    out = ExportFolder(tmp_path)
    export_pdf(run, out)
    monkeypatch.setenv("CHROMIUM", "no browser is needed now")
    export_pdf(run, out)
    (path,) = set(out.written)
    content = path.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") >= 5
    assert len(content) > 100_000, "figures are in it"
