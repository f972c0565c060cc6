"""True against visible state: parcels in flight and dark, scans made and shown, scans waiting in a buffer."""

from sim.report import labels, theme
from sim.report.figures.strips import Line, single_lines
from sim.report.panel import LegendEntry, Panel
from sim.report.reading import Reading
from sim.report.series import OUTAGE_ARM

IN_FLIGHT = LegendEntry("in_flight", "in flight, in truth", theme.TRUTH)
DARK = LegendEntry("dark", "dark: an old state is shown", theme.OUTAGE)
MADE = LegendEntry("made", "scans made", theme.TRUTH)
SHOWN = LegendEntry("shown", "scans shown", theme.OUTAGE)
BUFFERED = LegendEntry("buffered", "scans in a buffer", theme.INFORMATION)


def panels(run: Reading) -> list[Panel]:
    """Parcels, and scans, of the carriers whose own link was closed, or of all where none was."""
    groups = [f"carrier={name}" for name in run.cut_carriers]
    whose = " and ".join(labels.entity(name) for name in run.cut_carriers)
    if run.hourly.summed("dark_now", OUTAGE_ARM, groups) is None:
        groups, whose = ["total"], "all carriers"
    cut = [act for act in run.outages if act.link in run.cut_carriers] or run.outages
    parcels = Panel(
        "truth",
        f"Where parcels are, and what is shown: {whose}",
        "As it happened, at each full hour, with 95 % intervals. A delivered parcel can still be dark.",
        empty="This run has no hourly series of parcels in flight or dark.",
        size="half",
    )
    scans = Panel(
        "scans",
        f"Scans made and scans shown: {whose}",
        "As it happened. The spike after restoration is the backfill of buffered scans.",
        empty="This run has no hourly series of scans.",
        size="half",
    )
    return [
        single_lines(
            run,
            parcels,
            [Line("in_flight", "Parcels", IN_FLIGHT, groups), Line("dark_now", "Parcels", DARK, groups)],
            cut,
            row_px=374,
        ),
        single_lines(
            run,
            scans,
            [
                Line("scans_made", "Scans per hour", MADE, groups),
                Line("scans_shown", "Scans per hour", SHOWN, groups),
                Line("buffered", "Scans in a buffer", BUFFERED, _links(run, groups)),
            ],
            cut,
        ),
    ]


def _links(run: Reading, groups: list[str]) -> list[str]:
    """The links of the carriers in `groups`: they have the carriers' names."""
    return groups if groups == ["total"] else [f"link={name}" for name in run.cut_carriers]
