"""The page of a register of assumptions: guesses first, every number told, hostile text shown as text."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.report.assumptions_page import lead, measured_table, tornado_rows, write_assumptions_page
from sim.report.figures.study_indices import tornado_figure
from sim.study.assumptions.elasticity import COLUMNS
from sim.study.assumptions.register import OF_REGISTER

HOSTILE = "<script>alert('x')</script>"


def about(path: str, certainty: str, looked_at: str = "measured at both ends", why: str = "") -> tuple[Any, ...]:
    return (path, "5%", "2%", "9%", "share", certainty, "what it is", HOSTILE, looked_at, 0.5, why)


def measured(path: str, swing: float, *, is_clear: bool = True) -> tuple[Any, ...]:
    ends = (90.0, 80.0, 100.0, 90.0 + swing, 80.0 + swing, 100.0 + swing)
    whole = (path, "contacts", "contacts", 0.05, 0.02, 0.09, "share", 100.0, 0.3, 0.1, 0.5)
    return (*whole, *ends, swing, swing - 5.0, swing + 5.0, swing / 100.0, is_clear)


@pytest.fixture
def register() -> pd.DataFrame:
    rows = [about("guess", "L"), about("known", "H"), about("start", "L", "not moved", "nothing to scale")]
    return pd.DataFrame(rows, columns=OF_REGISTER)


@pytest.fixture
def elasticities() -> pd.DataFrame:
    return pd.DataFrame([measured("known", 60.0), measured("guess", 40.0)], columns=COLUMNS)


def page_of(tmp_path: Path, register: pd.DataFrame, elasticities: pd.DataFrame) -> str:
    path = tmp_path / "report.html"
    told: Any = {"register": register, "elasticities": elasticities, "replications": 3, "provenance": {}}
    write_assumptions_page(path, title="T", measures=["contacts"], **told)
    return path.read_text(encoding="utf-8")


def test_the_lead_names_the_number_that_moves_most_and_the_first_guess(
    register: pd.DataFrame, elasticities: pd.DataFrame
) -> None:
    text = lead(["contacts"], register, elasticities, 3)
    assert "known moves the excess most" in text
    assert "next among the guesses guess" in text


def test_a_number_is_found_among_the_guesses_or_among_the_known_never_in_both(
    register: pd.DataFrame, elasticities: pd.DataFrame
) -> None:
    rows = register.set_index("path")
    assert ["guess"] == list(measured_table(elasticities, rows, ("L", ""))["number"])
    assert ["known"] == list(measured_table(elasticities, rows, ("M", "H"))["number"])


def test_the_page_tells_of_every_number_and_why_one_was_not_moved(
    tmp_path: Path, register: pd.DataFrame, elasticities: pd.DataFrame
) -> None:
    page = page_of(tmp_path, register, elasticities)
    assert all(f"<td>{path}</td>" in page for path in register["path"])
    assert "not moved: nothing to scale" in page
    assert HOSTILE not in page
    assert 1 == len(re.findall(r'class="plot" id="fig-tornado-contacts"', page))


def test_where_nothing_moves_the_page_says_so(tmp_path: Path, register: pd.DataFrame) -> None:
    page = page_of(tmp_path, register, pd.DataFrame(columns=COLUMNS))
    assert "no number moves the excess clearly" in page
    assert 'class="plot"' not in page


def test_the_tornado_is_a_figure_the_plot_library_takes(elasticities: pd.DataFrame) -> None:
    units = dict(zip(elasticities["path"], elasticities["x_unit"], strict=True))
    drawn = tornado_figure(tornado_rows(elasticities), {}, units).to_plotly()
    assert ["guess", "known"] == list(drawn.data[0].y)
