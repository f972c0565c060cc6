"""The page as text: complete, escaped, the same every time, and honest about what a run does not have."""

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from plotly.offline import get_plotlyjs

from sim.report import page_html, write_page
from sim.report.page import SECTIONS
from sim.report.reading import Reading
from tests.unit.report.synthetic import SyntheticResult, empty_result, synthetic_result
from tests.unit.report.synthetic_world import HOURS

MOST_BYTES = 8_000_000
HOSTILE = "</title><script>alert('x')</script> <img src=x onerror=alert(1)> & \"quotes\""


def own_text(result: SyntheticResult) -> str:
    """The page without the plot library."""
    return page_html(result).replace(get_plotlyjs(), "")


@pytest.fixture(scope="module")
def page() -> str:
    return own_text(synthetic_result(replications=3))


def figures(page: str) -> dict[str, dict[str, object]]:
    """The figures a page carries, by the div they are drawn into."""
    found = re.findall(r'<script type="application/json" class="figure" data-plot="([^"]+)">(.*?)</script>', page)
    return {name: json.loads(text) for name, text in found}


def test_the_same_result_gives_the_same_bytes() -> None:
    assert page_html(synthetic_result(replications=2)) == page_html(synthetic_result(replications=2))


def test_every_figure_has_one_div_of_its_own(page: str) -> None:
    divs = re.findall(r'class="plot" id="([^"]+)"', page)

    assert len(divs) == len(set(divs))
    assert set(divs) == set(figures(page))


def test_the_pages_own_text_names_no_host(page: str) -> None:
    assert re.findall(r"https?://|//[a-z0-9.-]+\.[a-z]{2,}/", page) == []


def test_colours_are_hex_or_nothing(page: str) -> None:
    text = json.dumps(figures(page))

    assert re.findall(r"hsv\(|hsl\(|rgb\(", text) == []


@pytest.mark.parametrize("attribute", ["title", "story"])
def test_a_hostile_scenario_is_shown_as_text(attribute: str) -> None:
    result = synthetic_result(replications=2)
    setattr(result.scenario, attribute, HOSTILE)
    page = own_text(result)

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in page


def test_hostile_names_of_acts_claims_and_sources_are_shown_as_text() -> None:
    result = synthetic_result(replications=2)
    result.acts[0]["by"] = result.acts[2]["kind"] = HOSTILE
    result.claims[0] |= {"claim": HOSTILE, "note": HOSTILE, "source": HOSTILE}
    rows = result.scenario.assumptions()
    rows[0] |= {"path": HOSTILE, "value": HOSTILE, "source": HOSTILE, "certainty": HOSTILE, "meaning": HOSTILE}
    result.scenario.assumptions = lambda: rows
    page = own_text(result)

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_result_with_nothing_in_it_is_a_page_that_says_so() -> None:
    page = own_text(empty_result())

    assert "Nothing was done in this run" in page
    assert figures(page) == {}
    assert len(SECTIONS) <= page.count("<section id=")
    assert "This run has no hourly series of scans." in page


def drop_series(result: SyntheticResult) -> None:
    result.hourly = result.hourly[result.hourly["measure"] == "contacts"]


def drop_baseline(result: SyntheticResult) -> None:
    result.hourly = result.hourly[result.hourly["arm"] == "outage"]


def drop_lockers(result: SyntheticResult) -> None:
    result.scenario.lockers = {}


def drop_groups(result: SyntheticResult) -> None:
    result.impact = result.impact[result.impact["group"] == "total"]
    result.hourly = result.hourly[result.hourly["group"] == "total"]
    result.affected = result.affected[result.affected["group"] == "total"]


def drop_totals(result: SyntheticResult) -> None:
    result.impact = result.impact[result.impact["group"] != "total"]


def forget_story(result: SyntheticResult) -> None:
    del result.scenario.story
    result.scenario.title = ""


@pytest.mark.parametrize("spoil", [drop_series, drop_baseline, drop_lockers, drop_groups, drop_totals, forget_story])
def test_a_result_that_lacks_a_part_still_has_a_page(spoil: Callable[[SyntheticResult], None]) -> None:
    result = synthetic_result(replications=2)
    spoil(result)

    assert "Make it again" in own_text(result)


def test_one_replication_is_said_to_prove_nothing() -> None:
    page = own_text(synthetic_result(replications=1))

    assert "One replication: the figures have no interval" in page


def test_an_outage_that_touched_nothing_is_reported_loudly() -> None:
    result = synthetic_result(replications=2)
    result.audit["parcels_touched"] = 0

    assert '<p class="warning">The outage touched no parcel' in own_text(result)


def test_a_failed_audit_stands_above_the_answer() -> None:
    result = synthetic_result(replications=2)
    result.audit |= {"scans": False, "problems": ["replication 1, outage arm: 3 scans too many"]}
    page = own_text(result)

    warning = page.index("3 scans too many")
    assert warning < page.index('<div class="answer">')


def test_values_set_on_the_command_line_are_in_the_command() -> None:
    result = synthetic_result(replications=2)
    row = {"path": "outages.sf_feed.duration", "value": "24 h", "file": "--set", "certainty": ""}
    result.scenario.assumptions = lambda: [row, row | {"path": "sample", "value": "1%"}]
    page = own_text(result)

    expected = "--replications 2 --seed 1 --sample 0.1% --set &#x27;outages.sf_feed.duration=24 h&#x27;</code>"
    assert expected in page


def test_a_page_is_written_whole_and_makes_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "report.html"
    write_page(synthetic_result(replications=2), path)

    assert [path] == list(path.parent.iterdir())
    assert path.read_text(encoding="utf-8").endswith("</html>\n")


