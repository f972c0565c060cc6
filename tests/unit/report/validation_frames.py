"""Small frames of a validation, and the page of them."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from sim.report.validation_page import write_validation_page

START = datetime.fromisoformat("2017-05-25T00:00+08:00")
REMOVED = (6, 12)
TARGETS = pd.DataFrame(
    [
        ("sales", "Sales <x>", -0.1456, -0.1656, -0.1256, -0.14, -0.16, -0.13, "share", "fitted", False, True, "w"),
        ("hours", "Hours", 50.0, 45.0, 55.0, 90.0, 80.0, 95.0, "h", "held out", True, False, "replications"),
        ("tau", "Order", 1.0, 0.9, 1.0, 1.0, np.nan, np.nan, "tau", "held out", True, True, "replications"),
    ],
    columns=[
        "name", "what", "target", "band_low", "band_high", "simulated", "ci_low", "ci_high", "unit", "status",
        "held_out", "holds", "interval_over",
    ],
).assign(is_clear=True, source="a <test>", certainty="H")  # fmt: skip
HOURLY = pd.DataFrame(
    [
        (hour, group, arm, 1.0, 0.9, 1.1)
        for group in ("treated", "control")
        for arm in ("baseline", "outage")
        for hour in range(24)
    ],
    columns=["hour", "group", "arm", "sales", "ci_low", "ci_high"],
)
EVENT_STUDY = HOURLY[HOURLY["group"] == "treated"].rename(columns={"sales": "change"})

IDENTIFIED = {
    "parameters": pd.DataFrame(
        [
            ("buyers.alarm", "Alarm", 1.0, 0.5, 2.0, 1.1, 1.0, 1.2, 0.2, True, "merchants.leave_rate", -0.1),
            ("merchants.leave_rate", "Leaving", 1.0, 0.5, 2.0, 1.0, 0.5, 2.0, 1.0, False, "buyers.alarm", -0.1),
        ],
        columns=[
            "path", "what", "value", "low", "high", "posterior", "ci_low", "ci_high", "sd_left", "is_told_of",
            "confused_with", "correlation",
        ],
    ),
    "directions": pd.DataFrame(
        [
            (1, 24.0, False, "buyers.alarm", 1.0),
            (1, 24.0, False, "merchants.leave_rate", 0.0),
            (2, 0.0, True, "buyers.alarm", 0.0),
            (2, 0.0, True, "merchants.leave_rate", 1.0),
        ],
        columns=["direction", "eigenvalue", "is_flat", "path", "loading"],
    ),
    "pairs": pd.DataFrame(
        [("buyers.alarm", "merchants.leave_rate", -0.1, False, "merchants.leave_rate is <not> told of")],
        columns=["first", "second", "correlation", "are_apart", "says"],
    ),
    "slopes": pd.DataFrame(
        [("surge", "Surge", 3.0, 2.0, "buyers.alarm", 0.6, "times")],
        columns=["aggregate", "what", "target", "simulated", "path", "slope", "unit"],
    ),
}  # fmt: skip


def write_small_page(path: Path) -> None:
    """Write the page of the frames above."""
    found = pd.DataFrame(
        [("take_up", "X", 0.1, 0.05, 0.2, "share"), ("market_change", "Y", -0.01, -0.02, -0.005, "share")],
        columns=["name", "what", "value", "ci_low", "ci_high", "unit"],
    )
    drivers = pd.DataFrame(
        [("u", "U", 0.0, 1.0, "sales", -0.5)], columns=["unknown", "what", "low", "high", "figure", "correlation"]
    )
    write_validation_page(
        path,
        title="A <world>",
        carrier="sf",
        start=START,
        removed=REMOVED,
        targets=TARGETS,
        found=found,
        drivers=drivers,
        hourly=HOURLY,
        event_study=EVENT_STUDY,
        identified=IDENTIFIED,
        provenance={"command": "outage-sim validate"},
    )
