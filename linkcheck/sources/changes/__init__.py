"""A change by git: the lines that a pull request, or a push to be, adds or touches and has to answer for.

`since` asks git, `diff` reads its output, `touched` marks the findings of a run, `tree` lays out the blog of before.
"""

from linkcheck.sources.changes.since import Changes, changes_since
from linkcheck.sources.changes.touched import (
    Key,
    count_keys,
    demote,
    find_suspects,
    mark_problems,
    mark_references,
    unmark_caused,
)
from linkcheck.sources.changes.tree import lay_out

__all__ = [
    "Changes",
    "Key",
    "changes_since",
    "count_keys",
    "demote",
    "find_suspects",
    "lay_out",
    "mark_problems",
    "mark_references",
    "unmark_caused",
]
