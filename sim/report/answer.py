"""The answer: what happened, what followed, whom it cost, who was hurt, how sure that is. Words, as escaped HTML."""

from collections.abc import Sequence
from html import escape

from sim.report import labels, numbers
from sim.report.figures.harm import classes
from sim.report.hurt import hardest
from sim.report.provenance import guesses
from sim.report.reading import Effect, Reading
from sim.report.tiles import HEADLINES

LARGEST = 3
KINDS = {"carrier": "of carriers", "category": "of goods", "region": "of regions", "size": "of merchants' sizes"}
HELPED = (
    "One run cannot say: both arms differ by all acts together. "
    'For this scenario <a href="#helped">other commands</a> can.'
)
MOST_PROBLEMS = 4


def paragraphs(run: Reading) -> list[str]:
    """A paragraph of HTML for each question that the run can answer; one without acts or effect says so first."""
    told = {
        "What happened": _what_happened(run),
        "What followed": _what_followed(run),
        "Whom it cost": _whom(run),
        "Who was hurt most": _hurt(run),
        "How sure": _how_sure(run),
        "What would have helped": HELPED if run.acts else "",
    }
    return [f"<b>{question}.</b> {text}" for question, text in told.items() if text]


def warnings(run: Reading) -> list[str]:
    """What a reader must know before believing the page: failed audit, an outage that touched nothing."""
    audit = run.result.audit
    told = []
    failed = [name.replace("_", " ") for name, value in audit.items() if value is False]
    problems = [str(problem) for problem in audit.get("problems") or ()]
    if failed or problems:
        more = f"; and {len(problems) - MOST_PROBLEMS} more" if len(problems) > MOST_PROBLEMS else ""
        what = f" ({', '.join(failed)})" if failed else ""
        why = f": {'; '.join(problems[:MOST_PROBLEMS])}{more}" if problems else ""
        told.append(f"The run's own audit found problems{what}{why}.")
    if run.outages and audit.get("parcels_touched") == 0:
        told.append(
            "The outage touched no parcel: every difference below is zero because nothing used the closed link."
        )
    if getattr(run.result, "is_incomplete", False):
        told.append(f"The run was interrupted: {run.result.replications} replications were finished.")
    if run.result.replications < 2:
        told.append("One replication: the figures have no interval, and no way to tell an effect from luck.")
    return [escape(text) for text in told]


def _what_happened(run: Reading) -> str:
    if not run.outages:
        if run.acts:
            return "No link was closed in this run; the figures are the effect of the responses alone."
        return "Nothing was done in this run: both arms are the same world, and every difference should be zero."
    told = []
    for act in run.outages:
        link = escape(labels.entity(act.link or act.name))
        by = "" if act.by == labels.UNKNOWN else f" by {escape(labels.entity(act.by))}"
        state = labels.MODES.get(act.mode, "hit")
        if act.ended_h != act.ended_h:
            told.append(
                f"the link of <b>{link}</b> was {state}{by} from {run.clock(act.began_h)} to the end of the run"
            )
        else:
            length = numbers.duration(act.ended_h - act.began_h)
            told.append(
                f"the link of <b>{link}</b> was {state}{by} from {run.clock(act.began_h)} to "
                f"{run.clock(act.ended_h)} ({length})"
            )
    text = "; ".join(told)
    responses = len({act.name for act in run.acts if not act.is_outage})
    after = f", and {responses} response{'s' if responses > 1 else ''} followed" if responses else ""
    return f"{text[:1].upper()}{text[1:]}{after}."


def _what_followed(run: Reading) -> str:
    contacts = run.effect("contacts")
    if contacts is None:
        return ""
    if contacts.is_nothing:
        return "Against the same orders with the same luck, buyers made not one contact more or less."
    more = "more" if contacts.excess >= 0 else "fewer"
    told = [
        "Against the same orders with the same luck but without the acts, buyers made "
        f"{_plainly(contacts)} {more} contacts{_interval(contacts)}{_ratio(contacts)}."
    ]
    dark, peak = run.effect("dark_parcels"), run.effect("dark_parcels_peak")
    if dark is not None and dark.excess:
        worst = f", {numbers.number(peak.outage)} at the worst hour" if peak is not None else ""
        more = "more" if dark.excess >= 0 else "fewer"
        told.append(f"{_plainly(dark)} {more} parcels went dark at least once{_interval(dark)}{worst}.")
    lost, moved, spoiled = run.effect("orders_lost"), run.effect("parcels_rerouted"), run.effect("fresh_spoiled")
    also = [
        f"{_plainly(effect)} {what}"
        for effect, what in (
            (moved, "parcels went with another carrier than usual"),
            (lost, "orders were not placed"),
            (spoiled, "more fresh parcels spoiled"),
        )
        if effect is not None and effect.excess > 0
    ]
    if also:
        told.append(f"{', '.join(also)}.")
    return " ".join(told)


