"""What a change adds or touches, by git: the lines that a pull request, or a push to be, is answerable for.

`diff` reads what git prints, `git` runs it, `touched` marks what a run found, `tree` lays out what was before.
"""

from linkcheck.sources.changes.git import Changes, changes_since
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
