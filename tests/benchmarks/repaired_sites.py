"""Repairs real blogs of which a third of the hosts is gone and a tenth has moved, and looks at all that came of it.

Every edit is proved and given to git as a patch; a second run must plan no edit more; `undo` must bring every byte
back. Those that Hugo or Jekyll can build are built before and after: their pages must be the same but for the planned
destinations. Which hosts are gone is drawn by their names; each gone link has a copy, each moved one its new address.
The settings of `[repair]` are their defaults. Run it with

    python -m tests.benchmarks.repaired_sites --corpora DIR [--report reports/repaired-sites.md] [--hunks FILE] [NAME …]
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from linkcheck.history import History
from linkcheck.model import Document, Edit, Extraction, Finding, Reference, host_of
from linkcheck.repair import Read, apply, diff, plan, proved, repair, undo
from linkcheck.sources import documents
from tests.benchmarks.built_sites import Blog, Built, build_hugo, build_jekyll
from tests.benchmarks.compare_site import HUGO as HUGO_BLOGS
from tests.benchmarks.compare_site import JEKYLL as JEKYLL_BLOGS
from tests.benchmarks.fix_everything import applied_by_git, dialect_of
from tests.support.rewriting import ARCHIVE, dead, moved, reader, rows_of, url_of, write_all

KINDS = ("dead", "moved")
GONE, MOVED = 1 / 3, 1 / 10
HUNKS = 50


class Pages(HTMLParser):
    """Lists all tokens of a page, attributes one by one."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag and its attributes."""
        self.tokens.append(("tag", tag))
        self.tokens += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        """Take the end of an element."""
        self.tokens.append(("end", tag))

    def handle_data(self, data: str) -> None:
        """Take text."""
        self.tokens.append(("text", data))

    def handle_comment(self, data: str) -> None:
        """Take a comment."""
        self.tokens.append(("comment", data))


def findings(references: Iterable[Reference]) -> list[Finding]:
    """Return what a scan would say: a third of the hosts is gone, a tenth has moved to its name with `www.`."""
    by_url: defaultdict[str, list[Reference]] = defaultdict(list)
    for reference in references:
        url = url_of(reference)
        if url is not None and not url.startswith(ARCHIVE):
            by_url[url].append(reference)
    found = []
    for url, named in by_url.items():
        host, extraction = host_of(url), Extraction(tuple(named))
        fate = random.Random(host.removeprefix("www.")).random()  # noqa: S311 -- the same in each run
        if fate < GONE:
            found.append(dead(url, extraction))
        elif fate < GONE + MOVED and not host.startswith("www."):
            found.append(moved(url, extraction, url.replace(f"//{host}", f"//www.{host}", 1)))
    return found


def planned(posts: Mapping[str, Document], read: Read) -> tuple[Edit, ...]:
    """Return the proved edits of all posts."""
    extractions = [read(document) for document in posts.values()]
    rows = [row for extraction in extractions for row in rows_of(extraction)]
    said = findings(row.reference for row in rows)
    return proved(posts, plan(rows, said, posts, KINDS, lambda _: None, at_once=True), read)


def posts_of(tree: Path) -> dict[str, Document]:
    """Read all that the program reads below a folder."""
    suffixes = documents.suffixes_below_folders(of_site=False)
    files = (path for path in sorted(tree.rglob("*")) if path.suffix.lower() in suffixes and path.is_file())
    return {(name := path.relative_to(tree).as_posix()): Document(name, path.read_bytes()) for path in files}


def of_corpus(tree: Path, work: Path, hunks: list[str]) -> tuple[str, ...]:
    """Repair a corpus, look at all but its pages, and return a row; the repaired one is left in `work`."""
    read, before = reader(dialect_of(tree)), posts_of(tree)
    write_all(work, before)
    begun = time.perf_counter()
    edits = planned(before, read)
    with History(work / ".linkcheck") as history:
        written = [edit for edit in repair(edits, before, history.journal, cwd=work) if edit.refused is None]
    seconds = time.perf_counter() - begun
    patches = {path: diff(before[path], [edit for edit in written if edit.path == path]) for path in before}
    of_path = {path: [edit for edit in written if edit.path == path] for path in {edit.path for edit in written}}
    expected = {tree / path: apply(before[path], some) for path, some in of_path.items()}
    assert applied_by_git(tree, b"".join(patches.values()), expected) == len(of_path)
    after = {path: (work / path).read_bytes() for path in before}
    assert {tree / path: after[path] for path in of_path} == expected
    assert all(after[path] == before[path].data for path in before.keys() - of_path.keys())
    hunks += [f"{tree.parent.name} {patch.decode('utf-8', 'replace')}" for patch in patches.values() if patch]
    again = planned(posts_of(work), read)
    assert not [edit for edit in again if edit.refused is None]
    copies = sum((edit.destination or "").startswith(ARCHIVE) for edit in written)
    figures = (len(before), copies, len(written) - copies, len(edits) - len(written))
    return (tree.parent.name, *(f"{each:,}" for each in figures), f"{seconds:.1f}")


