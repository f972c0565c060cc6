"""How time, queues and luck work: clock, calendar, luck, quantile tables, parcel table, queue kernels.

The engine knows no merchant and no carrier. Compiled kernels are cached under the user's cache folder,
in a folder named by the kernels' own source, so an edited kernel is never mistaken for the old one.
"""

import hashlib
import os
from pathlib import Path

import numba


def _kernel_cache() -> Path:
    """Folder of compiled kernels for exactly these sources and this numba."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256(numba.__version__.encode())
    for room in ("engine", "actors", "world"):
        for source in sorted((package / room).glob("*.py")):
            digest.update(source.name.encode() + source.read_bytes())
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return base / "outage-sim" / "kernels" / digest.hexdigest()[:16]


if not os.environ.get("NUMBA_CACHE_DIR"):
    vars(numba.config)["CACHE_DIR"] = str(_kernel_cache())
