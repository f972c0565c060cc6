"""What a search found, in memory and on disk, as frames, as JSON, as a page, and as scenarios to take away.

Knows the shape of the findings; must not know how they were made.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sim import spec, store
from sim.spec import Scenario
from sim.spec.search_space import SearchSpace
from sim.store import StoredRun
from sim.study.search.policies import Policy, cost_cny, responses_of

KIND = "search"
TABLES = ("trials", "worlds", "selection", "values")
TOLD = ("sampler", "replications", "chosen", "texts", "warnings", "wall_s")
ROLES = {"recommended": "least loss over all worlds", "safest": "least regret in the worst world"}
FIGURES = ("harm", "cost", "loss")


@dataclass(frozen=True)
class Findings:
    """Policies tried, and the best of them. Harm and cost are excesses of the full population.

    Attributes:
        space: what was searched.
        sampler: what suggested policies.
        replications: of each trial in each world.
        trials: a row a policy, see `tables.front_frame`.
        worlds: loss and regret of every policy in every world.
        selection: a row a candidate, see `tables.selection_frame`.
        values: every harm and cost.
        policies: the recommended and the safest; empty where read back from disk.
        chosen: their names, `is_decided`, `probability_correct`.
        warnings: what a reader must know.
        wall_s: seconds it took.
        texts: scenarios with these policies as YAML, by role.
        paths: files, where it was saved.
    """

    space: SearchSpace
    sampler: str
    replications: int
    trials: pd.DataFrame
    worlds: pd.DataFrame
    selection: pd.DataFrame
    values: pd.DataFrame
    policies: Mapping[str, Policy]
    chosen: dict[str, Any]
    warnings: list[str]
    wall_s: float
    texts: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The findings as one object of plain values; what has no number is None."""
        space = self.space
        front = self.trials[self.trials["is_on_front"]].sort_values("cost")
        found: dict[str, Any] = {
            "scenario": space.scenario.name,
            "search": space.name,
            "seed": space.scenario.seed,
            "sample": space.scenario.sample,
            "replications": self.replications,
            "sampler": self.sampler,
            "trials": len(self.trials),
            "worlds": [{"outage": space.outage, "hours": length} for length in space.lengths],
            "harm": dict(space.harm),
            "harm_price_cny": space.harm_price,
            **{role: self._row(self.chosen[role]) for role in ROLES},
            "is_decided": self.chosen["is_decided"],
            "probability_correct": self.chosen["probability_correct"],
            "front": [self._told(row) for row in front.to_dict("records")],
            "regret": self._regret(),
            "selection": self.selection.to_dict("records"),
            "warnings": self.warnings,
            "paths": self.paths,
            "wall_s": self.wall_s,
        }
        plain: dict[str, Any] = store.plain(found)
        return plain

    def page(self, path: Path) -> Path:
        """Write the search's page, one HTML file that needs no network.

        Raises:
            OSError: the file cannot be written.
        """
        from sim.report.search_page import write_search_page  # late: it brings the drawing library

        write_search_page(self, path)
        return path

    def save(self, folder: Path, scenario: Scenario, scenario_file: Path) -> "Findings":
        """Write the folder, whole or not at all, and return the findings with their paths.

        Args:
            folder: as `search_folder` names it; what the unfinished search kept beside it is removed.
            scenario: as it stands in its file.
            scenario_file: that file, which the written policies extend.

        Raises:
            RunError: the disk is full or the folder cannot be written.
        """
        extends = os.path.relpath(scenario_file, folder)
        texts = {role: self._as_yaml(role, scenario, extends) for role in ROLES}
        found = replace(self, texts=texts)
        with store.new_run(folder) as new:
            found.page(new.page)
            for role, text in texts.items():
                store.add_text(new, f"{role}.yaml", text)
            new.tables = {name: getattr(found, name) for name in TABLES}
            new.manifest = found._manifest()
        store.forget_pieces(folder)
        return replace(found, paths=_paths(folder))

    @classmethod
    def from_stored(cls, stored: StoredRun, space: SearchSpace) -> "Findings":
        """The findings read back from disk, given the space they were made of."""
        told: dict[str, Any] = {name: stored.manifest[name] for name in TOLD}
        told |= stored.tables
        return cls(space=space, policies={}, paths=_paths(stored.folder), **told)

    def _as_yaml(self, role: str, scenario: Scenario, extends: str) -> str:
        outage = self.space.scenario.outages[self.space.outage]
        length = min(outage.ends_at, scenario.horizon) - outage.start
        policy = self.policies[role]
        given = {**self.space.scenario.responses, **responses_of(self.space, policy, length)}
        title = f"{scenario.title or scenario.name}: {self.chosen[role]}"
        head = (
            f"# Found by outage-sim search ({ROLES[role]}), seed {scenario.seed}, for an outage of {length:g} h.\n"
            f"# Using the levers costs {cost_cny(self.space, policy, length):,.0f} CNY, which no run counts.\n"
        )
        return head + spec.policy_yaml(
            scenario, extends=extends, name=f"{scenario.name}_{role}", title=title, responses=given
        )

    def _row(self, policy: str) -> dict[str, Any]:
        return self._told(self.trials[self.trials["policy"] == policy].iloc[0].to_dict())

    def _told(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        figures = {name: {"value": row[name], "ci95": [row[f"{name}_low"], row[f"{name}_high"]]} for name in FIGURES}
        levers = {lever.name: row[lever.name] for lever in self.space.levers}
        return {"policy": row["policy"], "levers": levers, **figures, "worst_regret": row["worst_regret"]}

    def _regret(self) -> list[dict[str, Any]]:
        shown = self.trials[self.trials["is_on_front"]]["policy"]
        rows = self.worlds[self.worlds["policy"].isin(shown)].drop(columns="trial").to_dict("records")
        return [{str(key): value for key, value in row.items()} for row in rows]

    def _manifest(self) -> dict[str, Any]:
        scenario = self.space.scenario
        return {
            "study": KIND,
            "scenario": scenario.name,
            "scenario_hash": spec.scenario_hash(scenario),
            "search": self.space.name,
            "seed": scenario.seed,
            "sample": scenario.sample,
            "lengths": list(self.space.lengths),
            "harm": dict(self.space.harm),
            "harm_price": self.space.harm_price,
            "versions": store.package_versions(),
            "configuration": spec.effective(scenario),
            **{name: getattr(self, name) for name in TOLD},
        }


def _paths(folder: Path) -> dict[str, str]:
    roles = {role: str(folder / f"{role}.yaml") for role in ROLES}
    return {"page": str(folder / store.PAGE), "trials": str(folder / "trials.parquet"), **roles}
