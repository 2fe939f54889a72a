"""What is broken as rows of tables, grouped by the post where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from linkcheck.github.bodies.sheet import Row, Sheet, folded
from linkcheck.github.bodies.tally import Broken, Tally
from linkcheck.model import Finding, Post, Report
from linkcheck.report.blocks import first_reference
from linkcheck.report.escape import code, link, prose
from linkcheck.report.markdown import copy_cell
from linkcheck.report.outcome import Repairs
from linkcheck.report.words import REASONS, counted

COLUMNS = ("Line", "Link", "Why", "Archived copy")

OPEN_ROWS = 40
"""Rows that are shown at once; the others are folded."""

SMALLEST_TABLE = 400
"""Characters below which nothing more is tried."""

Paths = Callable[[str, int], str]
"""Path and line → the address of a page that shows that line; empty where there is none."""


def nowhere(path: str, line: int) -> str:
    """Return no address."""
    return ""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells what is broken in a report."""

    repairs: Repairs
    posts: Mapping[str, Post]
    tally: Tally
    source_url: Paths
    newly: bool
    """Whether new rows are marked: not where all are."""

    @classmethod
    def of(cls, report: Report, tally: Tally, source_url: Paths, *, newly: bool = True) -> Teller:
        """Prepare to tell of a report."""
        marked = newly and 0 < len(tally.new) < len(tally.broken)
        return cls(Repairs.of(report.edits), {post.path: post for post in report.posts}, tally, source_url, marked)

    def place(self, broken: Broken) -> tuple[str, int]:
        """Return the path and line to name something broken by."""
        if isinstance(broken, Finding):
            first = first_reference(broken, self.repairs)
            mine = next((one for one in self.repairs.remaining(broken) if not one.untouched), first)
            return mine.path, mine.position.line
        return broken.path, broken.position.line

    def by_post(self, broken: Iterable[Broken]) -> dict[str, list[Broken]]:
        """Return what is broken by post, posts with something new first."""
        found: defaultdict[str, list[Broken]] = defaultdict(list)
        for one in sorted(broken, key=self.place):
            found[self.place(one)[0]].append(one)
        return dict(sorted(found.items(), key=lambda each: not any(map(self.tally.is_new, each[1]))))

    def row(self, broken: Broken) -> Row:
        """Return one row of COLUMNS."""
        path, line = self.place(broken)
        address = self.source_url(path, line)
        where = link(str(line), address) if address else str(line)
        mark = "**new**: " if self.newly and self.tally.is_new(broken) else ""
        if isinstance(broken, Finding):
            copies = ", ".join(dict.fromkeys(map(copy_cell, broken.mementos)))
            return where, code(broken.target.url), mark + self._why(broken), copies
        return where, broken.rule.value, mark + prose(broken.message), ""

    def _why(self, finding: Finding) -> str:
        verdict, past = finding.verdict, finding.past
        words = f"{prose(verdict.detail or REASONS[verdict.reason])} ({verdict.reason})"
        if past is not None and past.failing_since is not None and past.failures > 1:
            words += f", failing since {past.failing_since:%Y-%m-%d}"
        more = len(self.repairs.remaining(finding)) - 1
        return f"{words}; also in {counted(more, 'other place')}" if more > 0 else words

    def heading(self, path: str) -> str:
        """Return the name of a post, with its date and title where they are known."""
        post = self.posts.get(path)
        more = [f"{post.date:%Y-%m-%d}" if post.date else "", prose(post.title) if post.title else ""] if post else []
        return "### " + " · ".join(filter(None, [code(path), *more]))


def add_posts(sheet: Sheet, teller: Teller, broken: Iterable[Broken], *, reserve: int) -> int:
    """Add a table for each post, the first ones open; return how many rows there was no room for."""
    posts = list(teller.by_post(broken).items())
    left = shown = done = 0
    while done < len(posts) and shown < OPEN_ROWS:
        fits = _add_post(sheet, teller, *posts[done], reserve)
        shown += fits
        left += len(posts[done][1]) - fits
        done += 1
    inner = Sheet(sheet.room - reserve - 100)
    folded_posts = 0
    for path, members in posts[done:]:
        fits = _add_post(inner, teller, path, members, 0)
        folded_posts += fits > 0
        left += len(members) - fits
    if folded_posts:
        sheet.add(folded(counted(folded_posts, "more post"), inner.text()))
    return left


def _add_post(sheet: Sheet, teller: Teller, path: str, members: list[Broken], reserve: int) -> int:
    if sheet.room - reserve < SMALLEST_TABLE:
        return 0
    return sheet.add_table(teller.heading(path), COLUMNS, map(teller.row, members), reserve=reserve)
