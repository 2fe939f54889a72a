"""A server on loopback with a page for each fate of a link: `/good`, `/slow`, `/moved`, `/hang`; others are missing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Pages(ThreadingHTTPServer):
    """Knows what it was asked, and when somebody waits for the page that never comes; lets it go at the end."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, address: str = "127.0.0.1") -> None:
        super().__init__((address, 0), _Answers)
        self.url = f"http://{address}:{self.server_port}"
        self.hung = threading.Event()
        self.released = threading.Event()
        self.asked: list[str] = []
        self.heads: list[dict[str, str]] = []
        """Their headers; names in lower case."""
        self.missing: set[str] = set()
        """Paths that are taken away."""
        self.types: dict[str, str] = {}
        """Paths that are no HTML, with their type."""
        self.list_of_captures: tuple[int, str, str, bytes] | None = None
        """Status, one header and body of what the archive says when it is asked for captures."""


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Pages)
        self.server.asked.append(self.path)
        self.server.heads.append({name.lower(): value for name, value in self.headers.items()})
        if "/cdx" in self.path and self.server.list_of_captures is not None:
            status, header, value, body = self.server.list_of_captures
            self._begin(status, header, value)
            self.wfile.write(body)
            return
        if self.path == "/hang":
            self.server.hung.set()
            self.server.released.wait()
            return
        if self.path == "/slow":
            self.server.released.wait(0.5)
        if self.path == "/moved" and self.path not in self.server.missing:
            self._begin(301, "Location", "/good")
            return
        is_there = self.path in ("/good", "/slow") or self.path.count("/") > 1  # the latter are the archive's
        self._begin(200 if is_there else 404, "Content-Type", self.server.types.get(self.path, "text/html"))
        self.wfile.write(b"<title>page</title><p>some words of this page</p>")

    def _begin(self, status: int, header: str, value: str) -> None:
        self.send_response(status)
        self.send_header(header, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- http.server's own name
        """Say nothing."""


@contextmanager
def serving(address: str = "127.0.0.1") -> Iterator[Pages]:
    """Serve until the block ends."""
    with Pages(address) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        try:
            yield running
        finally:
            running.released.set()
            running.shutdown()
            thread.join()
