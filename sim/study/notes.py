"""What the files of a scenario note beside its numbers, as a table that is kept with a run.

A run's manifest has the numbers; who said so, and how far they are to be trusted, is nowhere else in its folder.
"""

import pandas as pd

from sim.spec import Scenario

COLUMNS = ["path", "value", "unit", "meaning", "source", "certainty", "range_low", "range_high"]


def assumption_frame(scenario: Scenario) -> pd.DataFrame:
    """Every number of the scenario's files as written, with `COLUMNS`; all text, empty where nothing is noted."""
    rows = [
        (row.path, row.value, row.unit, row.meaning, row.source, row.certainty, *(row.range or ("", "")))
        for row in scenario.assumptions()
    ]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=str)
