"""What sites that live have at an address: pages of many kinds, and many things that they say of a page that is not.

Everything is drawn from a seeded source, so that a link that is judged wrong can be looked at again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random

from linkcheck.model import Response
from tests.internet.behaviours.charsets import WORDS
from tests.internet.behaviours.hijacked import trade
from tests.internet.prose import SUBJECTS, article, frame, home, notice, prose

HTML = "text/html; charset=utf-8"
SHELL = (
    b"<!doctype html><html><head><title>App</title><script type=module src=/assets/index-4f2a.js></script></head><body>"
    b"<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div></body></html>"
)


def answer(status: int, body: bytes | str = b"", *headers: tuple[str, str], kind: str = HTML) -> Response:
    """Return an answer as the network gives it: bodies of pictures and files are not read."""
    data = body.encode() if isinstance(body, str) else body
    text = kind.startswith(("text/", "application/json", "application/xml"))
    return Response(status, (("Content-Type", kind), *headers), data if text else b"")


def redirect(status: int, location: str, *headers: tuple[str, str]) -> Response:
    """Return an answer that sends elsewhere."""
    return answer(status, "", ("Location", location), *headers)


def slug_of(title: str) -> str:
    """Return a title as addresses have it."""
    return "-".join(word.lower() for word in title.replace(",", "").replace("'", "").split())


# --- pages that are there -------------------------------------------------------------------------


def _plain(title: str, host: str, _: Random) -> Response:
    return answer(200, article(title, site=host))


def _short(title: str, host: str, random: Random) -> Response:
    return answer(200, frame(title, f"<h1>{title}</h1>{prose(title + host, random.randint(1, 4))}", site=host))


def _bare(title: str, host: str, random: Random) -> Response:
    return answer(200, f"<h1>{title}</h1>{prose(title + host, random.randint(1, 12))}")


def _other_title(title: str, host: str, _: Random) -> Response:
    return answer(200, frame(host, prose(title + host, 18), site=host))


def _on_errors(title: str, host: str, random: Random) -> Response:
    subject = random.choice(("Page not found", "404 Not Found", "No longer available", "This domain is for sale"))
    return answer(200, article(f"{title}: {subject}", site=host))


def _on_outages(title: str, host: str, random: Random) -> Response:
    subject = random.choice(
        ("Down for maintenance", "Temporarily unavailable", "You are now in line", "Are you human?")
    )
    return answer(200, article(f"{title}: {subject}", site=host))


def _words_in_text(title: str, host: str, random: Random) -> Response:
    line = random.choice(("It was not found and has been removed.", "The page does not exist.", "Sign in to comment."))
    return answer(200, article(title, site=host, extra=f"<p>{line}</p>"))


def _gallery(title: str, host: str, random: Random) -> Response:
    pictures = "".join(f"<img src=/photos/{random.randint(1, 9999)}.jpg alt=''>" for _ in range(12))
    return answer(200, frame(title, f"<h1>{title}</h1>{pictures}", site=host))


def _long(title: str, host: str, _: Random) -> Response:
    return answer(200, article(title, site=host, sentences=400))


def _login(_: str, host: str, __: Random) -> Response:
    form = "<h1>Log in</h1><form><input name=user><input type=password name=password></form>"
    return answer(200, frame("Log in", form, site=host))


def _foreign(_: str, host: str, random: Random) -> Response:
    encoding = random.choice(sorted(WORDS))
    _, _, line = WORDS[encoding]
    body = f"<html><head><title>{line[:24]}</title></head><body><h1>{line[:24]}</h1>{f'<p>{line}</p>' * 6}{host}</body>"
    return answer(200, body.encode(encoding), kind="text/html")


def _casino(_: str, host: str, __: Random) -> Response:
    lines = ("Roulette, blackjack and poker every night", "Slot machines, and a bar by the sea", "Guests from eighteen")
    return answer(200, trade(f"Casino {host}", *lines, lang="en", site_=host))


def _file(kind: str, body: bytes = b"") -> Callable[[str, str, Random], Response]:
    return lambda _title, _host, _random: answer(200, body, kind=kind)


PAGES: tuple[tuple[int, str, Callable[[str, str, Random], Response]], ...] = (
    (40, "article", _plain),
    (8, "short page", _short),
    (4, "page without a frame", _bare),
    (6, "page with the site's name for a title", _other_title),
    (3, "page on errors", _on_errors),
    (3, "page on outages and walls", _on_outages),
    (4, "page with such words in its text", _words_in_text),
    (4, "gallery of few words", _gallery),
    (2, "long page", _long),
    (1, "log-in that is cited", _login),
    (5, "page in an old encoding", _foreign),
    (1, "casino", _casino),
    (3, "pdf", _file("application/pdf")),
    (2, "picture", _file("image/png")),
    (1, "archive of files", _file("application/zip")),
    (1, "json", _file("application/json", b'{"name": "lamp", "version": "1.2.0", "files": ["a", "b"]}')),
    (1, "plain text", _file("text/plain", b"The lamp, a manual.\n\nTrim the wick. Fill the font. Light it.\n" * 9)),
    (1, "feed", _file("application/xml", b"<rss><channel><title>Lamps</title><item/></channel></rss>")),
)

# --- what is said of pages that are not ----------------------------------------------------------------


@cache
def _lost(host: str, title: str, line: str) -> bytes:
    return frame(title, f"<h1>{title}</h1><p>{line}</p>", site=host)


def _says(host: str) -> Response:
    return answer(200, _lost(host, "Page not found", "The page that you are looking for is not here."))


def _says_in_words_of_its_own(host: str) -> Response:
    return answer(200, _lost(host, "Oh dear", "The sea has taken it. Try the menu, or write to the keeper."))


MISSING: tuple[tuple[int, str, Callable[[str], Response]], ...] = (
    (60, "404", lambda host: answer(404, _lost(host, "404", "There is no such page."))),
    (4, "410", lambda _: answer(410, notice("410 Gone", ("It is gone.",)))),
    (10, "200 and 'not found'", _says),
    (4, "200 in words of its own", _says_in_words_of_its_own),
    (7, "302 to the home page", lambda _: redirect(302, "/")),
    (4, "301 to the home page", lambda _: redirect(301, "/")),
    (3, "302 to an error page", lambda _: redirect(302, "/404.html")),
    (3, "302 to a search", lambda _: redirect(302, "/search?q=")),
    (2, "403", lambda _: answer(403, notice("Forbidden", ("You may not see this.",)))),
    (2, "500", lambda _: answer(500, notice("Error", ("Something went wrong.",)))),
    (1, "404 with an application", lambda _: answer(404, SHELL)),
)

TITLES = (
    *SUBJECTS,
    "Trimming a wick in a gale",
    "The year of two comets",
    "A ledger of small ships",
    "Fog signals, heard",
)


def front(host: str) -> Response:
    """Return the home page of a site."""
    return answer(200, home(host, about="What we have found out, and what we have not"))
