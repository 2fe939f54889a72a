"""What cannot be a URL as written, said as a verdict with a hint."""

from __future__ import annotations

from linkcheck.model import Evidence, Reason, State, Verdict


class InvalidError(Exception):
    """Found while parsing; becomes a verdict at the one exit, `canonicalise`."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def invalid(reason: Reason, detail: str) -> Verdict:
    """Return the verdict on what cannot be a URL as written."""
    evidence = Evidence("url", State.INVALID, reason, detail)
    return Verdict(State.INVALID, reason, detail, evidence=(evidence,))
