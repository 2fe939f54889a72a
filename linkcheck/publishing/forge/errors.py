"""Failures to publish a report: one line each that says what to do about it. They fail no run."""

from __future__ import annotations

import re

from linkcheck.report.words import shortened, visible

LONGEST = 300
"""Characters of a forge's own words that are repeated."""

_USERINFO = re.compile(r"(?<=://)[^/\s@]+@")


class PublishError(Exception):
    """A publication failed; the message is one line for people."""


class ApiError(PublishError):
    """The forge refused a request."""

    def __init__(self, words: str, status: int, message: str = "") -> None:
        super().__init__(words)
        self.status = status
        self.message = message
        """The forge's own words, by which one refusal is told from another."""


class UncertainError(PublishError):
    """The forge gave no clear answer to a POST: it may have been carried out or not."""


def sanitise(text: str, token: str | None = None, *, longest: int = LONGEST) -> str:
    """Return the words of somebody else as part of one line, without a token or a password."""
    clean = _USERINFO.sub("", visible(" ".join(text.split()))).replace("##[", "#\\x23[")  # a command, in old syntax
    return shortened(clean.replace(token, "***") if token else clean, longest)
