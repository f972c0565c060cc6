"""Who and what did it: every excess split among acts, parties and mechanisms.

Knows the order of the steps; must not know how an arm is simulated nor how figures are drawn.
"""

from sim.study.attribution.attribute import attribute, attribution_id, plan_of
from sim.study.attribution.attribution import Attribution
from sim.study.attribution.plan import Plan

__all__ = ["Attribution", "Plan", "attribute", "attribution_id", "plan_of"]
