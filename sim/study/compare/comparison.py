"""The study `compare`: from scenarios to differences, ranks, tables and a page. Knows the order of steps only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim import store
from sim.errors import ScenarioError
from sim.spec import Scenario, differing
from sim.study.arms import Progress, say_nothing
from sim.study.compare.best import ranks
from sim.study.compare.differences import ADJUSTMENT, differences
from sim.study.compare.one_world import check_one_world, is_one_world
from sim.study.family import FamilyInterrupted, values_of_family
from sim.study.kept import Setting, as_variants, identity_of, paths_of
from sim.study.paired_values import PairedValues, impacts, paired_values
from sim.study.processes import usable_workers
from sim.study.replicate import LEAST_FOR_INTERVAL
from sim.study.result import TOTAL

KIND = "compare"
TABLES = ("values", "impacts", "differences", "ranks", "said_otherwise")
CI = ("ci_low", "ci_high")


class ComparisonInterrupted(KeyboardInterrupt):
    """A comparison was interrupted.

    Attributes:
        comparison: of the replications finished until then; None where fewer than two were.
    """

    def __init__(self, comparison: "Comparison | None") -> None:
        super().__init__()
        self.comparison = comparison


@dataclass(frozen=True)
class Comparison:
    """Scenarios compared. All counts are of the full population.

    Attributes:
        setting: the scenarios, as they were run.
        values: variant, replication, arm, measure, group, value, unit.
    """

    setting: Setting
    values: pd.DataFrame

    @cached_property
    def paired(self) -> PairedValues:
        """Totals of every scenario, as arrays."""
        return paired_values(self.values).totals()

    @cached_property
    def impacts(self) -> pd.DataFrame:
        """Impact table of each scenario: variant, measure, group, baseline, outage, excess, ci_low, ci_high, unit."""
        return impacts(self.values)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Every pair in every total, see `sim.study.compare.differences`."""
        return differences(self.paired)

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """Rank and probability of being best, see `sim.study.compare.best`."""
        return ranks(self.paired, self.differences)

    @cached_property
    def said_otherwise(self) -> pd.DataFrame:
        """What each scenario says otherwise than the first: scenario, path, first, here."""
        (_, first), *others = self.setting.scenarios.items()
        rows = [(name, *each) for name, other in others for each in differing(first, other)]
        return pd.DataFrame(rows, columns=["scenario", "path", "first", "here"]).astype(str)

    @property
    def replications(self) -> int:
        """Pairs of arms of each scenario."""
        return len(self.paired.replications)

    @property
    def titles(self) -> dict[str, str]:
        """Title of each scenario by its name."""
        return {name: scenario.title or name for name, scenario in self.setting.scenarios.items()}

    @property
    def is_one_world(self) -> bool:
        """Whether all scenarios have the same baseline."""
        return is_one_world(self.setting.scenarios)

    @property
    def identity(self) -> str:
        """Name of the study."""
        return comparison_id(self.setting.scenarios)

    def to_json(self) -> dict[str, Any]:
        """The comparison as one object of plain values; a difference is b less a."""
        impact = self.impacts[self.impacts["group"] == TOTAL]
        best = {(row["scenario"], row["measure"]): row for row in self.ranks.to_dict("records")}
        measures: dict[str, dict[str, Any]] = {name: {} for name in self.setting.scenarios}
        for row in impact.to_dict("records"):
            name, measure = str(row["variant"]), str(row["measure"])
            told = {"excess": row["excess"], "ci95": [row[end] for end in CI], "unit": row["unit"]}
            rank = best.get((name, measure), {})
            measures[name][measure] = told | {key: rank[key] for key in ("rank", "p_best") if key in rank}
        found = {
            "study": self.identity,
            "scenarios": list(self.setting.scenarios),
            "one_world": self.is_one_world,
            "seed": self.setting.first.seed,
            "sample": self.setting.first.sample,
            "replications": self.replications,
            "difference": "excess of b less excess of a",
            "adjustment": ADJUSTMENT,
            "differences": [_told(row) for row in self.differences.to_dict("records")],
            "impact": measures,
            "paths": self.setting.paths,
        }
        if self.setting.is_incomplete:
            found["incomplete"] = True
        plain: dict[str, Any] = store.plain(found)
        return plain

    def save(self, out: Path) -> "Comparison":
        """Write the study's folder, whole or not at all, and return the comparison with its paths.

        Raises:
            RunError: the disk is full or the folder cannot be written.
        """
        tables = {name: getattr(self, name) for name in TABLES}
        setting = self.setting.saved(
            out, KIND, self.identity, self.replications, tables=tables, page=self.page, adjustment=ADJUSTMENT
        )
        return replace(self, setting=setting)

    def page(self, path: Path) -> None:
        """Write the study's page.

        Raises:
            OSError: the file cannot be written.
        """
        from sim.report.comparison_page import write_comparison_page  # late: it brings the drawing library

        write_comparison_page(path, self, self.setting.provenance(self.identity, self.replications))


