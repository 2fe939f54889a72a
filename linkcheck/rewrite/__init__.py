"""Findings → edits → new bytes; pure, so that all of it can be proved before a file is touched.

`plan` says what should change, `apply` makes the new bytes, `proved` extracts them again and refuses every edit that
would change more than its own destination, and `diff` shows the rest.
"""

from linkcheck.rewrite.apply import apply
from linkcheck.rewrite.patch import diff
from linkcheck.rewrite.plan import BUILT_KINDS, DateOf, concerned, plan
from linkcheck.rewrite.proof import Read, prove, proved

__all__ = ["BUILT_KINDS", "DateOf", "Read", "apply", "concerned", "diff", "plan", "prove", "proved"]
