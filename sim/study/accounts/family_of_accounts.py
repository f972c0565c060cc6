"""The study `accounts`: from runs of every account to findings, claims, facts, tables and a page.

Each account is run as a run of its own, so that its own page and claims are there too, and runs that were made before
are read. All have the same luck.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim import store
from sim.errors import ScenarioError
from sim.spec import Scenario
from sim.study.accounts.facts import facts, records, statements, timeline
from sim.study.accounts.findings import DEPENDS, FLIPS, SOME, claims_over, findings
from sim.study.kept import Setting, identity_of
from sim.study.paired_values import PairedValues, paired_values
from sim.study.result import Result

KIND = "accounts"
TABLES = ("findings", "claims", "facts", "records", "timeline", "statements")


@dataclass(frozen=True)
class Accounts:
    """Accounts of one event, run with the same luck.

    Attributes:
        setting: the accounts, as they were run.
        results: the run of each account by its name.
    """

    setting: Setting
    results: Mapping[str, Result]

    @cached_property
    def paired(self) -> PairedValues:
        """Every series of every account, as arrays."""
        values = [result.replication_values.assign(variant=name) for name, result in self.results.items()]
        return paired_values(pd.concat(values, ignore_index=True))

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Every excess in every account, with the verdict over all."""
        return findings({name: result.impact for name, result in self.results.items()})

    @cached_property
    def claims(self) -> pd.DataFrame:
        """Every claim in every account, with the verdict over all."""
        return claims_over({name: result.claims for name, result in self.results.items()})

    @cached_property
    def facts(self) -> pd.DataFrame:
        """What the accounts predict differently, the most telling first."""
        return facts(self.paired)

    @cached_property
    def records(self) -> pd.DataFrame:
        """Records within and beyond the contracts, by account."""
        return records(self.paired)

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """Who shut what and when, by account."""
        return timeline(self.setting.scenarios, {name: result.acts for name, result in self.results.items()})

    @cached_property
    def statements(self) -> pd.DataFrame:
        """What the accounts say otherwise, path by path."""
        return statements(self.setting.scenarios)

    @property
    def replications(self) -> int:
        """Pairs of arms of each account."""
        return len(self.paired.replications)

    @property
    def identity(self) -> str:
        """Name of the study."""
        return accounts_id(self.setting.scenarios)

    def to_json(self) -> dict[str, Any]:
        """The study as one object of plain values."""
        by_measure: dict[str, dict[str, Any]] = {}
        for row in self.findings.to_dict("records"):
            told = by_measure.setdefault(
                str(row["measure"]),
                {"unit": row["unit"], "verdict": row["verdict"], "same": row["is_same"], "accounts": {}},
            )
            told["accounts"][row["account"]] = {
                "excess": row["excess"],
                "ci95": [row["ci_low"], row["ci_high"]],
                "sign": row["sign"],
            }
        by_claim: dict[str, dict[str, Any]] = {}
        for row in self.claims.to_dict("records"):
            told = by_claim.setdefault(
                str(row["id"]), {"claim": row["claim"], "verdict": row["verdict"], "accounts": {}}
            )
            told["accounts"][row["account"]] = {
                "simulated": row["simulated"],
                "ci95": [row["ci_low"], row["ci_high"]],
                "holds": {"yes": True, "no": False}.get(str(row["holds"])),
            }
        first = self.setting.first
        unsettled = (FLIPS, SOME)
        found = {
            "study": self.identity,
            "accounts": list(self.setting.scenarios),
            "seed": first.seed,
            "sample": first.sample,
            "replications": self.replications,
            "holds_in_all": {
                "findings": [name for name, told in by_measure.items() if told["verdict"] not in unsettled],
                "claims": [name for name, told in by_claim.items() if told["verdict"] != DEPENDS],
            },
            "flips": {
                "findings": [name for name, told in by_measure.items() if told["verdict"] in unsettled],
                "claims": [name for name, told in by_claim.items() if told["verdict"] == DEPENDS],
            },
            "findings": by_measure,
            "claims": by_claim,
            "facts": [_fact(row) for row in self.facts.to_dict("records")],
            "records": self.records.to_dict("records"),
            "timeline": self.timeline.to_dict("records"),
            "statements": self.statements.to_dict("records"),
            "runs": {name: result.run_id for name, result in self.results.items()},
            "paths": self.setting.paths,
        }
        plain: dict[str, Any] = store.plain(found)
        return plain

    def save(self, out: Path) -> "Accounts":
        """Write the study's folder, whole or not at all, and return the study with its paths.

        Raises:
            RunError: the disk is full or the folder cannot be written.
        """
        tables = {name: getattr(self, name) for name in TABLES}
        runs = {name: result.run_id for name, result in self.results.items()}
        setting = self.setting.saved(
            out, KIND, self.identity, self.replications, tables=tables, page=self.page, runs=runs
        )
        return replace(self, setting=setting)

    def page(self, path: Path) -> None:
        """Write the study's page.

        Raises:
            OSError: the file cannot be written.
        """
        from sim.report.accounts_page import write_accounts_page  # late: it brings the drawing library

        write_accounts_page(
            path,
            titles={name: scenario.title or name for name, scenario in self.setting.scenarios.items()},
            clock={name: scenario.start for name, scenario in self.setting.scenarios.items()},
            tables={name: getattr(self, name) for name in TABLES},
            replications=self.replications,
            provenance=self.setting.provenance(self.identity, self.replications)
            | {"runs": ", ".join(f"{name} {result.run_id}" for name, result in self.results.items())},
        )


def accounts_of(results: Mapping[str, Result], command: str = "") -> Accounts:
    """The study of runs that were made with the same seed and replications.

    Args:
        results: at least two, by the name the account is told by.
        command: the command line, for the page.

    Raises:
        ScenarioError: fewer than two accounts, or runs that share no luck.
    """
    check_accounts({name: result.scenario for name, result in results.items()})
    shared = {(result.seed, result.replications, result.scenario.sample) for result in results.values()}
    if len(shared) > 1:
        raise ScenarioError.of("accounts", "seed, replications and sample must be the same in every account")
    return Accounts(Setting({name: result.scenario for name, result in results.items()}, command), results)


def check_accounts(scenarios: Mapping[str, Scenario]) -> None:
    """See that there are at least two accounts, over the same span.

    Raises:
        ScenarioError: there are not.
    """
    if len(scenarios) < 2:
        raise ScenarioError.of("accounts", f"at least two accounts are held against each other, got {len(scenarios)}")
    (first, base), *others = scenarios.items()
    for name, other in others:
        axes = (list(base.carriers), list(base.lockers), list(base.regions), base.horizon, base.start)
        if axes != (list(other.carriers), list(other.lockers), list(other.regions), other.horizon, other.start):
            message = f"no account of the event of {first}: carriers, lockers, regions, start or horizon are others"
            raise ScenarioError.of(name, message)


def accounts_id(scenarios: Mapping[str, Scenario]) -> str:
    """Name of the study of these accounts, as they would be run."""
    return identity_of(KIND, scenarios)


def _fact(row: Mapping[Any, Any]) -> dict[str, Any]:
    names = ("measure", "group", "unit", "a", "b", "in_a", "in_b", "difference", "distance")
    told = {name: row[name] for name in names} | {"ci95": [row["ci_low"], row["ci_high"]]}
    return told | {"certain": row["distance"] == float("inf")}
