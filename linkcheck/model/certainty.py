"""The levels of problems: one for each kind of certainty, decided here and nowhere else.

An error is what readers meet for certain, or what stops the build: runs fail for it, so it must be true. A warning is
wrong as far as can be seen, where something that cannot be seen may make it right. A note is untidy, and nobody
meets it.
"""

from __future__ import annotations

from enum import Enum, StrEnum


class Level(StrEnum):
    """The weight of a problem; `ERROR` fails a run by default."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Certainty(Enum):
    """What is known of a fault beside itself: the reason for its level."""

    level: Level
    words: str
    """The reason; the reference has it in its table of rules."""

    def __init__(self, level: Level, words: str) -> None:
        """Keep the two facts of a member."""
        self.level = level
        self.words = words

    SEEN = Level.ERROR, "readers see it"
    BUILD_STOPS = Level.ERROR, "the build stops here"
    COMPLETE = Level.ERROR, "nothing that could bring it is missing"
    PLAIN_FILES = Level.ERROR, "no generator is known here that could make it"
    NOTHING_READ = Level.ERROR, "nothing in it was checked"
    PARTS_MISSING = Level.WARNING, "themes, modules or plugins that cannot be seen may bring it"
    OTHER_CASE = Level.WARNING, "some servers take upper for lower case"
    OTHER_OWNER = Level.WARNING, "its first folder may belong to a different program on the same host"
    BUILD_MAY_STOP = Level.WARNING, "the build may stop here"
    NOT_YET = Level.WARNING, "it may be published in time"
    PASTED = Level.WARNING, "a file that is pasted in may bring it"
    BY_DESIGN = Level.WARNING, "it may be meant as text"
    MISTAKEN = Level.WARNING, "it does something else than it seems to"
    UNREAD = Level.WARNING, "what stands there was not checked, or not as it is"
    NO_USE = Level.NOTE, "no link uses it"
    LEFT_OUT = Level.NOTE, "this HTML is left out of the page"
    UNTIDY = Level.NOTE, "readers notice nothing"

    @property
    def is_told(self) -> bool:
        """Tell whether messages end in the reason: it lies outside of the fault, which does not show it."""
        return self not in SELF_EVIDENT


SELF_EVIDENT = frozenset({
    Certainty.SEEN, Certainty.BUILD_STOPS, Certainty.BUILD_MAY_STOP, Certainty.NOTHING_READ, Certainty.MISTAKEN,
    Certainty.UNREAD, Certainty.UNTIDY,
})  # fmt: skip
"""The words for such a fault say why it matters."""
