"""What a run is called, and by which program it was made.

The name is a hash of everything that decides the figures, the program's own text included: after a change
of the program an older run of the same scenario is not taken for the new one. Knows no path but the package's own.
"""

import hashlib
import json
import platform
from functools import cache
from importlib import metadata
from pathlib import Path

DISTRIBUTION = "logistics-outage-sim"
FIGURES_COME_FROM = ("numpy", "numba", "scipy", "simpy", "pandas", "pyarrow", "pydantic", "plotly")


@cache
def version() -> str:
    """Release and fingerprint of the program, such as "0.1.0+3f9a1c02"."""
    try:
        release = metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        release = "0"
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return f"{release}+{digest.hexdigest()[:8]}"


def package_versions() -> dict[str, str]:
    """Versions a run's figures depend on: Python's, this program's and its libraries'."""
    libraries = {name: metadata.version(name) for name in FIGURES_COME_FROM}
    return {"python": platform.python_version(), DISTRIBUTION: version(), **libraries}


def run_id(scenario_hash: str, *, seed: int, replications: int, sample: float) -> str:
    """Twelve hex digits naming a run: equal for runs that must give equal figures.

    >>> one = run_id("abc", seed=1, replications=10, sample=0.01)
    >>> one == run_id("abc", seed=1, replications=10, sample=0.01)
    True
    >>> one == run_id("abc", seed=2, replications=10, sample=0.01)
    False
    """
    what = json.dumps([scenario_hash, seed, replications, sample, version()])
    return hashlib.sha256(what.encode()).hexdigest()[:12]
