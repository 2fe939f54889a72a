"""The documentation as a site: it is built, its pages are read, and a server on loopback shows it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from linkcheck.__about__ import DOCUMENTATION
from tests.support.paths import ROOT

DOCS = ROOT / "docs"
QUIET = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
"""The theme tells of another program at each start."""
FIRST_FOLDER = urlsplit(DOCUMENTATION).path.strip("/")
NOT_LOADED = {"canonical", "next", "prev", "alternate"}
"""Relations of what a browser does not load."""


def build(docs: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build the site as the one command does, into another folder."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(docs / "mkdocs.yml"), "-d", str(site)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=QUIET)


class Page(HTMLParser):
    """The tags of an HTML page."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(file.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def links(self) -> Iterator[str]:
        """Yield where its links lead."""
        yield from (found for tag, each in self.tags if tag == "a" and (found := each.get("href")))

    def loaded(self) -> Iterator[str]:
        """Yield what a browser loads with it."""
        for _, each in self.tags:
            if source := each.get("src"):
                yield source
        links = (each for tag, each in self.tags if tag == "link")
        yield from (each["href"] or "" for each in links if each.get("rel") not in NOT_LOADED)


@contextmanager
def served(web: Path) -> Iterator[str]:
    """Serve a folder, and yield the address of the site in it."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(web))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{FIRST_FOLDER}/"
        server.shutdown()
