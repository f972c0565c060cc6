"""The register of assumptions as a result: its tables, as JSON, on disk and as a page. Must not know how it is run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim import store
from sim.spec import Assumption, Scenario, scenario_hash
from sim.study.assumptions.moving import Moving
from sim.study.kept import Setting, identity_of, paths_of

KIND = "assumptions"
TABLES = ("register", "elasticities", "screening")
RANK = {"L": 0, "M": 1, "H": 2, "": 0}
"""Guesses first; a number nobody vouches for is one."""
UNMOVED = "not moved"
SCREENED = "screened only"
MEASURED = "measured at both ends"
OF_REGISTER = [
    "path",
    "value",
    "value_low",
    "value_high",
    "unit",
    "certainty",
    "meaning",
    "source",
    "looked_at",
    "strength",
    "why_not",
]


@dataclass(frozen=True)
class AssumptionRegister:
    """Every number of a scenario, and what the answer owes to it.

    Attributes:
        setting: the scenario as it is told, and how it was run.
        measures: totals whose excess is the answer.
        top: how many numbers were to be measured at both ends.
        certainties: letters of the numbers looked at; "" = all.
        moving: what could be moved, and what not.
        screening: as `sim.study.assumptions.elasticity.screening` gives it.
        elasticities: as `sim.study.assumptions.elasticity.elasticities` gives it.
    """

    setting: Setting
    measures: tuple[str, ...]
    top: int
    certainties: str
    moving: Moving
    screening: pd.DataFrame
    elasticities: pd.DataFrame

    @cached_property
    def register(self) -> pd.DataFrame:
        """A row a number: path, value and ends as written, unit, certainty, meaning, source, how it was looked at.

        `strength` is the largest shift in the screening, as a share of the largest of all numbers in that measure, over
        the measures, 0-1. Guesses stand first, the strongest on top; what was not moved says why.
        """
        strongest = self.screening.groupby("path")["share_of_largest"].max().to_dict()
        measured = set(self.elasticities["path"])
        spans = {move.row.path: span_of(move.row) for move in self.moving.moves}
        rows = []
        for row in self.setting.first.assumptions():
            low, high = spans.get(row.path, ("", ""))
            how = MEASURED if row.path in measured else SCREENED if row.path in spans else UNMOVED
            strength = float(strongest.get(row.path, float("nan")))
            rows.append((row.path, row.value, low, high, row.unit, row.certainty, row.meaning, row.source, how,
                         strength, self.moving.left_out.get(row.path, "")))  # fmt: skip
        frame = pd.DataFrame(rows, columns=OF_REGISTER)
        order = frame.assign(rank=frame["certainty"].map(RANK), still=frame["looked_at"] == UNMOVED)
        order = order.sort_values(
            ["still", "rank", "strength"], ascending=[True, True, False], kind="stable", na_position="last"
        )
        return frame.loc[order.index].reset_index(drop=True)

    @property
    def replications(self) -> int:
        """Pairs of arms of each measured number at each end."""
        return int(self.setting.first.replications)

    @property
    def identity(self) -> str:
        """Name of the study."""
        return register_id(self.setting.first, self.measures, self.top, self.certainties)

    def to_json(self) -> dict[str, Any]:
        """The register as one object of plain values."""
        first = self.setting.first
        about = self.register.set_index("path")
        found = {
            "study": self.identity,
            "scenario": first.name,
            "seed": first.seed,
            "sample": first.sample,
            "replications": self.replications,
            "numbers": len(about),
            "moved": len(self.moving.moves),
            "measured": int((about["looked_at"] == MEASURED).sum()),
            "elasticities": [
                _told(row, about.loc[row["path"]].to_dict()) for row in self.elasticities.to_dict("records")
            ],
            "left_out": dict(self.moving.left_out),
            "paths": self.setting.paths,
        }
        plain: dict[str, Any] = store.plain(found)
        return plain

    def save(self, out: Path) -> "AssumptionRegister":
        """Write the study's folder, whole or not at all, and return the register with its paths.

        Pairs that were kept beside it while it was made are removed.

        Raises:
            RunError: the disk is full or the folder cannot be written.
        """
        tables = {name: getattr(self, name) for name in TABLES}
        asked = {"measures": self.measures, "top": self.top, "certainties": self.certainties}
        more = {**asked, store.ANSWER: answer_hash(self.setting.first)}
        setting = self.setting.saved(out, KIND, self.identity, self.replications, tables=tables, page=self.page, **more)
        store.forget_pieces(register_folder(out, self.setting.first, self.measures, self.top, self.certainties))
        return replace(self, setting=setting)

    def page(self, path: Path) -> None:
        """Write the study's page.

        Raises:
            OSError: the file cannot be written.
        """
        from sim.report.assumptions_page import write_assumptions_page  # late: it brings the drawing library

        first = self.setting.first
        write_assumptions_page(
            path,
            title=first.title or first.name,
            measures=self.measures,
            register=self.register,
            elasticities=self.elasticities,
            replications=self.replications,
            provenance=self.setting.provenance(self.identity, self.replications),
        )


def span_of(row: Assumption) -> tuple[str, str]:
    """Both ends of a number as a person reads them: as written, or a tenth down and up."""
    return row.range if row.range is not None else ("−10\u202f%", "+10\u202f%")


def register_id(scenario: Scenario, measures: Sequence[str], top: int, certainties: str) -> str:
    """Name of the register of this scenario, as it would be made; sources and ranges count."""
    notes = [[row.path, row.value, row.range, row.certainty, row.source] for row in scenario.assumptions()]
    return identity_of(KIND, {scenario.name: scenario}, list(measures), top, certainties, notes)


def register_folder(out: Path, scenario: Scenario, measures: Sequence[str], top: int, certainties: str) -> Path:
    """Where the register of this scenario lies, or would."""
    return store.study_folder(out, scenario.name, KIND, register_id(scenario, measures, top, certainties))


def answer_hash(scenario: Scenario) -> str:
    """Hash of what the answer depends on but for luck and sample: the same for runs that ask the same."""
    plain = {"sample": 1.0, "seed": 1, "replications": 1, "title": "", "story": "", "claims": ()}
    return scenario_hash(scenario.model_copy(update=plain))


def stored_register(
    out: Path,
    scenario: Scenario,
    moving: Moving,
    *,
    measures: Sequence[str],
    top: int,
    certainties: str = "",
    command: str = "",
) -> AssumptionRegister | None:
    """The same register as it was made before, if it is there."""
    folder = register_folder(out, scenario, measures, top, certainties)
    found = store.find_study(folder, TABLES)
    if found is None:
        return None
    setting = Setting({scenario.name: scenario}, command, paths=paths_of(folder, found.tables))
    tables = found.tables
    return AssumptionRegister(
        setting, tuple(measures), top, certainties, moving, tables["screening"], tables["elasticities"]
    )


def stored_elasticities(out: Path, scenario: Scenario, measure: str | None = None) -> pd.DataFrame | None:
    """Elasticities of the newest register of this scenario, whatever its sample and luck; None where there is none.

    Args:
        out: where results are kept.
        scenario: what is asked about; its outages and responses count.
        measure: of which the elasticities are wanted, a row a number; None = of all that were measured.

    Returns:
        Columns path, measure, elasticity, low, high.
    """
    found = store.newest_study(out, scenario.name, KIND, answer_hash(scenario), ("elasticities",))
    if found is None:
        return None
    table = found.tables["elasticities"][["path", "measure", "elasticity", "low", "high"]]
    return table if measure is None else table[table["measure"] == measure].reset_index(drop=True)


def _told(row: Mapping[Any, Any], about: Mapping[Any, Any]) -> dict[str, Any]:
    named = ("value", "value_low", "value_high", "certainty", "source")
    return {
        "path": row["path"],
        **{name: about[name] for name in named},
        "value_unit": about["unit"],
        "measure": row["measure"],
        "unit": row["unit"],
        "excess": row["excess"],
        "elasticity": row["elasticity"],
        "ci95": [row["low"], row["high"]],
        "at_low": row["at_low"],
        "at_high": row["at_high"],
        "swing": row["swing"],
        "swing_ci95": [row["swing_low"], row["swing_high"]],
    }
