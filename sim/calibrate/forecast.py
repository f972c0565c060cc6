"""A nowcast of the tables: the parcels known at an instant, their next hours, and how these then turned out."""

# ruff: noqa: S608  names in the queries are this room's own; what users wrote goes in as values or quoted

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.calibrate.arms import AHEAD_H, PICKED_UP, Asking
from sim.calibrate.chain import Chain
from sim.calibrate.durations import Array
from sim.calibrate.evidence import Evidence
from sim.calibrate.families import Z90
from sim.calibrate.loading import MICROSECONDS_PER_H, Desk
from sim.calibrate.nowcast import HIGH, LOW, MEASURES, Arrivals, Draws, Start, bands_of, nowcast
from sim.calibrate.rates import WEEK_DAYS, OrderProfile, order_profile
from sim.calibrate.stays import FINAL, Stays, read_stays
from sim.calibrate.steps import lay_steps, stages_of
from sim.calibrate.tracking import Read
from sim.calibrate.vocabulary import MILESTONES
from sim.calibrate.waiting import PARTS
from sim.calibrate.waves import local_h
from sim.errors import ScenarioError
from sim.spec import Scenario

LEAST_HOURS = 6
SCORES = ("measure", "hours", "coverage", "mape", "sum", "sum_forecast", "sum_low", "sum_high", "bias")
SHOWN_HOURS = (1, 6, 12, 24, 48, 72)


@dataclass(frozen=True)
class Forecast:
    """A nowcast.

    Attributes:
        now_us: the instant, microseconds since 1970.
        in_flight: parcels handed over and not finished, as known then.
        waiting: orders not handed over yet, as known then.
        silent: parcels left out, for their next scan is lost.
        dark_carriers: carriers whose feed is shut in the arm with the outage; empty = all.
        bands: hour, arm, measure, middle, low, high; see `nowcast`.
        held_out: hour, measure, actual: what the tables say of the hours after; empty where they end.
        scores: how the arm without an outage did: measure, hours, coverage (of the 80 % band by hour), mape (of the
            mean), and over all hours sum (as it came), sum_forecast, sum_low, sum_high (80 %), bias.
    """

    now_us: int
    in_flight: int
    waiting: int
    silent: int
    dark_carriers: tuple[str, ...]
    bands: pd.DataFrame
    held_out: pd.DataFrame
    scores: pd.DataFrame

    def to_json(self, zone: str) -> dict[str, Any]:
        """The nowcast as plain values: totals and levels at some hours, and how the hold-out went."""
        shown = self.bands[self.bands["hour"].isin(SHOWN_HOURS)]
        return {
            "now": pd.Timestamp(self.now_us, unit="us", tz=zone).isoformat(),
            "ahead_h": AHEAD_H,
            "band": "80 %",
            "in_flight": self.in_flight,
            "not_handed_over": self.waiting,
            "left_out_silent": self.silent,
            "dark_carriers": list(self.dark_carriers) or "all",
            "hours": shown.to_dict("records"),
            "held_out": self.scores.to_dict("records"),
        }


def forecast(
    at: Desk, read: Read, evidence: Evidence, world: Scenario, *, now_us: int, dark_carriers: Sequence[str] = ()
) -> Forecast:
    """Forecast the 72 hours after an instant, and hold it against the tables as far as they go on.

    Args:
        at: where the tables are; `step` holds what was known at the instant.
        read: what was read.
        evidence: what was learnt of what was known.
        world: for what the tables do not tell of buyers, and for the grace of darkness.
        now_us: the instant, microseconds since 1970.
        dark_carriers: carriers whose feed is shut; none = of all.

    Raises:
        ScenarioError: a carrier that is not in the tables, or nothing is in flight.
    """
    now = float(local_h(np.array([now_us]), at.zone)[0])
    stays, carriers, parcels = read_stays(at)
    dark_carriers = [name.strip().lower() for name in dark_carriers]
    strange = [name for name in dark_carriers if name not in carriers]
    if strange:
        raise ScenarioError.of("--dark", f"the carriers of the table are {', '.join(carriers)}", strange[0])
    chain = Chain(stays, now)
    is_here = np.isinf(stays.end) & ~np.isin(stays.state, FINAL)
    is_silent = is_here & chain.outlasted(stays, now)
    is_here &= ~is_silent
    if not is_here.any():
        raise ScenarioError.of("--now", "no parcel is in flight at that instant")
    start = _start(stays, parcels, is_here)
    begin = stages_of(at)[0].begin
    feed = evidence.feeds.get("")
    grace_h = world.measurement.dark_grace
    shut = np.array([carriers.index(name) for name in dark_carriers], dtype=np.int64) if dark_carriers else None
    found = nowcast(
        start,
        chain,
        _arrivals(at, stays, begin),
        _asking(evidence, world),
        now=now,
        grace_h=grace_h,
        latency_h=feed.latency_h if feed is not None else np.zeros(0),
        loss=feed.loss.value if feed is not None and feed.loss is not None else 0.0,
        dark_carriers=shut,
    )
    lay_steps(at, has_record=read.has_record)
    held_out = _held_out(at, read, now_us, grace_h)
    moving = start.stays.state >= PICKED_UP
    return Forecast(
        now_us,
        int(moving.sum()),
        int((~moving).sum()),
        int(is_silent.sum()),
        tuple(dark_carriers),
        bands_of(found),
        held_out,
        _scores(found, held_out),
    )


