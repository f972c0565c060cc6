"""What precision the options of a run ask for, and options that do not go together."""

import time

import pytest
import typer

from sim.cli.precision import goal_of, program_began
from sim.cli.progress import in_words
from sim.cli.restore_curve import hours_of
from sim.study import PrecisionGoal
from sim.study.precision import standings
from sim.study.until_precise import PrecisionTold


def test_no_precision_is_asked_for_by_a_number_of_replications() -> None:
    assert goal_of(10, None, None, None, None) is None


def test_a_precision_is_a_share_of_named_measures_in_a_given_time() -> None:
    found = goal_of(None, "2.5%", "contacts, dark_hours", 40, "90s")
    assert PrecisionGoal(share=0.025, measures=("contacts", "dark_hours"), most=40, deadline_s=90.0) == found


def test_a_deadline_alone_asks_for_five_percent() -> None:
    assert PrecisionGoal(deadline_s=60.0) == goal_of(None, None, None, None, "1min")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((10, "5%", None, None, None), "either --replications or --precision"),
        ((None, None, "contacts", None, None), "goes with --precision"),
        ((None, None, None, 40, None), "goes with --precision"),
        ((None, "0", None, None, None), "above 0"),
        ((None, "five", None, None, None), "expected a share"),
        ((None, "5%", " , ", None, None), "names with commas"),
        ((None, "5%", None, None, "60"), "such as 60s"),
        ((None, "5%", None, None, "0s"), "above 0"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: tuple[None, None, None, None, None], words: str) -> None:
    with pytest.raises(typer.BadParameter, match=words):
        goal_of(*options)


def test_the_line_shows_the_band_of_every_measure_and_ticks_what_is_reached() -> None:
    goal = PrecisionGoal(share=0.1, measures=("contacts", "petitions"), look_ahead=1)
    found = standings({"contacts": [100.0, 101.0, 99.0, 100.0], "petitions": [0.0, 5.0, -5.0, 0.0]}, goal)
    told = in_words(PrecisionTold(4, 100, found))
    assert told.startswith("4 replications (at most 100): contacts +100 ± ")
    assert "✓; petitions to the regulator 0 ± " in told
    assert told.endswith("(–)")


def test_hours_that_are_no_hours_are_refused() -> None:
    with pytest.raises(typer.BadParameter, match="write hours such as"):
        hours_of("2,six")


def test_a_deadline_counts_from_the_begin_of_the_process() -> None:
    # It took some time to import what this test needs, and no test run lasts a day.
    age_s = time.monotonic() - program_began()
    assert 0.1 < age_s < 86_400.0
    assert age_s == pytest.approx(time.monotonic() - program_began(), abs=1.0)
