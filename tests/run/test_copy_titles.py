"""Titles of copies, for the person who decides: from the archive alone, and never worth a second wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from threading import Thread

import pytest

from linkcheck.config import Settings
from linkcheck.model import LookupStatus, Memento
from linkcheck.run.copy_titles import CopyTitles


@contextmanager
def archive(status: int) -> Iterator[tuple[str, list[str]]]:
    """Serve one page for every address; yield where, and what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = b"<title>Ships &amp; salt</title><p>The harbour of the old town."
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/web/20180704120000/http://gone.lab/", asked
    finally:
        server.shutdown()
        server.server_close()


def found(url: str) -> Memento:
    """Return a copy at an address."""
    return Memento(None, LookupStatus.FOUND, url, probed=True)


SETTINGS = Settings(allow_networks=(ip_network("127.0.0.0/8"),))


def test_the_title_of_a_copy() -> None:
    """Asked for each copy."""
    with archive(200) as (url, asked), CopyTitles(SETTINGS) as titles:
        assert [titles.of(found(url)), titles.of(found(f"{url}2"))] == ["Ships & salt"] * 2
        assert len(asked) == 2


@pytest.mark.parametrize("status", [429, 503])
def test_an_archive_that_refuses_is_left_alone(status: int) -> None:
    """For this review."""
    with archive(status) as (url, asked), CopyTitles(SETTINGS) as titles:
        titles.of(found(url))
        assert titles.of(found(url)) is None
        assert len(asked) == 1


def test_nobody_is_asked() -> None:
    """Offline, where archives are switched off, at a private address, and about what holds a secret."""
    with archive(200) as (url, asked):
        for settings in (Settings(offline=True), Settings()):
            with CopyTitles(settings) as titles:
                assert titles.of(found(url)) is None
        with CopyTitles(SETTINGS) as titles:
            assert titles.of(found(f"{url}?token=ghp_{'a1B2' * 9}")) is None
        assert asked == []
