"""Wrong scenario files: each problem with its file, line, column, path and nearest right spelling."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import Problem, ScenarioError
from sim.spec import load_scenario

Problems = Callable[..., tuple[Problem, ...]]
Write = Callable[..., Path]
Place = tuple[int, int, str, str | None]


def place(problem: Problem) -> Place:
    return problem.line, problem.column, problem.path, problem.suggestion


OUTAGE = "outages: {cut: {link: sf, start: 2017-06-01T10:00, duration: 50h}}\n"
CASES: list[tuple[str, str, Place]] = [
    ("an unknown key at the top", "nmae: x\n", (2, 1, "nmae", "name")),
    ("an unknown key deep inside", "carriers:\n  sf: {colour: 3}\n", (3, 8, "carriers.sf.colour", None)),
    ("a misspelt section of defaults", "carrier_default: {}\n", (2, 1, "carrier_default", "carrier_defaults")),
    ("a misspelt key of an outage", "outages:\n  cut: {lnk: sf, start: +7d}\n", (3, 9, "outages.cut.lnk", "link")),
    (
        "a misspelt key of a default",
        "carrier_defaults:\n  door_sucess: 70%\n",
        (3, 3, "carrier_defaults.door_sucess", "door_success"),
    ),
    ("a wrong unit", "settlement:\n  auto_confirm: 10 days\n", (3, 17, "settlement.auto_confirm", "10d")),
    ("a number without its unit", "horizon: 20\n", (2, 10, "horizon", "20h")),
    ("a negative rate", "buyers:\n  late: -0.004/h\n", (3, 9, "buyers.late", None)),
    ("a share over 100 %", "desk_defaults: {redial: 145%}\n", (2, 25, "desk_defaults.redial", None)),
    ("a share written as a number of per cent", "costs: {margin: 20}\n", (2, 17, "costs.margin", "20%")),
    ("a share table that does not add up", "buyers:\n  goes_to: {merchant: 50%}\n", (3, 3, "buyers.goes_to", None)),
    ("carriers' shares that do not add up", "carriers: {sf: {share: {fresh: 30%}}}\n", (2, 1, "carriers", None)),
    ("categories that do not add up", "categories: {fresh: {share: 5%}}\n", (2, 1, "categories", None)),
    (
        "an outage of an unknown link",
        "outages:\n  cut: {link: fengcaho, start: +7d, duration: 1h}\n",
        (3, 15, "outages.cut.link", "fengchao"),
    ),
    (
        "a response that names an unknown carrier",
        "responses:\n  a: {action: delist, carrier: yundda, start: +7d}\n",
        (3, 32, "responses.a.carrier", "yunda"),
    ),
    (
        "a response that names an unknown carrier in a list",
        "responses:\n  a: {action: mobilise_capacity, carriers: [zto, yot], factor: 2, start: +7d}\n",
        (3, 50, "responses.a.carriers.1", "yto"),
    ),
    (
        "a mediation of an unknown outage",
        OUTAGE + "responses:\n  a: {action: mediate, restores: [cat], after: 3h, start: +8d}\n",
        (4, 35, "responses.a.restores.0", "cut"),
    ),
    ("an unknown desk", "responses: {a: {action: add_agents, desk: platfrom, factor: 2, start: +7d}}\n",
     (2, 43, "responses.a.desk", "platform")),
    ("an unknown action", "responses: {a: {action: delits, carrier: sf, start: +7d}}\n",
     (2, 25, "responses.a.action", "delist")),
    ("an action that is missing", "responses:\n  a: {carrier: sf, start: +7d}\n", (3, 3, "responses.a.action", None)),
    ("an unknown distribution", "merchants: {set_up: {lognormel: {median: 3h, p95: 9h}}}\n",
     (2, 22, "merchants.set_up.lognormel", "lognormal")),
    ("a 95th percentile below the median", "merchants: {set_up: {lognormal: {median: 9h, p95: 3h}}}\n",
     (2, 46, "merchants.set_up.lognormal.p95", None)),
    ("a start after the horizon", "outages: {cut: {link: sf, start: 2018-06-01T10:00}}\n",
     (2, 34, "outages.cut.start", None)),
    ("a start before the scenario's", "outages: {cut: {link: sf, start: 2017-05-01T10:00}}\n",
     (2, 34, "outages.cut.start", None)),
    ("a start of another form", "outages: {cut: {link: sf, start: 1 June}}\n", (2, 34, "outages.cut.start", None)),
    ("outages of one link that overlap",
     "outages:\n  a: {link: sf, start: +7d, duration: 5h}\n  b: {link: sf, start: +7d4h, duration: 5h}\n",
     (4, 24, "outages.b.start", None)),
    ("a mode without what it needs", "outages: {cut: {link: sf, start: +7d, mode: stale}}\n",
     (2, 39, "outages.cut.mode", None)),
    ("a field that does not fit the mode", "outages: {cut: {link: sf, start: +7d, extra: 8h}}\n",
     (2, 39, "outages.cut.extra", "mode: stale")),
    ("an unknown mode", "outages: {cut: {link: sf, start: +7d, mode: ful}}\n", (2, 45, "outages.cut.mode", "full")),
    ("a control period that does not divide an hour", "control_period: 25min\n", (2, 17, "control_period", "15min")),
    ("waves that are not in order", 'carriers: {sf: {departures: ["08:00", "02:00"]}}\n',
     (2, 39, "carriers.sf.departures.1", None)),
    ("shifts that are not in order", 'desks: {carrier: {agents: {"08:00": 5, "00:00": 3}}}\n',
     (2, 40, "desks.carrier.agents.00:00", None)),
    ("a clock time of another form", "carriers: {sf: {departures: [8:00]}}\n",
     (2, 30, "carriers.sf.departures.0", "08:00")),
    ("terms of an unknown link",
     "terms:\n  fengchoa: {scope: all_orders, contents: [status], other_orders_ratio: 1}\n",
     (3, 3, "terms.fengchoa", "fengchao")),
    ("a truth value of another language",
     "carriers: {sf: {is_cooled: yes}}\n", (2, 28, "carriers.sf.is_cooled", "true")),
    ("an unknown milestone", "buyers: {quiet: {pickedup: 3h}}\n", (2, 18, "buyers.quiet.pickedup", "picked_up")),
    ("a duplicate key", "seed: 1\nseed: 2\n", (3, 1, "seed", None)),
    ("a tag that would build an object", "seed: !!python/object/apply:os.getcwd []\n", (2, 7, "seed", None)),
    ("a list where a map belongs", "costs: [1]\n", (2, 8, "costs", None)),
    ("a name that cannot be one", "outages: {'a b': {link: sf, start: +7d}}\n", (2, 11, "outages.a b", None)),
    ("a certainty of another scale", "seed: {value: 3, source: mine, certainty: X}\n", (2, 43, "seed.certainty", "L")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_wrong_value_is_shown_at_its_place(problems_of: Problems, text: str, expected: Place) -> None:
    assert expected in [place(problem) for problem in problems_of(text)]


def test_one_fault_is_one_problem(problems_of: Problems) -> None:
    faults = [text for name, text, _ in CASES if name != "carriers' shares that do not add up"]
    for text in faults:
        assert 1 == len({problem.line for problem in problems_of(text)}), text


def test_all_problems_of_a_file_are_shown_at_once_in_file_order(problems_of: Problems) -> None:
    found = problems_of(
        "nmae: x\n"
        "horizon: 20 days\n"
        "outages:\n"
        "  a: {link: sff, start: 2018-01-01}\n"
        "buyers: {goes_to: {carrier: 90%}, late: -1/h}\n"
    )
    assert [2, 3, 5, 6, 6] == [problem.line for problem in found if problem.path != "outages.a.start"]


def test_a_fault_of_a_default_is_told_once_and_not_for_every_entry(problems_of: Problems) -> None:
    found = problems_of("carrier_defaults: {turnaround: 3 hours}\n")
    assert ["carrier_defaults.turnaround"] == [problem.path for problem in found]


def test_a_fault_of_the_parent_is_shown_in_the_parent(write: Write) -> None:
    parent = write("outages: {cut: {link: sff, start: +7d}}\n", "parent.yaml")
    child = write("extends: parent.yaml\nname: child\n", "child.yaml", over_world=False)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(child)
    (problem,) = caught.value.problems
    assert (str(parent), 2, 23) == (problem.file, problem.line, problem.column)


def test_the_message_reads_as_promised(problems_of: Problems, tmp_path: Path) -> None:
    (problem,) = problems_of("outages:\n  cut: {link: fengcaho, start: +7d}\n")
    expected = "s.yaml:3:15: outages.cut.link: no link of this name (got 'fengcaho'), did you mean fengchao?"
    assert f"{tmp_path}/{expected}" == str(problem)


def test_an_empty_file_is_an_error(problems_of: Problems) -> None:
    for text in ("", "# nothing\n", "---\n", "~\n"):
        (problem,) = problems_of(text, over_world=False)
        assert "is empty" == problem.message


def test_a_file_that_is_no_map_is_an_error(problems_of: Problems) -> None:
    (problem,) = problems_of("- a\n- b\n", over_world=False)
    assert (1, 1) == (problem.line, problem.column)


def test_broken_yaml_is_shown_where_it_breaks(problems_of: Problems) -> None:
    (problem,) = problems_of("seed: 1\ncosts: {margin: 3%\nhorizon: 3d\n")
    assert 4 == problem.line
    assert "is not valid YAML" in problem.message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="nowhere.yaml"):
        load_scenario(tmp_path / "nowhere.yaml")


def test_a_parent_that_is_missing_is_shown_where_it_is_named(write: Write, problems_of: Problems) -> None:
    write("seed: 1\n", "base.yaml")
    (problem,) = problems_of("name: x\nextends: bass.yaml\n", over_world=False)
    assert (2, 10, "extends", "base.yaml") == place(problem)


def test_files_that_extend_each_other_are_a_circle(write: Write) -> None:
    first = write("extends: b.yaml\n", "a.yaml", over_world=False)
    write("name: b\nextends: a.yaml\n", "b.yaml", over_world=False)
    with pytest.raises(ScenarioError, match="circle") as caught:
        load_scenario(first)
    assert (2, 10) == (caught.value.problems[0].line, caught.value.problems[0].column)


def test_a_file_that_extends_itself_is_a_circle(problems_of: Problems) -> None:
    (problem,) = problems_of("extends: s.yaml\n", over_world=False)
    assert (1, 10) == (problem.line, problem.column)


def test_an_alias_bomb_is_stopped(problems_of: Problems) -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    began = time.perf_counter()
    problems = problems_of("\n".join(lines), over_world=False)
    assert "alias bomb" in problems[-1].message
    assert problems[-1].line in (5, 6)
    assert 5 > time.perf_counter() - began


def test_an_alias_that_holds_itself_is_stopped(problems_of: Problems) -> None:
    (problem,) = problems_of("a: &a [1, *a]\n", over_world=False)
    assert (1, 11, "alias *a holds itself") == (problem.line, problem.column, problem.message)


def test_deep_nesting_is_stopped(problems_of: Problems) -> None:
    (problem,) = problems_of("a: " + "[" * 500 + "]" * 500, over_world=False)
    assert "is nested deeper" in problem.message


def test_100_megabytes_are_refused_without_reading_them(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    began = time.perf_counter()
    with pytest.raises(ScenarioError, match="larger than 2 MB"):
        load_scenario(path)
    assert 1 > time.perf_counter() - began


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "binary.yaml"
    path.write_bytes(b"name: x\n\xff\xfe")
    with pytest.raises(ScenarioError, match="binary.yaml:2:1: is not UTF-8"):
        load_scenario(path)


def test_control_characters_are_refused(problems_of: Problems) -> None:
    (problem,) = problems_of("name: \x07\n")
    assert "is not valid YAML" in problem.message


def test_two_documents_in_one_file_are_refused(problems_of: Problems) -> None:
    (problem,) = problems_of("---\nseed: 2\n", over_world=True)
    assert (2, "holds more than one YAML document") == (problem.line, problem.message)


def test_an_error_survives_the_way_between_processes() -> None:
    import pickle

    error = ScenarioError([Problem("s.yaml", 1, 2, "a", "is wrong")])
    assert error.problems == pickle.loads(pickle.dumps(error)).problems  # noqa: S301 - our own bytes
