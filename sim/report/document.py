"""The HTML document that every page is: head, answer, contents, sections, and the drawing library within it.

Knows neither runs nor studies; whoever calls hands over HTML that is safe already.
"""

import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from plotly.offline import get_plotlyjs

from sim.report import theme

SCRIPTS = ("page.js", "page_time.js", "page_tables.js", "page_stories.js", "page_print.js")
SPAN = """<div class="span" role="group" aria-label="Span of time shown in all figures over time">
<button type="button" data-span="window" aria-pressed="true">around the acts</button>
<button type="button" data-span="full" aria-pressed="false">whole run</button>
</div>"""
"""Buttons for pages whose figures share a time axis."""


def document_html(
    *,
    title: str,
    facts: str,
    story: str = "",
    warnings: Sequence[str] = (),
    answer: Sequence[str],
    tiles: str = "",
    contents: Sequence[tuple[str, str]],
    span: str = "",
    sections: str,
) -> str:
    """One HTML document that needs no network; equal arguments give equal bytes.

    Args:
        title: plain text.
        facts: plain text above the title.
        story: plain text below the title.
        warnings: HTML, each shown as a bar above the answer.
        answer: HTML, each a paragraph.
        tiles: HTML below the answer.
        contents: (anchor, plain text) of each section, for the bar of links.
        span: HTML at the end of that bar.
        sections: HTML of the sections.
    """
    read = files("sim.report")
    return Template(read.joinpath("page.html").read_text(encoding="utf-8")).substitute(
        title=escape(title),
        story=f'<p class="story">{escape(story.strip())}</p>' if story.strip() else "",
        facts=escape(facts),
        warnings="".join(f'<p class="warning">{text}</p>' for text in warnings),
        answer="".join(f"<p>{text}</p>" for text in answer),
        tiles=tiles,
        contents="".join(f'<a href="#{escape(anchor)}">{escape(text)}</a>' for anchor, text in contents),
        span=span,
        sections=sections,
        style=style_sheet(),
        script="\n".join(read.joinpath(name).read_text(encoding="utf-8") for name in SCRIPTS),
        templates=json.dumps({mode: theme.template(mode) for mode in ("light", "dark")}),
        config=json.dumps(theme.CONFIG),
        plotly=get_plotlyjs(),
    )


def style_sheet() -> str:
    """How every page looks: the colours of its scheme, then the rules that use them."""
    return theme.css_variables() + files("sim.report").joinpath("page.css").read_text(encoding="utf-8")


def write_document(path: Path, html: str) -> None:
    """Write a document to `path`, making its folder; a killed write leaves no half page.

    Raises:
        OSError: the file cannot be written there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    half.write_text(html, encoding="utf-8")
    half.replace(path)
