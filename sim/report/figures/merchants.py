"""Merchants: leaving their carrier, holding orders back, coming back; orders lost and false late dispatch."""

from sim.report.figures.strips import Row, arm_rows
from sim.report.panel import Panel
from sim.report.reading import Reading

MOVES = (
    Row("merchants_away", "Merchants shipping with another carrier"),
    Row("merchants_switched", "Began to ship with another, per day", is_daily=True),
    Row("merchants_back", "Came back, per day", is_daily=True),
)
CONSEQUENCES = (
    Row("held", "Parcels held back by merchants"),
    Row("orders_lost", "Orders not placed, per hour"),
    Row("false_late_dispatch", "Sent in time, shown late by the dispatch rule, per hour"),
)


def panels(run: Reading) -> list[Panel]:
    """Merchants' moves, and what shoppers and the dispatch rule made of them."""
    return [
        arm_rows(
            run,
            Panel(
                "merchants",
                "Leaving and returning",
                "By home carrier, all carriers together.",
                empty="This run has no hourly series of merchants' moves.",
                size="half",
            ),
            MOVES,
            run.outages,
        ),
        arm_rows(
            run,
            Panel(
                "held",
                "Held, lost and falsely late",
                "What merchants held back, what shoppers did not order, what the rule punished wrongly.",
                empty="This run has no hourly series of parcels held or orders lost.",
                size="half",
            ),
            CONSEQUENCES,
            run.outages,
        ),
    ]
