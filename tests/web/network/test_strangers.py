"""What answers without a status line: a page of the oldest kind, or somebody who speaks another language."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from linkcheck.demo.listening import listening
from linkcheck.model import FailureCode, Flag, Reason, Request, State, Tls, Url
from linkcheck.verdict.signals.transport import MEANING
from linkcheck.verdict.weighing import judge
from linkcheck.web.network.lenient import parse
from tests.support.checks import check, failure
from tests.support.servers import LOOPBACK, reply
from tests.web.network.trials import Trial, trial, tried

WORDS = b"<p>" + b"The lighthouse stands at the harbour. " * 30
STRANGERS = {
    "SSH": b"SSH-2.0-OpenSSH_9.9\r\n",
    "SMTP": b"220 mail.example ESMTP Postfix\r\n",
    "SMTP, in two lines": b"220-mail.example ESMTP Exim\r\n220 no advertising\r\n",
    "SMTP, refusing": b"554 5.7.1 not from here\r\n",
    "FTP": b"220 (vsFTPd 3.0.5)\r\n",
    "FTP, full": b"530 too many connections\r\n",
    "POP3": b"+OK Dovecot ready.\r\n",
    "IMAP": b"* OK [CAPABILITY IMAP4rev1] ready\r\n",
    "NNTP": b"200 news.example InterNetNews ready\r\n",
    "VNC": b"RFB 003.008\n",
    "rsync": b"@RSYNCD: 31.0\n",
    "Redis": b"-ERR unknown command 'GET'\r\n",
    "MySQL": b"\x4a\x00\x00\x00\x0a8.0.36\x00" + bytes(60),
    "Telnet": b"\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27",
    "TLS": b"\x15\x03\x01\x00\x02\x02\x0a",
    "HTTP/2": b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64",
    "noise": b"\x8f\x02\x11\x99\xc0\xfe\x17\x00\xaa\x00\n\n",
    "words": b"Welcome to the coffee machine. Press a button.\r\n",
    "words with an angle": b"<3 you, says the coffee machine\r\n",
    "JSON": b'{"version": 3}\r\n',
}
NAMED = {"SSH", "SMTP", "FTP", "POP3", "IMAP", "NNTP", "VNC", "rsync", "Redis", "MySQL", "Telnet", "TLS", "HTTP/2"}
SECURE = Url("https://site.example/page")
PARSER = ("expected", "invalid", "bad status", "constant", "400")
"""Words of parsers."""


@asynccontextmanager
async def _greets(greeting: bytes, *, waits: bool) -> AsyncIterator[str]:
    """Greet who connects, and wait for more than comes, or hang up; give the URL."""

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await (asyncio.Event().wait() if waits else writer.drain())
        writer.close()

    async with listening(greet, LOOPBACK) as port:
        yield f"http://{LOOPBACK}:{port}/page"


@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize("name", STRANGERS)
def test_who_speaks_no_http_is_unreachable(name: str, waits: bool) -> None:
    """Whether it hangs up or waits for more, and the reason is in words of ours."""

    async def ask() -> Trial:
        async with _greets(STRANGERS[name], waits=waits) as url:
            return await tried(url)

    verdict = asyncio.run(ask()).verdict
    assert (verdict.state, verdict.reason) == (State.UNREACHABLE, Reason.MALFORMED_HTTP)
    assert verdict.detail.startswith("what answers is no HTTP: ")
    assert not any(word in verdict.detail.lower() for word in PARSER)
    assert (f"speaks {name.partition(',')[0]}" in verdict.detail) or name.partition(",")[0] not in NAMED


PAGES = {
    "a doctype": b"<!DOCTYPE html><title>Lamps</title>" + WORDS,
    "blanks before it": b"\r\n  \t<html><title>Lamps</title>" + WORDS,
    "a byte order mark": b"\xef\xbb\xbf<html lang=en><title>Lamps</title>" + WORDS,
    "a comment": b"<!-- lamps --><title>Lamps</title>" + WORDS,
    "the head": b"<HEAD><title>Lamps</title></HEAD>" + WORDS,
    "any tag": b"<h1>Lamps</h1>" + WORDS,
    "XHTML": b'<?xml version="1.0"?><html><title>Lamps</title>' + WORDS,
}


@pytest.mark.parametrize("name", PAGES)
def test_what_begins_as_html_is_a_page(name: str) -> None:
    """HTTP/0.9 has nothing before it."""
    seen = trial(PAGES[name])
    assert (seen.verdict.state, seen.verdict.flags) == (State.ALIVE, (Flag.MALFORMED,))
    assert (seen.response.status, seen.response.body) == (200, PAGES[name])


def test_a_status_line_with_blanks_before_it_is_one() -> None:
    """It is looked for before all else."""
    assert trial(b"\r\n\r\n" + reply(200, "Content-Type: text/html", body=WORDS)).verdict.state is State.ALIVE


@pytest.mark.parametrize("data", [b"", b"\r\n", b"H", b"HTTP/1.1", b"<"])
def test_too_little_is_no_answer(data: bytes) -> None:
    """Whatever it might have become."""
    assert getattr(parse(data, 99), "code", None) is FailureCode.MALFORMED


@pytest.mark.parametrize("first", [(), (FailureCode.EMPTY_REPLY,), (FailureCode.RESET,)])
def test_who_hangs_up_on_everybody_is_unreachable(first: tuple[FailureCode, ...]) -> None:
    """Without a word, with encryption and without: nothing says that it is we who are refused."""
    hung_up, loose = failure(FailureCode.TLS_HUNG_UP), Request(SECURE, tls=Tls.LOOSE)
    made = check(*map(failure, first), (Request(SECURE), hung_up), (loose, hung_up))
    assert judge(made).state is State.UNREACHABLE


def test_no_failure_is_a_good_answer() -> None:
    """A page is there only where one came."""
    assert not any(state.is_good for state, _, _ in MEANING.values())
