"""Tells what an address becomes when a host, or the beginning of an address, is given up for another.

OLD counts as a whole: the host is equal, and what is left of the path begins a new part of it, a query or a fragment.
So `old.example` is neither `old.example.evil.com` nor `blog.old.example`, and `/docs` is not the beginning of `/docs2`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote

from msgspec import Struct

from linkcheck.links.urls import WEB, ascii_host
from linkcheck.links.urls.faults import InvalidError
from linkcheck.model import DEFAULT_PORTS, LinkcheckError, Replaced

_LINK = re.compile(
    r"\s*(?P<all>(?:(?P<scheme>https?):)?//(?:(?P<user>[^\s/?#\\@]*)@)?(?P<host>[^\s/?#\\@]+)(?P<rest>.*?))\s*",
    re.IGNORECASE | re.DOTALL,
)
_GIVEN = re.compile(
    r"(?:(?:(?P<scheme>https?):)?//)?(?P<host>[^\s/?#\\@:\[]+(?::\d+)?|\[[^\]]+\](?::\d+)?)(?P<rest>\S*)", re.I
)
_SAFE = "/?%!$&'()*+,;=:@~[]"


class _Address(Struct, frozen=True):
    """An OLD or NEW."""

    text: str
    scheme: str | None
    host: str
    """As it is asked for, with a port that does not go without saying."""
    written: str
    rest: str
    """Path and query."""


class Replacing:
    """A list of OLD and NEW; where several fit an address, the one with the longest path counts."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Read the pairs. Raises LinkcheckError for what is no host and no address, and for an OLD with two NEWs."""
        self._by_host: defaultdict[str, dict[tuple[str | None, str], tuple[_Address, _Address]]] = defaultdict(dict)
        for old, new in pairs:
            self._add(_address(old), _address(new))

    def _add(self, old: _Address, new: _Address) -> None:
        if "#" in old.rest:
            raise LinkcheckError(f"{old.text}: leave out what stands behind the #: each link keeps its own")
        _, known = self._by_host[old.host].setdefault((old.scheme, old.rest), (old, new))
        if known.text != new.text:
            raise LinkcheckError(f"{old.text}: is to become {known.text} and {new.text}; leave out one of them")

    def of(self, text: str) -> Replaced | None:
        """Return what an address becomes; None where no pair is about it, or nothing would change."""
        link = _LINK.fullmatch(text)
        host = None if link is None else _host(link["host"], link["scheme"])
        if link is None or host is None:
            return None
        fitting = list(self._fitting(host, link["scheme"], link["rest"]))
        if not fitting:
            return None
        old, new, taken = max(fitting, key=lambda fit: (fit[2], fit[0].scheme is not None, fit[0].host == host))
        kept = link["rest"][taken:]
        head = _head(new, link["scheme"], kept)
        below = new.host == host and new.rest.strip("/") != old.rest.strip("/")
        if head + kept == link["all"] or (below and _taken(new.rest, link["rest"]) is not None):
            return None
        return Replaced(link.start("all"), link.start("rest") + taken, head, _objection(link["user"], new, kept))

    def ported(self, text: str) -> str | None:
        """Return host and port of an address that a pair would be about, if only it named the port."""
        link = _LINK.fullmatch(text)
        host = None if link is None else _host(link["host"], link["scheme"])
        if link is None or host is None:
            return None
        named = self._fitting(host.rpartition(":")[0], link["scheme"], link["rest"])
        missed = any(new.host != host for _, new, _ in named)
        return host if missed and not any(self._fitting(host, link["scheme"], link["rest"])) else None

    def _fitting(self, host: str, scheme: str | None, rest: str) -> Iterator[tuple[_Address, _Address, int]]:
        """Yield the pairs that are about an address, with how much of its path each takes."""
        for old, new in self._named(host):
            taken = _taken(old.rest, rest)
            if taken is not None and old.scheme in (None, (scheme or "").lower()):
                yield old, new, taken

    def _named(self, host: str) -> Iterator[tuple[_Address, _Address]]:
        yield from self._by_host.get(host, {}).values()
        if host.startswith("www."):  # it is the same site to people, who name it without
            others = self._by_host.get(host.removeprefix("www."), {}).values()
            yield from (pair for pair in others if pair[0].scheme is None)


def _address(text: str) -> _Address:
    found = _GIVEN.fullmatch(text)
    host = None if found is None else _host(found["host"], found["scheme"])
    if found is None or host is None or not (re.search(r"[.\]]", host) or host.partition(":")[0] == "localhost"):
        raise LinkcheckError(f"{text}: is no host and no address, such as old.example or https://old.example/docs/")
    if found["rest"] and found["rest"][0] not in "/?#":
        raise LinkcheckError(f"{text}: {found['rest']} cannot stand behind a host")
    return _Address(text, found["scheme"] and found["scheme"].lower(), host, found["host"], found["rest"])


def _host(written: str, scheme: str | None) -> str | None:
    """Return a host as it is asked for, with its port unless that goes without saying; None for what is none."""
    name, port = written, ""
    if not written.endswith("]"):
        name, _, port = written.partition(":") if not written.startswith("[") else written.rpartition(":")
    usual = {str(DEFAULT_PORTS[each]) for each in ((scheme.lower(),) if scheme else WEB)}
    try:
        host = ascii_host(name).removesuffix(".")
    except InvalidError:
        return None
    return f"{host}:{port}" if port and port not in usual else host


def _taken(path: str, rest: str) -> int | None:
    """Return how much of what follows a host the path of an OLD takes; None where it does not begin so as a whole."""
    if path in ("", "/"):
        return len(path) if rest.startswith("/") else 0
    for way in dict.fromkeys((path, quote(path, safe=_SAFE), unquote(path))):  # `ä` may be written as %C3%A4
        following = rest[len(way) : len(way) + 1]
        ends = "#" if "?" in way else "/?#"
        if rest.startswith(way) and (not following or following in ends or (way.endswith("/") and "?" not in way)):
            return len(way)
    return None


def _head(new: _Address, scheme: str | None, kept: str) -> str:
    """Return what stands before what is kept: NEW, with the scheme of the link where it has none, and one slash."""
    scheme = new.scheme or scheme
    head = f"{scheme}://{new.written}{new.rest}" if scheme else f"//{new.written}{new.rest}"
    if kept.startswith("/"):
        return head.removesuffix("/")
    return f"{head}/" if kept and kept[0] not in "?#" and not head.endswith("/") else head


def _objection(user: str | None, new: _Address, kept: str) -> str | None:
    if user:
        return "a name or password stands in it, which is for the old host alone"
    if kept and set("?#") & set(new.rest):
        return f"nothing can be put behind {new.text}"
    return None
