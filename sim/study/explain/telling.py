"""The story of a parcel in words, and its page."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim import store
from sim.report import labels, numbers
from sim.report.parcel_words import PEAK, milestone
from sim.report.partings import Parting, partings_in_words
from sim.study.explain.cases import TITLES
from sim.study.explain.explanation import Explanation, Replayed, TypicalCases

if TYPE_CHECKING:
    from sim.report.figures.parcel_lanes import Shade
    from sim.report.parcel_story import Stories, Told

FOLDER = "explain"
CASE_COLUMNS = ["case", "what_it_means", "n_parcels", "such_as"]
AT_THE_PEAK = "Under way at the hour at which most parcels were dark, and dark only because of the acts"


def traits_in_words(explanation: Explanation) -> str:
    """What the parcel is, from order to destination, one sentence."""
    traits, clock = explanation.parcel.traits, explanation.replayed.around.clock
    value = numbers.amount(float(traits["value_cny"]), "CNY")
    return (
        f"{labels.entity(traits['category'])} goods worth {value}, sold by a {traits['merchant_size']} merchant (no. "
        f"{traits['merchant']}) in {labels.entity(traits['origin'])} that usually ships with "
        f"{labels.entity(traits['home_carrier'])}; to {labels.entity(traits['destination'])}, bound for "
        f"{_bound_for(str(traits['bound_for']))}. Ordered on {clock.words(float(traits['placed_at']))}."
    )


def difference_in_words(explanation: Explanation) -> list[str]:
    """Where the lives part, the first difference first: a paragraph each."""
    return partings_in_words(_partings(explanation), explanation.replayed.around.clock)


def title_of(explanation: Explanation) -> str:
    """The parcel, and the case it stands for."""
    case = f": {explanation.case.replace('-', ' ')}" if explanation.case else ""
    return f"Parcel {explanation.parcel.order}{case}"


def warnings_of(replayed: Replayed) -> list[str]:
    """What a reader must know before she believes the story."""
    if replayed.is_the_kept_one:
        return []
    told = "the replication simulated again does not have the figures that the run kept"
    if not replayed.run.is_of_this_program:
        told += "; the run was made by another version of the program"
    return [told]


def page_path(explanation: Explanation) -> Path:
    """Where the page of a parcel lies: in the run's folder."""
    replayed = explanation.replayed
    return replayed.run.folder / FOLDER / f"{explanation.parcel.order}-replication-{replayed.replication}.html"


def cases_path(typical: TypicalCases) -> Path:
    """Where the page of the typical cases lies: in the run's folder."""
    return typical.replayed.run.folder / FOLDER / f"cases-replication-{typical.replayed.replication}.html"


def write_page(explanation: Explanation, *, command: str = "") -> Path:
    """Write the page of one parcel into the run's folder and return its path.

    Raises:
        OSError: it cannot be written.
    """
    from sim.report.parcel_page import write_parcel_page  # late: it brings the drawing library

    replayed = explanation.replayed
    path = page_path(explanation)
    write_parcel_page(
        path,
        told_of(explanation),
        title=title_of(explanation),
        kind=_kind(replayed),
        lead="\n\n".join([*warnings_of(replayed), traits_in_words(explanation), *difference_in_words(explanation)]),
        clock=replayed.around.clock,
        outages=shades_of(replayed),
        horizon_h=replayed.around.horizon,
        provenance=_provenance(replayed, command),
    )
    return path


def write_cases(typical: TypicalCases, *, command: str = "") -> Path:
    """Write the page of a replication's typical cases into the run's folder and return its path.

    Raises:
        OSError: it cannot be written.
    """
    from sim.report.parcel_page import write_cases_page  # late: it brings the drawing library

    replayed, clock = typical.replayed, typical.replayed.around.clock
    path = cases_path(typical)
    lead = (
        f"{typical.replayed.n_watched:,} of the orders of replication {replayed.replication} were watched in both "
        "arms. For each kind of harm one parcel to which only the acts did it: where it was, and what was shown of it."
    )
    write_cases_page(
        path,
        stories_of(typical),
        title="Single parcels in two worlds",
        kind=_kind(replayed),
        lead="\n\n".join([*warnings_of(replayed), lead]),
        clock=clock,
        horizon_h=replayed.around.horizon,
        provenance=_provenance(replayed, command),
    )
    return path


