"""What a sweep file may say: its keys, one model a map, before its ranges are read in the scenarios' units.

Ends of ranges and values of levers stay as they are written: what they mean depends on the path they are for.
"""

import math
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sim.spec.base import Model, misfit
from sim.spec.fields import Count, Flag, Name, Share, Text

Written = Any
"""A value as it stands in the file, to be read once it is known what it is for."""
AtLeastOne = Annotated[Count, Field(ge=1)]
Levels = Annotated[Count, Field(ge=2)]


class Uncertainty(Model):
    """A range of a value nobody knows; `[low, high]` for short."""

    low: Written
    """Lowest plausible value."""
    high: Written
    """Highest plausible value."""
    scale: Literal["linear", "log"] = "linear"
    """Whether equal differences or equal factors are equally likely."""
    peak: Written = None
    """Most likely value, for a triangular distribution; uniform over the scale where not said."""
    because: Text = ""
    """Why this range, for the page."""

    @model_validator(mode="before")
    @classmethod
    def _pair_means_ends(cls, data: Any) -> Any:
        if not isinstance(data, list):
            return data
        if len(data) != 2:
            raise misfit("a range is [low, high], or a map of low and high", got=f"a list of {len(data)}")
        return {"low": data[0], "high": data[1]}

    @model_validator(mode="after")
    def _peak_is_on_a_linear_scale(self) -> "Uncertainty":
        if self.peak is not None and self.scale == "log":
            raise misfit("peak goes with a linear scale", key="peak")
        return self


class Grid(Model):
    """Every combination of evenly spaced levels, both ends included."""

    levels: Levels | dict[Text, Levels] = 5
    """Levels of each uncertainty: one number for all, or a map of paths to numbers."""


class Lhs(Model):
    """Latin hypercube: every uncertainty's range is cut into n equal parts, each met once."""

    n: AtLeastOne
    """Points."""


class Sobol(Model):
    """Scrambled Sobol points in Saltelli's layout, for variance-based indices."""

    n: AtLeastOne
    """Base points, a power of two; the design has n·(k + 2) points for k uncertainties, or n·(2k + 2)."""
    second_order: Flag = False
    """Whether the layout also serves second-order indices."""

    @model_validator(mode="after")
    def _is_power_of_two(self) -> "Sobol":
        if self.n & (self.n - 1):
            near = 2 ** round(math.log2(self.n))
            raise misfit("a Sobol design needs a power of two", key="n", got=str(self.n), suggestion=str(near))
        return self


class Morris(Model):
    """Morris trajectories: one uncertainty moved at a time."""

    trajectories: AtLeastOne
    """Walks through the space; the design has trajectories·(k + 1) points for k uncertainties."""
    levels: Annotated[Levels, Field(multiple_of=2)] = 4
    """Levels of the grid the walks move on, an even number."""


class Design(Model):
    """Which points of the uncertainties are run: exactly one of these."""

    grid: Grid | None = None
    """Every combination of levels."""
    lhs: Lhs | None = None
    """Latin hypercube."""
    sobol: Sobol | None = None
    """For variance-based indices."""
    morris: Morris | None = None
    """For screening."""
    csv: Text | None = None
    """File of points beside the sweep: a heading of paths, a line a point, values as in a scenario."""

    @model_validator(mode="after")
    def _exactly_one(self) -> "Design":
        said = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(said) != 1:
            names = ", ".join(type(self).model_fields)
            raise misfit(f"a design is exactly one of {names}", got=", ".join(said) or "none")
        return self

    @property
    def kind(self) -> str:
        """Name of the design said."""
        return next(name for name in type(self).model_fields if getattr(self, name) is not None)


class SweepFile(Model):
    """A sweep: what is uncertain, what we choose, what we measure."""

    name: Name
    """Short name, also of the results' folder."""
    title: Text = ""
    """One line for headings."""
    story: Text = ""
    """What the sweep asks, in a few sentences."""
    scenario: Text | None = None
    """Scenario file, relative to this one."""
    scenarios: Annotated[dict[Name, Text], Field(min_length=1)] | None = None
    """Instead of one: scenario files by name, each crossed with everything else."""
    set: dict[Text, Written] = Field(default_factory=dict)
    """Values of every point by dotted path, such as a smaller world."""
    uncertainties: dict[Text, Uncertainty] = Field(default_factory=dict)
    """Ranges by dotted path."""
    levers: dict[Text, Annotated[list[Written], Field(min_length=1)]] = Field(default_factory=dict)
    """Values to choose from by dotted path, each combination crossed with everything else."""
    policies: Annotated[dict[Name, dict[Text, Written]], Field(min_length=1)] | None = None
    """Named sets of values by dotted path, each crossed with everything else."""
    measures: Annotated[tuple[Text, ...], Field(strict=False, min_length=1)]
    """Measures kept of every point, in total."""
    design: Design = Design(grid=Grid())
    """Which points are run."""
    replications: AtLeastOne = 1
    """Pairs of arms a point; replication r has the same luck in every point."""
    seed: Annotated[Count, Field(lt=2**32)] = 1
    """Seed of all luck, and of the design."""
    sample: Annotated[Share, Field(gt=0)] | None = None
    """Share of the orders simulated; the scenario's own where not said."""

    @model_validator(mode="after")
    def _one_way_to_name_scenarios(self) -> "SweepFile":
        if (self.scenario is None) == (self.scenarios is None):
            raise misfit("say either scenario or scenarios", key="scenario" if self.scenario else None)
        return self

    @model_validator(mode="after")
    def _a_path_stands_once(self) -> "SweepFile":
        both = sorted(self.uncertainties.keys() & self.levers.keys())
        if both:
            raise misfit(f"{both[0]} is both uncertain and a lever", key="levers")
        return self

    @model_validator(mode="after")
    def _design_fits(self) -> "SweepFile":
        kind = self.design.kind
        if kind == "csv" and self.uncertainties:
            raise misfit("a csv design brings its own points: leave uncertainties out", key="uncertainties")
        if kind in ("lhs", "sobol", "morris") and not self.uncertainties:
            raise misfit(f"a {kind} design has no points without uncertainties", key="design")
        levels = self.design.grid.levels if self.design.grid is not None else None
        strange = sorted(set(levels) - set(self.uncertainties)) if isinstance(levels, dict) else []
        if strange:
            raise misfit(f"levels are said for {strange[0]}, which is no uncertainty of this sweep", key="design")
        return self
