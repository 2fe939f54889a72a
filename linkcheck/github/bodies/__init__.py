"""What is written on GitHub, as text: pure functions of a report. Nothing in a body acts, whatever the web wrote."""

from linkcheck.github.bodies.comment import comment_body
from linkcheck.github.bodies.compare import Tally, tally_of
from linkcheck.github.bodies.issue import issue_body, issue_note
from linkcheck.github.bodies.pull import Repair, pull_body, pull_title
from linkcheck.github.bodies.rows import Paths
from linkcheck.github.bodies.state_comment import COMMENT, ISSUE, PULL, StateComment, hidden_of
from linkcheck.github.bodies.summary import summary_body

__all__ = [
    "COMMENT",
    "ISSUE",
    "PULL",
    "Paths",
    "Repair",
    "StateComment",
    "Tally",
    "comment_body",
    "hidden_of",
    "issue_body",
    "issue_note",
    "pull_body",
    "pull_title",
    "summary_body",
    "tally_of",
]
