"""The repository is as it must be: what it names, what it promises, and what it does not hold."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest


def tracked(root: Path) -> list[Path]:
    """Files of the repository that git would keep, in a clone or in a plain copy."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git work tree")
    return [path for name in listed.stdout.splitlines() if (path := root / name).is_file()]


def test_the_lock_names_no_host(root: Path) -> None:
    found = re.search(r"://|index-url|find-links", (root / "requirements.lock").read_text())
    assert found is None


def test_every_package_of_the_lock_has_hashes(root: Path) -> None:
    entries = re.split(r"\n(?=[A-Za-z])", (root / "requirements.lock").read_text().strip())
    assert [] == [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


def test_the_lock_holds_everything_that_is_declared(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    declared = {re.split(r"[<>=\[; ]", entry)[0].lower().replace("_", "-") for group in groups for entry in group}
    locked = set(re.findall(r"^([A-Za-z0-9.-]+)==", (root / "requirements.lock").read_text(), flags=re.MULTILINE))
    assert set() == declared - locked


def test_importing_the_package_brings_no_library() -> None:
    code = "import sim, sys; print(sorted({'numpy', 'pandas', 'numba', 'plotly', 'typer', 'simpy'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]" == found.stdout.strip()


def test_the_package_offers_what_the_readme_uses() -> None:
    import sim

    for name in sim.__all__:
        assert callable(getattr(sim, name))
    with pytest.raises(AttributeError, match="no attribute 'simulate_everything'"):
        _ = sim.simulate_everything


def test_every_file_the_readme_points_to_is_there(root: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (root / "README.md").read_text())
    local = [link for link in links if "://" not in link]
    assert [] == [link for link in local if not (root / link).exists()]


def test_every_make_target_the_readme_names_exists(root: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(), flags=re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", (root / "README.md").read_text()))
    assert set() == named - targets - {"completion"}


def test_no_results_are_kept_but_the_published(root: Path) -> None:
    kept = [path.relative_to(root) for path in tracked(root) if path.is_relative_to(root / "results")]
    assert [] == [path for path in kept if path.parts[1] != "published"]


def test_the_readmes_scenario_is_sound(root: Path, tmp_path: Path) -> None:
    from sim.spec import load_scenario

    example = re.search(r"```yaml\n(.*?)```", (root / "README.md").read_text(), flags=re.DOTALL)
    assert example is not None
    path = tmp_path / "one_day.yaml"
    path.write_text(example[1].replace("extends: ", f"extends: {root}/scenarios/"))
    scenario = load_scenario(path)
    assert 24.0 == scenario.outages["sf_feed"].duration
    assert 0.0 == scenario.outages["locker_link"].duration
