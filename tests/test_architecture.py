"""Who may import whom: faces → run → {web, repair, report} → verdict → links → sources → {history, config} → model."""

from __future__ import annotations

from tests.support.house import arrows, floors, imports, room, rooms
from tests.support.paths import PACKAGE, ROOT

ALLOWED: dict[str, set[str]] = {
    "__about__": set(),
    "model": set(),
    "strangers": set(),
    "config": {"__about__", "model", "strangers"},
    "history": {"model", "strangers"},
    "sources": {"model", "strangers"},
    "links": {"model", "sources", "strangers"},
    "verdict": {"links", "model", "strangers"},
    "web": {"config", "links", "model", "strangers", "verdict"},
    "repair": {"history", "links", "model", "sources", "strangers", "verdict"},
    "report": {"__about__", "model", "strangers", "verdict"},
    "dataset": {"model", "report", "strangers", "verdict"},
    "run": {
        "__about__",
        "config",
        "dataset",
        "history",
        "links",
        "model",
        "repair",
        "report",
        "sources",
        "strangers",
        "verdict",
        "web",
    },
    "publishing": {"__about__", "model", "report", "sources", "verdict"},
    "demo": {"config", "links", "model", "report", "run", "sources", "web"},
    "api": {"config", "links", "model", "report", "run"},
    "cli": {
        "__about__",
        "config",
        "dataset",
        "demo",
        "links",
        "model",
        "publishing",
        "report",
        "run",
        "sources",
        "strangers",
        "verdict",
    },
    "__init__": {"__about__", "api"},
    "__main__": {"cli"},
}
"""Room → the rooms that it imports. What is granted is used: the house has no other arrows and no unused grant."""

MOST_ROOMS, MOST_FLOORS, MOST_ARROWS, MOST_LOOSE = 24, 10, 79, 4

PACKAGES_OF_ONE_ROOM = {
    "aiohttp": {"web", "demo", "publishing"},
    "aiodns": {"web"},
    "apprise": {"publishing"},
    "click": {"cli"},
    "distributed": {"run"},
    "duckdb": {"dataset"},
    "frontmatter": {"sources"},
    "fsspec": {"sources"},
    "jinja2": {"report"},
    "protego": {"web"},
    "pathspec": {"sources"},
    "pyromark": {"sources"},
    "re2": {"strangers"},
    "rich": {"cli"},
    "sqlite3": {"history"},
    "tabulate": {"report"},
    "tenacity": {"web", "publishing"},
    "waybackpy": {"web"},
}


def test_each_grant_is_used_and_nothing_else_is_imported() -> None:
    """The table is the house: a new import needs a grant, and a grant that nobody needs any more goes."""
    granted = {(here, there) for here, others in ALLOWED.items() for there in others}
    found = {(here, there): files for here, others in arrows().items() for there, files in others.items()}
    assert {pair: files for pair, files in found.items() if pair not in granted} == {}
    assert granted - set(found) == set()


def test_the_table_names_every_room() -> None:
    """A new room is put into the table; a room that is gone is taken out."""
    assert rooms() == set(ALLOWED)


def test_imports_point_down() -> None:
    """The table has no circle, so that each room stands on its own floor; `floors` raises for one."""
    assert max(floors({here: frozenset(there) for here, there in ALLOWED.items()}).values()) <= MOST_FLOORS


def test_the_house_stays_small() -> None:
    """Someone new finds the room for a change in a minute."""
    loose = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert len(loose) <= MOST_LOOSE
    assert len(ALLOWED) <= MOST_ROOMS
    assert sum(map(len, ALLOWED.values())) <= MOST_ARROWS


def test_each_package_has_its_room() -> None:
    """A package that stands for one concern is imported in its room only."""
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for name in imports(path)
        if (top := name.split(".")[0]) in PACKAGES_OF_ONE_ROOM and room(path) not in PACKAGES_OF_ONE_ROOM[top]
    ]
    assert wrong == []


def test_what_tests_share_has_a_home() -> None:
    """No test imports another; what more than one folder of tests needs lies in `support/` or `internet/`."""
    homes = ("tests.support", "tests.internet")
    wrong = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        own = ".".join(path.relative_to(ROOT).parent.parts)
        for name in imports(path):
            module = name if (ROOT / f"{name.replace('.', '/')}.py").exists() else name.rpartition(".")[0]
            if not name.startswith("tests."):
                continue
            shared = name.startswith(homes) or name.startswith(own) or own.startswith(module)
            if not shared or module.rpartition(".")[2].startswith("test_"):
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []
