"""Makes the URL that is sent of the text that an author wrote; only characters that no URL can hold are encoded.

Path and query are the author's: `%2F`, `%7E`, `+`, lower-case codes, `;`, `[]` and an empty query stay, because
signed URLs and picky servers tell them apart. Scheme and host are not: both
are put in lower case, the host is IDNA-encoded and a default port goes. Text that browsers refuse is `invalid`, with a
hint.
"""

from __future__ import annotations

import re

from linkcheck.links.urls.faults import InvalidError, invalid
from linkcheck.links.urls.hosts import TYPOGRAPHY, ascii_host, split_port, untypeset
from linkcheck.links.urls.misspelt import scheme_of
from linkcheck.model import Reason, Url, Verdict

WEB = ("http", "https")

BREAKS = re.compile(r"[\t\r\n]")
"""Browsers drop them: an attribute's value may be wrapped."""
SURROGATES = re.compile("[\ud800-\udfff]")
INVISIBLE = re.compile("[\u00a0\u00ad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\ufeff]")
"""Word processors paste them along: no-break and zero-width spaces, direction marks, BOM. The zero-width joiners are
not among them: they are part of words in Persian and Hindi, and of emoji."""
ILLEGAL = re.compile(r"[^!#-;=?-\[\]_a-zA-Z~]")
ILLEGAL_IN_USERINFO = re.compile(r"[^!#-;=?A-Z_a-z~]")
ORDINARY = re.compile(
    r"(https?://(?:[a-z0-9_-]{1,60}\.){1,3}[a-z0-9_-]{1,60}/[!$-;=?-\[\]_a-zA-Z~]*)(?:#[!#-;=?-\[\]_a-zA-Z~]*)?"
)
"""A URL that is sent as it is written but for its fragment, where no segment of its path could be `.` or `..`."""
DOT = re.compile(r"\.|%2e", re.IGNORECASE)
DOT_DOT = re.compile(r"(?:\.|%2e){2}", re.IGNORECASE)
TWICE = re.compile(r"https?:/{0,2}https?(?::/|(?::\d*)?//|$)", re.IGNORECASE)


def canonicalise(text: str) -> Url | Verdict:
    """Return an absolute http(s) URL as it is sent, without its fragment; or an `invalid` verdict with a hint.

    Total and idempotent: a URL that came out goes in and comes out the same (WHATWG URL, where not said otherwise).
    """
    ordinary = ORDINARY.fullmatch(text)
    if ordinary is not None and "/." not in text and "/%" not in text:
        return Url(ordinary[1])
    try:
        return _canonical(text)
    except InvalidError as error:
        return invalid(error.reason, error.detail)


def _canonical(text: str) -> Url:
    text = SURROGATES.sub("\ufffd", BREAKS.sub("", text.strip(" \t\r\n\x0c")))
    scheme = scheme_of(text)
    if scheme not in WEB:
        raise InvalidError(Reason.BAD_SCHEME, "not an http or https URL")
    found = INVISIBLE.search(text)
    if found is not None:
        clean = INVISIBLE.sub("", text)
        raise InvalidError(
            Reason.BAD_CHARACTER, f"contains the invisible character U+{ord(found[0]):04X}; did you mean {clean}?"
        )
    if TWICE.match(text):
        meant = re.sub(r"^https?:/{0,2}(https?)(?::\d*(?=/))?:?/*", r"\1://", text, flags=re.IGNORECASE)
        raise InvalidError(Reason.BAD_SCHEME, f"the scheme stands twice; did you mean {meant}?")
    rest = text[len(scheme) + 1 :].partition("#")[0]
    slashes = len(rest) - len(rest.replace("\\", "/").lstrip("/"))
    if slashes != 2:
        raise InvalidError(
            Reason.BAD_SCHEME, f"two slashes follow the colon; did you mean {scheme}://{rest[slashes:]}?"
        )
    authority, path, query = _split(rest[2:])
    found = TYPOGRAPHY.search(authority)
    if found is not None:
        raise InvalidError(
            Reason.BAD_HOST,
            f"{found[0]} (U+{ord(found[0]):04X}) cannot stand in a host name;"
            f" did you mean {scheme}://{untypeset(authority)}{path}{query}?",
        )
    return Url(f"{scheme}://{_authority(authority, scheme)}{_path(path)}{escape(query, ILLEGAL)}")


def _split(rest: str) -> tuple[str, str, str]:
    """Split what follows `//` into authority, path and query (with its `?`)."""
    before, question, query = rest.partition("?")
    authority, slash, path = before.replace("\\", "/").partition("/")
    return authority, slash + path, question + query


def _path(path: str) -> str:
    """Collapse `.` and `..` as browsers do, escape what is illegal, and change nothing else."""
    segments: list[str] = []
    parts = path.split("/")[1:]
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if DOT_DOT.fullmatch(part):
            if segments:
                segments.pop()
        elif not DOT.fullmatch(part):
            segments.append(part)
            continue
        if last:
            segments.append("")
    return "/" + escape("/".join(segments), ILLEGAL)


def _authority(authority: str, scheme: str) -> str:
    userinfo, at, host_port = authority.rpartition("@")
    host, port = split_port(host_port, scheme)
    return escape(userinfo, ILLEGAL_IN_USERINFO) + at + ascii_host(host) + port


def escape(text: str, illegal: re.Pattern[str]) -> str:
    """Percent-encode what is illegal, and nothing else."""
    return illegal.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")), text)
