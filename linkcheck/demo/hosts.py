"""The hosts of the small internet, each named for its behaviour: all that a blog's links meet in the wild.

A name that is not in this table does not exist: that is a behaviour, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from linkcheck.demo.answers import Visit, answer, good, missing, page, redirect

Answer = Callable[[Visit], bytes]


@dataclass(frozen=True, slots=True)
class DemoHost:
    """A name, what it does in words, and how it answers."""

    name: str
    story: str
    answer: Answer | None
    """Gives the whole answer as bytes; None: the machine is there, but nothing listens."""
    delay: float = 0.0
    """Seconds before each answer."""


def _with(*paths: str, answer: Answer = good) -> Answer:
    """Answer at these paths, and say 404 at all others, as honest hosts do."""

    def honest(visit: Visit) -> bytes:
        return answer(visit) if visit.path.partition("?")[0] in paths else missing(visit)

    return honest


def _forum(visit: Visit) -> bytes:
    return missing(visit) if visit.path.startswith("/thread/") else good(visit)


def _daily(visit: Visit) -> bytes:
    if visit.path.startswith("/2011/"):
        return answer(410, page("Gone", paragraphs=("The archive of 2011 was closed and will not come back.",)))
    return good(visit)


def _homepages(visit: Visit) -> bytes:
    return good(visit) if visit.path in ("/", "/~brown/") else missing(visit)


def _old_docs(visit: Visit) -> bytes:
    return redirect(301, f"http://docs.demo{visit.path}")


def _weblog(visit: Visit) -> bytes:
    return redirect(308, f"http://www.weblog.demo{visit.path}")


def _go(_: Visit) -> bytes:
    return redirect(302, "http://docs.demo/guide/latest")


def _fortress(_: Visit) -> bytes:
    body = page("Just a moment...", paragraphs=("Checking your browser before you may enter.",))
    return answer(403, body, "cf-mitigated: challenge", "Server: cloudflare")


def _members(visit: Visit) -> bytes:
    if visit.path.startswith("/login"):
        form = "<form method=post><input name=user><input name=password type=password><button>Sign in</button></form>"
        return answer(200, page("Sign in").replace("</h1>", f"</h1>{form}"))
    return redirect(302, f"http://members.demo/login?next={visit.path}")


def _shop(_: Visit) -> bytes:
    return answer(500, page("Internal server error", paragraphs=("Something went wrong on our side.",)))


def _busy(visit: Visit) -> bytes:
    if visit.number == 1:
        return answer(429, page("Too many requests", paragraphs=("Please come back in a second.",)), "Retry-After: 1")
    return good(visit)


def _museum(visit: Visit) -> bytes:
    return good(visit) if visit.is_browser else missing(visit)


def _rough(visit: Visit) -> bytes:
    # A header line without a colon: browsers pass over it, strict clients refuse the whole answer.
    return good(visit).replace(b"Connection: close\r\n", b"Connection: close\r\nX-Powered-By a kettle\r\n", 1)


def _carousel(visit: Visit) -> bytes:
    return redirect(302, f"http://carousel.demo/{'horse' if visit.path == '/swan' else 'swan'}")


def _pictures(visit: Visit) -> bytes:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle cx="4" cy="4" r="3"/></svg>'
    return answer(200, drawing, kind="image/svg+xml") if visit.path.endswith(".svg") else missing(visit)


TEA = ("/brewing", "/houses/old-harbour", "/order", "/pots/blue", "/%C3%BCberbr%C3%BChen", "/%E8%8C%B6")

DOCS = ("/guide", "/guide/install", "/guide/latest", "/manuals/vt_(second_edition).html")

HOSTS = (
    DemoHost("tea.demo", "is alive", _with(*TEA)),
    DemoHost("docs.demo", "is alive", _with(*DOCS)),
    DemoHost("www.weblog.demo", "is alive", _with("/2009/tea-tax", "/modem")),
    DemoHost("standards.demo", "is alive", _with("/", "/serial", "/a%2Fb")),
    DemoHost("pictures.demo", "has pictures, and 404 for the rest", _pictures),
    DemoHost("slow.demo", "is alive, but takes its time", _with("/tea"), delay=0.8),
    DemoHost("old-docs.demo", "has moved for good (301)", _with("/guide", "/guide/install", answer=_old_docs)),
    DemoHost("weblog.demo", "has moved for good (308)", _with("/2009/tea-tax", answer=_weblog)),
    DemoHost("go.demo", "points elsewhere for now (302)", _with("/latest", answer=_go)),
    DemoHost("forum.demo", "has lost its threads (404)", _forum),
    DemoHost("daily.demo", "has closed its archive (410)", _daily),
    DemoHost("homepages.demo", "has deleted most home pages (404)", _homepages),
    DemoHost(
        "shy-museum.demo",
        "says 404 to programs and shows browsers the page",
        _with("/", "/collection/7", "/collection/8", answer=_museum),
    ),
    DemoHost("fortress.demo", "keeps programs out with a challenge", _fortress),
    DemoHost("members.demo", "sends strangers to its login", _with("/login", "/club/2013/minutes", answer=_members)),
    DemoHost("busy.demo", "asks for a second of patience (429), then answers", _with("/feed", answer=_busy)),
    DemoHost("shop.demo", "is broken today (500)", _shop),
    DemoHost("sleeping.demo", "refuses connections", None),
    DemoHost("rough.demo", "answers in bad HTTP that browsers forgive", _with("/cgi-bin/tea", answer=_rough)),
    DemoHost("carousel.demo", "redirects in a circle", _carousel),
)
