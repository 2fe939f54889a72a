"""The answers of the hosts of the small internet: whole HTTP answers as bytes, and pages that read like pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus

PARAGRAPHS = (
    "Water first. It should be fresh, and it should not have boiled twice; hard water wants a filter or patience.",
    "A pot remembers what was brewed in it, which is a virtue in a pot and a vice in a terminal's scrollback.",
    "Somebody wrote this page by hand, uploaded it over a slow line and has kept it where it is ever since.",
    "Comments are closed, but letters are read, and corrections are made with the date beside them.",
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request as a host sees it."""

    host: str
    path: str
    """With the query, as sent."""
    headers: dict[str, str] = field(default_factory=dict)
    """Names in lower case."""
    number: int = 1
    """The count of requests to this host for this path, this one included."""

    @property
    def is_browser(self) -> bool:
        """Tell whether the client calls itself a browser: a shy server looks at nothing else."""
        return self.headers.get("user-agent", "").startswith("Mozilla/")


def answer(status: int, body: str, *headers: str, kind: str = "text/html; charset=utf-8") -> bytes:
    """Return a whole answer that closes the connection; each header is one line `Name: value`."""
    data = body.encode()
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Type: {kind}", f"Content-Length: {len(data)}"]
    return "\r\n".join([*lines, "Connection: close", *headers, "", ""]).encode() + data


def page(title: str, *, paragraphs: Sequence[str] = PARAGRAPHS) -> str:
    """Return a small HTML page with a title, a heading and some text."""
    text = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    name = escape(title)
    head = f"<!doctype html>\n<html lang=en><head><title>{name}</title></head>\n"
    return f"{head}<body><h1>{name}</h1>\n{text}\n</body></html>\n"


def title_of(visit: Visit) -> str:
    """Return a title made of the address, so that no two pages of the small internet are the same."""
    words = visit.path.partition("?")[0].strip("/").replace("/", ", ").replace("-", " ") or "home"
    return f"{words} - {visit.host.removesuffix('.demo')}"


def good(visit: Visit) -> bytes:
    """Return the page that lives at this address."""
    return answer(200, page(title_of(visit)))


def missing(visit: Visit) -> bytes:
    """Return the answer of most servers for an address that they do not know."""
    return answer(404, page("Page not found", paragraphs=(f"There is nothing at {visit.path}.",)))


def redirect(status: int, location: str) -> bytes:
    """Return an answer that sends the client elsewhere."""
    return answer(status, page("Moved", paragraphs=(f"Please see {location}.",)), f"Location: {location}")
