"""Whole HTTP answers as bytes; nothing here is checked for sense, because that is the point."""

from __future__ import annotations

from http import HTTPStatus

TEXT = (
    "The lighthouse was built when the harbour was moved, and it was lit for the first time on a foggy morning.",
    "Its keeper wrote down the weather twice a day for thirty-one years, in a hand that gets better with time.",
    "What follows is the part of those notes that deals with the great storm, and a table of the ships that were lost.",
    "The photographs were taken from the gallery; the one of the lens is the only one known to exist.",
)


def page(title: str = "The lighthouse at the old harbour", *, extra: str = "") -> bytes:
    """Return an HTML page that nobody could take for an error."""
    paragraphs = "".join(f"<p>{line}</p>\n" for line in TEXT)
    head = f"<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>{title}</title></head>\n"
    return f"{head}<body><h1>{title}</h1>\n{paragraphs}{extra}</body></html>\n".encode()


def small_page(title: str) -> bytes:
    """Return the short page that comes with most errors."""
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n".encode()


def reason_of(status: int) -> str:
    """Return the usual words for a status, or something for those that have none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Status"


def reply(status: int, *headers: str, body: bytes | None = None, kind: str | None = "text/html") -> bytes:
    """Return an answer with a correct length that closes the connection; each header is a line `Name: value`."""
    data = small_page(f"{status} {reason_of(status)}") if body is None else body
    lines = [f"HTTP/1.1 {status} {reason_of(status)}", *headers, f"Content-Length: {len(data)}", "Connection: close"]
    if kind is not None:
        lines.insert(1, f"Content-Type: {kind}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + data


def good(*headers: str, body: bytes | None = None) -> bytes:
    """Return the page that was asked for."""
    return reply(200, *headers, body=page() if body is None else body)


def gone() -> bytes:
    """Return the honest 404 of an honest server."""
    return reply(404, body=small_page("404 Not Found"))


def redirect(status: int, location: str, *headers: str) -> bytes:
    """Return an answer that sends the client elsewhere; the location is written as Latin-1."""
    return reply(status, f"Location: {location}", *headers)


def raw(*lines: str | bytes, body: bytes = b"") -> bytes:
    """Return a head of exactly these lines, joined by CRLF, and a body."""
    return b"\r\n".join([*(line.encode("latin-1") if isinstance(line, str) else line for line in lines), b"", body])