def put_back(tree: Path, work: Path) -> None:
    """Undo the repair, and see every byte as it was."""
    with History(work / ".linkcheck") as history:
        undone = undo(history.journal, None, reader(dialect_of(tree)), cwd=work)
    assert all(edit.refused is None for edit in undone.edits)
    shutil.rmtree(work / ".linkcheck")
    assert {path: one.data for path, one in posts_of(work).items()} == {p: o.data for p, o in posts_of(tree).items()}


def of_site(corpora: Path, blog: Blog, repaired: Path, work: Path) -> tuple[str, str, str]:
    """Build a blog as it is and as it was repaired; return its pages, the planned differences and all others."""
    (work / "in" / blog.name).mkdir(parents=True)
    for path in (corpora / blog.name).iterdir():
        if path.name == "tree":
            shutil.copytree(path, work / "in" / blog.name / "tree")
        else:
            shutil.copy(path, work / "in" / blog.name / path.name)
    shutil.copytree(repaired, work / "in" / blog.name / "tree", dirs_exist_ok=True)
    build = build_hugo if blog in HUGO_BLOGS else build_jekyll
    one, two = build(corpora, blog, work / "one"), build(work / "in", blog, work / "two")
    planned_pairs, others = 0, 0
    assert one.files == two.files
    for name in sorted(each for each in one.files if each.endswith(".html")):
        for old, new in differences(one, two, name):
            is_planned = old[0] == new[0] and is_repair(old[1], new[1])
            planned_pairs += is_planned
            others += not is_planned
            if not is_planned:
                print(blog.name, name, old, new, file=sys.stderr)
    return f"{len(one.files):,}", f"{planned_pairs:,}", f"{others:,}"


def differences(one: Built, two: Built, name: str) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Yield the tokens of a page that differ."""
    pages = [Pages((built.public / name).read_text("utf-8", "replace")).tokens for built in (one, two)]
    if len(pages[0]) != len(pages[1]):
        yield ("page", f"{len(pages[0])} tokens"), ("page", f"{len(pages[1])} tokens")
        return
    yield from ((old, new) for old, new in zip(*pages, strict=True) if old != new)


def is_repair(old: str, new: str) -> bool:
    """Tell whether a destination leads to the copy of what it led to, or to the other name of its host."""
    address = unquote(old if not old.startswith("//") else f"https:{old}")
    led = unquote(new)
    if led.startswith(ARCHIVE):
        led = led.removeprefix(ARCHIVE).partition("/")[2]
        return _bare(led) == _bare(address)
    return _bare(led.replace("//www.", "//", 1)) == _bare(address.replace("//www.", "//", 1))


def _bare(address: str) -> str:
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}://{host.lower()}{slash or '/'}{path}"


def rows(corpora: Path, names: Collection[str], hunks: list[str]) -> Iterator[str]:
    """Yield a row for each corpus."""
    blogs = {blog.name: blog for blog in (*HUGO_BLOGS, *JEKYLL_BLOGS) if not blog.plain}
    for tree in sorted(corpora.glob("*/tree")):
        name = tree.parent.name
        if names and name not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            cells = of_corpus(tree, Path(folder) / "repaired", hunks)
            kept = Path(folder) / "kept"
            shutil.copytree(Path(folder) / "repaired", kept, ignore=shutil.ignore_patterns(".linkcheck"))
            put_back(tree, Path(folder) / "repaired")
            site = of_site(corpora, blogs[name], kept, Path(folder)) if name in blogs else ("", "", "")
        yield "| " + " | ".join((*cells, *site)) + " |"


def main() -> None:
    """Repair, print, and write the report and some hunks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--hunks", type=Path, help=f"where {HUNKS} drawn patches are written, to be read")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    hunks: list[str] = []
    lines = ["# Real blogs, repaired", "", "Written by `python -m tests.benchmarks.repaired_sites`."]
    lines += ["", *(__doc__ or "").split("\n\n")[1].removesuffix(" Run it with").splitlines(), ""]
    lines += [
        "| corpus | documents | to copies | to new addresses | refused | s | files of the site | planned | others |"
    ]
    lines += ["| --- | --: | --: | --: | --: | --: | --: | --: | --: |"]
    for row in rows(options.corpora, options.names, hunks):
        print(row, flush=True)
        lines.append(row)
    if options.report:
        options.report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if options.hunks:
        drawn = random.Random(1).sample(hunks, min(HUNKS, len(hunks)))  # noqa: S311 -- hunks, no secrets
        options.hunks.write_text("\n".join(drawn), encoding="utf-8")


if __name__ == "__main__":
    main()
