"""Edits → files, and back: the only part that changes what the author wrote."""

from linkcheck.repair.undo import Undone, list_lines, undo
from linkcheck.repair.write import repair

__all__ = ["Undone", "list_lines", "repair", "undo"]
