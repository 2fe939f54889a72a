"""G. A good status that lies: soft 404s, parked and usurped domains, outages; and their honest twins.

Each host here is asked for pages that cannot be there, too.
"""

from __future__ import annotations

from collections.abc import Callable

from linkcheck.model import State
from tests.internet.answers import gone, good, page, redirect, reply, small_page
from tests.internet.behaviour import Answer
from tests.internet.behaviour import behaviour as any_behaviour
from tests.internet.visit import Visit

STORM = "[the storm](http://HOST/keeper/storm-of-the-century)\n"
PATH = "/keeper/storm-of-the-century"
GENUINE = page("The storm of the century, as the keeper saw it")
MENU = "".join(f"<li><a href=/{name}>{name.title()} of the lighthouse</a></li>" for name in ("news", "maps", "prints"))
FRAME = f"<html lang=en><head><title>%s</title></head><body><nav><ul>{MENU}</ul></nav>%s<footer>The society</footer>"


def behaviour(identity: str, *truth: State, text: str = STORM, why: str | None = None) -> Callable[[Answer], Answer]:
    """Register a behaviour that answers for any path."""
    return any_behaviour(identity, *truth, text=text, why=why, any_path=True)


def framed(title: str, body: str) -> bytes:
    """Return a page within the site's frame."""
    return (FRAME % (title, body)).encode()


def robots(visit: Visit) -> bool:
    """Tell whether robots.txt is asked for."""
    return visit.path == "/robots.txt"


# --- redirects that swallow any address ---------------------------------------------------------


@behaviour("B122", State.DEAD)
async def soft_home_for_any(visit: Visit) -> bytes:
    """302 to the home page from every address"""
    return good() if visit.path == "/" else gone() if robots(visit) else redirect(302, "/")


@behaviour("B122", State.UNSURE)
async def soft_home_for_one(visit: Visit) -> bytes:
    """302 to the home page from this address, 404 for others: it may have moved there"""
    return good() if visit.path == "/" else redirect(302, "/") if visit.path == PATH else gone()


@behaviour("B122", State.MOVED, State.ALIVE, text="[home](http://HOST/)")
async def soft_home_that_moved(visit: Visit) -> bytes:
    """the home page itself moves, as all other addresses do"""
    return good() if visit.path == "/welcome" else redirect(301, "/welcome")


@behaviour("B123", State.DEAD)
async def soft_error_page_for_any(visit: Visit) -> bytes:
    """302 to /404.html, which is 200"""
    if visit.path.startswith("/404.html"):
        return good(body=framed("Oops", "<h1>Oops</h1><p>What you look for is not here.</p>"))
    return gone() if robots(visit) else redirect(302, "/404.html")


@behaviour("B123", State.DEAD, text="[cited](http://HOST/Pages/Storm.aspx)")
async def soft_aspx_error_page(visit: Visit) -> bytes:
    """302 to /Error?aspxerrorpath=…, which is 200"""
    if visit.path == "/":
        return good()
    if visit.path.startswith("/Error"):
        return good(body=small_page("Runtime trouble"))
    return redirect(302, f"/Error?aspxerrorpath={visit.path}")


@behaviour("B124", State.DEAD)
async def soft_search_for_any(visit: Visit) -> bytes:
    """302 to a search for the words of the address"""
    if visit.path == "/":
        return good()
    if visit.path.startswith("/?s="):
        return good(body=framed("Search results", f"<h1>Search results for {visit.path[4:]}</h1>"))
    return redirect(302, f"/?s={visit.path.rpartition('/')[2]}")


@behaviour("B128", State.UNSURE, text="[cited](http://HOST/page)")
async def soft_script_that_redirects(_: Visit) -> bytes:
    """nothing but a script that goes elsewhere"""
    return good(body=b"<html><body><script>window.location.replace('/elsewhere')</script></body></html>")


@behaviour("B132", State.DEAD, State.UNSURE)
async def soft_reclaimed_by_casino(visit: Visit) -> bytes:
    """301 to a casino at another domain"""
    if visit.host.startswith("soft-reclaimed"):
        return redirect(301, "http://soft-casino-of-others.lab/")
    return gone()


