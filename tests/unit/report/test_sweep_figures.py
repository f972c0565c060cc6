"""Figures of a sweep where there is too little to draw: none, instead of empty axes."""

import numpy as np
import pandas as pd

from sim.report.figures.study_threshold import heatmap_figure
from sim.report.frame_table import LONG_LETTERS, frame_html


def test_a_map_whose_cells_have_all_too_few_points_is_not_drawn() -> None:
    two_in_a_cell = np.array([1.0, 1.0, 2.0, 2.0])

    assert heatmap_figure(*[two_in_a_cell] * 3, ("a", "b"), ("h", "h"), "contacts", "contacts") is None


def test_a_map_with_enough_points_in_a_cell_is_drawn() -> None:
    along = np.linspace(0.0, 1.0, 400)

    assert heatmap_figure(along, along, along, ("a", "b"), ("h", "h"), "contacts", "contacts") is not None


def test_a_long_text_of_a_table_has_a_wide_column() -> None:
    html = frame_html(pd.DataFrame({"source": ["x" * (LONG_LETTERS + 1)], "name": ["x"]}))
    assert 1 == html.count('<td class="long">')
