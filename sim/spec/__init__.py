"""What a scenario says: typed, strict, complete objects, read from YAML with exact error places.

No luck and no behaviour here. Start at `Scenario` for what there is, at `load_scenario` for how it is read.
"""

from sim.spec.assumption import Assumption
from sim.spec.assumption_moves import Move, move_of
from sim.spec.differing import Difference, differing, differing_world
from sim.spec.effective import effective, effective_yaml, from_effective, hashes, scenario_hash, world_hash
from sim.spec.json_schema import json_schema, schema_text, write_schema
from sim.spec.loading import ScenarioFile, load_scenario
from sim.spec.scenario import Scenario
from sim.spec.search_loading import load_search
from sim.spec.search_writing import policy_yaml
from sim.spec.sweep import Lever, Range, Sweep
from sim.spec.sweep_loading import load_sweep
from sim.spec.world_writing import Found, world_yaml

__all__ = [
    "Assumption",
    "Difference",
    "Found",
    "Lever",
    "Move",
    "Range",
    "Scenario",
    "ScenarioFile",
    "Sweep",
    "differing",
    "differing_world",
    "effective",
    "effective_yaml",
    "from_effective",
    "hashes",
    "json_schema",
    "load_scenario",
    "load_search",
    "load_sweep",
    "move_of",
    "policy_yaml",
    "scenario_hash",
    "schema_text",
    "world_hash",
    "world_yaml",
    "write_schema",
]
