"""F. Redirects."""

from linkcheck.model import State
from tests.internet.answers import gone, good, page, raw, redirect, reply
from tests.internet.behaviour import BOTH, HTTPS_ONLY, add, behaviour
from tests.internet.visit import Visit


def _one_hop(status: int, identity: str, truth: State) -> None:
    async def answer(visit: Visit) -> bytes:
        return good() if visit.path == "/new/page" else redirect(status, "/new/page")

    moved_to = "http://HOST/new/page" if truth is State.MOVED else None
    add(f"redirects_with_{status}", f"{status} to a page", answer, identity, truth, moved_to=moved_to)


_one_hop(301, "B096", State.MOVED)
_one_hop(308, "B100", State.MOVED)
for _status in (302, 303, 307):
    _one_hop(_status, "B097", State.ALIVE)


def _chain(name: str, identity: str, length: int, status: int, *truth: State) -> None:
    async def answer(visit: Visit) -> bytes:
        step = int(visit.path.removeprefix("/page").strip("/") or 0)
        return good() if step == length else redirect(status, f"/page/{step + 1}")

    add(name, f"{length} hops of {status} to a page", answer, identity, *truth)


_chain("ten_hops", "B108", 10, 302, State.ALIVE)
_chain("twenty_hops", "B108", 20, 302, State.ALIVE)
_chain("five_permanent_hops", "B096", 5, 301, State.MOVED)


@behaviour("B096", State.DEAD, why="the twin whose target is gone")
async def moved_and_died(visit: Visit) -> bytes:
    """301 to an address that is 404"""
    return gone() if visit.path == "/new" else redirect(301, "/new")


@behaviour("B097", State.DEAD, why="the twin whose target is gone")
async def points_at_nothing(visit: Visit) -> bytes:
    """302 to an address that is 410"""
    return reply(410) if visit.path == "/new" else redirect(302, "/new")


@behaviour("B098", State.ALIVE, State.MOVED, moved_to="http://HOST/new", why="moved as far as the permanent part goes")
async def permanent_then_temporary(visit: Visit) -> bytes:
    """301, then 302, then a page: only the first step is for good"""
    steps = {"/page": redirect(301, "/new"), "/new": redirect(302, "/today")}
    return steps.get(visit.path) or good()


@behaviour("B098", State.ALIVE)
async def temporary_then_permanent(visit: Visit) -> bytes:
    """302, then 301, then a page: nothing of it is for good"""
    steps = {"/page": redirect(302, "/today"), "/today": redirect(301, "/new")}
    return steps.get(visit.path) or good()


@behaviour("B099", State.MOVED, text="[cited](http://HOST/a/b/page)", moved_to="http://HOST/x/y/last")
async def relative_at_the_second_hop(visit: Visit) -> bytes:
    """the second Location is relative to the second URL, not to the first"""
    steps = {"/a/b/page": redirect(301, "/x/y/next"), "/x/y/next": redirect(301, "last"), "/x/y/last": good()}
    return steps.get(visit.path) or gone()


@behaviour("B101", State.UNSURE)
async def redirect_to_nowhere(_: Visit) -> bytes:
    """301 without Location"""
    return reply(301)


@behaviour("B102", State.UNSURE)
async def empty_location(_: Visit) -> bytes:
    """301 with an empty Location"""
    return redirect(301, "")


@behaviour("B104", State.UNSURE, State.ALIVE, why="browsers take the first or refuse; either is defensible")
async def two_locations(visit: Visit) -> bytes:
    """302 with two different Locations"""
    return good() if visit.path in ("/one", "/two") else redirect(302, "/one", "Location: /two")


@behaviour("B105", State.UNREACHABLE, State.UNSURE, why="only runs over time can make this dead")
async def redirects_to_itself(visit: Visit) -> bytes:
    """301 to the URL that was asked for"""
    return redirect(301, visit.path)


@behaviour("B105", State.UNREACHABLE, State.UNSURE, why="only runs over time can make this dead")
async def redirects_for_ever(visit: Visit) -> bytes:
    """302 to a new URL every time"""
    return redirect(302, f"/page?n={visit.next_number('hops')}")


