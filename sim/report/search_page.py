"""The page of a search: what to do, what else there is, how sure that is, and the policy to take away.

Reads a search's frames; must not know how its figures were made.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from sim.report import labels, numbers
from sim.report.figures.study_search import GROUPS, front_figure, regret_figure
from sim.report.provenance import scenario_path
from sim.report.study_page import Section, write_study_page

MOST_ROWS = 12


class Found(Protocol):
    """What the page asks of a search's findings."""

    @property
    def space(self) -> Any:
        """scenario, levers, lengths, outage, harm, harm_price."""

    @property
    def trials(self) -> pd.DataFrame:
        """policy, harm, cost, loss with intervals, worst_regret, is_on_front, a column a lever."""

    @property
    def worlds(self) -> pd.DataFrame:
        """policy, world, loss, regret."""

    @property
    def selection(self) -> pd.DataFrame:
        """policy, replications, loss with interval, eliminated_after, chance_better, is_chosen."""

    @property
    def chosen(self) -> Mapping[str, Any]:
        """recommended, safest, is_decided, probability_correct."""

    @property
    def texts(self) -> Mapping[str, str]:
        """Scenarios as YAML by role."""

    @property
    def sampler(self) -> str:
        """What suggested policies."""

    @property
    def replications(self) -> int:
        """Of each trial in each world."""

    @property
    def warnings(self) -> list[str]:
        """What a reader must know."""

    @property
    def wall_s(self) -> float:
        """Seconds it took."""


def write_search_page(found: Found, path: Path) -> None:
    """Write the page to `path`; a killed write leaves no half page.

    Raises:
        OSError: the file cannot be written there.
    """
    scenario = found.space.scenario
    write_study_page(
        path,
        title=f"What to do: {scenario.title or labels.entity(scenario.name)}",
        kind=(
            f"search, {len(found.trials)} policies in {len(found.space.lengths)} worlds, {found.replications} paired "
            f"replications each, seed {scenario.seed}, {100 * scenario.sample:g} % sample"
        ),
        lead=lead_of(found),
        sections=sections_of(found),
        provenance={
            "command": (
                f"outage-sim search {scenario_path(scenario)} --trials {len(found.trials)} --replications "
                f"{found.replications} --seed {scenario.seed} --sample {100 * scenario.sample:g}% "
                f"--sampler {found.sampler}"
            ),
            "took": f"{found.wall_s:.0f} s",
        },
    )


def lead_of(found: Found) -> str:
    """The answer in words: the policy, what it is worth against doing nothing, how sure."""
    best, nothing = found.chosen["recommended"], _nothing(found)
    rows = found.trials.set_index("policy")
    told = [f"Of {len(rows)} policies tried the best on average is: {best}."]
    if nothing != best:
        gain = rows.loc[nothing, "loss"] - rows.loc[best, "loss"]
        harm = rows.loc[nothing, "harm"] - rows.loc[best, "harm"]
        cost = rows.loc[best, "cost"] - rows.loc[nothing, "cost"]
        told[0] += (
            f" Against using no lever it is worth {numbers.number(gain)} CNY: "
            f"{_more_or_less(harm, 'less harm', 'more harm')} and "
            f"{_more_or_less(cost, 'CNY more cost', 'CNY less cost')}."
        )
    chance = found.chosen["probability_correct"]
    sure = f"The chance that no other candidate is better is at least {chance_in_words(chance)}."
    if not found.chosen["is_decided"]:
        sure += " The replications ran out before all others were ruled out: take the candidates as equals."
    if found.chosen["safest"] != best:
        sure += f" Whoever fears the worst world more than the average takes: {found.chosen['safest']}."
    return "\n\n".join([*told, sure, *(f"Beware: {text}." for text in found.warnings)])


