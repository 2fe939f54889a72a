"""The protocol of Save Page Now (SPN2): one request, and what its answer means.

waybackpy knows its first version alone, which takes no keys, sends a request a try and sleeps in between; so nothing of
it is of use here. Refusals come with status 200, and a broken answer does not say that no capture is being made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from linkcheck.model import Failure, Fetch, Request, Response, Url
from linkcheck.web.archive.addresses import is_timestamp
from linkcheck.web.archive.client import HOPELESS
from linkcheck.web.http_dates import retry_after

ADDRESS = "https://web.archive.org/save"
LONGEST = 300
"""Characters of the archive's words that are kept."""


class SaveAnswer(StrEnum):
    """What an answer means for the page, or for all that is left to do."""

    STARTED = "started"
    """A capture is being made; of a status: it still is."""
    SAVED = "saved"
    ARCHIVED = "archived"
    FAILED = "failed"
    """The page, this time."""
    REFUSED = "refused"
    """The page, for a long time."""
    UNKNOWN = "unknown"
    """It may have been taken or not."""
    BUSY = "busy"
    """As many captures are being made as the account may have; this page was not taken."""
    LIMITED = "limited"
    """429: not taken; `wait` says for how long, if the archive does."""
    USED_UP = "used-up"
    """Not taken; the account or the archive has no more for today."""
    DENIED = "denied"
    """The keys are not accepted."""
    UNMET = "unmet"
    """Not sent: nobody is there."""


LASTING = frozenset(
    f"error:{code}"
    for code in (
        *("bad-request", "blocked", "blocked-client-ip", "blocked-url", "filesize-limit", "ftp-access-denied"),
        *("http-version-not-supported", "invalid-url-syntax", "invalid-host-resolution", "method-not-allowed"),
        *("no-access", "not-found", "not-implemented", "too-many-redirects", "unauthorized"),
    )
)
"""Codes that another night does not mend; `too-many-daily-captures` is about one URL, and is none of them."""
SPENT = frozenset(
    f"error:{code}"
    for code in (
        *("bandwidth-limit-exceeded", "max-daily-bandwidth", "max-daily-bandwidth-from-ip", "daily-captures-limit"),
    )
)
SESSIONS = "error:user-session-limit"
_SAME = re.compile(r"same snapshot (?:had|has) been made", re.IGNORECASE)
_SESSIONS = re.compile(r"active .{0,40}sessions", re.IGNORECASE)
_DAY = re.compile(r"(?:you|account|user)\b.{0,60}\b(?:daily|today|per day)", re.IGNORECASE)
_JOB = re.compile(r"[\w-]{1,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an account, for one header alone."""

    access: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SaveReply:
    """An answer, read."""

    answer: SaveAnswer
    job: str | None = None
    captured: str | None = None
    detail: str | None = None
    wait: float | None = None
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Account:
    """What an account may still do, as far as the archive says it."""

    available: int | None
    """Captures that may be made at the same time."""
    left_today: int | None


class SavePageNow:
    """Asks the service at `address`; `fetch` must not retry. The keys go nowhere else, and into no text."""

    def __init__(self, fetch: Fetch, address: str, keys: Keys, within: int, now: Callable[[], datetime]) -> None:
        self._fetch, self._address, self._keys, self._now = fetch, address.rstrip("/"), keys, now
        self._within = f"{within}d"

    async def account(self) -> Account | SaveReply:
        """Ask what is left for today."""
        reply = await self._ask(Url(f"{self._address}/status/user"))
        if isinstance(reply, SaveReply):
            return reply
        used, limit = _count(reply, "daily_captures"), _count(reply, "daily_captures_limit")
        left = None if used is None or limit is None else max(0, limit - used)
        return Account(_count(reply, "available"), left)

    async def submit(self, url: str) -> SaveReply:
        """Ask for a capture of a page, unless there is one that is young enough."""
        form = {"url": url, "if_not_archived_within": self._within, "skip_first_archive": "1"}
        reply = await self._ask(Url(self._address), urlencode(form).encode())
        if isinstance(reply, SaveReply):
            return reply
        job, words = reply.get("job_id"), self._words(reply)
        if isinstance(job, str) and _JOB.fullmatch(job):
            return SaveReply(SaveAnswer.STARTED, job)
        if _SAME.search(words):
            return SaveReply(SaveAnswer.ARCHIVED, detail=words)
        return self._refusal(reply, words)

    async def status(self, job: str) -> SaveReply:
        """Ask what became of a capture."""
        reply = await self._ask(Url(f"{self._address}/status/{job}"))
        if isinstance(reply, SaveReply):
            return reply
        captured = reply.get("timestamp")
        if reply.get("status") == "success":
            return SaveReply(SaveAnswer.SAVED, job, str(captured) if is_timestamp(captured) else None)
        if reply.get("status") == "pending":
            return SaveReply(SaveAnswer.STARTED, job)
        return self._refusal(reply, self._words(reply))

    def _refusal(self, reply: Mapping[str, object], words: str) -> SaveReply:
        code = str(reply.get("status_ext"))
        if code == SESSIONS or _SESSIONS.search(words):
            return SaveReply(SaveAnswer.BUSY, detail=words)
        if code in SPENT or (not code.startswith("error:too-many-daily") and _DAY.search(words)):
            return SaveReply(SaveAnswer.USED_UP, detail=words)
        return SaveReply(SaveAnswer.REFUSED if code in LASTING else SaveAnswer.FAILED, detail=words)

    async def _ask(self, url: Url, form: bytes | None = None) -> Mapping[str, object] | SaveReply:
        """Return the object that the answer is, or what another answer means."""
        headers = {"Accept": "application/json", "Authorization": f"LOW {self._keys.access}:{self._keys.secret}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        method = "GET" if form is None else "POST"
        outcome = (await self._fetch(Request(url, method=method, headers=(*headers.items(),), body=form)))[-1].outcome
        if isinstance(outcome, Failure):
            met = outcome.code not in HOPELESS
            return SaveReply(SaveAnswer.UNKNOWN if met else SaveAnswer.UNMET, detail=outcome.detail or outcome.code)
        return self._read(outcome)

    def _read(self, answer: Response) -> Mapping[str, object] | SaveReply:
        if answer.status == 429:
            wait = retry_after(answer.header("Retry-After"), self._now())
            return SaveReply(SaveAnswer.LIMITED, detail="429", wait=wait)
        if answer.status in (401, 403):
            return SaveReply(SaveAnswer.DENIED, detail=str(answer.status))
        try:
            read = json.loads(answer.body) if answer.status == 200 else None
        except (ValueError, RecursionError):
            read = None
        if not isinstance(read, dict):
            return SaveReply(SaveAnswer.UNKNOWN, detail=f"{answer.status}, and no JSON")
        return read

    def _words(self, reply: Mapping[str, object]) -> str:
        """Return what the archive says, on one line and without the keys."""
        text = " ".join(str(reply.get(key)) for key in ("status_ext", "message") if reply.get(key))
        for secret in (self._keys.secret, self._keys.access):
            text = text.replace(secret, "***")
        return " ".join(text.split())[:LONGEST]


def _count(reply: Mapping[str, object], key: str) -> int | None:
    value = reply.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