def test_the_plot_library_knows_every_property_of_every_figure() -> None:
    run = Reading(synthetic_result(replications=2))
    drawn = [
        panel.figure.to_plotly()
        for section in SECTIONS
        if section.panels is not None
        for panel in section.panels(run)
        if panel.figure is not None
    ]

    assert len(drawn) > len(run.carriers)
    assert all(len(figure.data) > 0 for figure in drawn)


def test_numbers_of_a_figure_survive_its_packing(page: str) -> None:
    traces = figures(page)["fig-payers"]["data"]
    assert isinstance(traces, list)
    net = traces[-1]["x"]
    shown = np.frombuffer(base64.b64decode(net["bdata"]), dtype=f"<{net['dtype']}")

    assert list(Reading(synthetic_result(replications=3)).bill_of.values()) == shown.tolist()


def times(factor: float) -> SyntheticResult:
    """The result of a world that many times as large."""
    result = synthetic_result(replications=2)
    result.hourly = result.hourly.assign(value=factor * result.hourly["value"])
    result.impact[["baseline", "outage", "excess", "ci_low", "ci_high"]] *= factor
    return result


def test_the_size_of_a_page_does_not_depend_on_the_number_of_parcels() -> None:
    """From a size on at which every series is shown hour by hour."""
    assert len(page_html(times(1e3))) == pytest.approx(len(page_html(times(1e6))), rel=0.001)


def test_a_run_of_four_months_has_a_page_under_eight_megabytes() -> None:
    result = synthetic_result(replications=2)
    runs = [result.hourly.assign(hour=result.hourly["hour"] + HOURS * time) for time in range(6)]
    result.hourly = pd.concat(runs, ignore_index=True)
    result.scenario.horizon = 6.0 * HOURS

    assert len(page_html(result).encode()) < MOST_BYTES


def elasticities(of: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame({"path": list(of), "elasticity": list(of.values())})


def listed(result: SyntheticResult, known: pd.DataFrame | None = None) -> list[str]:
    """Paths of the assumption table, from top to bottom."""
    page = page_html(result, known)
    return re.findall(r"<tr><td><code>(.*?)</code>", page)


def test_guesses_stand_before_what_was_read_in_a_source() -> None:
    result = synthetic_result(replications=2)
    certainty = {row["path"]: row["certainty"] for row in result.scenario.assumptions()}
    found = [certainty[path] for path in listed(result)]

    assert sorted(found, key="LMH".index) == found
    assert len(certainty) == len(found)


def test_where_it_is_known_how_far_the_answer_moves_that_orders_the_assumptions() -> None:
    result = synthetic_result(replications=2)
    moving = {"orders.per_day": 0.9, "buyers.repeat": -1.4}

    assert ["buyers.repeat", "orders.per_day", "carriers.sf.share.general"] == listed(result, elasticities(moving))[:3]
    assert "<th>Elasticity</th>" not in page_html(result)


def test_the_answer_says_what_whom_how_sure_and_what_would_have_helped() -> None:
    page = own_text(synthetic_result(replications=3))
    answer = page[page.index('<div class="answer">') : page.index('<div class="tiles">')]

    asked = re.findall(r"<p><b>(.*?)\.</b>", answer)
    assert [
        "What happened",
        "What followed",
        "Whom it cost",
        "Who was hurt most",
        "How sure",
        "What would have helped",
    ] == asked


def test_the_commands_that_say_what_would_have_helped_are_those_of_this_scenario() -> None:
    """The link of the cut carrier was closed for 50 hours."""
    result = synthetic_result(replications=2)
    row = {"path": "demand.elasticity", "value": "2", "file": "--set", "certainty": ""}
    result.scenario.assumptions = lambda: [row]
    page = re.sub("</?span>", "", own_text(result))
    of = "scenarios/cainiao_sf_2017.yaml --set demand.elasticity=2"

    for command in ("search", "attribute"):
        assert f"<code>outage-sim {command} {of}</code>" in page
    assert f"<code>outage-sim restore-curve {of} --outage sf_feed --hours 6,12,25,38,50</code>" in page


def test_the_note_of_a_claim_calls_links_and_parties_as_the_page_does() -> None:
    result = synthetic_result(replications=2)
    note = "cainiao acted first: sf_feed from 1 June 10:00; sfx is nobody"
    result.claims = [{"claim": "One acted first", "simulated": 10.0, "ci95": [10.0, 10.0], "unit": "h", "note": note}]
    page = own_text(result)

    assert "<p>Cainiao acted first: SF link closed (sf_feed) from 1 June 10:00; sfx is nobody</p>" in page
    assert "<b>10\u202fh</b> (10\u202fh to 10\u202fh)" in page


def test_the_page_goes_from_the_answer_to_how_to_repeat_it(page: str) -> None:
    parts = re.findall(r'<p class="part">(.*?)</p>', page)

    assert ["The answer", "The evidence", "The assumptions that matter", "How to repeat it"] == parts


def test_transfers_that_cancel_add_up_to_zero() -> None:
    result = synthetic_result(replications=2)
    third = 1e8 / 3
    told = [("merchants", "refunds", third), ("platform", "refunds", third), ("buyers", "refunds", -2e8 / 3 - 1e-8)]
    result.who_pays = pd.DataFrame(
        [(party, line, 0.0, excess, excess, excess, excess) for party, line, excess in told],
        columns=["party", "line", "baseline", "outage", "excess", "ci_low", "ci_high"],
    )
    total = re.search(r"<b>All</b></td>(.*?)</tr>", own_text(result))

    assert total is not None
    assert re.findall(r"<b>(.*?)</b>", total[1])[0] == "0"
