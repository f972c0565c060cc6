"""From a sweep file to its page: a known function in place of the engine comes back with its own indices."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim import store
from sim.measures import MEASURES
from sim.spec import load_sweep
from sim.study.sensitivity import analyse, design_of
from sim.study.sweep import InThisProcess, Job, description, plan_of, result_of, run_sweep
from sim.study.sweep.page import write_sweep_page
from tests.unit.study.sensitivity.planted import ishigami, ishigami_indices

FILE = """
name: ishigami
scenario: {scenario}
uncertainties:
  outages.sf_feed.duration: [10h, 90h]
  outages.locker_link.duration: [10h, 90h]
  responses.capacity.factor: [1.1, 1.5]
measures: [contacts]
design: {{sobol: {{n: 32}}}}
sample: 0.005%
"""
ENDS = {
    "outages.sf_feed.duration": (10.0, 90.0),
    "outages.locker_link.duration": (10.0, 90.0),
    "responses.capacity.factor": (1.1, 1.5),
}


def in_place_of_the_engine(job: Job) -> pd.DataFrame:
    """Ishigami of the point's values, each range stretched to [-π, π]."""
    shares = [(float(job.values[name]) - low) / (high - low) for name, (low, high) in ENDS.items()]
    excess = float(ishigami(np.pi * (2 * np.array([shares]) - 1))[0])
    row = {"replication": 0, "measure": "contacts", "group": "total", "unit": "contacts"}
    return pd.DataFrame([{**row, "baseline": 5.0, "outage": 5.0 + excess, "excess": excess}])


@pytest.mark.slow
def test_ishigami_comes_through_the_whole_sweep_with_its_indices(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "ishigami.yaml"
    file.write_text(FILE.format(scenario=root / "scenarios" / "cainiao_sf_2017.yaml"))
    plan = plan_of(load_sweep(file, measures=MEASURES))
    folder = store.sweep_folder(tmp_path, "ishigami", plan.sweep_id)
    folder.make_ready(afresh=False)
    errors = run_sweep(plan, folder, InThisProcess(), evaluate=in_place_of_the_engine)
    result = result_of(plan, folder, errors, wall_s=0.0)
    write_sweep_page(result, folder.page)
    found = analyse(result.points, result.values, design_of(description(plan)), measures=["contacts"])
    first, total, _ = ishigami_indices()
    rows = found.indices.set_index("parameter").loc[list(ENDS)]

    assert 32 * 5 == len(result.points)
    assert ((rows["s1_low"] <= first) & (first <= rows["s1_high"])).all()
    assert ((rows["st_low"] <= total) & (total <= rows["st_high"])).all()
    assert list(np.argsort(total)) == list(np.argsort(rows["st"].to_numpy()))
    assert "Contacts beyond the counterfactual depend on" in folder.page.read_text()
    pd.testing.assert_frame_equal(found.indices, folder.get_table("indices"), check_dtype=False)
