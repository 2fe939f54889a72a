"""E. Logins, consent, countries: walls for people."""

from linkcheck.model import State
from tests.internet.answers import good, page, redirect, reply, small_page
from tests.internet.behaviour import behaviour
from tests.internet.names import addresses
from tests.internet.visit import Visit

FIELDS = "<input name=user><input type=password name=password><button>Log in</button>"
FORM = f"<form method=post action=/session>{FIELDS}</form>"
INTRANET = addresses("10.20.30.40")


@behaviour("B088", State.BLOCKED)
async def sends_strangers_to_login(visit: Visit) -> bytes:
    """302 to /login?next=, which is a page like any other"""
    if visit.path.startswith("/login"):
        return good(body=page("Log in", extra=FORM))
    return redirect(302, f"/login?next={visit.path}")


@behaviour("B088", State.BLOCKED)
async def sends_strangers_to_login_for_good(visit: Visit) -> bytes:
    """301 to the sign-in of another host: no link may ever be rewritten to that"""
    if visit.host.startswith("accounts."):
        return good(body=page("Sign in - Accounts", extra=FORM))
    return redirect(301, f"http://accounts.{visit.host}/ServiceLogin?continue=http://{visit.host}{visit.path}")


@behaviour("B089", State.BLOCKED, State.UNSURE, text="[cited](http://HOST/p/C1a2b3/)", why="never dead, never moved")
async def shows_a_login_instead(_: Visit) -> bytes:
    """200 with the login page at every address"""
    return good(body=page("Login • Pictures", extra=FORM))


@behaviour("B089", State.ALIVE, text="[cited](http://HOST/login)", why="design: the citation of a login page is alive")
async def login_that_is_meant(_: Visit) -> bytes:
    """a login page that the author cites"""
    return good(body=page("Log in", extra=FORM))


@behaviour("B090", State.ALIVE)
async def asks_for_consent(visit: Visit) -> bytes:
    """302 to a page about cookies on a host of its own"""
    if visit.host.startswith("consent."):
        return good(body=page("Before you continue", extra="<form><button>Accept all</button></form>"))
    return redirect(302, f"http://consent.{visit.host}/m?continue=http://{visit.host}{visit.path}&gl=NL")


@behaviour("B091", State.ALIVE)
async def tests_for_cookies(visit: Visit) -> bytes:
    """302 to /no_cookies unless the cookie comes back"""
    if visit.path == "/no_cookies":
        return reply(403, body=small_page("Cookies are disabled"))
    if visit.path == "/check":
        return redirect(302, "/page") if "seen=1" in visit.headers.get("cookie", "") else redirect(302, "/no_cookies")
    if "seen=1" in visit.headers.get("cookie", ""):
        return good()
    return redirect(302, "/check", "Set-Cookie: seen=1; Path=/; HttpOnly")


@behaviour("B092", State.BLOCKED, State.ALIVE, why="the page of a country's wall is hard to tell; it must not be dead")
async def not_in_your_region(visit: Visit) -> bytes:
    """302 to a page that says 'not available in your region', with 200"""
    if visit.path == "/unavailable-in-your-region":
        return good(body=small_page("This content is not available in your region"))
    return redirect(302, "/unavailable-in-your-region")


@behaviour("B092", State.BLOCKED)
async def legal_reasons(_: Visit) -> bytes:
    """451, since the site does not serve this continent"""
    return reply(451, body=small_page("We recognise you are attempting to access this website from the EEA"))


@behaviour("B093", State.UNSURE, State.UNCHECKED, zone=INTRANET, why="design: a private address is unchecked")
async def only_inside(_: Visit) -> bytes:
    """the name has an address of a private network"""
    return good()


@behaviour("B094", State.ALIVE)
async def teaser_before_a_paywall(_: Visit) -> bytes:
    """200 with the first paragraphs and an offer to subscribe"""
    return good(body=page(extra="<aside>Subscribe to read on: two weeks for nothing.</aside>"))


@behaviour("B095", State.BLOCKED)
async def sells_to_people_only(_: Visit) -> bytes:
    """403 for programs, on purpose, with words that say so"""
    return reply(403, body=small_page("Automated access to paid content is not allowed"))
