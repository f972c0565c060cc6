"""What a single run cannot say, and the command that says it."""

import shlex
from html import escape

from sim.report import labels
from sim.report.provenance import scenario_path
from sim.report.reading import Reading


def helped_html(run: Reading) -> str:
    """What was done about it in this run, and the commands that compare it with what else could have been done."""
    done = list(dict.fromkeys(act.title for act in run.acts if not act.is_outage))
    told = (
        f"Both arms differ by all acts together: this run shows the outage with its responses "
        f"({escape(', '.join(done))}), not what each of them was worth."
        if done
        else "Nothing was done about it in this run: the figures are those of the outage alone."
    )
    asked = "".join(
        f'<div class="question"><h3>{escape(question)}</h3><p>{escape(answer)}</p><code>{escape(command)}</code></div>'
        for question, answer, command in _questions(run)
    )
    return f'<p class="lead">{told}</p><div class="questions">{asked}</div>'


def _questions(run: Reading) -> list[tuple[str, str, str]]:
    path = shlex.quote(scenario_path(run))
    found = [
        (
            "Which answers would have helped most?",
            "Searches responses, their timing and strength, and says which are clearly better and at what cost.",
            f"outage-sim search {path}",
        ),
        (
            "What was each act worth?",
            "Runs the acts in every combination and shares the excess out among them.",
            f"outage-sim attribute {path}",
        ),
    ]
    if run.outages:
        feeds = [act for act in run.outages if act.link in run.cut_carriers] or run.outages
        longest = max(feeds, key=lambda act: run.end_h(act) - act.began_h)
        title = labels.entity(longest.link or longest.name)
        found.append(
            (
                "What is an hour earlier worth?",
                f"Opens the link of {title} after different hours and draws the harm against them.",
                f"outage-sim restore-curve {path} --outage {shlex.quote(longest.name)} --hours 2,6,12,24,50,72",
            )
        )
    return found
