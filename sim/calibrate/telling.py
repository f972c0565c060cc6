"""A calibration as the frames its page shows."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim import store
from sim.calibrate.evidence import Evidence
from sim.calibrate.feed import Feed
from sim.calibrate.stage_fits import StageFit
from sim.report.calibration_page import CalibrationReading, write_calibration_page
from sim.report.nowcast_sections import nowcast_sections, reacting_sections
from sim.report.study_page import Section

if TYPE_CHECKING:
    from sim.calibrate.calibration import Calibration

MOST_POINTS = 400
SHARES = (np.arange(99) + 1) / 100
MINUTES_PER_H = 60.0
DASH = "–"


def write_page(made: "Calibration", path: Path) -> None:
    """Write the page of a calibration.

    Raises:
        OSError: the file cannot be written.
    """
    write_calibration_page(path, reading_of(made))


def reading_of(made: "Calibration") -> CalibrationReading:
    """All that the page shows."""
    evidence, base = made.evidence, made.base
    pooled = [fit for fit in evidence.fits if not fit.carrier]
    profile = evidence.profile
    hours = weekdays = pd.DataFrame()
    if profile is not None:
        hours = pd.DataFrame({"hour": range(24), "share": profile.hour_share, "world": base.orders.hour_share})
        if profile.weekday_share is not None:
            weekdays = pd.DataFrame(
                {"day": range(7), "share": profile.weekday_share, "world": base.orders.weekday_share}
            )
    columns = [(table, says, name) for table, found in made.read.columns.items() for says, name in found.items()]
    milestones = [(word, milestone or DASH, rows) for word, milestone, rows in made.read.milestones]
    return CalibrationReading(
        title=made.asked.tracking.name,
        world=base.title or base.name,
        rows=sum(made.read.rows.values()),
        rows_left_out=sum(each.rows for each in made.left_out),
        curves=_joined([_curves(fit) for fit in pooled]),
        quantiles=_joined([_quantiles(fit) for fit in pooled]),
        parameters=made.parameters,
        hours=hours,
        weekdays=weekdays,
        feeds=_feeds(evidence),
        by_age=evidence.waiting.by_age if evidence.waiting is not None else pd.DataFrame(),
        messages=evidence.messages,
        complaining=_complaining(evidence),
        written=made.written,
        kept=pd.DataFrame(list(made.kept.items()), columns=["path", "why"]),
        left_out=made.rows_left_out,
        columns=pd.DataFrame(columns, columns=["table", "says", "column"]),
        milestones=pd.DataFrame(milestones, columns=["word", "milestone", "rows"]),
        not_fitted=pd.DataFrame(list(evidence.not_fitted.items()), columns=["stage", "why"]),
        remarks=made.read.remarks,
        further=_nowcast(made),
        further_lead=_nowcast_lead(made),
        provenance=_provenance(made),
    )


def _nowcast(made: "Calibration") -> list[Section]:
    ahead = made.forecast
    if ahead is None:
        return []
    moments = pd.Timestamp(ahead.now_us, unit="us", tz=made.zone).tz_localize(None)
    bands, held_out = (
        frame.assign(at=moments + pd.to_timedelta(frame["hour"].astype(float), unit="h"))
        for frame in (ahead.bands, ahead.held_out)
    )
    dark = ", ".join(ahead.dark_carriers) or "all carriers"
    sections = nowcast_sections(bands, held_out, ahead.scores, dark=dark)
    reacting = made.reacting
    if reacting is None:
        return sections
    of = reacting.bands
    if len(of):
        of = of.assign(at=moments + pd.to_timedelta(of["hour"].astype(float), unit="h"))
    return sections + reacting_sections(
        of, held_out, replications=reacting.replications, why_not=reacting.why_not, dark=dark
    )


def _nowcast_lead(made: "Calibration") -> str:
    ahead = made.forecast
    if ahead is None:
        return ""
    moment = pd.Timestamp(ahead.now_us, unit="us", tz=made.zone)
    told = (
        f"At {moment:%d %b %Y %H:%M} {ahead.in_flight:,} parcels were in flight and {ahead.waiting:,} orders not "
        f"handed over, as known then ({ahead.silent:,} more had fallen silent and are left out)."
    )
    return f"{told} All fits are of what was published by then."


def _curves(fit: StageFit) -> pd.DataFrame:
    seen = fit.observed
    if len(seen) > MOST_POINTS:
        seen = seen.iloc[np.unique(np.linspace(0, len(seen) - 1, MOST_POINTS).astype(np.int64))]
    note = ""
    if fit.waves is not None:
        note = f"Time until ready, between {len(fit.waves.clock_h)} waves a day."
    elif np.isfinite(fit.durations.cap_h):
        note = f"Cut short at {fit.durations.cap_h:.4g} h, where many end."
    start = pd.DataFrame({"hours": [0.0], "sf": [1.0], "low": [1.0], "high": [1.0]})
    frames = [pd.concat([start, seen], ignore_index=True).assign(kind="observed", is_best=False)]
    grid = np.linspace(0, float(seen["hours"].max()), MOST_POINTS)
    for place, (name, each) in enumerate(fit.fits.items()):
        frame = pd.DataFrame({"hours": grid, "sf": fit.predicted(each, grid), "low": np.nan, "high": np.nan})
        frames.append(frame.assign(kind=name, is_best=place == 0))
    return pd.concat(frames, ignore_index=True).assign(stage=fit.title, note=note)


def _quantiles(fit: StageFit) -> pd.DataFrame:
    seen = fit.observed
    reached = SHARES[1.0 - float(seen["sf"].iloc[-1]) >= SHARES]
    observed = np.interp(reached, 1.0 - seen["sf"].to_numpy(), seen["hours"].to_numpy())
    grid = np.geomspace(1e-3, max(2 * float(seen["hours"].max()), 1e-2), 4000)
    fitted = np.interp(reached, 1.0 - fit.predicted(fit.best, grid), grid)
    name = fit.best.family.name
    return pd.DataFrame(
        {"stage": fit.title, "family": name, "share": reached, "fitted_h": fitted, "observed_h": observed}
    )


def _complaining(evidence: Evidence) -> str:
    from sim.report import numbers

    found = evidence.complaining
    if found is None:
        return "Too few complaints follow a contact to say how many do."
    low, high = found.low, found.high
    return (
        f"{found.n:,} complaints follow one of the {found.contacts:,} contacts while waiting: "
        f"{numbers.share(found.share)} ({numbers.share(low[0])} to {numbers.share(high[0])}) of those that were not "
        f"resolved, if the parcel does not come before, half of them within {numbers.number(found.median_h)} h "
        f"({numbers.number(low[1])} to {numbers.number(high[1])}); 90 % intervals. {found.without:,} complaints have "
        "no contact before them."
    )


def _feeds(evidence: Evidence) -> pd.DataFrame:
    columns = ["carrier", "n", "median_min", "p95_min", "family", "loss", "loss_interval", "how"]
    return pd.DataFrame([_feed(feed) for feed in evidence.feeds.values()], columns=columns)


def _feed(feed: Feed) -> tuple[object, ...]:
    from sim.report import numbers

    median, p95 = (MINUTES_PER_H * float(np.quantile(feed.latency_h, share)) for share in (0.5, 0.95))
    loss = feed.loss
    told = (DASH, DASH)
    if loss is not None:
        told = (numbers.share(loss.value), f"{numbers.share(loss.low)} to {numbers.share(loss.high)}")
    return (feed.carrier or "all", feed.n, median, p95, next(iter(feed.latency), DASH), *told, feed.assumed)


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _provenance(made: "Calibration") -> dict[str, str]:
    told = {
        "study": made.identity,
        "tracking": made.asked.tracking.name,
        "world extended": made.base.name,
        "zone of clock times": made.zone,
        "versions": ", ".join(f"{name} {number}" for name, number in store.package_versions().items()),
    }
    return {"command": made.command, **told} if made.command else told