@behaviour("B106", State.ALIVE)
async def redirects_until_the_cookie(visit: Visit) -> bytes:
    """302 to the same URL until its cookie comes back"""
    if "token=1" in visit.headers.get("cookie", ""):
        return good()
    return redirect(302, visit.path, "Set-Cookie: token=1; Path=/")


@behaviour("B107", State.ALIVE)
async def passes_twice(visit: Visit) -> bytes:
    """the chain comes through one URL twice, with a cookie the second time"""
    if visit.path == "/session":
        return redirect(302, "/page", "Set-Cookie: session=7; Path=/")
    return good() if "session=7" in visit.headers.get("cookie", "") else redirect(302, "/session")


@behaviour("B109", State.ALIVE)
async def closes_without_saying(visit: Visit) -> bytes:
    """three redirects that promise to keep the connection and close it"""
    step = int(visit.path.partition("?step=")[2] or 0)
    if step == 3:
        return good()
    return raw("HTTP/1.1 302 Found", f"Location: /page?step={step + 1}", "Content-Length: 0")


@behaviour("B110", State.ALIVE, text="[cited](http://HOST/page#part)")
async def fragment_in_the_location(visit: Visit) -> bytes:
    """302 whose Location has a fragment, which must not be sent"""
    return good() if visit.path == "/new" else gone() if visit.path != "/page" else redirect(302, "/new#other")


def _location(name: str, identity: str, story: str, location: str | bytes, *targets: str, truth: State) -> None:
    data = location if isinstance(location, bytes) else location.encode()

    async def answer(visit: Visit) -> bytes:
        if visit.path == "/page":
            return raw("HTTP/1.1 302 Found", b"Location: " + data, "Content-Length: 0", "Connection: close")
        return good() if visit.path in targets else gone()

    add(name, story, answer, identity, truth)


_location("location_with_a_space", "B111", "302 to a path with a raw space", "/a b", "/a%20b", truth=State.ALIVE)
_location("location_in_utf8", "B112", "302 to raw UTF-8", "/caf\u00e9", "/caf%C3%A9", "/caf%c3%a9", truth=State.ALIVE)
_location("location_in_latin1", "B113", "302 to raw Latin-1", b"/caf\xe9", "/caf%E9", "/caf%C3%A9", truth=State.ALIVE)
_location(
    "location_with_a_signature",
    "B114",
    "302 to a signed URL that must not be re-encoded",
    "/o%27k?sig=a%2Fb%3Ac%40d%28%7E+e",
    "/o%27k?sig=a%2Fb%3Ac%40d%28%7E+e",
    truth=State.ALIVE,
)
_location("location_without_host", "B115", "302 to http:///path", "http:///path", truth=State.UNSURE)
_location("location_with_a_bad_port", "B115", "302 to port 99999", "http://redirect.lab:99999/", truth=State.UNSURE)
_location("location_that_is_no_url", "B115", "302 to junk", "http://[::bad/", truth=State.UNSURE)
_location(
    "location_with_one_slash", "B116", "302 to http:/path, as browsers read it", "http:/new", "/new", truth=State.ALIVE
)
_location("location_with_a_backslash", "B117", "302 to \\new, a slash to browsers", "\\new", "/new", truth=State.ALIVE)
for _scheme, _rest in {
    "itms-apps": "//store/app",
    "mailto": "a@b.nl",
    "ftp": "//files/x",
    "intent": "//x#y;end",
}.items():
    _location(f"location_{_scheme}", "B118", f"302 to {_scheme}:", f"{_scheme}:{_rest}", truth=State.ALIVE)
_location("location_javascript", "B118", "302 to javascript:", "javascript:void(0)", truth=State.UNSURE)


@behaviour("B103", State.ALIVE, State.UNSURE, State.MOVED, why="browsers do not know the URI header any more")
async def uri_instead_of_location(visit: Visit) -> bytes:
    """302 with a URI header and no Location"""
    return good() if visit.path == "/new" else reply(302, "URI: /new")


@behaviour("B119", State.ALIVE, doors=BOTH, text="[cited](https://HOST/page)")
async def leaves_encryption(visit: Visit) -> bytes:
    """301 from https to http"""
    return good() if visit.port == 80 else redirect(301, f"http://{visit.host}{visit.path}")


