"""Findings → edits → files, and back: the only room that changes what the author wrote.

`plan` says what should change, `apply` makes the new bytes, `proved` extracts them again and refuses every edit that
would change more than its own destination, and `diff` shows the rest; all that is pure. `repair` writes the proved
edits to the files, and `undo` puts them back.
"""

from linkcheck.repair.apply import apply
from linkcheck.repair.patch import diff
from linkcheck.repair.places import inside
from linkcheck.repair.plan import PLANNERS, UNWRITTEN, concerned, overruled, plan
from linkcheck.repair.planner import DateOf, Planner, Replacement
from linkcheck.repair.policy import Policy
from linkcheck.repair.proof import Read, Render, prove, proved
from linkcheck.repair.prune import plan_pruning, with_places
from linkcheck.repair.replace import Replace, plan_replacing
from linkcheck.repair.restored import as_written
from linkcheck.repair.undo import Undone, undo
from linkcheck.repair.undone import list_lines
from linkcheck.repair.write import repair

__all__ = [
    "PLANNERS",
    "UNWRITTEN",
    "DateOf",
    "Planner",
    "Policy",
    "Read",
    "Render",
    "Replace",
    "Replacement",
    "Undone",
    "apply",
    "as_written",
    "concerned",
    "diff",
    "inside",
    "list_lines",
    "overruled",
    "plan",
    "plan_pruning",
    "plan_replacing",
    "prove",
    "proved",
    "repair",
    "undo",
    "with_places",
]
