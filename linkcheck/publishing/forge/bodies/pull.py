"""The body of the rolling pull request: what is repaired, and where the copies are from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from html import unescape
from types import MappingProxyType

from linkcheck.model import Edit, KeptCopy, Report
from linkcheck.publishing.forge.bodies.budgeted_markdown import BudgetedMarkdown, add_posts
from linkcheck.publishing.forge.bodies.rows import post_heading
from linkcheck.publishing.forge.bodies.state_comment import PULL, key, with_state
from linkcheck.report.cells import Row, Section
from linkcheck.report.commit_message import MOVED, RESTORED
from linkcheck.report.escape import code, link, prose
from linkcheck.report.pieces import copy_words, decoded
from linkcheck.report.words import REASONS, counted

KINDS: Mapping[str, str] = MappingProxyType({
    "archived": "to archived copies of pages that are gone",
    "kept": "to your own copies of pages that are gone",
    "moved": "to the new addresses of pages that moved",
    RESTORED: "back to pages that answer again",
})  # fmt: skip
"""By the kind of a repair, where it leads."""


@dataclass(frozen=True, slots=True)
class Repair:
    """The edits of one post that were written."""

    path: str
    """Relative to the working directory, as the report has it."""
    edits: tuple[Edit, ...]


def pull_title(repairs: Sequence[Repair]) -> str:
    """Return the title, with the number of links."""
    return f"Repair {counted(sum(len(one.edits) for one in repairs), 'link')} in {counted(len(repairs), 'post')}"


def pull_body(
    report: Report,
    repairs: Sequence[Repair],
    *,
    run_url: str = "",
    notes: Sequence[str] = (),
    workflows_note: str = "",
) -> str:
    """Return the whole body, hidden state included; `notes` are lines of ours for people.

    `workflows_note` says which workflows run on the pull request.
    """
    page = BudgetedMarkdown()
    page.add(_head(repairs, _own(report).keys()))
    for note in notes:
        page.add(f"> **Note:** {note}")
    add_posts(page, _tables(report, repairs), reserve=200, see="the changed files")
    return with_state(
        PULL, page.text(), _footer(run_url, workflows_note), [edit_key(edit) for one in repairs for edit in one.edits]
    )


def edit_key(edit: Edit) -> str:
    """Return what a repair is known by, wherever its line may wander."""
    return key(f"{edit.path}\0{decoded(edit.old)}\0{decoded(edit.new)}")


def _head(repairs: Sequence[Repair], own: Set[str]) -> str:
    edits = [edit for one in repairs for edit in one.edits]
    if not edits:
        return "**Nothing is left to repair.**"
    kinds = Counter(_kind(edit, own) for edit in edits)
    parts = [f"{counted(kinds[kind], 'link')} {words}" for kind, words in KINDS.items() if kinds[kind]]
    said = " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
    return f"This leads {said}, in {counted(len(repairs), 'post')}."


def _kind(edit: Edit, own: Set[str]) -> str:
    if edit.reason in (*MOVED, RESTORED):
        return RESTORED if edit.reason == RESTORED else "moved"
    return "kept" if own & {decoded(edit.new), unescape(decoded(edit.new))} else "archived"


def _own(report: Report) -> dict[str, KeptCopy]:
    """Return one's own copies by their addresses."""
    own = [one.kept_copy for one in report.findings if one.kept_copy is not None]
    return {one.address: one for one in own if one.address is not None}


def _footer(run_url: str, workflows_note: str) -> str:
    run = f"[Report of the run]({run_url}). " if run_url else ""
    return (
        f"<sub>{run}One commit for each post. linkcheck makes this branch anew when the repairs or the base change, "
        "and closes this when nothing is left to repair. If you close it, the same repairs are not proposed again. "
        f"{workflows_note}</sub>"
    )


def _tables(report: Report, repairs: Sequence[Repair]) -> list[Section]:
    posts = {post.path: post for post in report.posts}
    lines = {(row.reference.path, row.reference.span.start): row.reference.position.line for row in report.rows}
    ends = _ends(report)
    return [
        Section(
            post_heading(repair.path, posts.get(repair.path)),
            ("Line", "Was", "Why", "Now"),
            len(repair.edits),
            (_row(edit, lines, ends) for edit in repair.edits),
        )
        for repair in repairs
    ]


def _ends(report: Report) -> dict[str, str]:
    """Return the addresses that repairs may lead to, and what they are called."""
    moved = {one.verdict.final_url: "new address" for one in report.findings if one.verdict.final_url is not None}
    copies = [memento for one in report.findings for memento in one.mementos]
    kept = {address: f"your own copy of {one.captured_at:%Y-%m-%d}" for address, one in _own(report).items()}
    return moved | kept | {memento.url: copy_words(memento) for memento in copies if memento.url is not None}


def _row(edit: Edit, lines: Mapping[tuple[str, int], int], ends: Mapping[str, str]) -> Row:
    old, new = decoded(edit.old), decoded(edit.new)
    why = next((words for reason, words in REASONS.items() if reason.value == edit.reason), "")
    line = str(lines.get((edit.path, edit.span.start), ""))
    # The bytes are as the syntax has them (`&amp;`): a link is made only of an address that is known.
    meant = next((each for each in (new, unescape(new)) if each.partition("#")[0] in ends), None)
    now = code(new) if meant is None else link(prose(ends[meant.partition("#")[0]]), meant)
    return line, code(old), prose(why) if why else code(edit.reason), now