@behaviour("B132", State.ALIVE, text="[casino](http://HOST/)")
async def soft_casino_of_others(_: Visit) -> bytes:
    """a casino that is cited as what it is"""
    return good(body=page("Situs Slot Gacor Maxwin Terpercaya"))


# --- pages for any address ----------------------------------------------------------------------


def _anything(
    identity: str, name: str, story: str, *truth: State, body: bytes, text: str = STORM, home: bytes | None = None
) -> None:
    """Register a host that shows a page at every address, its home included unless that has a page of its own."""

    async def answer(visit: Visit) -> bytes:
        return gone() if robots(visit) else good(body=home if home is not None and visit.path == "/" else body)

    answer.__name__, answer.__doc__ = name, story
    behaviour(identity, *truth, text=text)(answer)


ARK = framed(
    "The society of lamps",
    "<h1>The society of lamps</h1><p>We collect lamps, burners and wicks of all ages, and show them on Sundays.</p>"
    "<p>New in our rooms: twelve miners' lamps from the valley, a ship's lantern of 1870, and its whole story.</p>"
    "<p>Whoever has an old lamp in the attic may bring it along; our workshop mends what can be mended, for free.</p>",
)
LOST = "<h1>Page not found</h1><p>The page that you are looking for is not here.</p>"
_anything("B133", "soft_says_not_found", "200 'Page not found'", State.DEAD, body=framed("Page not found", LOST))
_anything("B133", "soft_short", "200 and three words", State.DEAD, body=b"<title>404 Not Found</title>404 Not Found")
_anything("B134", "soft_in_a_frame", "200, the frame and a block", State.DEAD, body=page("The society", extra=LOST))
_anything("B134", "soft_wordless", "200, and another page than the home page's", State.DEAD, body=ARK, home=page())
_anything("B135", "soft_home_at_any_path", "200 with the home page", State.UNSURE, body=page("The society of lamps"))
_anything("B136", "soft_home_link", "the home page of such a site", State.ALIVE, body=page(), text="[x](http://HOST/)")
_anything(
    "B136", "soft_home_index", "and by its other name", State.ALIVE, body=page(), text="[x](http://HOST/index.html)"
)
for _language, _words in {
    "polish": "Nie znaleziono strony",
    "russian": "Страница не найдена",
    "chinese": "页面不存在",
    "japanese": "お探しのページは見つかりませんでした",
    "german": "Seite nicht gefunden",
    "arabic": "الصفحة غير موجودة",
    "esperanto": "La paĝo ne troviĝas",
}.items():
    _anything("B142", f"soft_in_{_language}", f"200 '{_words}'", State.DEAD, body=page(_words), home=ARK)
_anything("B143", "soft_null_user", '200 {"user": null}', State.DEAD, State.UNSURE, body=b'{"user": null}')
SHELL = b'<html><title>App</title><div id="root"></div><script src=a.js></script><script src=b.js></script>'
_anything("B138", "soft_app_for_any", "an application at every address", State.UNSURE, body=SHELL)
_anything(
    *("B144", "soft_pdf", "a page where a PDF was", State.DEAD),
    body=page("Shop"),
    home=ARK,
    text="[x](http://HOST/a/log-1953.pdf)",
)
CASINO = page("Situs Judi Slot Gacor Online Terpercaya 2026").replace(b"lang=en", b"lang=id")
_anything("B149", "soft_usurped", "a lapsed domain sells slots", State.DEAD, body=CASINO)
_anything("B149", "soft_usurped_home", "and on its home page", State.DEAD, body=CASINO, text="[x](http://HOST/)")


@behaviour("B137", State.DEAD, text="".join(f"[{number}](http://HOST/a/{number}.html) " for number in range(71, 76)))
async def soft_without_a_word(visit: Visit) -> bytes:
    """200 with what is new, whatever the address, and a number in it"""
    new = page("What is new", extra=f"<p>Visit {visit.next_number('all')}</p>")
    return gone() if robots(visit) else good(body=ARK if visit.path == "/" else new)


@behaviour("B137", State.DEAD, text="[cited](http://HOST/view.php?id=4711)")
async def soft_by_query(visit: Visit) -> bytes:
    """an item for every number, the same one; other addresses are 404"""
    item = page("An item of our shop")
    return (
        good(body=item) if visit.path.startswith("/view.php?id=") else good(body=ARK) if visit.path == "/" else gone()
    )


