"""A second set of links: 140 awkward servers of another hand than the small internet, all asked in one run.

Among them a file of 400 MiB, pages without end, bombs, drips, and redirects to where no reader should be sent. Only
what must fail a run and what must not is asked of them.
"""

from __future__ import annotations

from linkcheck.model import State
from tests.benchmarks import peers_bodies
from tests.internet.answers import gone, good, page, redirect, reply, small_page
from tests.internet.behaviour import HTTP_ONLY, Answer, Behaviour, Door, Doors, Tls
from tests.internet.names import Question, Zone, addresses, alias, fails, own_address, v4
from tests.internet.visit import Visit

METADATA = "169.254.169.254"
"""Where clouds keep the secrets of a machine."""

FINE = (State.ALIVE, State.MOVED)
REFUSED = (State.BLOCKED, State.UNSURE)
AWAY = (State.UNREACHABLE, State.UNSURE)
NOWHERE = (State.UNSURE, State.UNREACHABLE, State.UNCHECKED, State.BLOCKED)

STATUSES: dict[int, tuple[State, ...]] = {
    **dict.fromkeys((404, 410), (State.DEAD,)),
    **dict.fromkeys((401, 402, 403, 407, 451, 999), (State.BLOCKED,)),
    **dict.fromkeys((400, 406, 412, 415, 417, 418, 421, 426, 428, 431, 444, 498), REFUSED),
    **dict.fromkeys((405, 409, 411, 413, 414, 416, 422, 423, 424, 599), (*REFUSED, *AWAY, State.ALIVE)),
    **dict.fromkeys((408, 420, 425, 429, 500, 501, 502, 503, 504, 505, 507, 508, 509, 511), AWAY),
    **dict.fromkeys((520, 521, 522, 523, 524, 525, 526, 527, 530), AWAY),
    **dict.fromkeys((201, 203, 206, 226), FINE),
}

SET: list[Behaviour] = []


def add(
    section: str,
    name: str,
    answer: Answer,
    *truth: State,
    doors: Doors = HTTP_ONLY,
    zone: Zone = own_address,
) -> None:
    """Add a host; `section` is where the table counts it."""
    scheme = "http" if 80 in doors or not doors else "https"
    SET.append(
        Behaviour(
            name=name,
            host=f"{name}.awkward",
            identity=section,
            truth=frozenset(truth),
            story=name.replace("-", " "),
            answer=answer,
            doors=doors,
            text=f"[cited]({scheme}://HOST/deep/page)\n",
            moved_to=None,
            zone=zone,
            real_ports=True,
            why=None,
            any_path=section == "pretenders",
        )
    )


def says(data: bytes) -> Answer:
    """Return a host that says the same to everybody."""

    async def answer(_: Visit) -> bytes:
        return data

    return answer


def _by_method(head: bytes | None, get: bytes) -> Answer:
    """HEAD and GET differ; None hangs up."""

    async def answer(visit: Visit) -> bytes | None:
        if visit.method == "HEAD" and head is None:
            visit.reset()
        return head if visit.method == "HEAD" else get

    return answer


def _then(first: bytes, later: bytes) -> Answer:
    async def answer(visit: Visit) -> bytes:
        return first if visit.next_number("any") == 1 else later

    return answer


def _leads(status: int, location: str, end: bytes) -> Answer:
    async def answer(visit: Visit) -> bytes:
        return redirect(status, location) if visit.path == "/deep/page" else end

    return answer


def _statuses() -> None:
    for status, truth in STATUSES.items():
        add("statuses", f"status-{status}", says(reply(status)), *truth)


def _methods() -> None:
    for status in (400, 403, 404, 405, 500, 501, 503):
        add("methods", f"head-{status}-get-200", _by_method(reply(status, body=b""), good()), *FINE)
    add("methods", "head-reset-get-200", _by_method(None, good()), *FINE)
    add("methods", "head-200-get-404", _by_method(reply(200, body=b""), gone()), State.DEAD)
    add("methods", "head-405-get-410", _by_method(reply(405, body=b""), reply(410)), State.DEAD)


def _redirects() -> None:
    for status in (301, 302, 303, 307, 308):
        add("redirects", f"redirect-{status}", _leads(status, "/there/it/is", good()), *FINE)
        add("redirects", f"redirect-{status}-gone", _leads(status, "/there/it/was", gone()), State.DEAD)
        add("redirects", f"redirect-{status}-loop", says(redirect(status, "/deep/page")), *NOWHERE)
    for name, location in {
        "metadata": f"http://{METADATA}/latest/meta-data/",
        "metadata-decimal": "http://2852039166/latest/meta-data/",
        "metadata-hex": "http://0xa9fea9fe/latest/meta-data/",
        "metadata-mapped": f"http://[::ffff:{METADATA}]/latest/meta-data/",
        "file": "file:///etc/passwd",
        "javascript": "javascript:alert(1)",
        "data": "data:text/html,hello",
        "header-injection": "/a\rSet-Cookie: b=c",
    }.items():
        add("redirects", f"redirect-to-{name}", says(redirect(302, location)), *NOWHERE)
    refresh = small_page("Moved").replace(b"<head>", b'<head><meta http-equiv=refresh content="0; url=/gone">')
    add("redirects", "refresh-to-gone", _refreshes(refresh), State.DEAD)
    again = small_page("Wait").replace(b"<head>", b'<head><meta http-equiv=refresh content="0; url=?again">')
    add("redirects", "refresh-loop", says(good(body=again)), *FINE, *NOWHERE)


