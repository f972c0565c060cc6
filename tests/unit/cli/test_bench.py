"""What `--parcels` and `--table` of the benchmark accept, before anything is run."""

from pathlib import Path

import pytest
import typer

from sim.cli.bench import sizes_of
from sim.cli.bench_table import BEGIN, END, has_place


@pytest.mark.parametrize("text", ["abc", "", "0", "-5", "1e5,", "1.5", "nan", "inf", "1e5;1e6"])
def test_sizes_that_are_no_whole_numbers_above_zero_are_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="whole numbers above 0"):
        sizes_of(text)


@pytest.mark.parametrize(("text", "sizes"), [("1e5,1e6,1e7", [100_000, 1_000_000, 10_000_000]), (" 7 , 5", [7, 5])])
def test_sizes_may_be_written_with_an_exponent(text: str, sizes: list[int]) -> None:
    assert sizes == sizes_of(text)


@pytest.mark.parametrize(
    ("text", "has"), [(f"{BEGIN}\n{END}\n", True), (f"{END}\n{BEGIN}\n", False), (f"{BEGIN}\n", False), ("", False)]
)
def test_a_table_needs_both_marks_in_their_order(tmp_path: Path, text: str, has: bool) -> None:
    path = tmp_path / "page.md"
    path.write_text(text)
    assert has is has_place(path)


def test_a_table_needs_a_file(tmp_path: Path) -> None:
    assert not has_place(tmp_path / "nowhere.md")
