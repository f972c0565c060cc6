"""What a page asks of a result: the shape it reads, nothing of how a run is made."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd


class RunResult(Protocol):
    """A finished run, both arms; attributes as the Python interface names them."""

    @property
    def scenario(self) -> Any:
        """The scenario that ran: name, title, story, start, horizon, sample, its maps and `assumptions()`."""

    @property
    def seed(self) -> int:
        """Seed of the run."""

    @property
    def replications(self) -> int:
        """Replications of each arm."""

    @property
    def run_id(self) -> str:
        """Hash of what was run."""

    @property
    def wall_s(self) -> float:
        """Seconds the run took."""

    @property
    def impact(self) -> pd.DataFrame:
        """measure, group, baseline, outage, excess, ci_low, ci_high, unit."""

    @property
    def hourly(self) -> pd.DataFrame:
        """arm, replication, hour, measure, group, value."""

    @property
    def who_pays(self) -> pd.DataFrame:
        """party, line, baseline, outage, excess, ci_low, ci_high in CNY."""

    @property
    def recovery(self) -> pd.DataFrame:
        """When each measure came back to its baseline band."""

    @property
    def affected(self) -> pd.DataFrame:
        """Parcels worried about but on time, late but not shown, both."""

    @property
    def claims(self) -> Sequence[Mapping[str, Any]]:
        """claim, source, simulated, ci95, target, holds, note."""

    @property
    def acts(self) -> Sequence[Mapping[str, Any]]:
        """name, kind, by, began_at, ended_at in hours since start; no end = NaN or None."""

    @property
    def audit(self) -> Mapping[str, Any]:
        """What the run checked of itself."""