def _refreshes(body: bytes) -> Answer:
    async def answer(visit: Visit) -> bytes:
        return good(body=body) if visit.path == "/deep/page" else gone()

    return answer


def _connections() -> None:
    add("connections", "closed-port", says(b""), State.UNREACHABLE, doors={})
    add("connections", "swallows", says(b""), State.UNREACHABLE, doors={80: Door.FULL, 443: Door.FULL})
    add("connections", "hangs-up", says(b""), State.UNREACHABLE)
    add("connections", "silent", _silent, State.UNREACHABLE)
    add("connections", "drips-its-head", peers_bodies.drips_a_head, State.UNREACHABLE)
    add("connections", "not-http", says(b"220 mail.awkward ESMTP\r\n"), *AWAY, State.ALIVE)
    add("connections", "refuses-once", _then(reply(429, "Retry-After: 1"), good()), *FINE)
    add("connections", "busy-once", _then(reply(503, "Retry-After: 1"), good()), *FINE)
    add("connections", "fails-once", _then(reply(500), good()), *FINE)
    add("connections", "hangs-up-once", _then(b"", good()), *FINE)


async def _silent(visit: Visit) -> None:
    await visit.client_leaves()


def _encryption() -> None:
    fine = {Tls.GOOD, Tls.NO_INTERMEDIATE, Tls.SMALL_DH, Tls.RSA_KEY_EXCHANGE, Tls.OLD_PROTOCOL}
    for tls in Tls:
        if tls not in (Tls.GOOD_RAW, Tls.ALERT_ONCE, Tls.HTTP2_ONLY):
            truth = (State.ALIVE,) if tls in fine else (State.ALIVE, *AWAY, State.BLOCKED)
            add("encryption", f"tls-{tls.value}", says(good()), *truth, doors={443: tls})
    add("encryption", "tls-404", says(gone()), State.DEAD, doors={443: Tls.GOOD})


def _names() -> None:
    def rebinding(question: Question) -> object:
        return v4(question, question.address if question.number == 1 else METADATA)

    add("names", "no-such-name", says(b""), State.DEAD, zone=fails("NXDOMAIN"))
    add("names", "server-failure", says(b""), State.UNREACHABLE, zone=fails("SERVFAIL"))
    add("names", "name-refused", says(b""), State.UNREACHABLE, zone=fails("REFUSED"))
    add("names", "name-without-address", says(b""), *AWAY, zone=addresses())
    add("names", "name-in-silence", says(b""), State.UNREACHABLE, zone=lambda _: None)
    add("names", "dangling-alias", says(b""), State.DEAD, zone=lambda q: alias(q, "gone.cloud", rcode="NXDOMAIN"))
    add("names", "name-of-metadata", says(b""), *NOWHERE, zone=addresses(METADATA))
    add("names", "rebinding", says(good()), *FINE, *NOWHERE, zone=rebinding)


def _pretenders() -> None:
    """Say 200 where there is nothing."""
    lost = page("Page not found").replace(b"The lighthouse", b"Sorry, this page does not exist. The lighthouse")
    add("pretenders", "soft-404", says(good(body=small_page("404 - Page not found"))), State.DEAD)
    add("pretenders", "soft-404-long", says(good(body=lost)), State.DEAD)
    sale = (
        b"<html><head><title>pretender.awkward is for sale | HugeDomains</title></head><body>"
        b"<h1>pretender.awkward</h1><p>This domain is for sale: $2,395</p>"
        b'<a href="https://www.hugedomains.com/domain_profile.cfm?d=pretender.awkward">Buy it now</a>'
        b"</body></html>"
    )
    add("pretenders", "parked", says(good(body=sale)), State.DEAD)
    add("pretenders", "all-to-the-home-page", _home, State.DEAD, State.UNSURE)


async def _home(visit: Visit) -> bytes:
    return good() if visit.path == "/" else redirect(302, "/")


def _bodies() -> None:
    for name, answer in peers_bodies.ANSWERS.items():
        add("bodies", name, answer, *FINE)


for fill in (_statuses, _methods, _redirects, _connections, _encryption, _names, _pretenders, _bodies):
    fill()
