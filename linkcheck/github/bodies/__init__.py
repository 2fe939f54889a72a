"""Texts for GitHub, as pure functions of a report. Nothing in a body acts, whatever the web wrote."""

from linkcheck.github.bodies.comment import comment_body
from linkcheck.github.bodies.compare import IssueComparison, compare_report
from linkcheck.github.bodies.issue import issue_body, issue_note
from linkcheck.github.bodies.picture import summary_body
from linkcheck.github.bodies.pull import Repair, pull_body, pull_title
from linkcheck.github.bodies.rows import SourceUrl
from linkcheck.github.bodies.state_comment import COMMENT, ISSUE, PULL, StateComment, read_state

__all__ = [
    "COMMENT",
    "ISSUE",
    "PULL",
    "IssueComparison",
    "Repair",
    "SourceUrl",
    "StateComment",
    "comment_body",
    "compare_report",
    "issue_body",
    "issue_note",
    "pull_body",
    "pull_title",
    "read_state",
    "summary_body",
]
