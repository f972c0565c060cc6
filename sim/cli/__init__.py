"""The command line. Thin: it reads what was typed, calls the rooms, and prints; it must not compute a figure.

Results go to stdout, everything else to stderr. Rooms are imported inside the commands, so that help is quick.
"""

from sim.cli.commands import app, main

__all__ = ["app", "main"]
