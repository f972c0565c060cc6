"""What the curve measures of a pair of arms: every measure and each party's costs. Processes can be told of it."""

from collections.abc import Sequence

import pandas as pd

from sim import measures
from sim.engine.tally import ArmResult
from sim.spec import Scenario


def with_party_costs(arms: Sequence[ArmResult], scenario: Scenario) -> pd.DataFrame:
    """The table of replications, and below it `measures.party_costs`."""
    return pd.concat(
        [measures.replication_frame(arms, scenario), measures.party_costs(arms, scenario)], ignore_index=True
    )
