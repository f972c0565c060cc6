"""Builds the actors of a scenario, wires them, and runs one arm. The only room that knows everyone."""

from sim.world.run import simulate, warm_up

__all__ = ["simulate", "warm_up"]
