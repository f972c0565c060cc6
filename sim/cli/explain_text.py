"""A parcel's story as it is printed: what it is, where its lives part and why, both lives side by side."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.report.parcel_page import side_by_side
from sim.report.partings import differing_in_words
from sim.study.explain import telling

if TYPE_CHECKING:
    from sim.study.explain import Explanation, TypicalCases

WIDTH_WITHOUT_TERMINAL = 120


def print_story(story: "Explanation", page: Path) -> None:
    """Print one parcel's story."""
    console = _console()
    clock = story.replayed.around.clock
    console.print(f"[bold]{escape(telling.title_of(story))}[/bold], replication {story.replayed.replication}")
    console.print(escape(telling.traits_in_words(story)), soft_wrap=False)
    for paragraph in telling.difference_in_words(story):
        console.print()
        console.print(escape(paragraph))
    console.print()
    console.print(_table(side_by_side(story.parcel.rows, clock), f"Both lives, clock times {clock.zone}"))
    differing = differing_in_words(story.consequences)
    if len(differing):
        console.print(_table(differing, "What became of it (one parcel: no intervals)"))
    console.print(f"Page: {escape(str(page))}", soft_wrap=True)


def print_cases(typical: "TypicalCases", page: Path) -> None:
    """Print the typical cases of a replication, and who was under way at the peak."""
    console = _console()
    hour, clock = typical.peak_hour, typical.replayed.around.clock
    console.print(_table(telling.cases_frame(typical), f"Typical cases among {typical.replayed.n_watched:,} orders"))
    if hour is not None:
        title = f"Under way when most were dark, {clock.words(hour)}"
        console.print(_table(telling.under_way_frame(typical), title))
    console.print(f"Page: {escape(str(page))}", soft_wrap=True)


def _table(frame: pd.DataFrame, title: str) -> Table:
    table = Table(title=title, title_justify="left")
    for name in frame.columns:
        table.add_column(str(name).replace("_", " "), overflow="fold")
    for row in frame.itertuples(index=False, name=None):
        table.add_row(*(escape("yes" if cell is True else "no" if cell is False else str(cell)) for cell in row))
    return table


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH_WITHOUT_TERMINAL)
