"""A. HEAD against GET: what a server does to HEAD says nothing about the page.

The program asks with GET, so all these must come out as if HEAD did not exist; the servers misbehave all the same.
"""

from linkcheck.model import State
from tests.internet.answers import gone, good, raw, redirect, reply
from tests.internet.behaviour import add, behaviour
from tests.internet.visit import Visit


def _head_gets(status: int, *headers: str) -> None:
    async def answer(visit: Visit) -> bytes:
        return reply(status, *headers, body=b"") if visit.method == "HEAD" else good()

    identity = {405: "B001", 403: "B002", 404: "B003", 500: "B004", 501: "B005", 400: "B005"}[status]
    add(f"head_gets_{status}", f"HEAD gets {status}, GET gets the page", answer, identity, State.ALIVE)


_head_gets(405, "Allow: GET")
_head_gets(403)
_head_gets(404)
_head_gets(500)
_head_gets(501)
_head_gets(400)


@behaviour("B006", State.ALIVE)
async def head_hangs(visit: Visit) -> bytes | None:
    """HEAD is never answered, GET at once"""
    if visit.method != "HEAD":
        return good()
    await visit.client_leaves()
    return None


@behaviour("B007", State.ALIVE)
async def head_is_hung_up_on(visit: Visit) -> bytes:
    """HEAD gets a closed connection and not one byte"""
    return b"" if visit.method == "HEAD" else good()


@behaviour("B008", State.ALIVE)
async def head_goes_in_circles(visit: Visit) -> bytes:
    """HEAD is redirected to itself for ever"""
    return redirect(302, visit.path) if visit.method == "HEAD" else good()


@behaviour("B009", State.ALIVE)
async def head_gets_a_body(visit: Visit) -> bytes:
    """HEAD is answered with a body, which HTTP forbids"""
    return reply(200, body=b"ok") if visit.method == "HEAD" else good()


@behaviour("B010", State.ALIVE)
async def head_announces_gzip(visit: Visit) -> bytes:
    """HEAD announces a gzip body of 500 bytes and rightly sends none"""
    head = raw("HTTP/1.1 200 OK", "Content-Encoding: gzip", "Content-Length: 500", "Connection: close")
    return head if visit.method == "HEAD" else good()


@behaviour("B011", State.DEAD)
async def head_lies(visit: Visit) -> bytes:
    """HEAD gets 200 for everything, GET tells the truth: 404"""
    return reply(200, body=b"") if visit.method == "HEAD" else gone()


@behaviour("B012", State.ALIVE)
async def head_has_another_type(visit: Visit) -> bytes:
    """HEAD says that the page is an octet stream of no length"""
    return reply(200, kind="application/octet-stream", body=b"") if visit.method == "HEAD" else good()


@behaviour("B013", State.ALIVE)
async def head_is_sent_elsewhere(visit: Visit) -> bytes:
    """HEAD is redirected with 303 to an address that knows only GET"""
    if visit.method == "HEAD":
        return redirect(303, "/other") if visit.path == "/page" else reply(405, "Allow: GET", body=b"")
    return good()
