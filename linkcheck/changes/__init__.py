"""What a change adds or touches, by git: the lines that a pull request, or a push to be, is answerable for.

`diff` reads what git prints, `git` runs it, `touched` marks what a run found.
"""

from linkcheck.changes.git import Changes, changes_since
from linkcheck.changes.touched import marked, weighed

__all__ = ["Changes", "changes_since", "marked", "weighed"]
