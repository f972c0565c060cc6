"""A run or study that somebody names: by its folder, by the folder's name, or by the hash alone."""

from pathlib import Path

from sim.errors import ScenarioError
from sim.spec.schema_walk import nearest
from sim.store.kept import Kept, kept_below, kept_in, names_of


def kept_named(name: str, results: Path) -> Kept:
    """The run or study meant.

    Args:
        name: path of its folder, of one that holds it and no other, or what it is called below the folder of results.
        results: where results are kept.

    Raises:
        ScenarioError: there is none, naming the nearest; several have that name; or it cannot be read.
    """
    folder = Path(name)
    if folder.is_dir():
        inside = [each for each in sorted(folder.glob("[!.]*/")) if kept_in(each) is not None]
        kept = kept_in(folder) or (kept_in(inside[0]) if len(inside) == 1 else None)
        if kept is None:
            held = f"holds {len(inside)}; name one of them" if inside else "has no manifest that can be read"
            raise ScenarioError.of(name, f"is no run and no study: it {held}")
        return kept
    found = [each for each in kept_below(results) if name in names_of(each)]
    if not found:
        known = [called for each in kept_below(results) for called in names_of(each)]
        raise ScenarioError.of("RUN", f"no folder, and no run or study below {results}", name, nearest(name, known))
    if len(found) > 1:
        raise ScenarioError.of("RUN", f"several have this name: {', '.join(map(str, found))}", name)
    kept = kept_in(found[0])
    if kept is None:
        raise ScenarioError.of(str(found[0]), "its manifest cannot be read")
    return kept
