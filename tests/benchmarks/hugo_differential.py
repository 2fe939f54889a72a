"""Holds linkcheck against Hugo on sites that nobody wrote: what is missing in the built site is said, and nothing else.

Each seed is a small site of random configuration, content and links (`hugo_sites.py`). Hugo builds it; every link is
read from the page that Hugo wrote, resolved as a browser does, and looked for among the files. Run it with

    python -m tests.benchmarks.hugo_differential [--first 0] [--sites 300] [--keep DIR] [--report FILE]
"""

from __future__ import annotations

import argparse
import html
import json
import posixpath
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

import linkcheck
from tests.benchmarks.hugo_sites import HugoSite, invent, write_page
from tests.support.hugo import run_hugo

BASE = "https://x.test"
RULES = frozenset({
    "missing-page", "missing-file", "broken-ref", "ambiguous-ref", "draft-target", "missing-heading",
})  # fmt: skip
LINK = re.compile(r"<a [^>]*?href=\"?([^\" >]*)\"?[^>]*>(L\d+)</a>|<img [^>]*?src=\"([^\"]*)\"[^>]*?alt=\"(L\d+)\"")
ID = re.compile(r"\b(?:id|name)=\"([^\"]+)\"")
NOT_FOUND = "/ref-not-found-here/"
PLACE = re.compile(r"\bL\d+\b")
HEADINGS = ("Rate limits", "Größe & Maß", "1.2 Über", "`code` here")
HEADING_IDS = ("rate-limits", "größe--maß", "12-über", "code-here", "nowhere", "top-of-layout", "rate-limits-1")


@dataclass(frozen=True)
class Judged:
    """A link: what Hugo and what linkcheck make of it."""

    seed: int
    where: str
    written: str
    leads: str
    there: bool
    said: tuple[str, ...]


def main() -> None:
    """Build the sites, compare, print every false alarm and what is passed over."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--sites", type=int, default=300)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--silent", action="store_true")
    arguments = parser.parse_args()
    judged: list[Judged] = []
    failed: list[int] = []
    for seed in range(arguments.first, arguments.first + arguments.sites):
        with tempfile.TemporaryDirectory() as work:
            root = arguments.keep / str(seed) if arguments.keep else Path(work) / "site"
            shutil.rmtree(root, ignore_errors=True)
            site = invent(seed)
            links = list(compare(seed, site, root))
        if not links:
            failed.append(seed)
        judged += links
        wrong = [link for link in links if link.there and link.said]
        passed = [link for link in links if not link.there and not link.said] if arguments.silent else []
        if wrong or passed:
            print(f"site {seed}: {'; '.join(site.kinds)}")
        for link in (*wrong, *passed):
            print(f"    {'FALSE' if link.said else 'silent'} {link.where} {link.written} → {link.leads}: {link.said}")
    report = _report(judged, arguments.first, arguments.sites, failed)
    print(report)
    if arguments.report:
        arguments.report.write_text(report)


def _report(judged: list[Judged], first: int, sites: int, failed: list[int]) -> str:
    counts = Counter((link.there, bool(link.said)) for link in judged)
    right = Counter(rule for link in judged if not link.there for rule in link.said)
    wrong = Counter(rule for link in judged if link.there for rule in link.said)
    rows = [f"| {rule} | {right[rule]} | {wrong[rule]} |" for rule in sorted(RULES)]
    command = f"python -m tests.benchmarks.hugo_differential --first {first} --sites {sites}"
    return f"""# Random Hugo sites, beside what Hugo 0.168 builds of them

Made by `{command} --report reports/hugo-differential.md`.
Each site's configuration, content and links are drawn by its seed; the truth of a link is read in the page
that Hugo wrote and looked for among the files that it wrote, its fragment among the page's ids.

{sites - len(failed)} sites ({len(failed)} more that Hugo does not build), {len(judged)} links inside them:
{counts[True, False] + counts[True, True]} lead to something, of which {counts[True, True]} are called missing (**false
alarms**); {counts[False, True] + counts[False, False]} lead nowhere, of which {counts[False, True]} are said.