def _start(stays: Stays, parcels: list[str], is_here: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Start:
    """The parcels not finished, with the instant each was first known."""
    frame = pd.DataFrame({"parcel": parcels, "begin": stays.begin})
    first = frame.groupby("parcel", sort=False)["begin"].transform("min").to_numpy(dtype=np.float64)
    own = stays.of(is_here)
    return Start(own, first[is_here], own.begin)


def _arrivals(at: Desk, stays: Stays, begin: str) -> Arrivals | None:
    profile = order_profile(at, begin)
    if profile is None:
        return None
    state = MILESTONES.index(begin)
    of_state = stays.state == state
    factor, orders, spread = _by_weekday(profile)
    per_hour = profile.hour_share * profile.per_day
    return Arrivals(per_hour, factor, orders, spread, stays.carrier[of_state], stays.route[of_state], state)


def _by_weekday(profile: OrderProfile) -> tuple[Array, Array, float]:
    """Each weekday's orders over the mean, how many that is known of, and the spread of days beside it and chance.

    Of less than a week all weekdays count alike, and what differs between them is in the spread.
    """
    day, orders = profile.by_day["day"].dt.day_of_week.to_numpy(), profile.by_day["orders"].to_numpy(dtype=np.float64)
    if profile.weekday_share is None:
        factor, seen, fitted = np.ones(WEEK_DAYS), np.full(WEEK_DAYS, orders.sum()), 1
    else:
        seen = np.bincount(day, weights=orders, minlength=WEEK_DAYS)
        factor, fitted = profile.weekday_share * WEEK_DAYS, WEEK_DAYS
    expected = factor[day] * orders.sum() / factor[day].sum()
    free = max(1, orders.size - fitted)
    beside_chance = float(((orders - expected) ** 2 / expected**2).sum() / free - (1.0 / expected).mean())
    return factor, seen, float(np.sqrt(max(0.0, beside_chance)))


def _asking(evidence: Evidence, world: Scenario) -> Asking:
    """Hazards of contacts: from the tables where they tell, else the world's, less those who look elsewhere first."""
    buyers, passes = world.buyers, 1.0 - world.fallback.aware_at_start * world.fallback.satisfied
    rates = {"base": buyers.base * passes, "silent": buyers.silent * passes, "late": buyers.late * passes}
    spread, again_share, again_h = dict.fromkeys(PARTS, 0.0), 0.0, np.zeros(0)
    told = evidence.waiting
    if told is not None:
        rates |= told.rates
        spread |= {name: min(1.0, np.log(told.high[name] / told.rates[name]) / Z90) for name in told.rates}
        again_share, again_h = told.again_share, told.again_h
    quiet = {str(shown): hours for shown, hours in buyers.quiet.items()}
    quiet_h = np.array([quiet["none"], *(quiet.get(name, quiet["picked_up"]) for name in MILESTONES[1:])])
    return Asking(
        rates["base"], rates["silent"], rates["late"], buyers.alarm * passes, quiet_h,
        buyers.silent_ramp, buyers.late_ramp, buyers.alarm_ramp, buyers.promise,
        np.array([spread[name] for name in PARTS]), again_share, again_h,
    )  # fmt: skip


def _held_out(at: Desk, read: Read, now_us: int, grace_h: float) -> pd.DataFrame:
    """What the tables say of the whole hours after the instant."""
    hours = min(AHEAD_H, (read.until_us - now_us) // MICROSECONDS_PER_H)
    if hours < LEAST_HOURS:
        return pd.DataFrame(columns=["hour", "measure", "actual"])
    edges = np.arange(hours + 1, dtype=np.float64)
    since = f"(at_us - {now_us}) / {MICROSECONDS_PER_H}"
    delivered = _column(at, f"SELECT {since} AS h FROM step WHERE state IN ('delivered', 'collected')")
    spans = at.db.execute(
        f"SELECT min({since}) FILTER (state <> 'ordered') AS handed, "
        f"min({since}) FILTER (state IN ('delivered', 'collected', 'returned')) AS over, max({since}) AS last "
        "FROM step GROUP BY parcel HAVING handed IS NOT NULL"
    ).fetchnumpy()
    handed = np.asarray(spans["handed"], dtype=np.float64)
    over = np.ma.filled(np.ma.asarray(spans["over"]).astype(np.float64), np.inf)
    told = {
        "delivered": np.histogram(delivered, edges)[0],
        "in_flight": np.array([((handed <= edge) & (over > edge)).sum() for edge in edges[1:]]),
    }
    if read.has_record:
        told["dark"] = _dark(at, now_us, grace_h, edges[1:])
    if read.has_contacts:
        asked = _column(
            at,
            f"SELECT (contact.at_us - {now_us}) / {MICROSECONDS_PER_H} AS h FROM contact",
        )
        told["contacts"] = np.histogram(asked, edges)[0]
    frames = [pd.DataFrame({"hour": edges[1:], "measure": name, "actual": values}) for name, values in told.items()]
    return pd.concat(frames, ignore_index=True).astype({"actual": np.float64})


def _dark(at: Desk, now_us: int, grace_h: float, edges: Array) -> Array:
    """Parcels with a scan since the instant that is older than the grace and not published, nor a later one."""
    found = at.db.execute(
        f"""
        SELECT (at_us - {now_us}) / {MICROSECONDS_PER_H} + {grace_h} AS begin,
            least(coalesce(shown_us - {now_us}, 1e18) / {MICROSECONDS_PER_H},
                coalesce(later_us - {now_us}, 1e18) / {MICROSECONDS_PER_H} + {grace_h}) AS until
        FROM (SELECT state, at_us, min(record_us) OVER ahead AS shown_us, lead(at_us) OVER journey AS later_us FROM step
            WINDOW journey AS (PARTITION BY parcel ORDER BY at_us),
            ahead AS (PARTITION BY parcel ORDER BY at_us ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING))
        WHERE at_us > {now_us} AND state <> 'ordered'
        """
    ).fetchnumpy()
    begin, until = (np.asarray(found[name], dtype=np.float64) for name in ("begin", "until"))
    return np.array([((begin <= edge) & (until > edge)).sum() for edge in edges], dtype=np.float64)


def _column(at: Desk, query: str) -> Array:
    return np.asarray(at.db.execute(query).fetchnumpy()["h"], dtype=np.float64)


def _scores(found: Draws, held_out: pd.DataFrame) -> pd.DataFrame:
    """How the arm without an outage did, hour by hour and in the sum of the hours; see `Forecast.scores`."""
    rows = []
    for measure in MEASURES:
        actual = held_out.loc[held_out["measure"] == measure, "actual"].to_numpy(dtype=np.float64)
        if not actual.size:
            continue
        draws = found["without", measure][:, : actual.size]
        low, high = np.quantile(draws, [LOW, HIGH], axis=0)
        some = actual > 0
        error = np.abs(draws.mean(axis=0) - actual)[some] / actual[some]
        sums, total = draws.sum(axis=1), float(actual.sum())
        low_sum, high_sum = np.quantile(sums, [LOW, HIGH])
        rows.append(
            {
                "measure": measure,
                "hours": actual.size,
                "coverage": float(((actual >= low) & (actual <= high)).mean()),
                "mape": float(error.mean()) if some.any() else np.nan,
                "sum": total,
                "sum_forecast": float(sums.mean()),
                "sum_low": float(low_sum),
                "sum_high": float(high_sum),
                "bias": float(sums.mean()) / total - 1.0 if total else np.nan,
            }
        )
    return pd.DataFrame(rows, columns=list(SCORES))
