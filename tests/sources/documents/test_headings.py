"""Ids of headings: held against Hugo, built on the spot, and against what kramdown made of the same files once."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html import unescape

import pytest

from linkcheck.model import Dialect, Document, HeadingIds, Syntax
from linkcheck.sources import documents
from linkcheck.sources.documents import headings
from linkcheck.sources.documents.heading_text import heading_text
from linkcheck.sources.documents.structure import read_structure
from tests.support import dialects, paths

CASES = paths.CASES / "documents" / "headings"
HEADING = re.compile(r"<h[1-6](?P<attributes>[^>]*)>")
ID = re.compile(r'\sid="(?P<id>[^"]*)"')
HUGO = {
    "github": HeadingIds.GOLDMARK,
    "github-ascii": HeadingIds.GOLDMARK_ASCII,
    "blackfriday": HeadingIds.BLACKFRIDAY,
}
CONFIG = """baseURL = "https://blog.test/"
disableKinds = ["taxonomy", "term", "rss", "sitemap", "404"]
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.parser]
autoHeadingIDType = "{0}"
autoIDType = "{0}"
"""


def ids(data: bytes, dialect: Dialect) -> list[str]:
    """Return the ids of all Markdown headings in order, as the parser's newest version makes them."""
    document = Document("page.md", data)
    bare = [each.span for each in documents.extract(document, dialect).references if each.syntax is Syntax.BARE]
    ranges = [(span.start, span.end) for span in bare]
    found = (heading_text(each, data, dialect.heading_ids, ranges) for each in read_structure(data, dialect).headings)
    titles = [each if isinstance(each, str) else each[:1] for each in found if each is not None]
    return [each for each in headings.slugs(titles, dialect.heading_ids) if each]  # kramdown gives none to `???`


def ids_in(html: str) -> list[str]:
    """Return the ids of the headings of a page; those without are left out."""
    found = (ID.search(heading["attributes"]) for heading in HEADING.finditer(html))
    return [unescape(each["id"]) for each in found if each is not None]


@pytest.fixture(scope="module", params=list(HUGO))
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[HeadingIds, str]:
    """The file of nasty headings as Hugo renders it with one of its three ways."""
    root = tmp_path_factory.mktemp("hugo")
    (root / "content").mkdir()
    (root / "layouts").mkdir()
    (root / "hugo.toml").write_text(CONFIG.format(request.param))
    (root / "layouts" / "all.html").write_text("{{ .Content }}")
    (root / "content" / "page.md").write_bytes(b"---\ntitle: x\n---\n" + (CASES / "hugo.md").read_bytes())
    subprocess.run([sys.executable, "-m", "hugo", "--quiet"], cwd=root, check=True, capture_output=True)
    return HUGO[request.param], (root / "public" / "page" / "index.html").read_text("utf-8")


def test_hugo(built: tuple[HeadingIds, str]) -> None:
    """Every heading of the file has the id that Hugo gives it."""
    scheme, html = built
    right = ids_in(html)
    right.remove("rawheading")  # raw HTML
    assert ids((CASES / "hugo.md").read_bytes(), replace(dialects.HUGO, heading_ids=scheme)) == right


@pytest.mark.parametrize("scheme", [HeadingIds.KRAMDOWN_GFM, HeadingIds.KRAMDOWN])
def test_kramdown(scheme: HeadingIds) -> None:
    """Every heading of the file has the id that kramdown gave it (`make_kramdown.rb` beside it wrote them down)."""
    right = (CASES / f"{scheme}.txt").read_text("utf-8").splitlines()
    assert ids((CASES / "kramdown.md").read_bytes(), replace(dialects.JEKYLL, heading_ids=scheme)) == right


@pytest.mark.parametrize(
    "scheme", [HeadingIds.TOC, HeadingIds.TOC_UNICODE, HeadingIds.PANDOC, HeadingIds.SLUG, HeadingIds.BLANKS_ONLY]
)
def test_others(scheme: HeadingIds) -> None:
    """Every heading has the id that Markdown 3.11 (pymdownx 13.1), pandoc 3.9 or Zola 0.22 (`on`, `safe`) gave it."""
    right = (CASES / f"{scheme}.txt").read_text("utf-8").splitlines()
    assert ids((CASES / "others.md").read_bytes(), replace(dialects.PLAIN, heading_ids=scheme)) == right


@pytest.mark.parametrize(("heading", "known"), [("# Straße", True), ("# 日本", False), ("# 😀 x", False)])
def test_a_slug_that_takes_a_table_is_not_known(heading: str, known: bool) -> None:
    """What a letter of another script becomes in ASCII is not known, so neither are the ids of the page."""
    dialect = replace(dialects.PLAIN, heading_ids=HeadingIds.SLUG)
    assert (documents.extract(Document("a.md", heading.encode()), dialect).anchors is not None) is known
