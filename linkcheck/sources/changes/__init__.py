"""A change by git: the lines that a pull request, or a push to be, adds or touches and has to answer for.

`since` asks git, `diff` reads its output, `touched` marks the findings of a run, `tree` lays out the blog of before.
"""

from linkcheck.sources.changes.since import Changes, changes_since
from linkcheck.sources.changes.touched import Key, convicted, demoted, keys, marked, suspects, weighed
from linkcheck.sources.changes.tree import laid_out

__all__ = [
    "Changes",
    "Key",
    "changes_since",
    "convicted",
    "demoted",
    "keys",
    "laid_out",
    "marked",
    "suspects",
    "weighed",
]
