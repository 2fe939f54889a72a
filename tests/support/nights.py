"""Nights as plain values: what a check saw, what it says by itself, and the record after several of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from linkcheck.model import (
    Check,
    Evidence,
    Exchange,
    Failure,
    FailureCode,
    Past,
    Reason,
    Request,
    Response,
    State,
    Url,
    Verdict,
)
from linkcheck.verdict.confirmation import remember
from linkcheck.verdict.signals.transport import MEANING
from linkcheck.verdict.strikes import Confirm

URL = Url("https://site.test/page")
START = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
CONFIRM = Confirm()


@dataclass(frozen=True)
class Night:
    """One check and its verdict."""

    verdict: Verdict
    outcomes: Sequence[Response | Failure]

    def check(self, day: float, url: str = URL, unseen_since: datetime | None = None) -> Check:
        """Return the check, made so many days after the start."""
        target = Url(url)
        exchanges = tuple(Exchange(Request(target), outcome, 1) for outcome in self.outcomes)
        return Check(target, exchanges, START + timedelta(days=day), unseen_since=unseen_since)


def said(state: State, reason: Reason, status: int = 200) -> Night:
    """Return a night on which the server answered."""
    return Night(_verdict(state, reason), (Response(status, ()),))


def failed(code: FailureCode) -> Night:
    """Return a night on which a request failed, and the target was unreachable for it."""
    reason = MEANING[code][1] if code in MEANING else Reason.DNS_FAILURE if code.startswith("dns") else Reason.TLS
    return Night(_verdict(State.UNREACHABLE, reason), (Failure(code, "no"),))


def nights(*checks: tuple[float, Night], confirm: Confirm = CONFIRM, url: str = URL) -> Past:
    """Return what is known after checks so many days after the start."""
    past: Past | None = None
    for day, night in checks:
        past = remember(past, night.check(day, url), night.verdict, confirm)
    assert past is not None
    return past


def _verdict(state: State, reason: Reason) -> Verdict:
    return Verdict(state, reason, reason.value, evidence=(Evidence("test", state, reason, reason.value),))
