"""A simulator of Save Page Now (SPN2): its answers, its limits, and the requests that it need not have got."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from linkcheck.model import Exchange, Request, Response

KEYS = ("access-key", "secret-key")
HTML_429 = b"<html><body><h1>429 Too Many Requests</h1></body></html>"
DAY = 86_400.0


@dataclass
class SavePageNowSimulator:
    """Answers as the service does; `clock` gives seconds. Unlike it, it remembers what was one request too many."""

    clock: Callable[[], float]
    in_flight: int = 3
    per_minute: int = 7
    per_day: int = 30_000
    capture_s: float = 20.0
    is_archived: Callable[[str], bool] = lambda url: False
    """Whether there is a capture that is young enough."""
    fault_of: Callable[[str], str | None] = lambda url: None
    """The code with which the capture of a page ends, if it does not succeed."""
    captured: str = "20261129031500"
    """The time of every capture, 14 digits."""
    retry_after: str | None = None
    tells_account: bool = True
    asked: Counter[str] = field(default_factory=Counter)
    """URL → how often a capture was asked for."""
    requests: Counter[str] = field(default_factory=Counter)
    """`submit`, `status`, `account` → how many."""
    too_many: list[str] = field(default_factory=list)
    """Requests that were refused, or asked again for what was done."""
    begun: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Job → page and the second in which it was begun."""
    _minute: deque[float] = field(default_factory=deque)

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str | None, bytes]:
        """Return status, `Retry-After` and body; `path` is what follows `/save`."""
        if {name.lower(): value for name, value in headers.items()}.get("authorization") != f"LOW {':'.join(KEYS)}":
            return 401, None, b"{}"
        if method == "POST":
            form = parse_qs(body.decode())
            assert re.fullmatch(r"\d+d", form["if_not_archived_within"][0])
            return self._submitted(form["url"][0])
        if path == "/status/user":
            return self._account()
        return self._status(path.removeprefix("/status/"))

    def _submitted(self, url: str) -> tuple[int, str | None, bytes]:
        now = self.clock()
        self.requests["submit"] += 1
        self._minute.append(now)
        while self._minute[0] <= now - 60:
            self._minute.popleft()
        if len(self._minute) > self.per_minute:
            self.too_many.append(f"{now:.0f}: 429")
            return 429, self.retry_after, HTML_429
        self.asked[url] += 1
        if self.asked[url] > 1:
            self.too_many.append(f"{now:.0f}: again {url}")
        if self.is_archived(url):
            words = "The same snapshot had been made 177 hours, 9 minutes ago. You can make new capture after 9 hours."
            return _json({"url": url, "job_id": None, "message": words})
        if self._under_way() >= self.in_flight:
            self.too_many.append(f"{now:.0f}: sessions")
            self.asked[url] -= 1
            words = "You have already reached the limit of active Save Page Now sessions. Please wait for a minute."
            return _json({"status": "error", "status_ext": "error:user-session-limit", "message": words})
        if self._today() >= self.per_day:
            self.too_many.append(f"{now:.0f}: day")
            self.asked[url] -= 1
            words = "You have already made all captures that your account may make per day."
            return _json({"status": "error", "status_ext": "error:daily-captures-limit", "message": words})
        job = f"spn2-{len(self.begun):040x}"
        self.begun[job] = url, now
        return _json({"url": url, "job_id": job})

    def _status(self, job: str) -> tuple[int, str | None, bytes]:
        self.requests["status"] += 1
        url, begun = self.begun[job]
        if self.clock() < begun + self.capture_s:
            return _json({"status": "pending", "job_id": job, "resources": []})
        if (fault := self.fault_of(url)) is not None:
            return _json({"status": "error", "status_ext": fault, "job_id": job, "message": "It did not work."})
        return _json({"status": "success", "job_id": job, "timestamp": self.captured, "original_url": url})

    def _account(self) -> tuple[int, str | None, bytes]:
        self.requests["account"] += 1
        if not self.tells_account:
            return 200, None, b"<html>"
        available = self.in_flight - self._under_way()
        told = {"processing": self._under_way(), "available": available, "daily_captures": self._today()}
        return _json({**told, "daily_captures_limit": self.per_day})

    def _under_way(self) -> int:
        return sum(self.clock() < begun + self.capture_s for _, begun in self.begun.values())

    def _today(self) -> int:
        return sum(begun // DAY == self.clock() // DAY for _, begun in self.begun.values())

    async def fetch(self, request: Request) -> tuple[Exchange, ...]:
        """Answer as a network without a network."""
        path = request.url.partition("/save")[2]
        status, wait, body = self.answer(request.method, path, dict(request.headers), request.body or b"")
        headers = (("Retry-After", wait),) if wait is not None else ()
        return (Exchange(request, Response(status, headers, body), 1),)


def _json(told: Mapping[str, Any]) -> tuple[int, str | None, bytes]:
    return 200, None, json.dumps(told).encode()
