"""A sweep's page without the analysis of its design: slices, differences, figures, from tables made by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.report import sweep_overview
from sim.report.sweep_differences import difference_frame
from sim.report.sweep_reading import SweepReading

PATH = "outages.sf_feed.duration"
UNCERTAIN = {"path": PATH, "unit": "h", "low": 1.0, "high": 3.0, "is_log": False, "peak": None, "because": "<why>"}
POLICIES = ("as_is", "silent")
EFFECT = {"as_is": 0.0, "silent": 5.0}


def reading(
    n_lengths: int = 3, replications: int = 2, failed: tuple[int, ...] = (), n_uncertain: int = 1
) -> SweepReading:
    """Two policies at some lengths; excess = 10 · length + 5 if silent + luck of the replication, shared by all."""
    extra = [{**UNCERTAIN, "path": f"buyers.x{number}"} for number in range(n_uncertain - 1)]
    uncertain = [UNCERTAIN, *extra] if n_uncertain else []
    rows, values = [], []
    for policy in POLICIES:
        for length in range(1, n_lengths + 1):
            number = len(rows)
            rows.append([number, "scenario", policy, *[float(length)] * n_uncertain])
            for replication in range(replications):
                excess = 10.0 * length + EFFECT[policy] + 100.0 * replication
                if number not in failed:
                    values.append([number, replication, "contacts", "total", 1.0, 1.0 + excess, excess, "contacts"])
    told: dict[str, Any] = {
        "measures": ["contacts"],
        "uncertainties": uncertain,
        "levers": [],
        "replications": replications,
    }
    columns = ["point", "replication", "measure", "group", "baseline", "outage", "excess", "unit"]
    return SweepReading(
        told,
        pd.DataFrame(rows, columns=["point", "scenario", "policy", *(each["path"] for each in uncertain)]),
        pd.DataFrame(values, columns=columns),
        pd.DataFrame(
            [[number, f"point {number}", "<b>broke</b>"] for number in failed], columns=["point", "what", "error"]
        ),
    )


def test_luck_that_all_points_share_leaves_no_trace_in_differences() -> None:
    (row,) = difference_frame(reading(), ["contacts"]).to_dict("records")
    assert ("Silent", "As is") == (row["what"], row["against"])
    assert (5.0, 5.0, 5.0) == (row["difference"], row["ci_low"], row["ci_high"])


def test_a_point_that_failed_is_left_out_of_both_choices() -> None:
    (row,) = difference_frame(reading(failed=(5,)), ["contacts"]).to_dict("records")
    assert 5.0 == row["difference"]


def test_choices_without_a_common_point_are_not_compared() -> None:
    assert difference_frame(reading(failed=(0, 1, 2)), ["contacts"]).empty


def test_one_replication_has_no_interval() -> None:
    (row,) = difference_frame(reading(replications=1), ["contacts"]).to_dict("records")
    assert 5.0 == row["difference"]
    assert np.isnan([row["ci_low"], row["ci_high"]]).all()


def test_the_curve_along_one_uncertainty_is_the_mean_over_replications() -> None:
    section = sweep_overview.sections(reading())[0]
    lines = [trace for trace in section.panels[0].figure.data if trace["mode"] == "lines+markers"]
    assert [[60.0, 70.0, 80.0], [65.0, 75.0, 85.0]] == [line["y"].tolist() for line in lines]
    assert [[1.0, 2.0, 3.0]] * 2 == [line["x"].tolist() for line in lines]


@pytest.mark.parametrize(("n_uncertain", "kind"), [(0, "scatter"), (1, "scatter"), (2, "box")])
@pytest.mark.parametrize("replications", [1, 3])
def test_every_figure_is_one_the_plot_library_knows(n_uncertain: int, kind: str, replications: int) -> None:
    n_lengths = 1 if n_uncertain == 0 else 3
    sections = sweep_overview.sections(reading(n_lengths, replications, n_uncertain=n_uncertain))
    figures = [panel.figure for section in sections for panel in section.panels]
    assert kind == figures[0].data[0]["type"]
    for figure in figures:
        figure.to_plotly()


def test_failed_points_are_told_in_the_lead_and_listed() -> None:
    told = reading(failed=(5,))
    assert "1 point failed and is left out." in sweep_overview.lead(told)
    (failures,) = [section for section in sweep_overview.sections(told) if section.id == "failures"]
    assert "&lt;b&gt;broke&lt;/b&gt;" in failures.html()


def test_the_lead_says_between_what_the_excess_lies() -> None:
    told = sweep_overview.lead(reading())
    assert told.startswith("6 points, 2 pairs of runs each, all with the same luck: ")
    assert "contacts beyond the counterfactual from +60 to +85 contacts." in told


def test_the_lead_says_which_choices_are_told_apart_from_the_first() -> None:
    assert sweep_overview.lead(reading()).endswith("Contacts, against As is: more with Silent (+5, 5 to 5).")
    alike = reading()
    alike.values.loc[alike.values["point"] == 3, "excess"] -= [15.0, 21.0]  # the mean difference's sign hangs on luck
    told = sweep_overview.lead(alike)
    assert told.endswith("Contacts: no choice is told apart from the first, As is.")


def test_with_one_replication_no_choice_is_told_apart_and_none_is_claimed_to_be() -> None:
    assert "As is" not in sweep_overview.lead(reading(replications=1))
