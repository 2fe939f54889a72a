"""Reads faults of the TLS handshake: the server is there, so they are never death.

A page that only a loose handshake reaches is alive, with a flag, unless the certificate is for another name:
then it may be another's page.
"""

from __future__ import annotations

from linkcheck.model import Evidence, FailureCode, Reason, State, Tls
from linkcheck.verdict.signals.attempts import Attempt

NAME = "tls"


def read(attempt: Attempt) -> Evidence | None:
    """Judge a handshake that failed, or one that went through loosely only."""
    if attempt.failure is not None:
        return _failed(attempt.failure.code, attempt.failure.detail, loose=attempt.last.request.tls is Tls.LOOSE)
    fault = attempt.tls_fault()
    if fault is None or attempt.response is None or attempt.last.request.tls is Tls.COMPLETED:
        return None  # a completed chain is a good one
    if fault.code is FailureCode.TLS_WRONG_HOST:
        return Evidence(NAME, State.UNSURE, Reason.TLS_IDENTITY, f"the certificate is for another name: {fault.detail}")
    if 200 <= attempt.response.status < 300:
        return None  # the page is there; verdict adds the flag
    return Evidence(
        NAME, State.UNREACHABLE, Reason.TLS, f"{fault.detail}; without verification status {attempt.response.status}"
    )


def _failed(code: FailureCode, detail: str, *, loose: bool) -> Evidence | None:
    match code:
        case FailureCode.TLS_CLIENT_CERTIFICATE:
            return Evidence(NAME, State.BLOCKED, Reason.CLIENT_CERTIFICATE, "asks for a client certificate")
        case FailureCode.TLS_HANDSHAKE if loose:
            # Every protocol and cipher was offered; what is left to refuse is who we are.
            return Evidence(NAME, State.BLOCKED, Reason.CLIENT_CERTIFICATE, f"refuses every handshake: {detail}")
        case FailureCode.TLS_HUNG_UP:
            # Walls do so to programs, and so does what is no web server any more: nothing was said that tells which.
            return Evidence(NAME, State.UNREACHABLE, Reason.TLS, "hangs up during the handshake, without a word")
        case FailureCode.TLS_WRONG_HOST:
            return Evidence(NAME, State.UNSURE, Reason.TLS_IDENTITY, f"the certificate is for another name: {detail}")
        case FailureCode.TLS_NOT_TLS:
            return Evidence(NAME, State.UNSURE, Reason.TLS, "does not speak TLS on this port")
        case (
            FailureCode.TLS_EXPIRED
            | FailureCode.TLS_NOT_YET_VALID
            | FailureCode.TLS_UNTRUSTED
            | FailureCode.TLS_INCOMPLETE_CHAIN
            | FailureCode.TLS_WEAK
            | FailureCode.TLS_HANDSHAKE
            | FailureCode.TLS_ALERT
        ):
            return Evidence(NAME, State.UNREACHABLE, Reason.TLS, f"TLS: {detail}")
        case _:
            return None
