"""The visual language: text can be read, marks seen, carriers told apart, by every eye, in the light and the dark."""

from itertools import combinations

import pytest

from sim.report import theme
from sim.report.figures.timeline import OUTAGE_FILL, RESPONSE_FILL
from tests.unit.report.eyes import EYES, contrast, distance, over

TEXT, MARK = 4.5, 3.0
"""WCAG 2.1 AA: text (1.4.3), and what must be seen of a figure (1.4.11)."""
NINE = theme.CARRIER_COLOURS[:9]
SCHEMES = ("light", "dark")
MARKS = {
    *theme.CARRIER_COLOURS,
    *theme.LINE_COLOURS,
    *theme.PARTY_COLOURS,
    theme.BASELINE,
    theme.OUTAGE,
    theme.TRUTH,
    theme.INFORMATION,
    theme.PHYSICAL,
    theme.BOTH,
    theme.GAIN,
}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["ground", "card"])
def test_text_has_the_contrast_that_aa_asks_for(scheme: str, ground: str) -> None:
    colours = theme.PAGE[scheme]
    faint = {
        name: ratio
        for name in ("ink", "soft", "strong", "good", "accent")
        if (ratio := contrast(colours[name], colours[ground])) < TEXT
    }

    assert {} == faint


@pytest.mark.parametrize("scheme", SCHEMES)
def test_warnings_buttons_and_figures_have_the_contrast_of_text(scheme: str) -> None:
    colours = theme.PAGE[scheme]

    assert contrast(colours["amber"], colours["amber-ground"]) >= TEXT
    assert contrast(colours["ink"], colours["amber-ground"]) >= TEXT
    assert contrast(colours["card"], colours["accent"]) >= TEXT
    assert contrast(theme.INK[scheme], colours["card"]) >= TEXT


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("alpha", [OUTAGE_FILL, RESPONSE_FILL])
def test_a_name_written_on_the_bar_of_an_act_can_be_read(scheme: str, alpha: str) -> None:
    bars = [over(colour, alpha, theme.PAPER[scheme]) for colour in (*theme.CARRIER_COLOURS, *theme.PARTY_COLOURS)]

    assert [] == [bar for bar in bars if contrast(theme.INK[scheme], bar) < TEXT]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_mark_stands_out_from_the_card(scheme: str) -> None:
    assert [] == sorted(mark for mark in MARKS if contrast(mark, theme.PAPER[scheme]) < MARK)


@pytest.mark.parametrize("eye", EYES)
def test_nine_carriers_can_be_told_apart(eye: str) -> None:
    """0.06 is three times the least difference that is noticed in Oklab, about 0.02."""
    close = [pair for pair in combinations(NINE, 2) if distance(*pair, eye) < 0.06]

    assert [] == close


@pytest.mark.parametrize("eye", EYES)
def test_the_two_arms_cannot_be_taken_for_each_other(eye: str) -> None:
    assert distance(theme.BASELINE, theme.OUTAGE, eye) > 0.06


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_more_and_fewer_cannot_be_taken_for_each_other(eye: str, scheme: str) -> None:
    assert distance(theme.MORE[scheme], theme.FEWER[scheme], eye) > 0.06


def test_the_style_sheet_has_every_colour_in_both_schemes_and_prints_light() -> None:
    style = theme.css_variables()

    for colours in theme.PAGE.values():
        assert [] == [name for name, colour in colours.items() if f"--{name}: {colour};" not in style]
    printed = style[style.index("@media print") :]
    assert theme.PAGE["light"]["ink"] in printed
    assert theme.PAGE["dark"]["ink"] not in printed
