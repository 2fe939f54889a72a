"""Asks for a page that an earlier run read only if it has changed (RFC 9110 §13), and believes no more than it must.

A 304 spares the host its bytes and us the reading. But an old page on a new server answers `If-Modified-Since` with
304, too (Apache compares by "not later"), and some servers answer whatever is conditional so. So it is believed only
where it names the page by the validator that is known; any other is asked again for the page itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from linkcheck.model import Exchange, Fetch, Profile, Request, Response, Tls, Validators, host_of
from linkcheck.verdict.signals.page import digest

NOT_MODIFIED = 304
SHORTEST = 4
"""Characters of a tag that can tell pages apart; `"0"` and `"-"` stand for none."""
FAULTY = frozenset({400, 412, 416, 500, 501})
"""What servers answer that do not understand a conditional request, or that take it for another."""


def telling(known: Mapping[str, Validators]) -> dict[str, Validators]:
    """Return what tells pages apart: a tag that two pages of a host share is that of a template, or of nothing."""
    pages = {(host_of(each.url), each.etag, each.url) for each in known.values()}
    shared = Counter((host, tag) for host, tag, _ in pages)
    return {url: each for url, each in known.items() if each.etag is None or shared[host_of(each.url), each.etag] == 1}


def unless_unchanged(fetch: Fetch, known: Validators) -> Fetch:
    """Return a `Fetch` whose first request for the known page is conditional. Its answer, where it is the known page,
    is `unchanged` and has no body; a request is recorded as any other is.
    """
    waiting = [known]

    async def ask(request: Request) -> tuple[Exchange, ...]:
        if not waiting or not _is_first_look(request, known):
            return await fetch(request)
        waiting.clear()
        made = await fetch(replace(request, headers=(*request.headers, *_conditions(known))))
        outcome = made[-1].outcome
        if isinstance(outcome, Response):
            if _is_doubtful(outcome, known):
                return await fetch(request)
            if _is_same(outcome, known):
                outcome = replace(outcome, body=b"", unchanged=True)
        last = replace(made[-1], outcome=outcome)
        return tuple(replace(exchange, request=request) for exchange in (*made[:-1], last))

    return ask


def _is_first_look(request: Request, known: Validators) -> bool:
    plain = request.method == "GET" and request.profile is Profile.HONEST and request.tls is Tls.VERIFIED
    return plain and request.url == known.url and not request.delay


def _conditions(known: Validators) -> tuple[tuple[str, str], ...]:
    wanted = (("If-None-Match", _tag(known.etag) and known.etag), ("If-Modified-Since", known.modified))
    return tuple((name, value) for name, value in wanted if value)


def _is_doubtful(answer: Response, known: Validators) -> bool:
    """Tell whether an answer may come of the conditions, and not of the page."""
    if answer.status == NOT_MODIFIED:
        return not _names(answer, known)
    return answer.status in FAULTY


def _names(answer: Response, known: Validators) -> bool:
    """Tell whether a 304 names the page that is known: by its tag where it has one, else by its date."""
    tag, date = answer.header("ETag"), answer.header("Last-Modified")
    if date not in (None, known.modified) or answer.header("Set-Cookie") or answer.header("Refresh"):
        return False
    if tag is not None or known.etag is not None:
        return _tag(tag) is not None and _tag(tag) == _tag(known.etag)
    return date is not None and date == known.modified


def _is_same(answer: Response, known: Validators) -> bool:
    if answer.status == NOT_MODIFIED:
        return True
    return answer.status == 200 and bool(answer.body) and digest(answer) == known.digest


def _tag(etag: str | None) -> str | None:
    """Return the opaque part of a tag, weak or not; None where it tells nothing."""
    opaque = (etag or "").strip().removeprefix("W/").strip('"')
    return opaque if len(opaque) >= SHORTEST else None
