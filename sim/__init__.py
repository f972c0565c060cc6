"""What an outage between a carrier's tracking feed and a marketplace does.

    scenario = sim.load_scenario("scenarios/cainiao_sf_2017.yaml", overrides={"outages.sf_feed.duration": "24h"})
    sim.run(scenario, replications=10, seed=1, workers=2).impact

Names are loaded when first used: `import sim` alone brings no library.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.spec import load_scenario
    from sim.study import Result, run

__all__ = ["Result", "load_scenario", "run"]


def __getattr__(name: str) -> Any:
    if name == "load_scenario":
        from sim.spec import load_scenario

        return load_scenario
    if name in ("Result", "run"):
        from sim import study

        return getattr(study, name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