def stories_of(typical: TypicalCases) -> "Stories":
    """One story a case that there is, one of the peak, and what stands around them."""
    from sim.report.parcel_story import Stories  # late: it brings the drawing library

    replayed, hour = typical.replayed, typical.peak_hour
    told = [told_of(explanation) for explanation in typical.explanations]
    found = typical.under_way
    is_new = found["is_dark"] & ~found["is_dark_without"]
    if is_new.any():
        told.append(told_of(replayed.explain(int(found.loc[is_new, "parcel"].iloc[0]), PEAK)))
    return Stories(
        replication=replayed.replication,
        n_watched=replayed.n_watched,
        warnings=warnings_of(replayed),
        peak_h=None if hour is None else float(hour),
        outages=shades_of(replayed),
        told=told,
        cases=cases_frame(typical),
        under_way=under_way_frame(typical),
    )


def story_alone(explanation: Explanation) -> "Stories":
    """The story of one parcel without others around it."""
    from sim.report.parcel_story import Stories  # late: it brings the drawing library

    replayed = explanation.replayed
    return Stories(
        replication=replayed.replication,
        n_watched=replayed.n_watched,
        warnings=warnings_of(replayed),
        peak_h=None,
        outages=shades_of(replayed),
        told=[told_of(explanation)],
        cases=pd.DataFrame(columns=CASE_COLUMNS),
        under_way=pd.DataFrame(),
    )


def cases_frame(typical: TypicalCases) -> pd.DataFrame:
    """One row a kind: case, what_it_means, n_parcels among those watched, such_as."""
    rows = [
        (case.name, case.title, case.n, ", ".join(map(str, case.parcels)) or "none") for case in typical.cases.values()
    ]
    return pd.DataFrame(rows, columns=CASE_COLUMNS)


def under_way_frame(typical: TypicalCases) -> pd.DataFrame:
    """Who was under way at the peak, in words."""
    found = typical.under_way
    shown = [milestone(name) if name else "nothing yet" for name in found["what_is_shown"]]
    ages = [numbers.duration(age) for age in found["shown_age_h"]]
    return pd.DataFrame(
        {
            "parcel": found["parcel"].astype(str),
            "carrier": [labels.entity(name) for name in found["carrier"]],
            "where it is": [milestone(name) for name in found["where_it_is"]],
            "since": [numbers.duration(hours) for hours in found["since_h"]],
            "what is shown": shown,
            "which is old": ages,
            "dark": found["is_dark"],
            "dark without the acts": found["is_dark_without"],
        }
    )


def told_of(explanation: Explanation) -> "Told":
    """A story as pages tell it."""
    from sim.report.parcel_story import Told  # late: it brings the drawing library

    headings = TITLES | {PEAK: AT_THE_PEAK}
    return Told(
        name=explanation.case or "parcel",
        heading=headings.get(explanation.case, "Two worlds"),
        about=f"Parcel {explanation.parcel.order}. {traits_in_words(explanation)}",
        partings=_partings(explanation),
        rows=explanation.parcel.rows,
        consequences=explanation.consequences.rename(columns={"what": "figure"}),
    )


def _partings(explanation: Explanation) -> list[Parting]:
    return [Parting(one.at, one.respect, one.what, one.cause) for one in explanation.differences]


def shades_of(replayed: Replayed) -> "list[Shade]":
    """Hours of the outages of a replication, for the lanes."""
    from sim.report.figures.parcel_lanes import Shade  # late: it brings the drawing library

    outages = replayed.run.scenario.outages
    return [
        Shade(
            f"{act.name}: {labels.entity(act.link)} link {labels.MODES.get(str(outages[act.name].mode), 'hit')}",
            act.began_at,
            act.ended_at,
        )
        for act in replayed.around.acts
        if act.link
    ]


def _kind(replayed: Replayed) -> str:
    scenario = replayed.run.scenario
    return f"{scenario.title or scenario.name}, replication {replayed.replication} of run {replayed.run.run_id}"


def _provenance(replayed: Replayed, command: str) -> dict[str, str]:
    run = replayed.run
    told = {
        "run": run.run_id,
        "scenario": run.scenario.name,
        "seed": str(run.scenario.seed),
        "replication": str(replayed.replication),
        "sample": f"{100 * float(run.scenario.sample):g} % of the orders",
        "figures": "those of the kept run" if replayed.is_the_kept_one else "not those of the kept run",
        "versions": ", ".join(f"{name} {number}" for name, number in store.package_versions().items()),
    }
    return {"command": command, **told} if command else told


def _bound_for(place: str) -> str:
    return {"door": "the door", "station": "a station"}.get(place, f"a locker ({labels.entity(place)})")
