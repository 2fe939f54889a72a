"""N. Fragments: the page is there; whether the place in it is, is said beside the verdict and never changes it."""

from __future__ import annotations

from linkcheck.model import Fragment, State
from tests.internet.answers import TEXT, gone, good, page, redirect, reply
from tests.internet.behaviour import add
from tests.internet.visit import Visit

OK, MISSING, UNKNOWN = Fragment.OK, Fragment.MISSING, Fragment.UNKNOWN
PLACES: dict[str, dict[str, Fragment | None]] = {}
"""What is true of each fragment that the document of a behaviour cites, by the behaviour's name."""

SCRIPT = "<script src=/app.js></script>\n"
SECTIONS = "<h2 id=history>History</h2>\n<h2 id=the-lens>The lens</h2>\n<h2 id='caf\u00e9'>Caf\u00e9</h2>\n"
LONG = "".join(f"<p>{line}</p>\n" for line in TEXT) * 3000
"""More than a megabyte."""


def _cites(
    name: str,
    identity: str,
    story: str,
    places: dict[str, Fragment | None],
    answer: bytes,
    *truth: State,
    path: str = "/page",
    then: bytes | None = None,
    why: str | None = None,
) -> None:
    """Register a host whose one page is cited with each of the fragments; `then` is what `/new` gives."""

    async def reply_to(visit: Visit) -> bytes:
        if then is not None and visit.path == "/new":
            return then
        return answer if visit.path == path else gone()

    PLACES[name.replace("_", "-")] = places
    text = "".join(f"[{number}](<http://HOST{path}#{each}>)\n" for number, each in enumerate(places))
    add(name, story, reply_to, identity, *(truth or (State.ALIVE,)), text=text, why=why)


def _with(extra: str) -> bytes:
    return good(body=page(extra=extra))


_cites(
    "fragment_ids",
    "B278",
    "ids and names, as written and percent-decoded; upper and lower case matter",
    {"history": OK, "caf\u00e9": OK, "caf%C3%A9": OK, "a%20b": OK, "old": OK, "History": MISSING, "keeper": MISSING},
    _with(SECTIONS + "<p id='a b'>Notes</p><a name=old></a>"),
)
_cites(
    "fragment_user_content",
    "B279",
    "ids that begin with user-content-, as GitHub writes them",
    {"install": OK, "usage": MISSING},
    _with("<h2 id=user-content-install>Install</h2>"),
)
_cites(
    "fragment_lines",
    "B280",
    "the lines of a file, which a script draws",
    {"L10": UNKNOWN, "L10-L20": UNKNOWN},
    _with(SCRIPT),
    why="no forge that is known by its name",
)
_cites(
    "fragment_text",
    "B281",
    "a text directive, alone and behind an id",
    {":~:text=the%20great%20storm": OK, "history:~:text=lens": OK, "gone:~:text=lens": MISSING},
    _with(SECTIONS),
)
_cites("fragment_top", "B282", "#top, which needs no id", {"top": OK, "TOP": OK}, _with(SECTIONS))
_cites(
    "fragment_routes",
    "B283",
    "routes and states of an application",
    {"!/route": UNKNOWN, "/route": UNKNOWN, "code/PTAEGBwQ": UNKNOWN, "gid=0&range=A1": UNKNOWN},
    _with(SECTIONS + SCRIPT),
)
_cites(
    "fragment_by_scripts",
    "B284",
    "headings without ids, and a script that may give them some",
    {"history": UNKNOWN},
    _with("<h2>History</h2><h2>The lens</h2>" + SCRIPT),
    why="the page is there; only its fragment is unknown",
)
_cites(
    "fragment_slugs",
    "B285",
    "ids of other generators: they are read, never guessed",
    {"id-1.2-the-lens": OK, "12-the-lens": MISSING},
    _with("<h2 id='id-1.2-the-lens'>1.2 The lens</h2>"),
)
_cites(
    "fragment_of_a_file",
    "B286",
    "#page=3 of a PDF",
    {"page=3": UNKNOWN, "chapter-2": UNKNOWN},
    reply(200, kind="application/pdf", body=b"%PDF-1.7\n" + bytes(64)),
)
_cites("fragment_slash", "B287", "a slash behind the fragment", {"history/": MISSING}, _with(SECTIONS))
_cites(
    "fragment_far_down",
    "B288",
    "a page of more than a megabyte, with the place at its end",
    {"end": OK, "history": OK, "nowhere": MISSING},
    _with(SECTIONS + LONG + "<h2 id=end>The end</h2>"),
)
_cites(
    "fragment_cut_off",
    "B288",
    "a page that goes on behind what is read of it",
    {"end": UNKNOWN, "history": OK},
    _with(SECTIONS + LONG * 2 + "<h2 id=end>The end</h2>"),
)
_cites(
    "fragment_of_an_error",
    "B289",
    "nothing is said of the places of an error page",
    {"history": None},
    reply(404, body=page("404 Not Found", extra=SECTIONS)),
    State.DEAD,
)
_cites(
    "fragment_behind_a_redirect",
    "B290",
    "the page moved, and was split",
    {"history": OK, "the-keeper": MISSING},
    redirect(302, "/new"),
    then=_with(SECTIONS),
)
_cites(
    "fragment_of_the_redirect",
    "B290",
    "the redirect names a place of its own, which browsers take",
    {"the-keeper": UNKNOWN},
    redirect(302, "/new#history"),
    then=_with(SECTIONS),
)
