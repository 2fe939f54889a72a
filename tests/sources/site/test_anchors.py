"""`missing-heading`: places in pages of the blog, by small sites with a healthy twin for every fault."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import linkcheck
from linkcheck.model import Document, Problem, Rule
from linkcheck.sources import documents
from linkcheck.sources.site import SourcePage, load, missing_headings

HUGO = {"hugo.toml": 'baseURL = "https://blog.test/"\n', "layouts/_default/single.html": "<main id=main>{{ .Content }}"}
JEKYLL = {"_config.yml": "url: https://blog.test\n", "_layouts/post.html": "<main id='main'>{{ content }}"}
POST = "---\ntitle: x\n---\n"
BODY = "# Getting started\n\n## C++ & C#\n\n## C++ & C#\n\n<a name='by-hand'></a>\n\n"


def scan(root: Path, files: Mapping[str, str]) -> list[Problem]:
    """Write a site and return what is wrong with its places."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    site = load(root)
    pages = []
    for name in files:
        if Path(name).suffix in documents.suffixes() and not name.startswith(("layouts", "_layouts")):
            found = documents.extract(Document(name, (root / name).read_bytes()), site.dialect)
            pages.append(SourcePage(root / name, name, found.front_matter, found.references, found.anchors))
    problems = list(missing_headings(pages, site))
    assert {problem.rule for problem in problems} <= {Rule.MISSING_HEADING}
    return problems


def said(problems: list[Problem]) -> list[str]:
    """Return level and message of each problem, without the reason for the level."""
    return [f"{problem.level}: {problem.bare_message}" for problem in problems]


@pytest.mark.parametrize(
    "fragment",
    [
        "getting-started", "Getting-Started", "c--c", "c--c-1", "by-hand", "user-content-c--c", "top", "",
        ":~:text=x", "/route", "tab=1", "id-getting-started", "L10-L20", "getting%2Dstarted",
    ],
)  # fmt: skip
def test_plain_healthy(tmp_path: Path, fragment: str) -> None:
    """Where no generator is known, what any of them may make of a heading is no fault."""
    assert said(scan(tmp_path, {"README.md": f"{BODY}[x](#{fragment}) [y](README.md#{fragment})"})) == []


def test_plain_missing(tmp_path: Path) -> None:
    """A place that reads like none of the headings is missing, on the page itself and on another."""
    files = {"README.md": f"{BODY}[x](#getting-start) [y](doc/b.md#nowhere)", "doc/b.md": "# B\n[z](../README.md#zzz)"}
    assert said(scan(tmp_path, files)) == [
        "error: this page has no heading or id #getting-start; did you mean #getting-started?",
        "error: b.md has no heading or id #nowhere",
        "error: README.md has no heading or id #zzz",
    ]


def test_unused_definition(tmp_path: Path) -> None:
    """A definition that no link uses leads nobody astray."""
    assert [each.level for each in scan(tmp_path, {"a.md": "# A\n\n[b]: #b\n"})] == ["note"]


@pytest.mark.parametrize(
    "text",
    [
        "{{ include('x.md') }}",
        "{% include x.md %}",
        "--8<-- 'x.md'",
        "[!INCLUDE [x](x.md)]",
        "<Tabs items={1}>\n\n</Tabs>",
        "<div markdown=1>\n# A\n</div>",
    ],
)
def test_pages_with_more_than_is_seen(tmp_path: Path, text: str) -> None:
    """A page that is put together of others may have any place."""
    assert said(scan(tmp_path, {"a.md": f"{text}\n\n[x](#nowhere)\n"})) == []
    assert said(scan(tmp_path, {"a.md": f"`{{{{ x }}}}`\n\n```\n{text.splitlines()[0][:0]}\n```\n[x](#nowhere)\n"}))


def test_pieces_of_pages(tmp_path: Path) -> None:
    """What is pasted into other pages has their headings around it."""
    assert said(scan(tmp_path, {"_includes/a.md": "[x](#nowhere)", "_common/b.md": "[x](#nowhere)"})) == []