@behaviour("B138", State.ALIVE)
async def soft_app_on_an_honest_host(visit: Visit) -> bytes:
    """an application at its own address, 404 at others"""
    return good(body=SHELL) if visit.path == PATH else gone()


@behaviour("B139", State.UNSURE, State.UNREACHABLE)
async def soft_shell_of_a_fault(visit: Visit) -> bytes:
    """200 with a framework's page for a fault while rendering"""
    shell = b'<!DOCTYPE html><html id="__next_error__"><head><meta name="robots" content="noindex"/></head>'
    return gone() if robots(visit) else good(body=shell + b"<body><script src=/_next/a.js></script></body></html>")


@behaviour("B139", State.ALIVE, State.UNSURE)
async def soft_only_for_a_moment(visit: Visit) -> bytes:
    """a page for anything during a deployment, and the page itself at the last look"""
    if robots(visit):
        return gone()
    return good(body=GENUINE if visit.is_browser else framed("Page not found", LOST))


def _one_page(
    identity: str, name: str, story: str, *truth: State, body: bytes, path: str = PATH, honest: bool = True
) -> None:
    async def answer(visit: Visit) -> bytes:
        if visit.path == path:
            return good(body=body)
        return gone() if honest or robots(visit) else good(body=framed("Page not found", LOST))

    answer.__name__, answer.__doc__ = name, story
    behaviour(identity, *truth, text=f"[x](http://HOST{path})")(answer)


for _honest, _host in ((True, "an honest host"), (False, "a host with a page for anything")):
    _where = "honest" if _honest else "dishonest"
    _one_page("B140", f"soft_real_page_{_where}", f"a real page on {_host}", State.ALIVE, body=GENUINE, honest=_honest)
    _one_page(
        *("B140", f"soft_page_about_404s_{_where}", f"a page about 404s on {_host}", State.ALIVE),
        body=page("Page not found: how to write a good 404 page"),
        path="/guides/how-to-write-a-404-page",
        honest=_honest,
    )
    _one_page(
        *("B140", f"soft_short_page_{_where}", f"a short page on {_host}", State.ALIVE),
        body=b"<title>The storm of the century</title><h1>The storm of the century</h1><p>It blew.</p>",
        honest=_honest,
    )
_one_page(
    "B140",
    "soft_words_in_the_text",
    "'has been removed' in a text",
    State.ALIVE,
    body=page(extra="<p>It was not found, or has been removed. 404.</p>"),
)
STRINGS = b"<script>var x = {error: 'Video unavailable', title: 'Page not found'}</script>"
_one_page("B141", "soft_words_in_a_script", "'Video unavailable' in a script", State.ALIVE, body=GENUINE + STRINGS)
_one_page("B133", "soft_says_so_but_honest", "says so; others are 404", State.UNSURE, body=framed("Not found", LOST))
_one_page("B156", "soft_latest", "a page of today's news", State.ALIVE, body=page("News of today"), path="/news/latest")
_one_page("B155", "soft_drifted", "alive with another text", State.ALIVE, body=page("The storm, told anew"))


@behaviour("B140", State.ALIVE)
async def soft_slug_is_decoration(visit: Visit) -> bytes:
    """the number in the path is all that counts: any words behind it show the page"""
    return good(body=GENUINE) if visit.path.startswith("/keeper/storm-of-") or "/4711/" in visit.path else gone()


@behaviour("B140", State.ALIVE, text="[x](http://HOST/questions/4711/how-tall-are-the-waves)")
async def soft_number_counts(visit: Visit) -> bytes:
    """302 to the page's own name, whatever stands behind its number"""
    if visit.path == "/questions/4711/how-tall-are-the-waves":
        return good(body=page("How tall are the waves?"))
    return redirect(301, "/questions/4711/how-tall-are-the-waves") if "/4711/" in visit.path else gone()


@behaviour("B138", State.UNSURE)
async def soft_robots_forbid_probes(visit: Visit) -> bytes:
    """says that it is not found; robots.txt keeps us from asking on"""
    if robots(visit):
        return reply(200, kind="text/plain", body=b"User-agent: *\nDisallow: /keeper/\n")
    return good(body=framed("Page not found", LOST))