@behaviour("B120", State.MOVED, doors=BOTH, moved_to="https://HOST/page")
async def takes_up_encryption(visit: Visit) -> bytes:
    """301 from http to https, same host and path"""
    return good() if visit.port == 443 else redirect(301, f"https://{visit.host}{visit.path}")


@behaviour("B120", State.MOVED, doors=BOTH, moved_to="https://www.HOST/page")
async def takes_up_www(visit: Visit) -> bytes:
    """301 to https, then 301 to www"""
    if visit.port == 80:
        return redirect(301, f"https://{visit.host}{visit.path}")
    return good() if visit.host.startswith("www.") else redirect(301, f"https://www.{visit.host}{visit.path}")


@behaviour("B121", State.UNSURE, State.UNCHECKED, why="design: a private address is unchecked")
async def redirects_inside(_: Visit) -> bytes:
    """302 to an address of its own network"""
    return redirect(302, "http://10.0.0.5:8080/page")


@behaviour("B121", State.UNSURE, State.UNCHECKED, why="design: a private address is unchecked")
async def redirects_to_the_metadata_service(_: Visit) -> bytes:
    """302 to the address where clouds keep secrets"""
    return redirect(302, "http://169.254.169.254/latest/meta-data/")


@behaviour("B125", State.ALIVE, text="[cited](http://HOST/)")
async def redirects_by_language(visit: Visit) -> bytes:
    """302 from / to /en/"""
    return good() if visit.path == "/en/" else redirect(302, "/en/")


@behaviour("B126", State.MOVED, State.ALIVE, why="a refresh is no permanent redirect")
async def refresh_in_the_page(visit: Visit) -> bytes:
    """200 with a meta refresh to a page that is there"""
    return good() if visit.path == "/new" else good(body=b'<meta http-equiv=refresh content="0; url=/new">')


@behaviour("B126", State.DEAD, State.UNSURE, why="the target of a refresh is not there; one run may doubt it")
async def refresh_to_nothing(visit: Visit) -> bytes:
    """200 with a meta refresh to a page that is 404"""
    return good(body=b'<meta http-equiv="refresh" content="0;URL=/new">') if visit.path == "/page" else gone()


@behaviour("B127", State.MOVED, State.ALIVE)
async def refresh_in_the_header(visit: Visit) -> bytes:
    """200 with a Refresh header to a page that is there"""
    return good() if visit.path == "/new" else good("Refresh: 0; url=/new", body=b"")


@behaviour("B129", State.ALIVE)
async def canonical_elsewhere(_: Visit) -> bytes:
    """200 with a canonical link to another address"""
    return good(body=page().replace(b"</head>", b"<link rel=canonical href=http://other.lab/></head>"))


@behaviour("B130", State.ALIVE, State.MOVED, why="301 to programs, and a page for browsers")
async def shortener_with_two_faces(visit: Visit) -> bytes:
    """a meta refresh for browsers, 301 for programs"""
    if visit.path == "/target":
        return good()
    return (
        good(body=b'<meta http-equiv=refresh content="0;url=/target">')
        if visit.is_browser
        else redirect(301, "/target")
    )


@behaviour("B131", State.MOVED, text="[cited](http://HOST/old/x/tree/main)", moved_to="http://HOST/new/x/tree/main")
async def renamed_repository(visit: Visit) -> bytes:
    """301 from an old name to a new one on the same host"""
    return good() if visit.path.startswith("/new/") else redirect(301, "/new/x/tree/main")


@behaviour("B096", State.MOVED, doors=HTTPS_ONLY, moved_to="https://new.HOST/page")
async def moved_to_another_host(visit: Visit) -> bytes:
    """301 to another host of the same domain"""
    return good() if visit.host.startswith("new.") else redirect(301, f"https://new.{visit.host}{visit.path}")


@behaviour("B227", State.DEAD, State.UNSURE, why="the host that was cited still answers")
async def redirects_to_a_lost_name(_: Visit) -> bytes:
    """302 to a host that does not exist"""
    return redirect(302, "http://gone.nowhere.lab/page")
