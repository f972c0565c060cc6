"""What `outage-sim export` refuses."""

from pathlib import Path

import pytest

from sim.cli.export import export
from sim.errors import ScenarioError


def test_an_unknown_form_of_the_event_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"either xes or csv \(got xml\)"):
        export.__wrapped__("0123456789ab", events="xml", results=tmp_path)  # type: ignore[attr-defined]