def _whom(run: Reading) -> str:
    told = []
    cost = run.effect("total_cost_cny")
    if cost is not None and cost.excess:
        told.append(f"Together the parties bear {numbers.number(cost.excess)} CNY more{_interval(cost)}.")
    dear = [(name, value) for name, value in run.bill_of.items() if value > 0][:LARGEST]
    if dear:
        each = ", ".join(f"{escape(labels.entity(name))} {numbers.number(value)}" for name, value in dear)
        told.append(f"The largest bills, in CNY: {each}.")
    return " ".join(told)


def _hurt(run: Reading) -> str:
    """News or goods, whose parcels, and the hardest hit group of each kind by contacts for a thousand parcels."""
    return " ".join(text for text in (_without_news(run), _about_others(run), _hardest(run)) if text)


def _without_news(run: Reading) -> str:
    split = classes(run)
    harmed = sum(max(0.0, effect.excess) for effect in split.values())
    if harmed <= 0 or "worried_on_time" not in split:
        return ""
    part = max(0.0, split["worried_on_time"].excess) / harmed
    return f"{numbers.share(part)} of the parcels harmed came on time: their buyers lacked news, not the goods."


def _about_others(run: Reading) -> str:
    total, cut = run.effect("contacts"), run.cut_carriers
    about = sum(effect.excess for name in cut if (effect := run.effect("contacts", f"carrier={name}")))
    if not cut or total is None or not 0 < about < total.excess:
        return ""
    names = " and ".join(escape(labels.entity(name)) for name in cut)
    return (
        f"{numbers.share(about / total.excess)} of the extra contacts are about parcels of {names} itself; the "
        "others come from buyers whom the outage reached by other ways: lockers, rerouting, rivals' backlogs."
    )


def _hardest(run: Reading) -> str:
    told = []
    for kind, of in KINDS.items():
        top = hardest(run, "contacts", kind)
        if top is not None:
            name = escape(labels.group(top.group))
            told.append(
                f"{of} <b>{name}</b> {numbers.number(top.excess)} "
                f"({numbers.number(top.low)} to {numbers.number(top.high)})"
            )
    if not told:
        return ""
    return f"Extra contacts for every thousand parcels, highest of each kind, where clear of zero: {', '.join(told)}."


def _how_sure(run: Reading) -> str:
    """Replications, what is not clear of zero, claims, guesses."""
    if run.result.replications < 2:
        return ""
    effects = {name: effect for name in HEADLINES if (effect := run.effect(name)) is not None and effect.excess}
    unclear = [escape(labels.measure(name).lower()) for name, effect in effects.items() if not effect.is_clear]
    told = [
        f"Means of {run.result.replications} paired replications; "
        f"{len(effects) - len(unclear)} of the {len(effects)} figures below that differ are clear of zero"
        f"{f' (not {_listed(unclear)})' if unclear else ''}."
    ]
    verdicts = [claim.get("holds") for claim in run.result.claims]
    decided = [verdict for verdict in verdicts if verdict is not None]
    if decided:
        told.append(f"{sum(map(bool, decided))} of {len(decided)} claims that can be checked hold in the model.")
    weak, of = guesses(run)
    if weak:
        told.append(
            f"The intervals are about luck within the model; {weak} of its {of} numbers are "
            '<a href="#assumptions">assumptions</a>.'
        )
    return " ".join(told)


def _listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _plainly(effect: Effect) -> str:
    return f"<b>{numbers.plain(abs(effect.excess), effect.unit)}</b>"


def _interval(effect: Effect) -> str:
    if not numbers.interval(effect.low, effect.high, effect.unit):
        return ""
    low, high = (effect.low, effect.high) if effect.excess >= 0 else (-effect.high, -effect.low)
    unclear = "" if effect.is_clear else ", not clear of zero"
    return f" (95 % interval {numbers.interval(low, high, effect.unit)}{unclear})"


def _ratio(effect: Effect) -> str:
    return f", {numbers.ratio(effect.ratio)}" if effect.baseline else ""
