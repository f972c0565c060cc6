"""What a validation found, in memory and on disk, as frames, as JSON and as a page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim import store
from sim.spec import Scenario
from sim.study.kept import Setting, as_variants, identity_of, paths_of
from sim.validate.demand import Design
from sim.validate.identify import Identification
from sim.validate.learned import driven_by, found_by_fit
from sim.validate.removal import Removal, removal_of

KIND = "validate"
TABLES = ("targets", "draws", "hourly", "event_study")
OF_IDENTIFICATION = ("parameters", "directions", "pairs", "slopes")


@dataclass(frozen=True)
class Validation:
    """A scenario's world held against published figures.

    Attributes:
        setting: the scenario, as it was run.
        removal: the removal that shoppers answer to.
        targets: a row a target, see `sim.validate.verdicts`.
        draws: a row a world of shoppers: the fit, what follows from it, what was drawn.
        hourly: sales by hour, group and arm; event_study: the estimate by spans of hours; see `DemandResult`.
        identification: which numbers the published aggregates tell of; None where not asked for.
    """

    setting: Setting
    removal: Removal
    targets: pd.DataFrame
    draws: pd.DataFrame
    hourly: pd.DataFrame
    event_study: pd.DataFrame
    identification: Identification | None = None

    @cached_property
    def found(self) -> pd.DataFrame:
        """What the fit found, see `found_by_fit`."""
        return found_by_fit(self.draws)

    @cached_property
    def drivers(self) -> pd.DataFrame:
        """Which unknown moves which figure, see `driven_by`."""
        return driven_by(self.draws)

    @property
    def identity(self) -> str:
        """Name of the study."""
        return validation_id(self.setting.first, len(self.draws), is_identified=self.identification is not None)

    @property
    def n_holding(self) -> int:
        """Targets that hold."""
        return int(self.targets["holds"].sum())

    def to_json(self) -> dict[str, Any]:
        """The validation as one object of plain values."""
        first = self.setting.first
        plain: dict[str, Any] = store.plain(
            {
                "study": self.identity,
                "scenario": first.name,
                "seed": first.seed,
                "sample": first.sample,
                "replications": first.replications,
                "draws": len(self.draws),
                "targets": [_told(row) for row in self.targets.to_dict("records")],
                "n_holding": self.n_holding,
                "n_failing": len(self.targets) - self.n_holding,
                "found": [
                    {key: row[key] for key in ("name", "value", "unit")} | {"ci95": [row["ci_low"], row["ci_high"]]}
                    for row in self.found.to_dict("records")
                ],
                **({} if self.identification is None else _identified(self.identification)),
                "paths": self.setting.paths,
            }
        )
        return plain

    def save(self, out: Path) -> "Validation":
        """Write the study's folder, whole or not at all, and return the validation with its paths.

        Runs that were kept beside it while it was made are removed.

        Raises:
            RunError: the disk is full or the folder cannot be written.
        """
        tables = {name: getattr(self, name) for name in TABLES}
        if self.identification is not None:
            tables |= {name: getattr(self.identification, name) for name in OF_IDENTIFICATION}
        setting = self.setting.saved(
            out, KIND, self.identity, self.setting.first.replications, tables=tables, page=self.page
        )
        is_identified = self.identification is not None
        store.forget_pieces(validation_folder(out, self.setting.first, len(self.draws), is_identified=is_identified))
        return replace(self, setting=setting)

    def page(self, path: Path) -> None:
        """Write the study's page.

        Raises:
            OSError: the file cannot be written.
        """
        from sim.report.validation_page import write_validation_page  # late: it brings the drawing library

        first = self.setting.first
        write_validation_page(
            path,
            title=first.title or first.name,
            carrier=self.removal.carrier,
            start=first.start,
            removed=(self.removal.began_at, self.removal.ended_at),
            targets=self.targets,
            found=self.found,
            drivers=self.drivers,
            hourly=self.hourly,
            event_study=self.event_study,
            identified=None
            if self.identification is None
            else {name: getattr(self.identification, name) for name in OF_IDENTIFICATION},
            provenance=self.setting.provenance(self.identity, first.replications),
        )


def validation_id(scenario: Scenario, n_draws: int, *, is_identified: bool) -> str:
    """Name of the validation of this scenario, as it would be run."""
    return identity_of(KIND, {scenario.name: scenario}, n_draws, is_identified)


def validation_folder(out: Path, scenario: Scenario, n_draws: int, *, is_identified: bool) -> Path:
    """Where the validation of this scenario, as it would be run, lies, or would."""
    identity = validation_id(scenario, n_draws, is_identified=is_identified)
    return store.study_folder(out, scenario.name, KIND, identity)


def stored_validation(
    out: Path,
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    design: Design | None = None,
    is_identified: bool = False,
    command: str = "",
) -> Validation | None:
    """The same validation as it was made before, if it is there."""
    variants = as_variants({scenario.name: scenario}, replications=replications, seed=seed)
    setting = Setting(variants, command)
    folder = validation_folder(out, setting.first, (design or Design()).n_draws, is_identified=is_identified)
    names = (*TABLES, *(OF_IDENTIFICATION if is_identified else ()))
    found = store.find_study(folder, names)
    if found is None:
        return None
    setting = replace(setting, paths=paths_of(folder, found.tables))
    tables = {name: found.tables[name] for name in TABLES}
    identification = (
        Identification(**{name: found.tables[name] for name in OF_IDENTIFICATION}) if is_identified else None
    )
    return Validation(setting, removal_of(setting.first), **tables, identification=identification)


def _told(row: Mapping[Any, Any]) -> dict[str, Any]:
    names = (
        "name",
        "what",
        "target",
        "simulated",
        "unit",
        "status",
        "held_out",
        "holds",
        "is_clear",
        "source",
        "certainty",
    )
    return {name: row[name] for name in names} | {
        "tolerance": [row["band_low"], row["band_high"]],
        "ci95": [row["ci_low"], row["ci_high"]],
        "interval_over": row["interval_over"],
    }


def _identified(found: Identification) -> dict[str, Any]:
    names = ("path", "value", "posterior", "sd_left", "is_told_of", "confused_with", "correlation")
    numbers = [
        {name: row[name] for name in names}
        | {"range": [row["low"], row["high"]], "ci95": [row["ci_low"], row["ci_high"]]}
        for row in found.parameters.to_dict("records")
    ]
    return {"identified": numbers, "pairs": found.pairs.to_dict("records")}
