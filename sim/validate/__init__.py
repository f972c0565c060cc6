"""The model held against the world: published figures beside simulated ones, what was fitted told from what was not."""

from sim.validate.demand import Design
from sim.validate.held import validate
from sim.validate.identify import Identification
from sim.validate.validation import Validation, stored_validation, validation_folder

__all__ = ["Design", "Identification", "Validation", "stored_validation", "validate", "validation_folder"]
