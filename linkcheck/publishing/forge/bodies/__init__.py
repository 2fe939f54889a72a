"""Texts for GitHub, as pure functions of a report. Nothing in a body acts, whatever the web wrote."""

from linkcheck.publishing.forge.bodies.comment import comment_body
from linkcheck.publishing.forge.bodies.compare import IssueComparison, compare_report
from linkcheck.publishing.forge.bodies.issue import issue_body, issue_note
from linkcheck.publishing.forge.bodies.picture import summary_body
from linkcheck.publishing.forge.bodies.pull import Repair, pull_body, pull_title
from linkcheck.publishing.forge.bodies.rows import SourceUrl
from linkcheck.publishing.forge.bodies.state_comment import COMMENT, ISSUE, PULL, StateComment, read_state

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
