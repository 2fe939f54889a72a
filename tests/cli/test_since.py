"""`scan --since REV`: only what a change adds or touches is judged; a person's push is not stopped by another's rot."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from linkcheck.report.reading import read
from tests.support.git import run_git
from tests.support.pages import Pages
from tests.support.program import LOOPBACK, SCHEMA, forked

OLD = """---
title: Old
date: 2016-06-05
---
A [dead link]({base}/old-gone), a [bad one](http:/x.org/), a [missing page](never.md).

Text with [a use][1].

[1]: {base}/defined-gone
[2]: {base}/unused-gone
"""


@pytest.fixture
def blog(tmp_path: Path, server: Pages) -> Path:
    """Commit a blog that is full of rot."""
    content = tmp_path / "content"
    content.mkdir()
    (content / "old.md").write_text(OLD.format(base=server.url))
    (tmp_path / ".gitignore").write_text(".linkcheck/\n")
    run_git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    return tmp_path


def pages(server: Pages) -> set[str]:
    """Return the pages of the blog's links that were asked for; what a probe asks for has no such name."""
    return {path for path in server.asked if path.endswith(("gone", "good"))}


def commit(root: Path) -> None:
    """Commit all that is there."""
    run_git(root, "add", "-A")
    run_git(root, "commit", "-q", "-m", "work")


def scan(blog: Path, *more: str, code: int) -> dict[str, Any]:
    """Scan since main, and return the JSON report, which fits its schema."""
    flags = () if "--offline" in more else LOOPBACK
    done = forked("scan", "content", "--since", "main", *flags, "--format", "json", *more, cwd=blog, code=code)
    report: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(report, json.loads(SCHEMA.read_text()))
    assert report["run"]["since"] == "main"
    return report


