"""Broken links and errors as rows of tables, one table for each post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from linkcheck.model import Finding, Post, Report
from linkcheck.publishing.forge.bodies.compare import Broken, IssueComparison
from linkcheck.report.cells import Row, Section, copies_cell, why_cell
from linkcheck.report.escape import code, link, prose
from linkcheck.report.pieces import failing_since, first_reference
from linkcheck.report.words import counted
from linkcheck.verdict.outcome import Repairs

COLUMNS = ("Line", "Link", "Why", "Archived copy")

SourceUrl = Callable[[str, int], str]
"""Path and line → the address of a page that shows that line; empty where there is none."""


def no_source_url(path: str, line: int) -> str:
    """Return no address."""
    return ""


@dataclass(frozen=True, slots=True)
class RowBuilder:
    """Makes rows for broken links and errors of a report."""

    repairs: Repairs
    posts: Mapping[str, Post]
    compared: IssueComparison
    source_url: SourceUrl
    newly: bool
    """True where new rows are marked: some are new, and not all."""

    @classmethod
    def of(cls, report: Report, compared: IssueComparison, source_url: SourceUrl, *, newly: bool = True) -> RowBuilder:
        """Prepare for a report."""
        marked = newly and 0 < len(compared.new) < len(compared.broken)
        return cls(Repairs.of(report.edits), {post.path: post for post in report.posts}, compared, source_url, marked)

    def place(self, broken: Broken) -> tuple[str, int]:
        """Return the path and line to name something broken by."""
        if isinstance(broken, Finding):
            first = first_reference(broken, self.repairs)
            mine = next((one for one in self.repairs.remaining(broken) if not one.untouched), first)
            return mine.path, mine.position.line
        return broken.path, broken.position.line

    def by_post(self, broken: Iterable[Broken]) -> list[Section]:
        """Return a table for each post, those with something new first."""
        found: defaultdict[str, list[Broken]] = defaultdict(list)
        for one in sorted(broken, key=self.place):
            found[self.place(one)[0]].append(one)
        order = sorted(found.items(), key=lambda each: not any(map(self.compared.is_new, each[1])))
        return [
            Section(post_heading(path, self.posts.get(path)), COLUMNS, len(members), map(self.row, members))
            for path, members in order
        ]

    def row(self, broken: Broken) -> Row:
        """Return one row of COLUMNS."""
        path, line = self.place(broken)
        address = self.source_url(path, line)
        where = link(str(line), address) if address else str(line)
        mark = "**new**: " if self.newly and self.compared.is_new(broken) else ""
        if isinstance(broken, Finding):
            return where, code(broken.target.url), mark + self._why(broken), copies_cell(broken)
        return where, broken.rule.value, mark + prose(broken.message), ""

    def _why(self, finding: Finding) -> str:
        words, since = why_cell(finding.verdict), failing_since(finding)
        if since is not None:
            words += f", failing since {since:%Y-%m-%d}"
        more = len(self.repairs.remaining(finding)) - 1
        return f"{words}; also in {counted(more, 'other place')}" if more > 0 else words


def post_heading(path: str, post: Post | None) -> str:
    """Return the name of a post, with its date and title where they are known."""
    more = [f"{post.date:%Y-%m-%d}" if post.date else "", prose(post.title) if post.title else ""] if post else []
    return "### " + " · ".join(filter(None, [code(path), *more]))
