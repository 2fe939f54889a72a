"""Files that are no Markdown, through a whole run: changes, patterns, ignore files, names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import linkcheck
from linkcheck.model import Reason
from tests.support.git import run_git
from tests.support.program import linkcheck as program

FILES = {
    "_config.yml": "url: https://blog.example\n",
    "_data/links.yml": "- https://old.dev/\n- https://old.dev/2\n",
    "n.ipynb": '{"cells": [{"cell_type": "markdown", "source": [\n"[a](https://nb.dev/)\\n",\n"[b](https://nb.dev/2)"]}]}\n',
    "p.bib": "@misc{a,\n url = {https://bib.dev/},\n}\n",
    "r.rst": "https://rst.dev/\n",
    "d.adoc": "https://adoc.dev/[x]\n",
    "llms.txt": "[a](https://llms.dev/)\n",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A committed site with one file of each kind."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    run_git(tmp_path, "init", "-q")
    run_git(tmp_path, "add", "-A")
    run_git(tmp_path, "-c", "user.name=x", "-c", "user.email=x@x.dev", "commit", "-q", "-m", "x")
    return tmp_path


def urls(site: Path, *paths: str, **settings: object) -> dict[str, Reason]:
    result = linkcheck.scan(paths or ".", cwd=site, config=False, offline=True, **settings)  # type: ignore[arg-type]  # any setting
    return {one.target.url: one.verdict.reason for one in result.findings}


def test_every_kind_is_read(site: Path) -> None:
    """All of them below a site."""
    assert len(urls(site)) == 8


def test_lines_that_changed(site: Path) -> None:
    """With --since only what stands in lines that were touched is judged."""
    for name, old in (("_data/links.yml", "dev/2"), ("n.ipynb", "dev/2"), ("llms.txt", "dev/"), ("p.bib", "dev/")):
        (site / name).write_text(FILES[name].replace(old, "dev/new"))
    result = linkcheck.scan(".", cwd=site, config=False, offline=True, since="HEAD")
    touched = {row.url for row in result.rows if not row.reference.untouched}
    assert touched == {"https://old.dev/new", "https://nb.dev/new", "https://llms.dev/new", "https://bib.dev/new"}


def test_excluded_files(site: Path) -> None:
    """`exclude_paths` and `.gitignore` hold for them, too."""
    (site / ".gitignore").write_text("*.rst\n")
    found = urls(site, exclude_paths=["_data/", "*.ipynb"])
    assert sorted(found) == ["https://adoc.dev/", "https://bib.dev/", "https://llms.dev/"]


def test_excluded_links(site: Path) -> None:
    """Patterns of links are the same for all."""
    assert [url for url, reason in urls(site, exclude=[r"\.dev/2$"]).items() if reason is Reason.EXCLUDED] == [
        "https://nb.dev/2",
        "https://old.dev/2",
    ]


def test_a_broken_file_costs_itself(site: Path) -> None:
    """The others are read."""
    (site / "_data/bad.json").write_text("{")
    (site / "bad.ipynb").write_text("{")
    result = linkcheck.scan(".", cwd=site, config=False, offline=True)
    assert [(one.path, one.rule) for one in result.problems] == [
        ("_data/bad.json", "unparsed-document"),
        ("bad.ipynb", "unparsed-document"),
    ]
    assert len(result.findings) == 8


def test_reports_of_earlier_runs_are_no_posts(tmp_path: Path) -> None:
    """Their links are those of the posts once more; whoever names one has it read, and any other page is one."""
    (tmp_path / "post.md").write_text("<https://a.example/x>\n", encoding="utf-8")
    (tmp_path / "page.html").write_text("<!doctype html><a href='https://b.example/y'>here</a>", encoding="utf-8")
    for _ in range(2):
        program("scan", ".", "--offline", "-o", "report.html", "-o", "overview.md", cwd=tmp_path, code=0)
        told = json.loads(program("scan", ".", "--offline", "-f", "json", cwd=tmp_path, code=0).stdout)
        assert {one["path"] for one in told["references"]} == {"post.md", "page.html"}
    named = json.loads(program("scan", "report.html", "--offline", "-f", "json", cwd=tmp_path).stdout)
    assert named["summary"]["documents"] == 1