def by_path(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the targets by the paths of their URLs."""
    return {target["url"].rpartition("/")[2] or target["url"]: target for target in report["targets"]}


def add(blog: Path, text: str, name: str = "old.md") -> None:
    """Write more at the end of a post."""
    with (blog / "content" / name).open("a", encoding="utf-8") as file:
        file.write(text)


def test_old_rot_stops_nobody(blog: Path, server: Pages) -> None:
    """Nothing touched: nothing asked, nothing failed, whatever --fail-on says; all that is broken is known."""
    report = scan(blog, "--fail-on", "dead,invalid,unchecked,error,warning,note,new", code=0)
    assert server.asked == []
    assert report["run"]["requests"] == 0
    assert {target["known"] for target in report["targets"]} == {True}
    assert {target["touched"] for target in report["targets"]} == {False}
    targets = by_path(report)
    assert (targets["old-gone"]["verdict"], targets["old-gone"]["reason"]) == ("unchecked", "untouched")
    assert targets["http:/x.org/"]["verdict"] == "invalid"
    assert {problem["level"] for problem in report["problems"]} == {"note"}
    assert {problem["known"] for problem in report["problems"]} == {True}


def test_what_is_new_is_asked_and_fails(blog: Path, server: Pages) -> None:
    """In an old post and in a new one that git does not know yet; the old links of neither are asked."""
    add(blog, f"\nA [new link]({server.url}/new-gone).\n")
    (blog / "content" / "new.md").write_text(f"<{server.url}/good> and [no page](nowhere.md)\n")
    report = scan(blog, code=1)
    assert pages(server) == {"/new-gone", "/good"}
    targets = by_path(report)
    assert (targets["new-gone"]["verdict"], targets["new-gone"]["known"]) == ("dead", False)
    assert (targets["good"]["verdict"], targets["good"]["known"]) == ("alive", False)
    problems = {(problem["path"], problem["rule"]): problem for problem in report["problems"]}
    assert problems["content/new.md", "missing-page"]["level"] == "error"
    assert not problems["content/new.md", "missing-page"]["known"]
    assert problems["content/old.md", "missing-page"]["known"]


def test_a_new_use_touches_an_old_definition(blog: Path, server: Pages) -> None:
    """Its own line is as it was, and readers meet the link in a new place."""
    add(blog, "\nAnd [another use][2].\n")
    report = scan(blog, code=1)
    assert pages(server) == {"/unused-gone"}
    assert by_path(report)["unused-gone"]["touched"]
    assert {one["label"]: one["touched"] for one in report["references"] if one["label"]} == {"1": False, "2": True}


def test_a_moved_post_touches_nothing(blog: Path, server: Pages) -> None:
    """Renaming is no reason to answer for what stands in it."""
    run_git(blog, "mv", "content/old.md", "content/older.md")
    scan(blog, code=0)
    assert server.asked == []


def test_what_the_history_knows_is_told(blog: Path, server: Pages) -> None:
    """A night's run found it dead; the pull request is told so, is not asked for it, and does not fail."""
    forked("scan", "content", *LOOPBACK, cwd=blog, code=1)
    server.asked.clear()
    add(blog, f"\n<{server.url}/good>\n")
    report = scan(blog, code=0)
    assert pages(server) == {"/good"}
    old = by_path(report)["old-gone"]
    assert (old["verdict"], old["from_history"], old["known"]) == ("dead", True, True)
    assert report["nights"] == report["nights"][:1]  # a run on a part of the blog is no night


def test_people_read_what_the_change_is_about(blog: Path, server: Pages) -> None:
    """The rest is one line."""
    add(blog, f"\n<{server.url}/new-gone>\n")
    done = forked("scan", "content", "--since", "main", *LOOPBACK, "-o", "a.md", "-o", "-", cwd=blog, code=1)
    for text in (done.stdout, (blog / "a.md").read_text()):
        assert "new-gone" in text
        assert "x.org" not in text
        assert "Not touched since main and left aside: 4 links, with what is known of old: 1 invalid" in text


def test_an_old_report_tells_the_same_again(blog: Path, server: Pages) -> None:
    """From its JSON, with the same exit code."""
    add(blog, f"\n<{server.url}/new-gone>\n")
    forked("scan", "content", "--since", "main", *LOOPBACK, "-q", "-o", "a.json", cwd=blog, code=1)
    again = forked("report", "a.json", "--format", "json", cwd=blog, code=1).stdout
    assert json.loads(again) == json.loads((blog / "a.json").read_text())
    assert read((blog / "a.json").read_bytes(), "a.json").baseline == frozenset()  # what is old is in no baseline


def test_a_repair_touches_what_the_author_touches(blog: Path, server: Pages) -> None:
    """--fix=moved changes the new link, not the old one to the same page; then nothing is left to fail for."""
    (blog / "content" / "old.md").write_text(f"[old]({server.url}/moved)\n")
    commit(blog)
    add(blog, f"\n[new]({server.url}/moved)\n")
    scan(blog, "--fail-on", "moved", code=1)
    report = scan(blog, "--fail-on", "moved", "--fix=moved", "--fix-unconfirmed", code=0)
    assert [edit["applied"] for edit in report["edits"]] == [True]
    text = (blog / "content" / "old.md").read_text()
    assert re.findall(r"\((.*?)\)", text) == [f"{server.url}/moved", f"{server.url}/good"]


def test_the_files_own_faults_need_no_network(blog: Path) -> None:
    """Offline, for a hook before a commit."""
    add(blog, "\n[x](nowhere.md) [y](http:/y.org/)\n")
    report = scan(blog, "--offline", code=1)
    new = [problem["rule"] for problem in report["problems"] if problem["touched"]]
    assert new == ["missing-page", "typo-scheme"]
    assert by_path(report)["http:/y.org/"]["known"] is False


def test_no_baseline_is_drawn(blog: Path) -> None:
    """Half a blog would make one that calls the other half new."""
    done = forked("scan", "content", "--since", "main", "--baseline", *LOOPBACK, cwd=blog, code=2)
    assert "--baseline" in done.stderr
    forked("scan", "content", "--since", "main", "--fail-on", "new", *LOOPBACK, cwd=blog, code=0)
    report = json.loads(forked("scan", "content", "--offline", "--format", "json", cwd=blog).stdout)
    assert {target["known"] for target in report["targets"]} == {None}


def test_the_repositorys_history_is_not_rewritten(blog: Path) -> None:
    """It belongs to the nights; a pull request would conflict with them."""
    (blog / "linkcheck.toml").write_text('[history]\nfile = "history.jsonl"\n')
    add(blog, "\n<http://127.0.0.1:1/>\n")
    forked("scan", "content", "--since", "main", *LOOPBACK, cwd=blog)
    assert not (blog / "history.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["content", "--since", "nowhere"], "git fetch --depth=1 origin nowhere"),
        (["content", "--since", "--output=/tmp/x"], "must be a git revision"),
        (["content", "--since", ""], "must be one line of text"),
        (["content", "--since", "main:content"], "git knows no revision"),
        (["-", "--since", "main"], "standard input"),
    ],
)
def test_what_the_user_can_mend(blog: Path, arguments: list[str], words: str) -> None:
    """One line, exit 2."""
    done = forked("scan", *arguments, "--offline", cwd=blog, code=2)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


# --- what a change breaks elsewhere ------------------------------------------------------------


def post(blog: Path, name: str, text: str) -> None:
    """Write a post."""
    (blog / "content" / name).parent.mkdir(parents=True, exist_ok=True)
    (blog / "content" / name).write_text(text, encoding="utf-8")