| rule | said rightly | said wrongly |
|---|---|---|
{chr(10).join(rows)}
"""


def compare(seed: int, site: HugoSite, root: Path) -> Iterator[Judged]:
    """Build a site twice, scan it, and yield every link that Hugo rendered; none where Hugo does not build the site."""
    draw = random.Random(seed)  # noqa: S311  a seed is a site
    empty = {file: write_page(site.formats[file], head, "x\n") for file, head in site.heads.items()}
    there = _build(root, {**site.files, **empty})
    if there is None:
        return
    count = iter(range(1_000_000))
    texts = {}
    for file, head in site.heads.items():
        lines = [_link(draw, next(count), file, sorted(there), sorted(site.files)) for _ in range(8)]
        headings = [f"## {text}" for text in draw.sample(HEADINGS, 2)]
        if file.endswith(".html"):
            lines = [f'<a href="{html.escape(draw.choice(sorted(there)))}">L{next(count)}</a>' for _ in range(3)]
            headings = ['<p id="in-html"></p>']
        texts[file] = write_page(site.formats[file], head, "\n\n".join((*lines, *headings)) + "\n")
    shutil.rmtree(root)
    pages = _build(root, {**site.files, **texts})
    if pages is None:
        return
    prefix = _prefix(root)
    if site.hides_theme:
        shutil.rmtree(root / "themes")
        (root / "themes" / "th").mkdir(parents=True)
    written = {name: (file, line) for file, text in texts.items() for name, line in _places(text)}
    yield from _judged(seed, root, prefix, pages, written)


def _places(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if (found := PLACE.search(line)) is not None:
            yield found[0], line


def _build(root: Path, files: Mapping[str, str]) -> dict[str, str] | None:
    """Return the text of each file that Hugo writes; None where it stops."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    run = run_hugo(root, "--destination", "built", "--logLevel", "error")
    if run.returncode:
        print(f"    Hugo does not build {root.name}: {(run.stderr or run.stdout).strip()[-300:]}")
        return None
    built = root / "built"
    return {
        path.relative_to(built).as_posix(): path.read_text("utf-8", "replace")
        for path in built.rglob("*")
        if path.is_file()
    }


def _link(draw: random.Random, number: int, page: str, there: list[str], files: list[str]) -> str:
    """Write one link: to what is there, to what nearly is, by names of content files, and by `relref`."""
    name = f"L{number}"
    target = draw.choice(there)
    address = "/" + target.removesuffix("index.html")
    source = draw.choice(files)
    inside = posixpath.relpath(source, source.split("/")[0])
    stem = posixpath.splitext(inside)[0]
    match draw.randrange(12):
        case 0 | 1:
            place = address
        case 2:
            place = draw.choice((address.rstrip("/") or "/", address.lower(), address.upper(), f"/sub{address}"))
        case 3:
            ends = (f"{address}nowhere/", f"/no{address}", "/nowhere/", "/img/none.png", f"{address}none.png")
            place = draw.choice(ends)
        case 4:
            place = posixpath.relpath(address, draw.choice(("/posts/x", "/posts/x/y", "/docs", "/"))) + "/"
        case 5:
            place = draw.choice(("../", "../../", "./", "../first/", "first", "../Second/", "pic.png", "sub/pic.png"))
        case 6:
            place = draw.choice((inside, f"/{inside}", posixpath.relpath(source, posixpath.dirname(page))))
        case 7:
            place = draw.choice((stem, f"/{stem}", f"/{stem.lower()}/", posixpath.basename(stem)))
        case 8:
            place = draw.choice((address, stem, "", f"/{inside}")) + f"#{draw.choice(HEADING_IDS)}"
        case 9 | 10:
            wanted = draw.choice((inside, f"/{inside}", stem, posixpath.basename(stem), posixpath.basename(inside)))
            wanted += draw.choice(("", "", f"#{draw.choice(HEADING_IDS)}"))
            return f'[{name}]({{{{< {draw.choice(("ref", "relref"))} "{wanted}" >}}}})'
        case _:
            place = posixpath.relpath(f"/{target}", f"/{posixpath.dirname(draw.choice(there))}")
    place = quote(place, safe="/#%+") if _spaced(draw, place) else f"<{place}>"
    picture = "!" if "." in posixpath.basename(place) else ""  # Hugo stops at an image that is a folder of assets
    link = f"[{name}]({place})"
    return draw.choice((link, link, f"{picture}{link}", f"[{name}][]\n\n[{name}]: {place}"))


