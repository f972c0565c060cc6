"""Arrays in, tidy frames out: what a run's counts mean, and what an outage did, as paired excesses with intervals.

Knows the tally and the scenario; must not know how an arm is simulated, where results are kept, or how they are drawn.
"""

from sim.measures.affected import affected_split
from sim.measures.audit import audit
from sim.measures.claims import check_claims
from sim.measures.hourly import hourly_frame
from sim.measures.impact import impact
from sim.measures.money import party_costs, who_pays
from sim.measures.names import measure_names
from sim.measures.recovery import recovery
from sim.measures.replications import MEASURES, replication_frame
from sim.measures.totals import totals_frame

__all__ = [
    "MEASURES",
    "affected_split",
    "audit",
    "check_claims",
    "hourly_frame",
    "impact",
    "measure_names",
    "party_costs",
    "recovery",
    "replication_frame",
    "totals_frame",
    "who_pays",
]
