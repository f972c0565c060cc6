"""A what-if question against its base run: said in words, drawn where a share can be taken, listed in any case."""

import pandas as pd

from sim.report.base_section import base_section
from sim.study.compare.differences import differences
from sim.study.paired_values import paired_values
from tests.unit.study.family_frames import family

USUAL = [100.0, 300.0, 200.0]


def of(outage: dict[str, list[float]]) -> pd.DataFrame:
    """Differences of the base and the question in contacts."""
    return differences(paired_values(family(outage, USUAL)))


def test_a_clear_difference_is_told_with_its_interval_and_drawn_over_the_bases_excess() -> None:
    section = base_section(of({"base": [200.0, 400.0, 300.0], "now": [150.0, 350.0, 250.0]}), 3)

    assert "Contacts: \u221250 contacts (\u221250 to \u221250)." in section.text
    (panel,) = section.panels
    assert panel.figure is not None
    assert [-50.0] == panel.figure.data[-1]["x"]
    assert "\u221250\u202f% (\u221250\u202f% to \u221250\u202f%)" == section.table["of_the_base_excess"].item()


def test_equal_runs_are_exactly_equal_in_words() -> None:
    section = base_section(of({"base": [200.0, 400.0, 350.0], "now": [200.0, 400.0, 350.0]}), 3)

    assert "Contacts: exactly as in the base run." in section.text


def test_a_base_excess_that_is_not_clear_of_zero_leaves_no_share_to_draw_but_the_difference_in_the_table() -> None:
    section = base_section(of({"base": [90.0, 320.0, 190.0], "now": [95.0, 325.0, 195.0]}), 3)

    (panel,) = section.panels
    assert panel.figure is None
    assert "No excess of the base run is clear of zero" in panel.empty
    assert 5.0 == section.table["difference"].item()
    assert "\u2013" == section.table["of_the_base_excess"].item()
