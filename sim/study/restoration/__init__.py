"""What an hour earlier is worth: one outage restored after different hours, everything else and all luck the same."""

from sim.study.restoration.curve_result import RestoreCurve
from sim.study.restoration.points import Follow, check_hours, restored_after
from sim.study.restoration.restore_curve import restore_curve, stored_restore_curve

__all__ = ["Follow", "RestoreCurve", "check_hours", "restore_curve", "restored_after", "stored_restore_curve"]
