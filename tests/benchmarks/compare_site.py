"""Compares what linkcheck says of a blog's own links with what its generator writes.

Every link inside the blog of the corpora that are Hugo or Jekyll sites is resolved as a browser does, from the URL
that the generator gave the page, and looked for among the files that it wrote. Needs Hugo and Jekyll. Run it with

    python -m tests.benchmarks.compare_site --corpora DIR [--only NAME] [--report reports/site.md]
"""

from __future__ import annotations

import argparse
import posixpath
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from linkcheck.links import targets
from linkcheck.model import Call, Problem, Reference, Row, Rule, Syntax
from linkcheck.sources import documents, files, site
from linkcheck.sources.extraction import extract_file
from linkcheck.sources.site.plain import HOST, TEMPLATE_SUFFIXES, Reading
from linkcheck.sources.site.published import Presence
from tests.benchmarks.built_sites import Blog, Built, build_hugo, build_jekyll

HUGO = (
    Blog("gopheracademy", "", dropped="paginate|theme|pygments|disqus"),
    Blog("hugodocs", "", settings='baseURL = "https://gohugo.io/"\ncontentDir = "content/en"\n'),
    Blog("hugodocs", "", settings='baseURL = "https://gohugo.io/"\ncontentDir = "content/en"\n', plain=True),
    Blog("loveit", "exampleSite", repository="LoveIt", dropped="theme|paginat"),
)
JEKYLL = (
    Blog("benbalter", ""),
    Blog("haacked", ""),
    Blog("jekyll", "docs"),
    Blog("poychang", ""),
    Blog("wet-boew-gcweb", ""),
)
SAID = (Rule.MISSING_PAGE, Rule.MISSING_FILE, Rule.BROKEN_REF, Rule.DRAFT_TARGET, Rule.AMBIGUOUS_REF)


@dataclass(frozen=True)
class Link:
    """A link inside a blog, with what the generator and linkcheck say of it."""

    reference: Reference
    place: str
    """Where a browser goes; for a call, the name."""
    there: bool
    problem: Problem | None
    why: str = ""
    """Why nothing is said, where nothing is."""


