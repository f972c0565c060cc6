"""Outages and responses: which fields belong together."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.spec import load_scenario

Write = Callable[..., Path]


@pytest.mark.parametrize(
    "fields",
    [
        "mode: partial, share: 40%",
        "mode: partial, milestones: [delivered]",
        "mode: stale, extra: 8h",
        "mode: throttled, rate: 1e6/h",
        "mode: intermittent, cycle: 4h, off: 1h",
        "mode: intermittent, cycle: 4h, off: 1h, share: 40%, extra: 2h",
        "on_close: drop",
        "replay: {order: latest_only}",
        "buffer_limit: 5000",
        "end: 2017-06-03T12:00",
        "duration: 0h",
    ],
)
def test_fields_of_an_outage_that_fit_are_taken(write: Write, fields: str) -> None:
    load_scenario(write(f"outages: {{cut: {{link: sf, start: 2017-06-01T10:00, {fields}}}}}\n"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ("mode: partial", "a partial outage needs share or milestones"),
        ("mode: throttled, extra: 8h", "a throttled outage needs rate"),
        ("mode: intermittent, cycle: 4h", "needs both cycle and off"),
        ("mode: intermittent, cycle: 4h, off: 5h", "off must not be longer than cycle"),
        ("share: 40%", "share does not fit a full outage .* did you mean mode: partial"),
        ("duration: 3h, end: 2017-06-03T12:00", "either duration or end"),
        ("end: 2017-05-30T12:00", "must not end before it starts"),
        ("replay: {order: random}", "must be one of oldest_first, newest_first, latest_only"),
        ("replay: {rate: 0/h}", "must be greater than 0"),
    ],
)
def test_fields_of_an_outage_that_do_not_fit_are_refused(write: Write, fields: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        load_scenario(write(f"outages: {{cut: {{link: sf, start: 2017-06-01T10:00, {fields}}}}}\n"))


@pytest.mark.parametrize(
    "fields",
    [
        "action: advise_switch, carrier: sf, start: +7d",
        "action: delist, carrier: sf, start: +7d, end: +8d",
        "action: relist, carrier: sf, start: +7d, lag: 2h",
        "action: mobilise_capacity, carriers: [zto], factor: 1.2, start: +7d, duration: 3d",
        "action: fresh_bases, start: +7d",
        "action: extend_auto_confirm, to: 15d, start: +7d",
        "action: waive_late_dispatch, start: +7d",
        "action: add_agents, desk: platform, factor: 1.5, when: {measure: support_wait_p90, above: 20min, for: 1h}",
        "action: fresh_bases, when: {measure: contacts_per_h, above: 9000}",
        "action: fresh_bases, when: {measure: complaints_per_h, above: 900/h}",
        "action: fresh_bases, when: {measure: petitions, above: 100}",
        "action: fresh_bases, when: {measure: published_backlog_h, above: 48h, carrier: zto}",
        "action: poll_fallback, carrier: sf, coverage: 60%, start: +7d",
        "action: poll_fallback, link: fengchao, coverage: 60%, start: +7d",
        "action: public_notice, effect: 10%, start: +7d, because: all is well",
        "action: mediate, restores: [cut], after: 20h, start: +8d",
        "action: mediate, restores: [cut], after: {lognormal: {median: 20h, p95: 60h}}, start: +8d",
        "action: mediate, start: +8d",
    ],
)
def test_every_action_is_taken(write: Write, fields: str) -> None:
    text = f"outages: {{cut: {{link: sf, start: +7d}}}}\nresponses: {{act: {{{fields}, by: cainiao}}}}\n"
    act = load_scenario(write(text)).responses["act"]
    assert f"action: {act.action}" == fields.partition(",")[0]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ("action: fresh_bases", "either start or when"),
        ("action: fresh_bases, start: +7d, when: {measure: petitions, above: 1}", "either start or when"),
        ("action: fresh_bases, start: +7d, end: +8d, duration: 1d", "either end or duration"),
        ("action: fresh_bases, start: +7d, end: +6d", "must not end before it starts"),
        ("action: fresh_bases, when: {measure: petition, above: 1}", "did you mean petitions"),
        ("action: fresh_bases, when: {measure: support_wait_p90, above: 20}", "did you mean 20h"),
        ("action: fresh_bases, when: {measure: published_backlog_h, above: 48h}", "needs a carrier"),
        ("action: fresh_bases, when: {measure: petitions, above: 4, carrier: sf}", "takes no carrier"),
        ("action: fresh_bases, when: {measure: published_backlog_h, above: 4h, carrier: sff}", "did you mean sf"),
        ("action: fresh_bases, carrier: sf, start: +7d", "unknown key"),
        ("action: delist, carier: sf, start: +7d", "did you mean carrier"),
        ("action: poll_fallback, coverage: 60%, start: +7d", "either carrier or link"),
        ("action: poll_fallback, link: fengcaho, coverage: 60%, start: +7d", "did you mean fengchao"),
        ("action: mediate, restores: [cut], start: +8d", "needs after"),
        ("action: mobilise_capacity, carriers: [zto], factor: 0, start: +7d", "must be greater than 0"),
        ("action: delist, carrier: sf, start: +21d", "after the horizon"),
    ],
)
def test_an_action_that_makes_no_sense_is_refused(write: Write, fields: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        load_scenario(write(f"outages: {{cut: {{link: sf, start: +7d}}}}\nresponses: {{act: {{{fields}}}}}\n"))


def test_levels_of_a_wait_are_hours(write: Write) -> None:
    text = "responses: {a: {action: fresh_bases, when: {measure: support_wait_p90, above: 15min, for: 1h}}}\n"
    act = load_scenario(write(text)).responses["a"]
    assert act.when is not None
    assert (0.25, 1.0) == (act.when.above, act.when.for_)
