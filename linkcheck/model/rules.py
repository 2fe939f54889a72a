"""The kinds of problems: their names, what they mean, and the levels that they come with."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from linkcheck.model.certainty import Certainty, Level


class Rule(StrEnum):
    """Problems of references and documents, nearly all without the network. The names are stable."""

    words: str
    """The problem in words, in Markdown; the reference shows it so."""
    certainties: tuple[Certainty, ...]
    """Every kind of certainty that its problems come with, the usual one first; each has its level."""

    # The defaults are for type checkers alone, which take `Rule("bad-encoding")` for this call.
    def __new__(cls, name: str, words: str = "", *certainties: Certainty) -> Self:
        """Make a member of its facts."""
        rule = str.__new__(cls, name)
        rule._value_ = name
        rule.words = words
        rule.certainties = certainties
        return rule

    @property
    def level(self) -> Level:
        """The level of a problem that nothing makes better or worse."""
        return self.certainties[0].level

    @property
    def levels(self) -> str:
        """The levels of its problems and what decides about them, as one phrase: `error: …, or …; warning: …`."""
        reasons = {level: [each.words for each in self.certainties if each.level is level] for level in Level}
        return "; ".join(f"{level}: {', or '.join(words)}" for level, words in reasons.items() if words)

    EMPTY_DEFINITION = (
        "empty-definition",
        "a definition without a destination; it takes the next line for one and can undo others",
        Certainty.MISTAKEN,
    )
    LOST_DEFINITION = (
        "lost-definition",
        "a line that looks like a definition, but is text to the engine",
        Certainty.MISTAKEN,
    )
    BAD_FRONT_MATTER = "bad-front-matter", "front matter that the site's engine cannot read", Certainty.BUILD_STOPS
    BAD_ENCODING = (
        "bad-encoding",
        "bytes that are not UTF-8, a NUL, a lone carriage return; UTF-16 files are left alone",
        Certainty.UNREAD,
        Certainty.UNTIDY,
    )
    UNREADABLE_FILE = (
        "unreadable-file",
        "a file or folder that cannot be read, or is larger than 32 MiB",
        Certainty.UNREAD,
    )
    UNPARSED_DOCUMENT = (
        "unparsed-document",
        "a document that the parser gave up on; nothing in it was checked",
        Certainty.NOTHING_READ,
        Certainty.UNREAD,
    )
    MISSING_PAGE = (
        "missing-page",
        "a link to a page that the blog does not have",
        Certainty.COMPLETE,
        Certainty.PLAIN_FILES,
        Certainty.PARTS_MISSING,
        Certainty.OTHER_CASE,
        Certainty.NO_USE,
        Certainty.LEFT_OUT,
    )
    MISSING_FILE = (
        "missing-file",
        "a link to a file that the blog does not have",
        Certainty.COMPLETE,
        Certainty.PLAIN_FILES,
        Certainty.PARTS_MISSING,
        Certainty.OTHER_OWNER,
        Certainty.OTHER_CASE,
        Certainty.NO_USE,
        Certainty.LEFT_OUT,
    )
    MISSING_HEADING = (
        "missing-heading",
        "a link to a place in a page of the blog that has no such place",
        Certainty.COMPLETE,
        Certainty.PLAIN_FILES,
        Certainty.PARTS_MISSING,
        Certainty.NO_USE,
    )
    BROKEN_REF = (
        "broken-ref",
        "`ref`, `relref`, `link` or `post_url` that names no page",
        Certainty.BUILD_STOPS,
        Certainty.BUILD_MAY_STOP,
        Certainty.NO_USE,
        Certainty.LEFT_OUT,
    )
    AMBIGUOUS_REF = (
        "ambiguous-ref",
        "`ref` or `relref` by a name that several pages have",
        Certainty.BUILD_STOPS,
        Certainty.BUILD_MAY_STOP,
        Certainty.NO_USE,
        Certainty.LEFT_OUT,
    )
    DRAFT_TARGET = (
        "draft-target",
        "a published post that links to a draft or to a post of the future",
        Certainty.NOT_YET,
        Certainty.BUILD_STOPS,
        Certainty.BUILD_MAY_STOP,
        Certainty.NO_USE,
        Certainty.LEFT_OUT,
    )
    UNDEFINED_REFERENCE = (
        "undefined-reference",
        "`[text][label]` without a definition of the label: readers see the brackets",
        Certainty.SEEN,
        Certainty.PASTED,
        Certainty.BY_DESIGN,
    )
    UNUSED_DEFINITION = "unused-definition", "a definition that no link of its post uses", Certainty.UNTIDY
    DUPLICATE_DEFINITION = "duplicate-definition", "a label defined again with the same destination", Certainty.UNTIDY
    CONFLICTING_DEFINITION = (
        "conflicting-definition",
        "a label defined again with another destination, which the engine passes over",
        Certainty.MISTAKEN,
        Certainty.NO_USE,
    )
    LABEL_CONFLICT = (
        "label-conflict-across-posts",
        "a label that means one destination in most posts and another one here",
        Certainty.UNTIDY,
    )
    INSECURE_LINK = "insecure-link", "`http` where the same page is known to answer by `https`", Certainty.UNTIDY
    TYPO_SCHEME = "typo-scheme", "a URL whose beginning is misspelt, as in `htps://`", Certainty.MISTAKEN
    BARE_DOMAIN = (
        "bare-domain",
        "`www.x.org` as a destination: without `https://` it leads into the blog itself",
        Certainty.SEEN,
        Certainty.NO_USE,
        Certainty.LEFT_OUT,
    )
    SPACE_IN_DESTINATION = (
        "space-in-destination",
        "a blank in a destination: the engine makes no link of it, or takes the blank for a part of the URL",
        Certainty.SEEN,
        Certainty.MISTAKEN,
    )
    TRAILING_JUNK = (
        "trailing-junk",
        "a parenthesis, full stop or quote taken into the URL at its end",
        Certainty.MISTAKEN,
    )