@behaviour("B145", State.DEAD)
async def soft_wiki_without_the_page(_: Visit) -> bytes:
    """404 with an invitation to write the page"""
    return reply(404, body=page("Creating Storm of the century"))


# --- parked, gone, taken over -------------------------------------------------------------------

_anything(
    "B146",
    "soft_parked_sedo",
    "parked at Sedo",
    State.DEAD,
    body=(b"<title>soft-parked-sedo.lab</title><script src=//img.sedoparking.com/x.js></script><p>Related links</p>"),
)
_anything(
    "B146",
    "soft_parked_godaddy",
    "a script to /lander",
    State.DEAD,
    body=(b'<html><head><script>window.onload=function(){window.location.href="/lander"}</script></head></html>'),
)
_anything(
    "B146",
    "soft_parked_dan",
    "for sale at Dan",
    State.DEAD,
    body=(b"<title>The domain name lamps.lab is for sale</title><script src=//cdn.dan.com/a.js></script>"),
)
_anything(
    "B147",
    "soft_parked_by_probes",
    "a vendor's mark, and the same for anything",
    State.DEAD,
    State.UNSURE,
    body=(page("Lamps", extra="<script src=//d38psrni17bvxu.cloudfront.net/x.js></script>")),
)


@behaviour("B146", State.DEAD)
async def soft_sold_at_hugedomains(visit: Visit) -> bytes:
    """302 to a domain market"""
    return (
        redirect(302, f"http://www.hugedomains.com.{visit.host}/")
        if "hugedomains" not in visit.host
        else good(body=page("lamps.lab is for sale", extra="<script src=//static.hugedomains.com/a.js></script>"))
    )


_one_page(
    *("B146", "soft_article_about_parking", "an article that quotes a parking page", State.ALIVE),
    body=page("How parked domains make money", extra="<p>This web page is parked for FREE, courtesy of GoDaddy</p>"),
    path="/blog/how-parked-domains-make-money",
)
_anything(
    "B148",
    "soft_expired",
    "a registrar's page",
    State.DEAD,
    State.UNSURE,
    State.UNREACHABLE,
    body=(small_page("This domain has expired")),
)
_anything(
    "B150",
    "soft_no_site_here",
    "a platform without the site, 200",
    State.DEAD,
    body=(b"<title>Site not found</title><h1>There isn't a GitHub Pages site here.</h1>"),
)


@behaviour("B150", State.DEAD)
async def soft_unknown_domain(_: Visit) -> bytes:
    """500 'Fastly error: unknown domain'"""
    return reply(500, body=b"<title>Fastly error: unknown domain</title><p>Fastly error: unknown domain: soft.lab.")


@behaviour("B150", State.UNREACHABLE, State.BLOCKED, why="402 asks for payment, as it does")
async def soft_deployment_paused(_: Visit) -> bytes:
    """402 DEPLOYMENT_PAUSED"""
    return reply(402, body=b"<title>402: DEPLOYMENT_PAUSED</title><p>This deployment is temporarily paused")


_anything(
    "B151",
    "soft_default_page",
    "a web server's default page",
    State.UNSURE,
    State.DEAD,
    body=(page("Welcome to nginx!")),
)
_anything(
    "B152",
    "soft_suspended",
    "200 'Account Suspended'",
    State.UNREACHABLE,
    State.DEAD,
    body=(small_page("Account Suspended")),
)
_anything(
    "B153",
    "soft_maintenance",
    "200 'under maintenance'",
    State.UNREACHABLE,
    body=(small_page("Our site is under maintenance")),
)
_anything("B153", "soft_coming_soon", "200 'coming soon'", State.UNREACHABLE, body=small_page("Coming soon"))
_anything(
    "B154",
    "soft_fatal_error",
    "200 with a fault of PHP",
    State.UNREACHABLE,
    body=(b"<b>Fatal error</b>: Uncaught Error: Call to undefined function x() in /var/www/a.php on line 3"),
)
_anything(
    "B154",
    "soft_no_database",
    "200 without its database",
    State.UNREACHABLE,
    body=(small_page("Error establishing a database connection")),
)


@behaviour("B157", State.DEAD, State.MOVED)
async def soft_sunset(visit: Visit) -> bytes:
    """a big host that closed and sends everything to a farewell"""
    return good(body=page("Farewell")) if visit.path == "/farewell" else redirect(301, "/farewell")
