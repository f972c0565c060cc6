"""Builds the actors of a scenario, wires them, and runs one arm. The only room that knows everyone."""

from sim.world.in_flight import InFlight
from sim.world.run import simulate, warm_up
from sim.world.start_in_flight import InFlightTrunk
from sim.world.trunk import Trunk, both_arms, first_act_at

__all__ = ["InFlight", "InFlightTrunk", "Trunk", "both_arms", "first_act_at", "simulate", "warm_up"]
