"""The house as its imports show it: rooms, arrows, floors, and what runs up or round.

A room is a folder or a loose module directly below the package; an arrow leads from one room to another that it
imports, inside functions, too. `python -m tests.support.house [PACKAGE]` prints the figures.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.support.paths import PACKAGE

Arrows = Mapping[str, Mapping[str, list[str]]]
"""Room → a room that it imports → the files that do."""


def room(path: Path, package: Path = PACKAGE) -> str:
    """Return the first part of a module's path inside the package."""
    return path.relative_to(package).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of everything a file imports, inside functions, too. Relative imports raise ValueError."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level or node.module is None:
                raise ValueError(f"{path}:{node.lineno}: write the full name of what you import")
            yield node.module
            if node.module == "linkcheck":
                yield from (f"linkcheck.{alias.name}" for alias in node.names)


def rooms(package: Path = PACKAGE) -> frozenset[str]:
    """Return the names of all rooms."""
    return frozenset(room(path, package) for path in package.rglob("*.py"))


def arrows(package: Path = PACKAGE) -> Arrows:
    """Return who imports whom, with the files. A name of the package itself (`__version__`) is in `__init__`."""
    known = rooms(package)
    found: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(package.rglob("*.py")):
        here = room(path, package)
        for name in imports(path):
            parts = name.split(".")
            if parts[0] != "linkcheck" or len(parts) == 1:
                continue
            there = parts[1] if parts[1] in known else "__init__"
            if there != here:
                found[here][there].append(str(path.relative_to(package)))
    return found


def floors(graph: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """Return room → its floor: one above the highest room that it imports; the ground is 1. Raises CycleError."""
    levels: dict[str, int] = {}
    for each in TopologicalSorter(graph).static_order():
        levels[each] = 1 + max((levels[other] for other in graph.get(each, ())), default=0)
    return levels


def tied(graph: Mapping[str, frozenset[str]]) -> frozenset[frozenset[str]]:
    """Return the circles: each set of rooms that lead to one another."""

    def reached(start: str) -> frozenset[str]:
        seen: set[str] = set()
        waiting = [*graph.get(start, ())]
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                waiting += graph.get(each, ())
        return frozenset(seen)

    reach = {each: reached(each) for each in graph}
    return frozenset(
        frozenset({each, *(other for other in reach[each] if each in reach.get(other, ()))})
        for each in graph
        if each in reach[each]
    )


def figures(package: Path = PACKAGE) -> Iterator[str]:
    """Yield the house in lines."""
    graph = {here: frozenset(there) for here, there in arrows(package).items()}
    circles = tied(graph)
    inside = {each: circle for circle in circles for each in circle}
    apart = {
        each: frozenset(other for other in graph.get(each, ()) if inside.get(each, each) != inside.get(other, other))
        for each in rooms(package)
    }
    yield f"rooms {len(rooms(package))}"
    yield f"loose modules {sum(path.suffix == '.py' for path in package.iterdir())}"
    yield f"arrows {sum(map(len, graph.values()))}"
    try:
        yield f"floors {max(floors(graph).values())}"
    except CycleError:
        yield f"floors {max(_floors_of_circles(apart, circles).values())}, a circle counted by its rooms"
    yield f"arrows up {sum(len(graph[each] & circle) for circle in circles for each in circle)}, in circles"
    yield f"circles {len(circles)}: {[sorted(circle) for circle in circles]}"
    for each in sorted(graph):
        yield f"  {each} → {', '.join(sorted(graph[each]))}"


def _floors_of_circles(apart: Mapping[str, frozenset[str]], circles: frozenset[frozenset[str]]) -> dict[str, int]:
    """Return the floors of a house that has circles: all rooms of one stand as high as they are many."""
    merged = {each: "+".join(sorted(circle)) for circle in circles for each in circle}
    graph: defaultdict[str, set[str]] = defaultdict(set)
    for here, there in apart.items():
        graph[merged.get(here, here)] |= {merged.get(other, other) for other in there}
    heights = {"+".join(sorted(circle)): len(circle) for circle in circles}
    levels: dict[str, int] = {}
    for each in TopologicalSorter(graph).static_order():
        below = max((levels[other] for other in graph.get(each, ())), default=0)
        levels[each] = heights.get(each, 1) + below
    return levels


if __name__ == "__main__":
    print("\n".join(figures(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE)))  # noqa: T201 -- what it is for
