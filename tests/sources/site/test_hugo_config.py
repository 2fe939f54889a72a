"""A Hugo configuration is put together as Hugo does it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from linkcheck.sources.site.comments import in_config, is_place
from linkcheck.sources.site.hugo_config import read_hugo, with_theme
from linkcheck.strangers import Boundary


def _write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"hugo.toml": "A = 1\n[t]\nB = 2\nC = 3", "config/_default/t.yaml": "c: 4"}, {"a": 1, "t": {"b": 2, "c": 4}}),
        ({"hugo.yaml": "a: 1", "config.toml": "a = 2"}, {"a": 1}),
        ({"config/_default/languages.de.toml": "weight = 1"}, {"languages": {"de": {"weight": 1}}}),
        ({"config/_default/params.de.toml": "x = 1"}, {"languages": {"de": {"params": {"x": 1}}}}),
        ({"config/_default/sub/t.json": '{"x": [1]}'}, {"t": {"x": [1]}}),
        ({"config/_default/hugo.toml": "a = 1", "config/production/config.toml": "a = 2"}, {"a": 2}),
        ({"config/_default/hugo.toml": "a = 1", "config/development/hugo.toml": "a = 2"}, {"a": 1}),
        ({"config/_default/notes.md": "a = 1"}, {}),
        ({"config/_default/languages.toml": 'de.contentDir = "d"'}, {"languages": {"de": {"contentdir": "d"}}}),
    ],
)
def test_read_hugo(tmp_path: Path, files: Mapping[str, str], expected: Mapping[str, object]) -> None:
    """The file at the root lies under `config/_default`, that one under `config/production`."""
    _write(tmp_path, files)
    assert read_hugo(tmp_path, Boundary.around(tmp_path)) == expected


THEME = {"uglyurls": True, "permalinks": {"posts": "/t/"}, "outputformats": {"x": {"path": "x"}}}


@pytest.mark.parametrize(
    ("config", "added"),
    [
        ({}, {"outputformats"}),
        ({"_merge": "deep"}, {"uglyurls", "permalinks", "outputformats"}),
        ({"permalinks": {"_merge": "shallow"}}, {"permalinks.posts", "outputformats"}),
        ({"permalinks": {"docs": "/d/"}}, {"outputformats"}),
        ({"outputformats": {"x": {"path": "mine"}}}, set()),
    ],
)
def test_with_theme(config: Mapping[str, object], added: set[str]) -> None:
    """A theme adds what `_merge` lets it, and overwrites nothing."""
    merged = with_theme(config, THEME)
    keys = set(merged) - set(config)
    for name, table in merged.items():
        own = config.get(name)
        if isinstance(table, Mapping) and isinstance(own, Mapping):
            keys |= {f"{name}.{key}" for key in table.keys() - own.keys()}
    assert keys == added


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({"disqusshortname": "x"}, True),
        ({"disqusshortname": ""}, False),
        ({"params": {"comments": {"provider": "utterances"}}}, True),
        ({"params": {"comments": {"giscus": {"repo": "a/b"}}}}, True),
        ({"params": {"description": "why I left Disqus"}}, False),
    ],
)
def test_comment_services(config: Mapping[str, object], found: bool) -> None:
    """A service is there where its key has a value."""
    assert in_config(config) is found


@pytest.mark.parametrize(
    ("fragment", "is_one"),
    [("comment-12", True), ("disqus_thread", True), ("comments", True), ("isso-3", True), ("commentary", False)],
)
def test_places_of_comments(fragment: str, is_one: bool) -> None:
    """Headings that begin alike are none."""
    assert is_place(fragment) is is_one
