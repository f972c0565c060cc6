"""Stories of two parcels made up for tests: one whose scan was held back, one that nothing touched."""

import pandas as pd

from sim.report.figures.parcel_lanes import Shade
from sim.report.parcel_story import Stories, Told
from sim.report.partings import Parting
from tests.unit.study.explain.lives import ORDERED, USUAL, log_of, other, scan

HELD_BACK = Parting(10.1, "what is shown of it", "Picked up: too late.", "Held back by outage <sf_feed>.")
HIT = [
    ORDERED,
    scan(0, "picked_up", 10.0, 31.0, way="replayed", outage="sf_feed"),
    other("visibility", "dark_begin", 11.0),
    other("visibility", "dark_end", 14.1),
    *USUAL[2:],
]


def told(name: str, *, is_hit: bool) -> Told:
    dark_h = 3.1 if is_hit else 0.0
    figures = [("Dark", "h", 0.0, dark_h, dark_h), ("Contacts", "contacts", 1.0, 1.0, 0.0)]
    columns = ["figure", "unit", "counterfactual", "as_it_happened", "difference"]
    return Told(
        name=name,
        heading=f"Heading of <{name}>",
        about="Parcel 5. Fresh goods & more.",
        partings=[HELD_BACK] if is_hit else [],
        rows={"baseline": log_of("baseline", USUAL), "outage": log_of("outage", HIT if is_hit else USUAL)},
        consequences=pd.DataFrame(figures, columns=columns),
    )


def stories(*names: str) -> Stories:
    """Stories of these names; that called `untouched` is the one of a parcel that nothing touched."""
    cases = [(name, "what <it> means", 12_345, "5") for name in names]
    return Stories(
        replication=0,
        n_watched=20_036,
        warnings=[],
        peak_h=12.0,
        outages=[Shade("sf_feed: SF link closed", 9.0, 30.0)],
        told=[told(name, is_hit=name != "untouched") for name in names],
        cases=pd.DataFrame(cases, columns=["case", "what_it_means", "n_parcels", "such_as"]),
        under_way=pd.DataFrame({"parcel": ["5"], "where it is": ["Picked up"], "dark": [True]}),
    )
