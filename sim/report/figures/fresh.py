"""Fresh goods: parcels that arrived spoiled and what they were worth, day by day."""

from sim.report.figures.strips import Row, arm_rows
from sim.report.panel import Panel
from sim.report.reading import Reading

ROWS = (
    Row("fresh_spoiled", "Fresh parcels spoiled, per day", is_daily=True),
    Row("fresh_spoiled_cny", "Their value, CNY per day", is_daily=True),
)


def panels(run: Reading) -> list[Panel]:
    """Spoiled parcels and their value."""
    panel = Panel(
        "fresh",
        "Fresh goods spoiled",
        "By day of arrival, with 95 % intervals.",
        empty="This run has no hourly series of spoiled fresh goods.",
    )
    return [arm_rows(run, panel, ROWS, run.outages)]
