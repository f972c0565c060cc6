"""Which assumption matters: every number moved to its ends with the same luck, elasticities, guesses first."""

from sim.study.assumptions.register import (
    AssumptionRegister,
    register_folder,
    stored_elasticities,
    stored_register,
)
from sim.study.assumptions.run import MEASURES, TOP, register_assumptions

__all__ = [
    "MEASURES",
    "TOP",
    "AssumptionRegister",
    "register_assumptions",
    "register_folder",
    "stored_elasticities",
    "stored_register",
]
