"""The section of a run's page that tells typical parcels in two worlds, one at a time.

Tells what was kept beside the run; without that, the commands that keep it.
"""

import shlex
from html import escape

from sim.report.frame_table import frame_html
from sim.report.next_questions import question_html
from sim.report.parcel_story import (
    HOW_TO_READ,
    ONE_PARCEL,
    Stories,
    Told,
    consequences_html,
    how_many,
    lanes_panel,
    peak_in_words,
    story_html,
)
from sim.report.parcel_words import PEAK, case
from sim.report.provenance import run_command
from sim.report.reading import Reading

NO_ACT = "Nothing was done in this run: both arms are the same, so nothing differs for any parcel."
NONE_OF_ANY_KIND = "To none of the parcels watched did the acts do anything of the known kinds."


def parcels_html(run: Reading) -> str:
    """The stories kept beside the run, each on a tab; or how to get them."""
    stories = run.stories
    if not run.acts:
        return f'<div class="empty">{escape(NO_ACT)}</div>'
    if stories is None:
        return f'<div class="questions">{_how_to_get(run)}</div>'
    warnings = "".join(f'<p class="warning">{escape(text)}</p>' for text in stories.warnings)
    if not stories.told:
        return f'{warnings}<div class="empty">{escape(NONE_OF_ANY_KIND)}</div>'
    tabs = "".join(_tab(told, is_first=told is stories.told[0]) for told in stories.told)
    panels = "".join(_story(run, stories, told) for told in stories.told)
    return (
        f'{warnings}<div class="stories"><div class="tabs" role="tablist" aria-label="Typical parcels">{tabs}</div>'
        f'{panels}</div><p class="note">{escape(HOW_TO_READ)} {escape(ONE_PARCEL)}</p>'
    )


def _tab(told: Told, *, is_first: bool) -> str:
    name = escape(told.name)
    return (
        f'<button type="button" role="tab" id="tab-{name}" aria-controls="story-{name}" '
        f'aria-selected="{str(is_first).lower()}">{escape(case(told.name))}</button>'
    )


def _story(run: Reading, stories: Stories, told: Told) -> str:
    clock, name = run.wall_clock, escape(told.name)
    table = consequences_html(told)
    if told.name == PEAK and stories.peak_h is not None:
        text = peak_in_words(stories.peak_h, clock)
        table += f'<p class="lead">{escape(text)}</p>{frame_html(stories.under_way)}'
    panel = lanes_panel(told, clock, stories.outages, run.horizon_h)
    return (
        f'<div class="parcel" role="tabpanel" id="story-{name}" aria-labelledby="tab-{name}">'
        f'<h3>{escape(told.heading)}</h3><p class="note">{escape(how_many(stories, told))}</p>'
        f'{story_html(told, clock)}<div class="panels">{panel.html()}</div>{table}</div>'
    )


def _how_to_get(run: Reading) -> str:
    return question_html(
        "What became of single parcels?",
        "Simulates a replication again, finds typical parcels in it and tells their stories here.",
        f"outage-sim explain {shlex.quote(run.result.run_id)} --list",
    ) + question_html(
        "The same, and a log of many parcels?",
        "Simulates all replications again and keeps what happened to a share of the parcels, beside the tables.",
        f"{run_command(run)} --events 1%",
    )
