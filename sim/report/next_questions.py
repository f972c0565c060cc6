"""What a single run cannot say, and the command that says it."""

import shlex
from html import escape

from sim.report import labels
from sim.report.provenance import overrides, scenario_path
from sim.report.reading import Reading

SHARES_OPENED = (0.125, 0.25, 0.5, 0.75, 1.0)
"""Of an outage's length, after which the suggested curve opens the link."""


def helped_html(run: Reading) -> str:
    """What was done about it in this run, and the commands that compare it with what else could have been done."""
    if not run.acts:
        return '<div class="empty">Nothing was done in this run, so there is nothing to help against.</div>'
    done = list(dict.fromkeys(act.title for act in run.acts if not act.is_outage))
    told = (
        "Both arms differ by all acts together: this run shows the outage with its responses "
        f"({escape(', '.join(done))}), not what each of them was worth."
        if done
        else "Nothing was done about it in this run: the figures are those of the outage alone."
    )
    asked = "".join(question_html(*question) for question in _questions(run))
    return f'<p class="lead">{told}</p><div class="questions">{asked}</div>'


def question_html(question: str, answer: str, command: str) -> str:
    """A question, what the command does about it, and the command."""
    words = " ".join(f"<span>{escape(word)}</span>" for word in command.split(" "))
    told = f"<h3>{escape(question)}</h3><p>{escape(answer)}</p><code>{words}</code>"
    return f'<div class="question">{told}</div>'


def _questions(run: Reading) -> list[tuple[str, str, str]]:
    scenario = f"{scenario_path(run.scenario)}{overrides(run)}"
    found = [
        (
            "Which answers would have helped most?",
            "Searches responses, their timing and strength, and says which are clearly better and at what cost.",
            f"outage-sim search {scenario}",
        ),
        (
            "What was each act worth?",
            "Runs the acts in every combination and shares the excess out among them.",
            f"outage-sim attribute {scenario}",
        ),
    ]
    if run.outages:
        feeds = [act for act in run.outages if act.link in run.cut_carriers] or run.outages
        longest = max(feeds, key=lambda act: run.end_h(act) - act.began_h)
        length_h = run.end_h(longest) - longest.began_h
        hours = ",".join(dict.fromkeys(f"{max(1, round(share * length_h))}" for share in SHARES_OPENED))
        title = labels.entity(longest.link or longest.name)
        found.append(
            (
                "What is an hour earlier worth?",
                f"Opens the link of {title} after different hours and draws the harm against them.",
                f"outage-sim restore-curve {scenario} --outage {shlex.quote(longest.name)} --hours {hours}",
            )
        )
    return found
