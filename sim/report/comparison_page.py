"""The page of a comparison: who does best in what, the excesses, the differences, what the scenarios say otherwise."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import pandas as pd

from sim.report import labels, numbers
from sim.report.figures.study_comparison import HEADLINES, difference_panels, excess_panels, rank_heat
from sim.report.study_page import Section, write_study_page

FEW = 5
SHOWN = [
    "measure", "difference_of", "unit", "excess_a", "excess_b", "difference", "interval", "adjusted", "relative",
    "p_holm",
]  # fmt: skip


class Compared(Protocol):
    """What the page asks of a comparison: the shape it reads, nothing of how it is made."""

    @property
    def titles(self) -> Mapping[str, str]:
        """Title of each scenario by its name."""

    @property
    def impacts(self) -> pd.DataFrame:
        """variant, measure, group, baseline, outage, excess, ci_low, ci_high, unit."""

    @property
    def differences(self) -> pd.DataFrame:
        """As `sim.study.compare.differences` gives it."""

    @property
    def ranks(self) -> pd.DataFrame:
        """As `sim.study.compare.best` gives it."""

    @property
    def said_otherwise(self) -> pd.DataFrame:
        """scenario, path, first, here."""

    @property
    def replications(self) -> int:
        """Pairs of arms of each scenario."""

    @property
    def is_one_world(self) -> bool:
        """Whether all have the same baseline."""


def write_comparison_page(path: Path, compared: Compared, provenance: Mapping[str, str]) -> None:
    """Write the page of scenarios compared.

    Args:
        path: of the page.
        compared: what is shown.
        provenance: what was run.

    Raises:
        OSError: the file cannot be written.
    """
    names = list(compared.titles)
    write_study_page(
        path,
        title=f"Compared: {', '.join(names)}",
        kind=f"{len(names)} scenarios, {compared.replications} paired replications of each",
        lead=comparison_lead(compared),
        sections=comparison_sections(compared),
        provenance=provenance,
    )


def comparison_sections(compared: Compared) -> list[Section]:
    """What a comparison shows, from top to bottom."""
    names = list(compared.titles)
    listed = pd.DataFrame({"scenario": names, "title": list(compared.titles.values())})
    return [
        Section(
            "best",
            "Who does best",
            "Each cell: the scenario's rank by its excess, and the probability that it is best. Scenarios that the "
            "adjusted intervals cannot tell apart share a rank; the probability is how often its mean is best when the "
            f"{compared.replications} replications are drawn again with replacement, the same draws for all.",
            figure=rank_heat(compared.ranks),
            note="Only measures of which less, or more, is plainly better, and in which the scenarios differ at all.",
        ),
        Section(
            "excess",
            "What each does",
            "Excess over the counterfactual, the same world without any act, with 95 % intervals. The line at zero is "
            "the counterfactual.",
            panels=excess_panels(compared.impacts),
        ),
        Section(
            "differences",
            "Differences",
            "Excess of one scenario less excess of the other, paired by luck. Thick: the 95 % interval of this "
            "difference alone. Thin: adjusted so that all pairs of a measure hold together with 95 % (Bonferroni). "
            "Coloured where the adjusted interval excludes zero, grey where it does not.",
            panels=difference_panels(compared.differences),
        ),
        Section(
            "table",
            "All differences",
            "Totals of every measure in which two scenarios differ at all; the others are exactly equal. Relative: "
            "over the excess of a, a dash where that is not clear of zero. p: Holm's, over the pairs of one measure.",
            table=_table(compared.differences),
        ),
        Section(
            "scenarios",
            "What they say otherwise",
            f"Every path at which a scenario says something else than {names[0]}.",
            table=compared.said_otherwise if len(compared.said_otherwise) else listed,
        ),
    ]


def comparison_lead(compared: Compared) -> str:
    """The answer of a comparison in a few sentences."""
    differences, ranks, replications = compared.differences, compared.ranks, compared.replications
    told = [_best(measure, ranks) for measure in ("total_cost_cny", "contacts", "petitions") if measure in HEADLINES]
    clear = differences[(differences["adjusted_low"] > 0) | (differences["adjusted_high"] < 0)]
    same = differences[(differences["difference"] == 0) & (differences["ci_low"] == 0) & (differences["ci_high"] == 0)]
    told.append(
        f"Of {len(differences)} differences, {len(clear)} are clear of zero by adjusted intervals and {len(same)} are "
        "exactly zero."
    )
    if not compared.is_one_world:
        told.append("The scenarios are of different worlds: their baselines differ, and so may the orders.")
    if replications < FEW:
        told.append(f"{replications} replications are few: intervals are wide and the probabilities rough.")
    return " ".join(text for text in told if text)


def _best(measure: str, ranks: pd.DataFrame) -> str:
    rows = ranks[ranks["measure"] == measure]
    if rows.empty:
        return ""
    title = labels.measure(measure).lower()
    first = rows.sort_values(["rank", "p_best"], ascending=[True, False], kind="stable").iloc[0]
    sharing = rows[rows["rank"] == 1]
    if len(sharing) == len(rows):
        return f"By {title} the scenarios cannot be told apart."
    if len(sharing) > 1:
        return f"By {title}, {' and '.join(sharing['scenario'])} share the first rank."
    chance = numbers.share(float(first["p_best"]))
    return f"By {title}, {first['scenario']} is best (probability {chance})."


def _table(differences: pd.DataFrame) -> pd.DataFrame:
    is_same = (differences["difference"] == 0) & (differences["p"] == 1)
    frame = differences[~is_same].copy()
    units = frame["unit"].tolist()
    for column, low, high in (("interval", "ci_low", "ci_high"), ("adjusted", "adjusted_low", "adjusted_high")):
        frame[column] = [numbers.interval(*ends) for ends in zip(frame[low], frame[high], units, strict=True)]
    frame["difference_of"] = [f"{b} less {a}" for a, b in zip(frame["a"], frame["b"], strict=True)]
    frame["relative"] = [numbers.ratio(value) for value in frame["relative"]]
    frame["p_holm"] = [f"{value:.2g}" if value == value else numbers.NOTHING for value in frame["p_holm"]]
    return frame[SHOWN]