def test_hugo(tmp_path: Path) -> None:
    """Hugo's ids are exact, and the layouts' count too; relref and URLs lead to other pages."""
    links = "[a](#c--c) [b](#main) [c](#C--C) [d](/posts/b/#bee) [e](/posts/b/#wasp) [f](https://blog.test/posts/b#fly)"
    calls = '[g]({{< relref "b.md#bee" >}}) [h]({{< relref "b.md#ant" >}}) [i]({{< ref "#by-hand" >}})'
    files = {**HUGO, "content/posts/a.md": f"{POST}{BODY}{links} {calls}", "content/posts/b.md": f"{POST}## Bee\n"}
    assert said(scan(tmp_path, files)) == [
        "error: this page has no heading or id #C--C",
        "error: b.md has no heading or id #wasp",
        "error: b.md has no heading or id #fly",
        "error: b.md has no heading or id #ant",
        "error: this page has no heading or id #by-hand",  # raw HTML is left out
    ]


def test_hugo_settings(tmp_path: Path) -> None:
    """The type of ids, raw HTML and a hook of the site's own are the configuration's to say."""
    config = 'baseURL = "https://blog.test/"\n[markup.goldmark.parser]\nautoIDType = "blackfriday"\n'
    page = {"content/a.md": f"{POST}# A -- b.c\n\n[x](#a-b-c) [y](#a---bc)"}
    assert [each.bare_message[-16:] for each in scan(tmp_path / "1", {**HUGO, **page, "hugo.toml": config})] == [
        "you mean #a-b-c?"
    ]
    unsafe = f"{config}[markup.goldmark.renderer]\nunsafe = true\n"
    raw = {"content/a.md": f"{POST}<b id='x'>\n\n[x](#x)"}
    assert said(scan(tmp_path / "2", {**HUGO, **raw, "hugo.toml": unsafe})) == []
    hook = {"layouts/_markup/render-heading.html": '<h2 id="{{ .Text | md5 }}">'}
    assert said(scan(tmp_path / "3", {**HUGO, **page, **hook})) == []


def test_hugo_without_its_theme(tmp_path: Path) -> None:
    """A theme that is not there may have any id; only what is close to a heading is pointed out."""
    config = 'baseURL = "https://blog.test/"\ntheme = "gone"\n'
    files = {"hugo.toml": config, "content/a.md": f"{POST}# Lighthouse\n\n[x](#comments) [y](#lighthous)"}
    assert said(scan(tmp_path, files)) == [
        "warning: this page has no heading or id #lighthous; did you mean #lighthouse?"
    ]


def test_jekyll(tmp_path: Path) -> None:
    """kramdown's ids, its attribute lists and footnotes, and the ids of layouts."""
    body = f"{POST}# A *b* [c](d)\n\n# Given\n{{: #mine}}\n\nText[^n]\n\n[^n]: Note\n\n"
    links = "[1](#a-b-c) [2](#mine) [3](#fn:n) [4](#main) [5](#a-b-cd) [6]({{ site.url }}/b.html#x) [7](b.html#y)"
    files = {**JEKYLL, "a.md": body + links, "b.md": f"{POST}# X\n"}
    assert said(scan(tmp_path, files)) == [
        "error: this page has no heading or id #a-b-cd; did you mean #a-b-c?",
        "error: b.md has no heading or id #y",
    ]


@pytest.mark.parametrize("setting", ["kramdown: {auto_id_prefix: s-}", "markdown: CommonMark"])
def test_jekyll_settings(tmp_path: Path, setting: str) -> None:
    """Ids that are made in other ways are not guessed."""
    files = {**JEKYLL, "_config.yml": f"url: https://blog.test\n{setting}\n", "a.md": f"{POST}# A\n\n[x](#b)"}
    assert said(scan(tmp_path, files)) == []


def test_pages_that_are_not_scanned_are_looked_into(tmp_path: Path) -> None:
    """An editor and a commit name one file; the headings of the others are known all the same, outside ones never."""
    (tmp_path / "blog" / ".git").mkdir(parents=True)
    (tmp_path / "out.md").write_text("# Out\n", encoding="utf-8")
    (tmp_path / "blog" / "b.md").write_text("# Here\n", encoding="utf-8")
    text = "[a](b.md#here) [b](b.md#gone) [c](../out.md#gone)\n"
    (tmp_path / "blog" / "a.md").write_text(text, encoding="utf-8")
    report = linkcheck.scan(["a.md"], cwd=tmp_path / "blog", config=False, offline=True)
    assert (report.documents, said(list(report.problems))) == (1, ["error: b.md has no heading or id #gone"])
