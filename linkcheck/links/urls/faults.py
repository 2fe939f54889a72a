"""A text that cannot be a URL gets an `invalid` verdict with a hint."""

from __future__ import annotations

from linkcheck.model import Evidence, Reason, State, Verdict


class InvalidError(Exception):
    """The text cannot be a URL. `canonicalise` makes a verdict of it, `resolve` a redirect to nowhere."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def invalid(reason: Reason, detail: str) -> Verdict:
    """Return the verdict on a text that cannot be a URL."""
    evidence = Evidence("url", State.INVALID, reason, detail)
    return Verdict(State.INVALID, reason, detail, evidence=(evidence,))