def sections_of(found: Found) -> list[Section]:
    """The page from top to bottom."""
    space = found.space
    weights = " + ".join(f"{weight:g} × {labels.measure(name).lower()}" for name, weight in space.harm.items())
    harm = f"harm = {weights}, beyond the counterfactual"
    candidates = _candidates(found)
    return [
        Section(
            "front",
            "Cost against harm",
            f"Each point is a policy: its cost to all parties, with the price of its levers, and its {harm}; means "
            f"over outages of {_lengths(space)}, equally likely. Along the dotted line nothing is had for nothing. "
            "Whiskers are 95 % intervals over paired replications, left out for policies that another beats.",
            figure=front_figure(found.trials, _groups(found), "CNY beyond the counterfactual", "Harm (weighted cases)"),
            legend=[entry for key, entry in GROUPS.items() if (_groups(found) == key).any()],
        ),
        Section(
            "front-table",
            "",
            "The policies along the line, cheapest first.",
            table=_front_table(found),
        ),
        Section(
            "regret",
            "Regret",
            "What a policy costs beyond the one that would have been best, had the length of the outage been known. "
            f"Loss is cost + {space.harm_price:g} CNY × harm. The safest policy has the least worst regret.",
            figure=regret_figure(found.worlds, candidates, _short(found, candidates)),
            table=pd.DataFrame({"row": list(_short(found, candidates).values()), "policy": candidates}),
        ),
        Section(
            "selection",
            "How sure",
            "The front's policies of least loss, and if it has few those next to it, run again with luck that the "
            "trials have not seen (procedure KN of Kim and Nelson: a candidate is out once luck cannot explain how "
            "far it lags).",
            table=_selection_table(found),
        ),
        Section(
            "policy",
            "The policy to take away",
            "The recommended policy as a scenario; it lies beside this page as recommended.yaml, the safest as "
            "safest.yaml.",
            code=found.texts.get("recommended", ""),
            note="Ends of responses are those of the outage as long as the scenario says it lasts.",
        ),
    ]


def _groups(found: Found) -> pd.Series:
    trials = found.trials
    groups = trials["is_on_front"].map({True: "front", False: "beaten"})
    for key, policy in (
        ("nothing", _nothing(found)),
        ("safest", found.chosen["safest"]),
        ("recommended", found.chosen["recommended"]),
    ):
        groups = groups.mask(trials["policy"] == policy, key)
    return groups


def _nothing(found: Found) -> str:
    """The policy that uses no lever: always the first trial."""
    return str(found.trials.iloc[0]["policy"])


def _candidates(found: Found) -> list[str]:
    """Policies of the heatmap, least worst regret first; the recommended and that of no lever are always there."""
    trials = found.trials
    fixed = [_nothing(found), found.chosen["recommended"], found.chosen["safest"]]
    front = trials[trials["is_on_front"]].sort_values("worst_regret")["policy"].tolist()
    shown = list(dict.fromkeys([*fixed, *front]))[:MOST_ROWS]
    worst = trials.set_index("policy")["worst_regret"]
    return sorted(shown, key=lambda policy: (float(worst[policy]), policy))


def _short(found: Found, policies: list[str]) -> dict[str, str]:
    """Rows of the heatmap: a letter each, and what it is known as."""
    roles = {_nothing(found): "no lever", found.chosen["safest"]: "safest", found.chosen["recommended"]: "recommended"}
    return {
        policy: f"{chr(65 + place)}" + (f" {roles[policy]}" if policy in roles else "")
        for place, policy in enumerate(policies)
    }


def _front_table(found: Found) -> pd.DataFrame:
    front = found.trials[found.trials["is_on_front"]].sort_values("cost").head(MOST_ROWS)
    rows = front.to_dict("records")
    figures = {}
    for name, heading in (("cost", "cost, CNY"), ("harm", "harm")):
        figures[heading] = [numbers.change(row[name], "") for row in rows]
        figures[f"{name}, 95 %"] = [numbers.interval(row[f"{name}_low"], row[f"{name}_high"], "") for row in rows]
    levers = {labels.entity(lever.name): front[lever.name] for lever in found.space.levers}
    return pd.DataFrame({**figures, **levers}, index=front.index)


def _selection_table(found: Found) -> pd.DataFrame:
    rows = found.selection
    return pd.DataFrame(
        {
            "policy": rows["policy"],
            "replications": rows["replications"],
            "loss, CNY": [numbers.change(value, "") for value in rows["loss"]],
            "95 % interval": [
                numbers.interval(low, high, "") for low, high in zip(rows["loss_low"], rows["loss_high"], strict=True)
            ],
            "verdict": [
                "chosen" if chosen else f"out after {out} replications" if out else "not ruled out"
                for chosen, out in zip(rows["is_chosen"], rows["eliminated_after"], strict=True)
            ],
            "chance_to_be_better": [
                "" if chosen else chance_in_words(chance)
                for chosen, chance in zip(rows["is_chosen"], rows["chance_better"], strict=True)
            ],
        }
    )


def chance_in_words(chance: float) -> str:
    """A probability as a percentage that claims no more than a few replications can show.

    >>> chance_in_words(0.99997), chance_in_words(2e-6), chance_in_words(0.41)
    ('99.9\u202f%', 'below 0.1\u202f%', '41\u202f%')
    """
    if chance > 0.999:
        return f"99.9{numbers.THIN}%"
    return numbers.share(chance) if chance >= 0.001 or chance == 0 else f"below 0.1{numbers.THIN}%"


def _lengths(space: Any) -> str:
    told = [numbers.duration(length) for length in space.lengths]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _more_or_less(value: float, more: str, less: str) -> str:
    return f"{numbers.number(abs(value))} {more if value >= 0 else less}"
