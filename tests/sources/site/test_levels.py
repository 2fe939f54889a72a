"""One level for one kind of certainty: what is told of the same link where more or less of the site can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import linkcheck
from linkcheck.model import Certainty, Problem

LAYOUT = {"layouts/_default/single.html": "{{ .Content }}"}
HUGO = {
    "hugo.toml": "baseURL = 'https://blog.test/'\n",
    "content/b.md": "---\n---\n# Here\n",
    "static/i/p.png": "",
    **LAYOUT,
}
THEME = HUGO | {"hugo.toml": "baseURL = 'https://blog.test/'\ntheme = 'not-here'\n"}
JEKYLL = {"_config.yml": "url: https://blog.test\n", "b.md": "---\n---\n# Here\n", "i/p.png": ""}
PLUGIN = JEKYLL | {"_plugins/x.rb": ""}
PLAIN = {"b.md": "# Here\n", "i/p.png": ""}


def told(folder: Path, files: Mapping[str, str], text: str) -> list[tuple[str, str, str]]:
    """Return rule, level and reason of what is told of a page."""
    page = "content/a.md" if "hugo.toml" in files else "a.md"
    head = "" if files is PLAIN else "---\n---\n"
    for name, content in {**files, page: f"{head}{text}\n"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    problems = linkcheck.scan([page], cwd=folder, config=False, offline=True).problems
    return [(one.rule.value, one.level.value, _reason(one)) for one in problems if one.rule != "unused-definition"]


def _reason(problem: Problem) -> str:
    return problem.message.removeprefix(problem.bare_message).strip(" ()")


@pytest.mark.parametrize(
    ("files", "text", "rule", "certainty"),
    [
        (HUGO, "[x](/gone/)", "missing-page", Certainty.COMPLETE),
        (JEKYLL, "[x](/gone/)", "missing-page", Certainty.COMPLETE),
        (JEKYLL, "[x](gone)", "missing-page", Certainty.COMPLETE),
        (PLAIN, "[x](gone.md)", "missing-page", Certainty.PLAIN_FILES),
        (HUGO, "![x](/i/gone.png)", "missing-file", Certainty.COMPLETE),
        (HUGO, "![x](gone.png)", "missing-file", Certainty.COMPLETE),
        (HUGO, "![x](/other/gone.png)", "missing-file", Certainty.OTHER_OWNER),
        (THEME, "![x](/i/gone.png)", "missing-file", Certainty.PARTS_MISSING),
        (PLUGIN, "![x](/i/gone.png)", "missing-file", Certainty.PARTS_MISSING),
        (PLAIN, "![x](gone.png)", "missing-file", Certainty.PLAIN_FILES),
        (HUGO, "![x](/i/P.png)", "missing-file", Certainty.OTHER_CASE),
        (HUGO, "[x](/b/#gone)", "missing-heading", Certainty.COMPLETE),
        (PLAIN, "[x](b.md#gone)", "missing-heading", Certainty.PLAIN_FILES),
        (PLUGIN, "[x](/b#her)", "missing-heading", Certainty.PARTS_MISSING),
        (HUGO, "[x]: /gone/", "missing-page", Certainty.NO_USE),
        (PLAIN, "[x]: gone.md", "missing-page", Certainty.NO_USE),
        (PLAIN, "[x]: b.md#gone", "missing-heading", Certainty.NO_USE),
        (HUGO, '<a href="/gone/">x</a>', "missing-page", Certainty.LEFT_OUT),
        (JEKYLL, '<a href="/gone/">x</a>', "missing-page", Certainty.COMPLETE),
    ],
)
def test_the_level_follows_from_what_can_be_seen(
    tmp_path: Path, files: Mapping[str, str], text: str, rule: str, certainty: Certainty
) -> None:
    """And the message says so."""
    assert told(tmp_path, files, text) == [(rule, certainty.level.value, certainty.words)]


@pytest.mark.parametrize("files", [THEME, PLUGIN], ids=["theme", "plugin"])
def test_what_may_be_brought_is_not_missing(tmp_path: Path, files: Mapping[str, str]) -> None:
    """A page at the root of the site, where a theme or a plugin may put one."""
    assert told(tmp_path, files, "[x](/gone/)") == []


@pytest.mark.parametrize("files", [HUGO, JEKYLL, PLAIN], ids=["hugo", "jekyll", "plain"])
def test_what_is_there_is_told_of_nowhere(tmp_path: Path, files: Mapping[str, str]) -> None:
    """The twin of all that is missing."""
    path = "b.md" if files is PLAIN else "/b/" if files is HUGO else "/b"
    picture = "i/p.png" if files is PLAIN else "/i/p.png"
    assert told(tmp_path, files, f"[x]({path}) [y]({path}#here) ![p]({picture}) [d][]\n\n[d]: {path}") == []
