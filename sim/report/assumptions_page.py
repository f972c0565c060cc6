"""The page of a register of assumptions: which guess the answer hangs on, then every number with its source."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import shorten

import pandas as pd

from sim.report import labels, numbers
from sim.report.figures.study_indices import HIGH_END, LOW_END, tornado_figure
from sim.report.panel import Panel
from sim.report.records import records
from sim.report.study_page import Section, write_study_page

FEW = 5
MOST_BARS = 20
LONGEST_VALUE = 40
GUESSES = ("L", "")
CERTAINTY = {"L": "assumed", "M": "derived", "H": "read", "": "not said"}


def write_assumptions_page(
    path: Path,
    *,
    title: str,
    measures: Sequence[str],
    register: pd.DataFrame,
    elasticities: pd.DataFrame,
    replications: int,
    provenance: Mapping[str, str],
) -> None:
    """Write the page of a register of assumptions.

    Args:
        path: of the page.
        title: the scenario's.
        measures: totals whose excess is the answer.
        register: path, value, value_low, value_high, unit, certainty, meaning, source, looked_at, strength, why_not.
        elasticities: as `sim.study.assumptions.elasticity.elasticities` gives it.
        replications: pairs of arms at each end.
        provenance: what was run.

    Raises:
        OSError: the file cannot be written.
    """
    write_study_page(
        path,
        title=f"{title}: what the answer owes to each assumption",
        kind=f"{len(register)} numbers, {elasticities['path'].nunique()} of them moved to both ends, "
        f"{replications} paired replications",
        lead=lead(measures, register, elasticities, replications),
        sections=list(_sections(measures, register, elasticities)),
        provenance=provenance,
    )


def lead(measures: Sequence[str], register: pd.DataFrame, elasticities: pd.DataFrame, replications: int) -> str:
    """The answer in words: for each measure the guesses that move it most."""
    certainty = dict(zip(register["path"], register["certainty"], strict=True))
    told = [_leader(measure, elasticities[elasticities["measure"] == measure], certainty) for measure in measures]
    if replications < FEW:
        told.append(f"{replications} replications are few: intervals are wide.")
    return "\n\n".join(told)


def _leader(measure: str, rows: pd.DataFrame, certainty: Mapping[str, str]) -> str:
    name = labels.measure(measure)
    clear = rows[rows["is_clear"]]
    if clear.empty:
        return f"{name}: no number moves the excess clearly."
    guesses = [path for path in clear["path"] if certainty.get(path, "") in GUESSES]
    first = records(clear.head(1))[0]
    swing = numbers.change(float(first["swing"]), str(first["unit"]))
    told = f"{name}: {first['path']} moves the excess most, by {swing} from its low to its high end"
    others = [path for path in guesses if path != first["path"]][:2]
    kind = CERTAINTY[certainty.get(str(first["path"]), "")]
    return f"{told} ({kind})" + (f"; next among the guesses {' and '.join(others)}." if others else ".")


def _sections(measures: Sequence[str], register: pd.DataFrame, elasticities: pd.DataFrame) -> Iterator[Section]:
    about = register.set_index("path")
    yield Section(
        "ends",
        "The answer at both ends of a number",
        "Excess over the counterfactual with one number at the low and at the high end of its range, all others and "
        "all luck the same; the line is the excess as told. Whiskers: 95 % intervals of the paired difference to it. "
        "Pale: the two ends are not clearly apart. A number without a range is moved by ten per cent, so bars show "
        "what is not known, not how steep the answer is; the elasticities below do that.",
        panels=list(_tornados(measures, elasticities)),
        short="Both ends",
    )
    yield Section(
        "guesses",
        "Guesses that matter",
        "Numbers nobody has published, by measure, the widest swing first. Elasticity: per cent by which the excess "
        "moves for one per cent of the number, on average over its range, with its 95 % interval; a dash where the "
        "excess as told is not clear of zero.",
        table=measured_table(elasticities, about, GUESSES),
        short="Guesses",
    )
    known = measured_table(elasticities, about, ("M", "H"))
    if len(known):
        yield Section("known", "Numbers with a source", "The same for what was read or derived.", table=known)
    yield Section(
        "register",
        "Every number",
        "Guesses first, the strongest on top. Strength: the shift of the excess when the number alone goes to its "
        "farther end, one pair of runs, over the largest such shift of any number; the greatest over the measures. The "
        "leading ones were then measured at both ends.",
        table=_register_table(register),
    )


def _tornados(measures: Sequence[str], elasticities: pd.DataFrame) -> Iterator[Panel]:
    for measure in measures:
        rows = elasticities[(elasticities["measure"] == measure) & (elasticities["swing"] != 0.0)].head(MOST_BARS)
        if rows.empty:
            continue
        figure = tornado_figure(tornado_rows(rows), {}, dict(zip(rows["path"], rows["x_unit"], strict=True)))
        height = int(figure.layout["height"])
        legend = (LOW_END, HIGH_END)
        yield Panel(f"tornado-{measure}", labels.measure(measure), "", figure, height, legend)


def tornado_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one measure as `tornado_figure` takes them."""
    ends = {f"{end}_{side}": rows[f"x_{end}"] for end in ("low", "high") for side in ("from", "to")}
    return rows.drop(columns=["low", "high"]).rename(columns={"path": "parameter", "excess": "middle"}).assign(**ends)


def measured_table(elasticities: pd.DataFrame, about: pd.DataFrame, certainties: Sequence[str]) -> pd.DataFrame:
    """Value, range, elasticity and swing of the measured numbers of these certainties, the widest swing first."""
    rows = []
    kept = elasticities[[str(about.loc[path, "certainty"]) in certainties for path in elasticities["path"]]]
    for row in records(kept):
        said = about.loc[row["path"]]
        rows.append(
            {
                "number": row["path"],
                "value": said["value"],
                "range": f"{said['value_low']} to {said['value_high']}",
                "measure": row["measure"],
                "elasticity": _signed(row["elasticity"]),
                "interval": _span(row["low"], row["high"]),
                "swing": numbers.change(row["swing"], row["unit"]),
                "swing_interval": numbers.interval(row["swing_low"], row["swing_high"], row["unit"]),
                "unit": row["unit"],
                "certainty": said["certainty"],
                "source": said["source"],
            }
        )
    return pd.DataFrame(rows)


def _span(low: float, high: float) -> str:
    return f"{_signed(low)} to {_signed(high)}" if low == low and high == high else ""


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", numbers.MINUS) if value == value else numbers.NOTHING


def _register_table(register: pd.DataFrame) -> pd.DataFrame:
    frame = register.copy()
    spans = zip(frame["value_low"], frame["value_high"], strict=True)
    frame["range"] = [f"{low} to {high}" if low else "" for low, high in spans]
    frame["strength"] = [numbers.share(value) for value in frame["strength"]]
    frame["looked_at"] = [
        f"{how}: {why}" if why else how for how, why in zip(frame["looked_at"], frame["why_not"], strict=True)
    ]
    is_above = frame["source"].eq(frame["source"].shift()) & frame["source"].ne("")
    frame["source"] = frame["source"].mask(is_above, "as above")
    frame["value"] = [shorten(value, LONGEST_VALUE, placeholder=" …") for value in frame["value"]]
    columns = ["path", "value", "range", "certainty", "strength", "looked_at", "source"]
    return frame[columns].rename(columns={"path": "number"})
