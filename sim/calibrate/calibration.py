"""A world fitted to tracking tables: what was read, what was learnt, what the world now says and what it keeps."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim import spec, store
from sim.calibrate.asked import Asked, instant_of, zone_of
from sim.calibrate.evidence import Evidence, gather
from sim.calibrate.fields import Fields
from sim.calibrate.forecast import SHOWN_HOURS, Forecast, forecast
from sim.calibrate.left_out import LeftOut, frame_of
from sim.calibrate.loading import desk
from sim.calibrate.reacting import Reacting, react
from sim.calibrate.steps import lay_steps, stages_of
from sim.calibrate.tracking import Read, read_tables
from sim.spec import Found, Scenario, load_scenario

KIND = "calibration"
WORLD = "world.yaml"
CHUNK_BYTES = 1 << 22


@dataclass(frozen=True)
class Calibration:
    """A world fitted to tables.

    Attributes:
        asked: what was asked.
        base: the world that is extended.
        read: what was read.
        left_out: rows that were not used, by reason.
        evidence: what was learnt.
        found: what the new world says.
        kept: what it leaves to the world extended, by path, and why.
        forecast: the nowcast, where one was asked for.
        reacting: the same hours by the fitted world itself, in which everybody reacts.
        zone: of the clock times.
        command: the command line that makes it again; empty from Python.
        paths: files, where it was saved.
    """

    asked: Asked
    base: Scenario
    read: Read
    left_out: tuple[LeftOut, ...]
    evidence: Evidence
    found: tuple[Found, ...]
    kept: Mapping[str, str]
    forecast: Forecast | None
    zone: str
    command: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)
    reacting: Reacting | None = None

    @property
    def name(self) -> str:
        """Name of the new world."""
        return f"{self.base.name}_fitted"

    @cached_property
    def identity(self) -> str:
        """Name of the study: a hash of the tables, of what was said of them and of the world extended."""
        asked = self.asked
        tables = [_digest(path) for path in (asked.tracking, asked.orders, asked.contacts) if path is not None]
        said = [dict(asked.said.words), {name: dict(each) for name, each in asked.said.columns.items()}]
        told = [asked.said.encoding, self.zone, asked.formats, asked.share, asked.empirical, asked.now, asked.dark]
        return store.study_id(KIND, [tables, said, told, spec.scenario_hash(self.base)])

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """A row a parameter of each family, stage and carrier; see `StageFit.parameters`."""
        frames = [fit.parameters() for fit in self.evidence.fits]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    @cached_property
    def written(self) -> pd.DataFrame:
        """What the new world says: path, value, low, high (of the 90 % interval), certainty, source."""
        rows = [
            (each.path, _short(each.value), *(each.range or ("", "")), each.certainty, each.source)
            for each in self.found
        ]
        return pd.DataFrame(rows, columns=["path", "value", "low", "high", "certainty", "source"]).astype(str)

    @cached_property
    def rows_left_out(self) -> pd.DataFrame:
        """A row a reason: table, reason, rows, first_lines, example."""
        return frame_of(self.left_out)

    def world_yaml(self, folder: Path) -> str:
        """The new world as a file that is to lie in `folder`."""
        extends = Path(os.path.relpath(self.asked.world.resolve(), folder.resolve())).as_posix()
        file = self.asked.tracking.name
        return spec.world_yaml(
            extends=extends,
            name=self.name,
            title=f"{self.base.title or self.base.name}, fitted to {file}",
            story=f"The world extended, with the numbers that {file} tells; the others are kept.",
            found=self.found,
        )

    def to_json(self) -> dict[str, Any]:
        """The calibration as one object of plain values."""
        columns = [
            "family",
            "parameter",
            "value",
            "low",
            "high",
            "aic_less_best",
            "ks",
            "ks_tolerated",
            "n_whole",
            "n_open",
        ]
        fits: list[dict[str, Any]] = []
        if len(self.parameters):
            for (stage, carrier), rows in self.parameters.groupby(["stage", "carrier"], sort=False):
                fits.append({"stage": stage, "carrier": carrier, "parameters": rows[columns].to_dict("records")})
        found = {
            "study": self.identity,
            "tracking": str(self.asked.tracking),
            "zone": self.zone,
            "rows": dict(self.read.rows),
            "columns": {name: dict(each) for name, each in self.read.columns.items()},
            "milestones": [{"word": w, "milestone": m or None, "rows": n} for w, m, n in self.read.milestones],
            "left_out": [
                {
                    "table": e.table,
                    "reason": e.reason,
                    "rows": e.rows,
                    "first_lines": list(e.lines),
                    "example": e.example,
                }
                for e in self.left_out
            ],
            "remarks": list(self.read.remarks),
            "fits": fits,
            "not_fitted": dict(self.evidence.not_fitted),
            **self.evidence.to_json(),
            "written": [
                {"path": e.path, "value": e.value, "range90": e.range, "certainty": e.certainty, "source": e.source}
                for e in self.found
            ],
            "kept": dict(self.kept),
            "nowcast": None if self.forecast is None else self.forecast.to_json(self.zone),
            "nowcast_reacting": None if self.reacting is None else self.reacting.to_json(SHOWN_HOURS),
            "paths": dict(self.paths),
        }
        plain: dict[str, Any] = store.plain(found)
        return plain

    def save(self, out: Path) -> "Calibration":
        """Write page, world and tables, whole or not at all, and return the calibration with its paths.

        Raises:
            RunError: the disk is full or the folder cannot be written.
        """
        folder = store.study_folder(out, self.base.name, KIND, self.identity)
        tables = {"parameters": self.parameters, "written": self.written, "left_out": self.rows_left_out}
        if self.forecast is not None:
            tables |= {"nowcast": self.forecast.bands, "held_out": self.forecast.held_out}
            tables["in_flight"] = self.forecast.parcels
        if self.reacting is not None and len(self.reacting.bands):
            tables["nowcast_reacting"] = self.reacting.bands
        with store.new_run(folder) as new:
            self.page(new.page)
            (new.page.parent / WORLD).write_text(self.world_yaml(folder), encoding="utf-8")
            new.manifest = {
                "study": KIND,
                "study_id": self.identity,
                "scenario_hash": spec.scenario_hash(self.base),
                "seed": self.base.seed,
                "versions": store.package_versions(),
                "tables": list(tables),
                "result": self.to_json(),
            }
            new.tables = tables
        paths = {"page": str(folder / store.PAGE), "world": str(folder / WORLD)}
        return replace(self, paths=paths | {name: str(folder / f"{name}.parquet") for name in tables})

    def page(self, path: Path) -> None:
        """Write the calibration's page.

        Raises:
            OSError: the file cannot be written.
        """
        from sim.calibrate.telling import write_page  # late: it brings the drawing library

        write_page(self, path)


def calibrate(asked: Asked, *, command: str = "") -> Calibration:
    """Read the tables, fit them, and say what they tell of a world.

    Raises:
        ScenarioError: a table or the world cannot be used.
        RunError: the disk is full.
    """
    base = load_scenario(asked.world)
    zone = asked.zone or zone_of(base)
    with desk(zone, asked.formats) as at:
        read = read_tables(at, asked.tracking, asked.orders, asked.contacts, asked.said)
        now_us = None if asked.now is None else instant_of(asked.now, zone, read)
        lay_steps(at, has_record=read.has_record, known_by_us=now_us)
        evidence = gather(at, read, base, read.until_us if now_us is None else now_us)
        ahead = None
        if now_us is not None:
            ahead = forecast(at, read, evidence, base, now_us=now_us, dark_carriers=asked.dark)
        has_orders = stages_of(at)[0].begin == "ordered"
        left_out = tuple(at.left_out)
    n_left_out = sum(each.rows for each in left_out if each.table == "tracking")
    fields = Fields(
        evidence,
        base,
        file=asked.tracking.name,
        left_out=n_left_out,
        share=asked.share,
        empirical=asked.empirical,
    )
    made = Calibration(asked, base, read, left_out, evidence, tuple(fields.found), fields.kept, ahead, zone, command)
    if ahead is None:
        return made
    profile = evidence.profile
    reacting = react(
        ahead.parcels,
        made.world_yaml,
        now=pd.Timestamp(ahead.now_us, unit="us", tz=zone),
        per_day=None if profile is None else profile.per_day,
        named=fields.named,
        has_orders=has_orders,
        dark=ahead.dark_carriers,
    )
    return replace(made, reacting=reacting)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _short(value: Any) -> str:
    if isinstance(value, dict) and list(value) == ["empirical"]:
        values: Sequence[Any] = value["empirical"]["values"]
        return f"empirical: {len(values)} quantiles, median {values[len(values) // 2]}"
    if isinstance(value, dict) and len(value) == 1 and isinstance(next(iter(value.values())), dict):
        name, inside = next(iter(value.items()))
        return f"{name}: " + ", ".join(f"{key} {each}" for key, each in inside.items())
    if isinstance(value, dict):
        return ", ".join(f"{key} {each}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