def main() -> None:
    """Build each site, compare, and print every difference."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--only")
    parser.add_argument("--report", type=Path)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    rows: list[str] = []
    silent: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as work:
        for blogs, build in ((HUGO, build_hugo), (JEKYLL, build_jekyll)):
            for blog in blogs:
                if arguments.only in (None, blog.name):
                    built = build(arguments.corpora, blog, Path(work))
                    links = list(links_of(built))
                    rows.append(_row(blog, links, verbose=arguments.verbose))
                    silent.update((blog.title, link.why) for link in links if not link.there and link.problem is None)
    whys = [f"| {name} | {count} | {why} |" for (name, why), count in silent.items()]
    report = "\n".join(
        [*HEAD, *rows, "", "Why it is silent:", "", "| site | links | reason |", "|---|---|---|", *whys, ""]
    )
    print(report)
    if arguments.report:
        arguments.report.write_text(report)


HEAD = [
    "# The blog's own links, beside what its generator writes",
    "",
    "Each site of the corpora is built by its own generator (Hugo 0.168, Jekyll 4.3) and every link inside it is",
    "looked for in the folder that was written. `said rightly`: missing there, and linkcheck says so; `silent`:",
    "missing, and passed over; `said wrongly`: there, and called missing.",
    "",
    "| site | links inside | there | missing | said rightly | silent | said wrongly |",
    "|---|---|---|---|---|---|---|",
]

WHYS = ["", "Why it is silent:", "", "| site | links | reason |", "|---|---|---|"]


def _row(blog: Blog, links: Sequence[Link], *, verbose: bool) -> str:
    counts = Counter((link.there, link.problem is not None) for link in links)
    differences: defaultdict[tuple[bool, str], list[Link]] = defaultdict(list)
    for link in links:
        if link.there == (link.problem is not None) or verbose:
            differences[link.there, posixpath.splitext(urlsplit(link.place).path)[1]].append(link)
    for (there, suffix), some in sorted(differences.items()):
        print(f"{blog.title}: {'PRESENT' if there else 'missing'} {suffix!r}: {len(some)}")
        for link in some[: 10000 if verbose else 8]:
            words = link.problem.message if link.problem else "silent"
            at = f"{link.reference.path}:{link.reference.position.line}"
            print(f"    {at} {link.reference.destination} → {link.place}: {words}")
    missing = counts[False, True] + counts[False, False]
    said = f"{counts[False, True]} | {counts[False, False]} | {counts[True, True]}"
    return f"| {blog.title} | {len(links)} | {len(links) - missing} | {missing} | {said} |"


def links_of(built: Built) -> Iterator[Link]:
    """Yield every link inside a site that leads to a place which can be told."""
    blog = site.load(built.source)
    written = built.files
    below = documents.suffixes_below_folders(of_site=True)
    readable = files.Readable(documents.suffixes(), below)
    found = files.find([built.source], cwd=built.source, exclude=(), readable=readable)
    pages = []
    for path in found.paths:
        source, _ = extract_file(path, built.source, blog.dialect)
        if source is not None:
            pages.append(
                site.SourcePage(path, source.path, source.extraction.front_matter, source.extraction.references)
            )
    collected = targets.collect(pages, blog, exclude=(), include=(), allow_networks=(), offline=True)
    said = {(problem.path, problem.span): problem for problem in collected.problems if problem.rule in SAID}
    for row in collected.rows:
        place = _place(row, built, blog)
        if place is not None:
            reference = row.reference
            there = _finds(reference, reference.call, built) if reference.call else _exists(place, written)
            problem = said.get((reference.path, reference.span))
            yield Link(reference, place, there, problem, "" if there or problem else _why(reference, place, blog))


def _place(row: Row, built: Built, blog: site.Site) -> str | None:
    """Return where a link inside the site leads; None for one that leads elsewhere, or that a template reads."""
    reference = row.reference
    if row.url is not None or reference.disabled:
        return None
    if reference.call is not None:
        return None if "{" in reference.call.argument else reference.call.argument
    text = reference.destination.strip()
    text = blog.expand(text) or "" if "{{" in text or "{%" in text else text
    loose = reference.syntax in (Syntax.SHORTCODE, Syntax.FRONTMATTER) and not text.startswith("/")
    base = blog.base_url or "https://site.invalid/"
    page = built.pages.get(reference.path)
    if not text or text.startswith("#") or "{" in text or (loose and "://" not in text) or page is None:
        return None
    try:
        parts = urlsplit(urljoin(urljoin(base, page), text.replace("\\", "/")))
    except ValueError:
        return None
    inside = parts.hostname == urlsplit(base).hostname and parts.path.startswith(urlsplit(base).path)
    return unquote(parts.path).removeprefix(urlsplit(base).path.rstrip("/")) if inside else None


def _why(reference: Reference, place: str, blog: site.Site) -> str:
    """Return the reason for which a missing place is passed over."""
    text = reference.destination.strip()
    if HOST.match(unquote(text)):
        return "a host without a scheme: `bare-domain` says so"
    if posixpath.splitext(place)[1].lower() in TEMPLATE_SUFFIXES:
        return "templates and asset pipelines write files of this kind"
    if any((folder / place.lstrip("/")).exists() for folder in blog.elsewhere):
        return "it lies in `assets`, from where templates may publish it"
    if blog.find_page(place).presence in (Presence.UNKNOWN, Presence.PRESENT):
        return "the configuration leaves it open: another site of the host, or a theme; or two spellings in Unicode"
    if not text.startswith("/") and Reading.BASE in blog.reading() and Reading.OWN not in blog.reading():
        return "it is there from the root, and the theme's `<base>` is not in sight"
    return "the site's own templates, or Hugo's hooks, read it as a name"


def _exists(path: str, written: frozenset[str]) -> bool:
    """Tell whether a server would find something: the file, the folder's index, or the page without its suffix."""
    name = posixpath.normpath(f"/{path}").lstrip("/")
    names = {posixpath.join(name, "index.html"), f"{name}.html"} | ({name} if not path.endswith("/") else set())
    return not written.isdisjoint(names)


def _finds(reference: Reference, call: Call, built: Built) -> bool:
    """Tell whether the generator finds what a template call names."""
    if call.name in ("ref", "relref"):
        name = call.argument.partition("#")[0]
        return not any(
            path == reference.path and line == reference.position.line and ref.partition("#")[0] == name
            for path, line, ref in built.broken
        )
    name = call.argument.strip().lstrip("/")
    if call.name == "post_url":
        return any(posixpath.splitext(post)[0].endswith(f"_posts/{name}") for post in built.posts)
    return name in built.names


if __name__ == "__main__":
    main()
