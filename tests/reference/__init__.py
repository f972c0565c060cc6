"""The model of docs/model.md once more: plain SimPy, one process a parcel, a scan, a buyer. Slow and obvious.

It reads the same luck as the engine and shares none of its code but the luck, the quantile look-up and the names of
what is counted. Start at `world.py`; each noun of the page has its file.
"""

from tests.reference.account import Account
from tests.reference.world import World, simulate_slowly

__all__ = ["Account", "World", "simulate_slowly"]