def caused(report: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Return the problems that the change is answerable for."""
    return [(one["rule"], one["path"], one["line"]) for one in report["problems"] if one["touched"]]


@pytest.fixture
def linked(blog: Path) -> Path:
    """Commit a post that others link to."""
    post(blog, "page.md", "# A heading\n")
    post(blog, "links.md", "old [lost](lost.md)\n\n[a](page.md) [b](page.md#a-heading) [c][c]\n\n[c]: old.md\n")
    commit(blog)
    return blog


def test_a_page_that_goes_breaks_the_links_to_it(linked: Path) -> None:
    """The post that links to it was not touched, and yet it is the change that broke it; what was broken stays old."""
    (linked / "content" / "page.md").unlink()
    report = scan(linked, "--offline", code=1)
    assert caused(report) == [("missing-page", "content/links.md", 3), ("missing-page", "content/links.md", 3)]
    assert {one["level"] for one in report["problems"] if one["touched"]} == {"error"}


def test_a_page_that_moves_breaks_the_links_to_it(linked: Path) -> None:
    """As one that goes."""
    run_git(linked, "mv", "content/page.md", "content/pages.md")
    assert len(caused(scan(linked, "--offline", code=1))) == 2


def test_a_post_that_moves_breaks_its_own_links(linked: Path) -> None:
    """Relative ones lead elsewhere now; the one that led nowhere is as old as it was."""
    (linked / "content" / "deep").mkdir()
    run_git(linked, "mv", "content/links.md", "content/deep/links.md")
    found = caused(scan(linked, "--offline", code=1))
    assert found == [("missing-page", "content/deep/links.md", line) for line in (3, 3, 5)]


def test_a_heading_that_changes_breaks_the_links_to_it(linked: Path) -> None:
    """In any post."""
    post(linked, "page.md", "# Another heading\n")
    assert caused(scan(linked, "--offline", code=1)) == [("missing-heading", "content/links.md", 3)]


def test_a_definition_that_goes_breaks_its_uses(linked: Path) -> None:
    """In the same post."""
    text = (linked / "content" / "links.md").read_text()
    post(linked, "links.md", text.replace("[c]: old.md\n", ""))
    assert caused(scan(linked, "--offline", code=0)) == [("undefined-reference", "content/links.md", 3)]


def test_words_that_name_a_line_are_no_news(blog: Path) -> None:
    """A conflict that has wandered down is the old conflict."""
    post(blog, "two.md", "[x][x]\n\n[x]: old.md\n\n[x]: other.md\n")
    commit(blog)
    post(blog, "two.md", "New.\n\n[x][x]\n\n[x]: old.md\n\n[x]: other.md\n")
    assert caused(scan(blog, "--offline", code=0)) == []


def test_a_theme_that_git_does_not_hold_is_there_before_too(blog: Path) -> None:
    """Without it less could be told of the blog before, and all its old faults would look new."""
    (blog / "hugo.toml").write_text('baseURL = "https://blog.example.io/"\ntheme = "t"\n')
    (blog / ".gitignore").write_text("/themes/\n.linkcheck/\n")
    (blog / "themes" / "t" / "layouts").mkdir(parents=True)
    (blog / "themes" / "t" / "theme.toml").write_text("")
    post(blog, "broken.md", '---\ntitle: x\n---\n[x]({{< ref "nowhere.md" >}}) [y](/nowhere/)\n')
    commit(blog)
    post(blog, "new.md", '---\ntitle: x\n---\n[x]({{< ref "broken.md" >}})\n')
    report = scan(blog, "--offline", code=0)
    assert caused(report) == []
    assert {one["rule"] for one in report["problems"]} >= {"broken-ref", "missing-page"}
    (blog / "content" / "broken.md").unlink()
    report = scan(blog, "--offline", code=1)
    assert caused(report) == [("broken-ref", "content/new.md", 4)]


def test_from_a_folder_of_the_repository(linked: Path) -> None:
    """The working directory may be anywhere in it."""
    (linked / "content" / "page.md").unlink()
    arguments = ("scan", ".", "--since", "main", "--offline", "--format", "json")
    report = json.loads(forked(*arguments, cwd=linked / "content", code=1).stdout)
    assert [one[1] for one in caused(report)] == ["links.md", "links.md"]
    report = json.loads(forked(*arguments[:1], "content", *arguments[2:], cwd=linked, code=1).stdout)
    assert len(caused(report)) == 2


def test_a_heading_that_was_missing_before_is_old(linked: Path) -> None:
    """Whether nothing changed at all, or another post did: the page that lacks it is read as it was, too."""
    post(linked, "links.md", "[a](page.md#never)\n")
    run_git(linked, "checkout", "-q", "-B", "main")
    commit(linked)
    assert caused(scan(linked, "--offline", code=0)) == []
    post(linked, "new.md", "[x](old.md)\n")
    assert caused(scan(linked, "--offline", code=0)) == []
