"""The page of an attribution: who did it, by which way, and how that was found out.

Reads an attribution's frames; must not know how its figures were made.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from sim.report import labels, numbers
from sim.report.figures.study_attribution import height_of, knock_outs, waterfall
from sim.report.panel import Panel
from sim.report.provenance import scenario_path
from sim.report.study_page import Section, write_study_page

HEADLINES = (
    "contacts", "complaints", "dark_hours", "parcels_late", "parcels_rerouted", "orders_lost", "total_cost_cny",
    "time_to_recover_h",
)  # fmt: skip
FEW = 2


class Attributed(Protocol):
    """What the page asks of an attribution."""

    @property
    def scenario(self) -> Any:
        """What was attributed: name, title, sample, seed, replications."""

    @property
    def study_id(self) -> str:
        """Hash of what was studied."""

    @property
    def parts(self) -> pd.DataFrame:
        """measure, unit, kind, name, value, ci_low, ci_high."""

    @property
    def orders(self) -> int:
        """Orders of the acts that were drawn; 0 = all coalitions."""

    @property
    def acts(self) -> Sequence[Mapping[str, Any]]:
        """name, by, kind, can_act."""

    @property
    def mechanisms(self) -> Sequence[Mapping[str, Any]]:
        """name, title, knock_out."""

    @property
    def warnings(self) -> Sequence[str]:
        """What a reader must know."""

    @property
    def variants(self) -> int:
        """Variants run."""

    @property
    def wall_s(self) -> float:
        """Seconds it took."""


def write_attribution_page(attribution: Attributed, path: Path) -> None:
    """Write the page to `path`; a killed write leaves no half page.

    Raises:
        OSError: the file cannot be written there.
    """
    scenario = attribution.scenario
    write_study_page(
        path,
        title=f"Who did it: {scenario.title or labels.entity(scenario.name)}",
        kind=(
            f"attribution, {attribution.variants} variants of the world, {scenario.replications} paired replications "
            f"each, seed {scenario.seed}, {100 * scenario.sample:g} % sample"
        ),
        lead=lead_of(attribution),
        sections=sections_of(attribution),
        provenance={
            "command": (
                f"outage-sim attribute {scenario_path(scenario)} --replications {scenario.replications} "
                f"--seed {scenario.seed} --sample {100 * scenario.sample:g}%"
                + (f" --samples {attribution.orders}" if attribution.orders else "")
            ),
            "study": attribution.study_id,
            "took": f"{attribution.wall_s:.0f} s",
        },
    )


def lead_of(attribution: Attributed) -> str:
    """The answer in words: the largest shares of contacts and of cost, and what to beware of."""
    told = [_answer(attribution, measure) for measure in ("contacts", "total_cost_cny")]
    return "\n\n".join([*(text for text in told if text), *(f"Beware: {text}." for text in attribution.warnings)])


def sections_of(attribution: Attributed) -> list[Section]:
    """The page from top to bottom."""
    acts = {act["name"]: labels.entity(act["name"]) for act in attribution.acts}
    parties = {act["by"]: labels.entity(act["by"]) for act in attribution.acts}
    ways = {each["name"]: each["title"] for each in attribution.mechanisms}
    how = (
        "over all coalitions of acts that can have an effect"
        if not attribution.orders
        else f"over {attribution.orders} orders drawn in antithetic pairs; the interval is about the draw, too"
    )
    return [
        Section(
            "acts",
            "By act",
            f"Each act's Shapley value {how}: what it adds, averaged over all orders in which the acts may come. The "
            "steps add up to the excess. Red adds, green takes away; whiskers are 95 % intervals over paired "
            "replications.",
            panels=_waterfalls(attribution, "act", acts),
        ),
        Section(
            "parties",
            "By party",
            "The Shapley value of the game in which parties act or keep still, each with all its acts. Splitting an "
            "act in two would not change it.",
            panels=_waterfalls(attribution, "party", parties),
        ),
        *_mechanisms(attribution, ways),
        Section(
            "all-acts",
            "All measures",
            "By act. Intervals are in attribution.parquet, beside this page.",
            table=_table(attribution, "act", acts),
        ),
        Section(
            "all-parties",
            "",
            "By party.",
            table=_table(attribution, "party", parties),
            note="Acts add up to the excess, and so do parties, to float rounding.",
        ),
        Section(
            "players",
            "The acts",
            "An act that cannot have an effect, whatever the others do, is a null player: its value is exactly 0.",
            table=_players(attribution),
        ),
    ]


def _mechanisms(attribution: Attributed, ways: Mapping[str, str]) -> list[Section]:
    if not attribution.mechanisms:
        return []
    return [
        Section(
            "mechanisms",
            "By mechanism",
            "The excess, less the excess of a world without the mechanism. They need not add up: what only two of them "
            "together do goes with either, and what either does alone goes with neither. The remainder says how much.",
            panels=_bars(attribution, ways),
            table=pd.DataFrame(attribution.mechanisms).drop(columns="name"),
        ),
        Section(
            "all-mechanisms",
            "",
            "All measures by mechanism.",
            table=_table(attribution, "mechanism", ways),
        ),
    ]


def _answer(attribution: Attributed, measure: str) -> str:
    excess = _one(attribution, measure, "excess")
    if excess is None or not excess["value"]:
        return ""
    unit = excess["unit"]
    parts = attribution.parts
    acts = parts[(parts["measure"] == measure) & (parts["kind"] == "act")]
    by_size = acts.reindex(acts["value"].abs().sort_values(ascending=False).index)
    clear = by_size[(by_size["ci_low"] > 0) | (by_size["ci_high"] < 0)]
    words = [
        f"{labels.entity(row['name'])} {numbers.change(row['value'], unit)} "
        f"({numbers.interval(row['ci_low'], row['ci_high'], unit)})"
        for row in clear.head(FEW + 1).to_dict("records")
    ]
    told = f"{labels.measure(measure)}: {numbers.change(excess['value'], unit)} {unit} beyond the counterfactual. "
    if not words:
        return told + "No act's share of it is clear of zero at this number of replications."
    return told + f"The largest shares that are clear of zero: {'; '.join(words)}."


def _waterfalls(attribution: Attributed, kind: str, titles: Mapping[str, str]) -> Sequence[Panel]:
    panels = []
    for measure in _shown(attribution):
        excess = _one(attribution, measure, "excess")
        parts = attribution.parts
        mine = parts[(parts["measure"] == measure) & (parts["kind"] == kind)]
        if excess is None or mine["value"].isna().any():
            continue
        figure = waterfall(mine, excess, excess["unit"], titles)
        height = height_of(len(mine) + 1)
        panels.append(Panel(f"{kind}-{measure}", labels.measure(measure), "", figure, height, size="half"))
    return panels


def _bars(attribution: Attributed, titles: Mapping[str, str]) -> Sequence[Panel]:
    panels = []
    for measure in _shown(attribution):
        excess, rest = (_one(attribution, measure, kind) for kind in ("excess", "interaction"))
        parts = attribution.parts
        mine = parts[(parts["measure"] == measure) & (parts["kind"] == "mechanism")]
        if excess is None or rest is None or mine["value"].isna().any():
            continue
        figure = knock_outs(mine, rest, excess, excess["unit"], titles)
        height = height_of(len(mine) + 2)
        panels.append(Panel(f"mechanism-{measure}", labels.measure(measure), "", figure, height, size="half"))
    return panels


def _shown(attribution: Attributed) -> list[str]:
    known = set(attribution.parts["measure"])
    return [measure for measure in HEADLINES if measure in known]


def _one(attribution: Attributed, measure: str, kind: str) -> pd.Series | None:
    parts = attribution.parts
    found = parts[(parts["measure"] == measure) & (parts["kind"] == kind)]
    return None if found.empty or pd.isna(found.iloc[0]["value"]) else found.iloc[0]


def _table(attribution: Attributed, kind: str, titles: Mapping[str, str]) -> pd.DataFrame:
    """A row a measure: its excess, then the parts of one kind, as numbers of the measure's unit."""
    parts = attribution.parts
    excess = parts[parts["kind"] == "excess"].set_index("measure")
    mine = parts[parts["kind"] == kind]
    wide = mine.pivot_table(index="measure", columns="name", values="value", dropna=False, sort=False)
    wide = wide.reindex(index=excess.index, columns=list(dict.fromkeys(mine["name"])))
    wide = wide.rename(columns=lambda name: titles.get(name, name))
    front = pd.DataFrame({"measure": excess.index, "excess": excess["value"].to_numpy()}, index=excess.index)
    return pd.concat([front, wide, excess["unit"]], axis=1)


def _players(attribution: Attributed) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "act": [labels.entity(act["name"]) for act in attribution.acts],
            "by": [labels.entity(act["by"]) for act in attribution.acts],
            "kind": [labels.action(act["kind"]) for act in attribution.acts],
            "can_have_an_effect": [bool(act["can_act"]) for act in attribution.acts],
        }
    )
