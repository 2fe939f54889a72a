"""O. Platforms under their real names: what they answer does not mean what it means elsewhere.

What they answer stands in the table of `tests.internet.sites`, as behaviours of one platform share its hosts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

from linkcheck.model import State
from tests.internet.answers import gone, good, page, redirect, reply, small_page
from tests.internet.sites import Says, site
from tests.internet.visit import Visit

KNOWN = reply(200, kind="application/json", body=b'{"title": "The lighthouse"}')
UNKNOWN = reply(404, kind="application/json", body=b'{"message": "Not Found"}')
LOGIN_FORM = "<form><input name=email><input type=password name=pass></form>"


def _platform(
    name: str, identity: str, story: str, *truth: State, says: Mapping[str, Says], why: str | None = None, to: str = ""
) -> None:
    """Register a link to the first of the addresses in `says`, with `to` behind it."""
    site(name, identity, story, *truth, says=says, cite=next(iter(says)) + to, why=why, module=__name__)


def _first(otherwise: bytes) -> Callable[[Visit], bytes]:
    return lambda visit: otherwise if visit.number == 1 else good()


# --- YouTube -----------------------------------------------------------------------------------

WATCH = "https://www.youtube.com/watch?v="
STRINGS = '<script>var strings = {"gone": "Video unavailable"}</script>'
PLAYER = good(body=page("How a lens turns - YouTube", extra=STRINGS))
NO_PLAYER = good(body=small_page(" - YouTube") + STRINGS.encode())


def _oembed(video: str) -> str:
    return f"https://www.youtube.com/oembed?format=json&url={quote(WATCH + video, safe='')}"


def _video(name: str, story: str, watch: bytes, oembed: Says, *truth: State, why: str | None = None) -> None:
    _platform(name, "B291", story, *truth, says={WATCH + name: watch, _oembed(name): oembed}, why=why)


def _not_for_honest_programs(visit: Visit) -> bytes:
    return KNOWN if visit.is_browser else UNKNOWN


_video("video", "a film that oEmbed knows", PLAYER, KNOWN, State.ALIVE, why="it is there")
_video("video_removed", "the page for any film, and 404 from oEmbed", NO_PLAYER, UNKNOWN, State.DEAD)
_video("video_never_was", "the page for any film, and 400 from oEmbed", NO_PLAYER, reply(400), State.DEAD)
_video("video_private", "403 from oEmbed", NO_PLAYER, reply(403), State.UNSURE, why="members may see it")
_video("video_not_to_embed", "401 from oEmbed", PLAYER, reply(401), State.UNSURE, why="oEmbed does not tell")
_video(
    "video_for_browsers", "404 from oEmbed to us", PLAYER, _not_for_honest_programs, State.ALIVE, why="browsers know it"
)
_video("video_oembed_is_out", "500 from oEmbed, no name", NO_PLAYER, reply(500), State.UNSURE, why="nobody tells")
_video("video_has_a_name", "500 from oEmbed, a name", PLAYER, reply(500), State.ALIVE, why="only films have names")
_platform(
    "video_by_short_link",
    "B291",
    "303 from youtu.be to the page for any film, and 404 from oEmbed",
    State.DEAD,
    says={
        "https://youtu.be/short-link": redirect(303, f"{WATCH}short-link"),
        f"{WATCH}short-link": NO_PLAYER,
        _oembed("short-link"): UNKNOWN,
    },
)
_platform(
    "video_elsewhere",
    "B291",
    "another site whose name ends like YouTube's",
    State.ALIVE,
    says={"https://www.notyoutube.com/watch?v=lens": good()},
    why="no rule of YouTube's is for it",
)

# --- networks ----------------------------------------------------------------------------------

X_SHELL = good(body=b"<title></title><div id=react-root></div><script src=main.js></script>" + b" " * 99)
TWEET_OEMBED = "https://publish.twitter.com/oembed?omit_script=1&url=https%3A%2F%2Ftwitter.com%2Fkeeper%2Fstatus%2F"
NOT_IN_TABLE = "the catalogue's row is of accounts"

_platform("x_account", "B292", "a shell for any account", State.UNSURE, says={"https://x.com/keeper": X_SHELL})
_platform("x_refuses", "B292", "400 to whoever it does not know", State.UNSURE, says={"https://x.com/lamp": reply(400)})
_platform("x_forbids", "B292", "403 for accounts", State.UNSURE, says={"https://twitter.com/lens": reply(403)})
_platform(
    "x_post",
    "B292",
    "a shell, and a post that oEmbed knows",
    State.ALIVE,
    says={"https://twitter.com/keeper/status/1": X_SHELL, f"{TWEET_OEMBED}1": KNOWN},
    why=NOT_IN_TABLE,
)
_platform(
    "x_post_unknown",
    "B292",
    "a shell, and 404 from oEmbed, which knows no protected posts either",
    State.UNSURE,
    says={"https://x.com/keeper/status/2": X_SHELL, f"{TWEET_OEMBED}2": UNKNOWN},
)
_platform(
    "x_share_button",
    "B292",
    "a button to share a page",
    State.ALIVE,
    says={"https://twitter.com/intent/tweet?text=light": X_SHELL},
    why=NOT_IN_TABLE,
)
_platform(
    "instagram_login",
    "B293",
    "200 with a login",
    State.BLOCKED,
    says={"https://www.instagram.com/p/C1a2/": good(body=page("Login • Instagram", extra=LOGIN_FORM))},
)
_platform(
    "facebook_sends_to_login",
    "B293",
    "302 to its login",
    State.BLOCKED,
    says={
        "https://www.facebook.com/groups/42/": redirect(302, "/login/?next=%2Fgroups%2F42%2F"),
        "https://www.facebook.com/login/?next=%2Fgroups%2F42%2F": good(body=page("Facebook", extra=LOGIN_FORM)),
    },
)
_platform(
    "facebook_shell",
    "B293",
    "200 with a page that is named like the platform only",
    State.BLOCKED,
    says={"https://www.facebook.com/lighthouse": good(body=page("Facebook"))},
)
_platform("facebook_400", "B293", "400 to odd clients", State.BLOCKED, says={"https://m.facebook.com/x": reply(400)})
_platform(
    "facebook_page",
    "B293",
    "a page that strangers may see",
    State.ALIVE,
    says={"https://www.facebook.com/harbour": good(body=page("The old harbour | Facebook"))},
    why="no wall stands before it",
)
_platform(
    "reddit_forbids",
    "B294",
    "403 with words about network security",
    State.BLOCKED,
    says={"https://www.reddit.com/r/lamps/": reply(403, body=small_page("blocked by network security"))},
)
_platform(
    "reddit_limits",
    "B294",
    "429 whenever asked",
    State.BLOCKED,
    says={"https://old.reddit.com/r/lamps/": reply(429, "Retry-After: 300")},
)
_platform(
    "linkedin_denies", "B047", "999 to programs", State.BLOCKED, says={"https://www.linkedin.com/in/keeper": reply(999)}
)
_platform(
    "linkedin_hides",
    "B047",
    "404 for a profile that only members may see",
    State.UNSURE,
    says={"https://nl.linkedin.com/in/hidden": gone()},
    why="strangers cannot tell it from one that is gone",
)
INVITE = "https://discord.com/api/v10/invites/"
for _code, _story, _says, _truth, _why in (
    ("expired", "the page for any invitation, and 404 from the API", UNKNOWN, State.DEAD, "its API tells"),
    ("valid", "an invitation that the API knows", KNOWN, State.ALIVE, "its API tells"),
    ("secret", "the page for any invitation, and an API that refuses", reply(403), State.UNSURE, None),
):
    _platform(
        f"discord_{_code}",
        "B302",
        _story,
        _truth,
        says={f"https://discord.gg/{_code}": good(body=page("Discord")), INVITE + _code: _says},
        why=_why,
    )
_platform(
    "telegram_nobody",
    "B303",
    "the page for any name",
    State.UNSURE,
    says={"https://t.me/nobody": good(body=page("Telegram: Contact @nobody"))},
)
_platform(
    "telegram_channel",
    "B303",
    "the page of a channel, with its name",
    State.ALIVE,
    says={
        "https://t.me/lamps": good(body=page("Telegram: View @lamps", extra="<div class=tgme_page_title>Lamps</div>"))
    },
    why="its page shows that it exists",
)

# --- code --------------------------------------------------------------------------------------

_platform(
    "github_settings",
    "B295",
    "404 to strangers",
    State.UNSURE,
    says={"https://github.com/keeper/lens/settings": gone()},
)
_platform(
    "github_edit",
    "B295",
    "404 to strangers",
    State.UNSURE,
    says={"https://github.com/keeper/lens/edit/main/README.md": gone()},
)
_platform(
    "github_gone",
    "B295",
    "404 for a repository, to everybody but its members, if it has any",
    State.DEAD,
    says={"https://github.com/keeper/no-such-thing": gone()},
    why="readers find nothing there, and nothing says that it is the author's own",
)
_platform(
    "github_clone",
    "B296",
    "301 from the address for cloning",
    State.ALIVE,
    says={
        "https://github.com/keeper/lens.git": redirect(301, "https://github.com/keeper/lens"),
        "https://github.com/keeper/lens": good(),
    },
)
_platform(
    "codeberg_clone",
    "B296",
    "404 for the address for cloning, which is for git only",
    State.ALIVE,
    says={"https://codeberg.org/keeper/lamp.git": gone(), "https://codeberg.org/keeper/lamp": good()},
)
_platform(
    "codeberg_clone_gone",
    "B296",
    "404 for the address for cloning and for the repository's page",
    State.DEAD,
    says={"https://codeberg.org/keeper/gone.git": gone()},
    why="the repository is gone",
)
_platform(
    "github_limits",
    "B297",
    "429 to strangers, once",
    State.ALIVE,
    says={"https://github.com/keeper/busy": _first(reply(429, "Retry-After: 1"))},
)
_platform("github_fails", "B297", "500 once", State.ALIVE, says={"https://github.com/keeper/fails": _first(reply(500))})
CRATES_SHELL = good(body=page("crates.io: Rust Package Registry"))


def _for_browsers_only(visit: Visit) -> bytes:
    return CRATES_SHELL if "text/html" in visit.headers.get("accept", "") else reply(404)


_platform(
    "crate",
    "B298",
    "404 to those who do not accept HTML",
    State.ALIVE,
    says={
        "https://crates.io/crates/fresnel": _for_browsers_only,
        "https://crates.io/api/v1/crates/fresnel": KNOWN,
    },
)
_platform(
    "crate_unknown",
    "B298",
    "the page for any crate, and 404 from the API",
    State.DEAD,
    says={
        "https://crates.io/crates/no-such-lens": CRATES_SHELL,
        "https://crates.io/api/v1/crates/no-such-lens": UNKNOWN,
    },
    why="its API tells",
)
for _package, _story, _says, _truth, _why in (
    ("lamp", "403 to programs, and the registry refuses too", reply(403), State.BLOCKED, None),
    ("lens", "403 to programs, and the registry has it", KNOWN, State.ALIVE, "the registry tells"),
    ("@keeper/fog", "403 to programs, and the registry has it not", UNKNOWN, State.DEAD, "the registry tells"),
):
    _platform(
        f"npm_{_package.removeprefix('@keeper/')}",
        "B299",
        _story,
        _truth,
        says={
            f"https://www.npmjs.com/package/{_package}": reply(403),
            f"https://registry.npmjs.org/{_package}": _says,
        },
        why=_why,
    )

# --- resolvers and archives --------------------------------------------------------------------

DOI = "https://doi.org/10.1000/"
PAPERS = "https://papers.lab/"
for _number, _status, _truth, _why in (
    (182, 403, State.BLOCKED, None),
    (183, 503, State.BLOCKED, None),
    (184, 404, State.UNSURE, "the DOI is registered; its publisher has lost the page"),
):
    _platform(
        f"doi_publisher_{_status}",
        "B084",
        f"302 from doi.org to a publisher that answers {_status}",
        _truth,
        says={f"{DOI}{_number}": redirect(302, f"{PAPERS}{_number}"), f"{PAPERS}{_number}": reply(_status)},
        why=_why,
    )
_platform(
    "doi_publisher_has_no_name",
    "B084",
    "302 from doi.org to a host that does not exist",
    State.UNSURE,
    says={f"{DOI}185": redirect(302, "https://papers-of-old.lab/185")},
    why="the DOI is registered; its publisher has moved",
)
_platform("doi_unknown", "B085", "404 from the resolver itself", State.DEAD, says={f"{DOI}none": gone()})
_platform(
    "handle_unknown",
    "B085",
    "404 from the resolver itself",
    State.DEAD,
    says={"https://hdl.handle.net/2027/none": gone()},
)
WEB = "https://web.archive.org/web/"
MEMENTO = "Memento-Datetime: Sat, 02 Jan 2010 00:00:00 GMT"
_platform(
    "capture_near",
    "B300",
    "302 to the nearest capture",
    State.ALIVE,
    says={
        f"{WEB}2010/http://lamps.lab/": redirect(302, f"{WEB}20100102000000/http://lamps.lab/"),
        f"{WEB}20100102000000/http://lamps.lab/": good(MEMENTO),
    },
)
_platform(
    "capture_later",
    "B300",
    "429 once",
    State.ALIVE,
    says={f"{WEB}20110101000000/http://lamps.lab/": _first(reply(429, "Retry-After: 1"))},
)
_platform(
    "capture_of_an_error",
    "B300",
    "a capture of a page that was gone",
    State.ALIVE,
    State.UNSURE,
    says={f"{WEB}20120101000000/http://lamps.lab/gone": reply(404, MEMENTO)},
    why="the capture is there, but shows an error",
)
_platform(
    "capture_that_is_not",
    "B300",
    "404, and the archive says that it has no capture",
    State.DEAD,
    says={f"{WEB}2013/http://lamps.lab/x": reply(404, body=small_page("Wayback Machine has not archived that URL."))},
    why="the archive itself says so",
)
_platform(
    "capture_404",
    "B300",
    "404 without any word",
    State.UNSURE,
    says={f"{WEB}20140101000000/http://lamps.lab/": reply(404, body=small_page("404"))},
    why="a bad moment of the archive looks the same",
)

# --- Google, Medium ----------------------------------------------------------------------------

DOCS = "https://docs.google.com/document/d/"
SERVICE_LOGIN = "https://accounts.google.com/ServiceLogin?continue=docs"
_platform(
    "document_sign_in",
    "B301",
    "200 with a page to sign in",
    State.BLOCKED,
    says={f"{DOCS}a/edit": good(body=page("Google Docs: Sign-in"))},
)
_platform(
    "document_needs_access",
    "B301",
    "200 with 'You need access'",
    State.BLOCKED,
    says={"https://drive.google.com/file/d/b/view": good(body=small_page("You need access"))},
)
_platform(
    "document_login",
    "B301",
    "302 to ServiceLogin",
    State.BLOCKED,
    says={
        f"{DOCS}c/edit": redirect(302, SERVICE_LOGIN),
        SERVICE_LOGIN: good(body=page("Sign in - Google Accounts", extra=LOGIN_FORM)),
    },
)
_platform("document_deleted", "B301", "404 after it was deleted", State.DEAD, says={f"{DOCS}d/edit": gone()})
_platform("medium_forbids", "B304", "403", State.BLOCKED, says={"https://medium.com/@keeper/light": reply(403)})
_platform("medium_gone", "B304", "410", State.DEAD, says={"https://medium.com/@keeper/dark": reply(410)})
_platform(
    "list_behind_a_hash",
    "B305",
    "the same page for all lists, which a script tells by the fragment",
    State.UNSURE,
    says={"https://groups.google.com/forum/": good(body=page("Google Groups"))},
    to="#!forum/lighthouse-keepers",
)
