"""Downloads: a frame that the page carries, and the button that hands it over as CSV. No request leaves the page."""

import json
from html import escape

import pandas as pd

DIGITS = "%.7g"


def csv_html(name: str, frame: pd.DataFrame, what: str) -> str:
    """A button that saves `frame` as `<name>.csv`, and the text it saves; nothing for an empty frame.

    Args:
        name: of the file, unique on the page.
        frame: its figures are written with seven digits.
        what: the button says, such as `the impact table`.
    """
    if frame.empty:
        return ""
    text = frame.to_csv(index=False, float_format=DIGITS, lineterminator="\n")
    held = json.dumps(text, ensure_ascii=False).replace("<", "\\u003c")
    return f'{csv_button(name, what)}<script type="application/json" id="csv-{name}">{held}</script>'


def csv_button(name: str, what: str) -> str:
    """The button alone, for what the page's script puts together from the figures."""
    return (
        f'<div class="downloads"><button type="button" class="csv" data-csv="{name}">'
        f"Download {escape(what)} as CSV</button></div>"
    )
