"""W. Sections that are away for a while, in words that no list has, under a home page that lives; and their twins.

Only the twins are dead: sent away for good, sent home, told so by words, or by an address that says so. The rest of
the twins resemble those by their addresses, and are log-ins, gates, queues, and searches that were cited themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import quote, urlsplit

from linkcheck.model import State
from tests.internet import sites
from tests.internet.answers import gone, good, redirect, reply
from tests.internet.prose import article, frame, home, notice
from tests.internet.visit import Visit

site = partial(sites.site, module=__name__)

NAMED = "/orchard/old-apple-trees-of-the-valley"
SOON = notice(
    "Back after the harvest",
    (
        "Everybody is in the orchards, from the first light to the last, and nobody is left to mind this part.",
        "The apples come first. Once the last cart is in the barn we shall have time for you again, and for cider.",
    ),
)
AT_LENGTH = frame("Back after the harvest", SOON.decode().partition("<body>")[2] + "<p>Pears are next.</p>" * 12)
LOST = notice("Page not found", ("The page that you are looking for does not exist.",))
Sends = Callable[[Visit], bytes]


def _host(name: str) -> str:
    return f"www.{name.replace('_', '-')}-orchards.net"


def _section(
    name: str,
    story: str,
    *truth: State,
    sends: Sends,
    ends: tuple[str, ...] = ("/soon.html",),
    shows: bytes | Callable[[Visit], bytes] = SOON,
    start: bytes | None = None,
    cite: str = NAMED,
    identity: str = "W101",
) -> None:
    """Register a link into a section that answers by `sends`; `ends` begin the paths that show what it sends to.

    `start` is the home page's whole answer, which lives unless one is given.
    """
    host = _host(name)
    living = good(body=home(host, about="Apples, pears and their keepers"))

    def answer(visit: Visit) -> bytes:
        if visit.path == "/":
            return start or living
        if visit.path.startswith(ends):
            return good(body=shows if isinstance(shows, bytes) else shows(visit))
        return sends(visit) if visit.path.startswith(f"/{cite.split('/')[1]}") else gone()

    site(name, identity, story, *truth, cite=f"https://{host}{cite}", everywhere={host: answer})


def _to(where: str, status: int = 302) -> Sends:
    return lambda _: redirect(status, where)


def _carried(where: str, status: int = 302, *, words: bool = False) -> Sends:
    """Send to an address that ends in the cited path, or in the words of its last segment."""

    def sends(visit: Visit) -> bytes:
        path = urlsplit(visit.path).path
        return redirect(status, where + quote(path.rpartition("/")[2].replace("-", " ") if words else path))

    return sends


def _twice(visit: Visit) -> bytes:
    return redirect(302, "/soon.html") if visit.path == "/orchards" else redirect(301, "/orchards")


def _page(head: str = "", text: str = "", header: str = "") -> Sends:
    return lambda visit: good(*([header] if header else []), body=frame("Orchard", text, site=visit.host, head=head))


REFRESH = '<meta http-equiv="refresh" content="%d; url=/soon.html">'
ASIDE = "Whoever came for the old apple trees finds them where they stood. We shall walk you there, in a little while."
SCRIPT = "<script>setTimeout(function () { location.href = '/soon.html' }, 9000)</script>"
AWAY: dict[str, tuple[str, Sends]] = {
    **{f"away_{status}": (f"{status} to /soon.html", _to("/soon.html", status)) for status in (302, 303, 307)},
    "away_refresh": ("a refresh to /soon.html", _page(REFRESH % 0)),
    "away_refresh_header": ("a Refresh header with /soon.html", _page(header="Refresh: 0; url=/soon.html")),
    "away_refresh_slow": ("a refresh after nine seconds", _page(REFRESH % 9, f"{ASIDE} {ASIDE} {ASIDE}")),
    "away_script": ("a script that goes to /soon.html after nine seconds", _page(SCRIPT, f"{ASIDE} {ASIDE} {ASIDE}")),
    "away_each": ("302 to /soon/ and the same name", _carried("/soon.html")),
    "away_twice": ("301 to another directory, then 302 to /soon.html", _twice),
    "away_bare": ("200 with a notice that has nothing of the site's frame", lambda _: good(body=SOON)),
}
for _name, (_story, _sends) in AWAY.items():
    _section(_name, f"a section is away: {_story} (own knowledge)", State.UNSURE, sends=_sends)
for _name, _status in (("home_302", 302), ("home_307", 307)):
    _section(
        f"away_{_name}",
        f"all of a site is away: {_status} to /soon.html, from its home as well (own knowledge)",
        State.UNSURE,
        sends=_to("/soon.html", _status),
        start=redirect(_status, "/soon.html"),
    )
_section(
    "away_home_fails",
    "a section is away: 302 to /soon.html, and the home page is 503 (own knowledge)",
    State.UNSURE,
    sends=_to("/soon.html"),
    start=reply(503),
)
_section(
    "away_welcome",
    "a section is away: 302 to /welcome.html, which is long and not the home page (own knowledge)",
    State.UNSURE,
    sends=_to("/welcome.html"),
    ends=("/welcome.html",),
    shows=AT_LENGTH,
)

# --- twins that are dead ------------------------------------------------------------------------

for _status in (301, 308):
    _section(
        f"left_{_status}",
        f"a section was closed: {_status} to /soon.html (design: a permanent redirect of every address)",
        State.DEAD,
        sends=_to("/soon.html", _status),
        identity="B157",
    )
_section("left_home", "302 of a section to the home page", State.DEAD, sends=_to("/"), identity="B122")
_section(
    "left_words",
    "302 of a section to a page that says that it is not there",
    State.DEAD,
    sends=_to("/soon.html"),
    shows=LOST,
    identity="B123",
)
_section(
    "left_address",
    "302 of a section to /not-found.html, which says something else",
    State.DEAD,
    sends=_to("/not-found.html"),
    ends=("/not-found.html",),
    identity="B123",
)
for _name, _where in {
    "aspx": "/Oops.aspx?aspxerrorpath=",
    "url": "/error?error_url=",
    "link": "/help?badlink=",
}.items():
    _section(
        f"blamed_{_name}",
        f"302 of a section to {_where}…, which is 200",
        State.DEAD,
        sends=_carried(_where),
        ends=("/Oops", "/error", "/help"),
        identity="B123",
    )


def _results(visit: Visit, *, found: str = "", script: str = "") -> bytes:
    title = f"Search for {visit.path.partition('=')[2].replace('%20', ' ')}"
    return frame(title, f"<h1>{title}</h1>{found}", site="The orchards", head=script)


for _name, _where in {"path": "/search?q=", "german": "/suche/?q=", "home": "/?s="}.items():
    _section(
        f"sought_{_name}",
        f"302 of a section to {_where}… and the words of the address, where nothing is found",
        State.DEAD,
        sends=_carried(_where, words=True),
        ends=("/search", "/suche", "/?s="),
        shows=_results,
        identity="B124",
    )
_section(
    "bare_in_its_frame",
    "200 for a section with few words in the site's frame, and the home page is another",
    State.DEAD,
    sends=lambda visit: good(body=frame("Orchard", f"<p>{ASIDE}</p>", site=visit.host)),
    identity="B134",
)

# --- twins that are not -------------------------------------------------------------------------

STRANGE = notice("The orchards", ("Tell us who you are, and which of the trees you have come for.", ASIDE))
for _name, _where in {
    "login": "/who?returnUrl=",
    "consent": "/fruit?next=",
    "language": "/tongues?from=",
    "error": "/error?returnUrl=",
    "error_plain": "/error/?url=",
    "queue": "/stile?t=https%3A//www.kept-queue-orchards.net",
}.items():
    _section(
        f"kept_{_name}",
        f"302 of a section to {_where}… and its address, to come back to",
        State.UNSURE,
        State.BLOCKED,
        sends=_carried(_where),
        ends=(urlsplit(_where).path,),
        shows=STRANGE,
    )
_section(
    "search_was_cited",
    "an old search, which was cited itself, leads to the new one by 302",
    State.UNSURE,
    State.ALIVE,
    sends=lambda visit: redirect(302, f"/search?q={visit.path.partition('=')[2]}"),
    ends=("/search",),
    shows=_results,
    cite="/finder/results?query=quinces",
    identity="B124",
)
_section(
    "search_by_script",
    "302 of a section to a search for its words, which a script fills",
    State.UNSURE,
    sends=_carried("/search?q=", words=True),
    ends=("/search",),
    shows=partial(_results, script="<script src=/find.js></script>"),
    identity="B124",
)
_section(
    "search_of_a_tag",
    "302 of a tag's page to a search for it, which finds nothing tonight",
    State.UNSURE,
    sends=_carried("/search?q=", words=True),
    ends=("/search",),
    shows=_results,
    cite="/tags/quinces-and-medlars",
    identity="B124",
)


def _finds(visit: Visit) -> bytes:
    found = article("Old apple trees of the valley").decode().partition("<main>")[2].partition("</main>")[0]
    return _results(visit, found=found if "apple" in visit.path else "")


_section(
    "search_finds_it",
    "302 of a section to a search for its words, which finds them",
    State.UNSURE,
    State.ALIVE,
    sends=_carried("/search?q=", words=True),
    ends=("/search",),
    shows=_finds,
    identity="B124",
)
for _name, _where in {
    "session": "/x?reason=session_expired",
    "cookie": "/x?missing_cookie=1",
    "plain": "/unknown-error",
}.items():
    _section(
        f"visit_{_name}",
        f"302 of a section to {_where}, which says nothing of the page",
        State.UNSURE,
        State.BLOCKED,
        sends=_to(_where),
        ends=(urlsplit(_where).path,),
        shows=STRANGE,
    )