def comparison_id(scenarios: Mapping[str, Scenario]) -> str:
    """Name of the comparison of these scenarios, as they would be run."""
    return identity_of(KIND, scenarios)


def compare(
    scenarios: Mapping[str, Scenario],
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    different_worlds: bool = False,
    command: str = "",
    progress: Progress | None = None,
) -> Comparison:
    """Run every scenario with the same luck and compare their excesses.

    Args:
        scenarios: at least two, by the name they are told by.
        replications: pairs of arms of each; the first scenario's number where not said.
        seed: what all luck is drawn from; the first scenario's where not said.
        workers: processes at once; as many as there are processors where not said. Figures do not depend on it.
        different_worlds: whether their worlds may differ; luck is still the same, order by order.
        command: the command line, for the page.
        progress: told (pairs done, pairs in all).

    Raises:
        ScenarioError: fewer than two scenarios, or they are not of one world; names what differs.
        ValueError: an argument out of range.
        RunError: a pair failed, or its process died.
        ComparisonInterrupted: Ctrl-C; carries what was finished.
    """
    if len(scenarios) < 2:
        raise ScenarioError.of("scenarios", f"at least two are compared, got {len(scenarios)}")
    if not different_worlds:
        check_one_world(scenarios)
    variants = as_variants(scenarios, replications=replications, seed=seed)
    first = next(iter(variants.values()))
    setting = Setting(variants, command)
    try:
        values = values_of_family(
            variants,
            seed=first.seed,
            replications=range(first.replications),
            workers=workers or usable_workers(),
            progress=progress or say_nothing,
        )
    except FamilyInterrupted as interrupt:
        kept = interrupt.values
        is_enough = kept is not None and kept["replication"].nunique() >= LEAST_FOR_INTERVAL
        incomplete = replace(setting, is_incomplete=True)
        raise ComparisonInterrupted(
            Comparison(incomplete, kept) if is_enough and kept is not None else None
        ) from interrupt
    return Comparison(setting, values)


def stored_comparison(
    out: Path,
    scenarios: Mapping[str, Scenario],
    *,
    replications: int | None = None,
    seed: int | None = None,
    command: str = "",
) -> Comparison | None:
    """The same comparison as it was made before, if it is there."""
    variants = as_variants(scenarios, replications=replications, seed=seed)
    first = next(iter(variants.values()))
    folder = store.study_folder(out, first.name, KIND, comparison_id(variants))
    found = store.find_study(folder, TABLES)
    if found is None:
        return None
    return Comparison(Setting(variants, command, paths=paths_of(folder, found.tables)), found.tables["values"])


def _told(row: Mapping[Any, Any]) -> dict[str, Any]:
    names = ("a", "b", "measure", "unit", "difference")
    return {name: row[name] for name in names} | {
        "ci95": [row["ci_low"], row["ci_high"]],
        "ci95_adjusted": [row["adjusted_low"], row["adjusted_high"]],
        "p": row["p"],
        "p_holm": row["p_holm"],
        "p_holm_all": row["p_holm_all"],
        "relative": row["relative"],
        "relative_ci95": [row["relative_low"], row["relative_high"]],
    }