def _spaced(draw: random.Random, place: str) -> bool:
    return bool(re.search(r"[<>]", place)) or draw.randrange(2) == 0


def _judged(
    seed: int, root: Path, prefix: str, pages: Mapping[str, str], written: Mapping[str, tuple[str, str]]
) -> Iterator[Judged]:
    said = _said(root, written)
    ids = {name: frozenset(map(html.unescape, ID.findall(text))) for name, text in pages.items() if ".htm" in name}
    leads: dict[str, list[tuple[str, bool | None]]] = {}
    for name, text in pages.items():
        for link, number, image, other in LINK.findall(text):
            if not (link or image) or (link.startswith("#") and "ref" in written.get(number, ("", ""))[1]):
                continue  # a page that has no URL
            place = urljoin(f"{BASE}{prefix}/{quote(name.removesuffix('index.html'))}", html.unescape(link or image))
            leads.setdefault(number or other, []).append((place, _exists(place, prefix, pages, ids)))
    for number, places in leads.items():
        file, line = written.get(number, ("", ""))
        there = {there for place, there in places if urlsplit(place).netloc == "x.test"}
        if file and len(there) == 1 and None not in there:
            yield Judged(seed, file, line, places[0][0], bool(there.pop()), said.get(number, ()))


def _prefix(root: Path) -> str:
    """Return the path of the site's base, as Hugo's own configuration has it."""
    run = run_hugo(root, "config", "--format", "json")
    return urlsplit(str(json.loads(run.stdout[run.stdout.index("{") :])["baseurl"])).path.rstrip("/")


def _said(root: Path, written: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    folders = [folder for folder in ("content", "content-de") if (root / folder).is_dir()]
    report = json.loads(linkcheck.render(linkcheck.scan(folders, cwd=root, config=False, offline=True), "json"))
    lines = {path: (root / path).read_text("utf-8").splitlines() for path, _ in written.values()}
    found: dict[str, tuple[str, ...]] = {}
    for problem in report["problems"]:
        if problem["rule"] in RULES and problem["path"] in lines:
            number = PLACE.search(lines[problem["path"]][problem["line"] - 1])
            if number is not None:
                found[number[0]] = (*found.get(number[0], ()), problem["rule"])
    return found


def _exists(place: str, prefix: str, pages: Mapping[str, str], ids: Mapping[str, frozenset[str]]) -> bool | None:
    """Tell whether a server would find something there, and the page has the fragment; None where nobody can tell."""
    parts = urlsplit(place)
    path = unquote(parts.path)
    if not f"{path}/".startswith(f"{prefix}/"):
        return False if parts.path == NOT_FOUND else None  # beside the site, of which nothing is known
    slash = path.endswith("/")
    name = posixpath.normpath(f"/{path.removeprefix(prefix)}").lstrip("/")
    names = [*([] if slash else [name]), posixpath.join(name, "index.html"), *([f"{name}.html"] if name else [])]
    found = next((each for each in names if each in pages), None)
    fragment = unquote(parts.fragment)
    if found is not None and fragment and (found not in ids or "http-equiv" in pages[found]):
        return None  # no page, or one that leads to another
    return found is not None and (not fragment or fragment in ids[found])


if __name__ == "__main__":
    main()
