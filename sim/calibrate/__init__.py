"""Tracking tables of the real world into numbers of a simulated one.

Start at `calibrate`: it reads (`tracking`), lays parcels' steps (`steps`), fits them (`evidence`) and says which field
of a world each finding belongs to (`fields`). Must not run a simulation.
"""

from sim.calibrate.asked import Asked
from sim.calibrate.calibration import Calibration, calibrate
from sim.calibrate.columns import split_told
from sim.calibrate.tracking import Said
from sim.calibrate.vocabulary import read_words

__all__ = ["Asked", "Calibration", "Said", "calibrate", "read_words", "split_told"]
