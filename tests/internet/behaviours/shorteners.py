"""W. Siblings of aka.ms: short links and portals that send the unknown to a home page, and keys that are good."""

from __future__ import annotations

from functools import partial

from linkcheck.model import State
from tests.internet import sites
from tests.internet.answers import good, redirect, reply
from tests.internet.prose import article, home, notice

site = partial(sites.site, module=__name__)

DEAD_OR_UNSURE = (State.DEAD, State.UNSURE)
GOOD = (State.ALIVE, State.MOVED)


def _unknown(name: str, story: str, cite: str, to: str, page: bytes, *, status: int = 302) -> None:
    """Register a key that the shortener does not know any more: it sends that and any other to `to`."""
    host = cite.split("/")[2]
    says = {to: good(body=page)}
    site(name, "W012", story, *DEAD_OR_UNSURE, cite=cite, says=says, elsewhere={host: redirect(status, to)})


def _known(name: str, identity: str, story: str, cite: str, to: str, page: bytes, *, status: int = 301) -> None:
    """Register a key that leads to its page."""
    site(name, identity, story, *GOOD, says={cite: redirect(status, to), to: good(body=page)})


DESK = home("Postdesk", about="All your channels in one desk")
_unknown(
    "short_to_vendor", "an unknown key goes to the vendor's home", "http://pdsk.ly/9aBx2", "https://postdesk.com/", DESK
)
_known(
    "short_to_vendor_known",
    "W013",
    "a key of that shortener that is known",
    "http://pdsk.ly/7cLmQ",
    "https://www.beaconreview.org/2012/06/lamps-of-brass",
    article("Lamps of brass", site="Beacon Review"),
)
SEARCH = notice("Seeker", ("Search the web", "News, pictures, maps", "Make Seeker your home page"))
_unknown(
    "portal_to_search",
    "a portal's unknown word goes to a search, 301",
    "https://go.lampsoft.com/wick-toolkit",
    "https://www.seeker.com/",
    SEARCH,
    status=301,
)
_known(
    "portal_known",
    "W015",
    "a word of that portal that is known",
    "https://go.lampsoft.com/wick-manual",
    "https://docs.lampsoft.com/wick/manual",
    article("The manual of wicks", site="Lampsoft"),
    status=302,
)
TOOLS = home("Toolmakers", about="Software for those who draw")
_unknown(
    "vendor_go_link",
    "a go link of ten years ago leads to the home of the vendor's site, in the language of the reader",
    "https://www.toolmakers.com/go/player_8_de",
    "https://www.toolmakers.com/en/",
    TOOLS,
)
_known(
    "vendor_go_link_known",
    "W015",
    "a go link that works, to a page of the vendor's own site",
    "https://www.toolmakers.com/go/pencil-help",
    "https://www.toolmakers.com/en/help/pencil",
    article("Help with the pencil", site="Toolmakers"),
    status=302,
)
_known(
    "short_to_a_home_page",
    "W013",
    "a key that was made for the home page of a site, and is good",
    "https://bit.ly/3mUseum",
    "https://www.ropewalk.museum/",
    home("The ropewalk", about="A museum of rope, open in summer"),
)
_known(
    "short_to_the_shorteners_home",
    "W013",
    "a key for a page of the shortener's own company",
    "https://pdsk.ly/hiring",
    "https://postdesk.com/careers",
    article("Work with us", site="Postdesk"),
)
site(
    "short_honest_404",
    "W044",
    "a key that the shortener says it does not know, with 404",
    State.DEAD,
    says={"https://bit.ly/1gOneLamp": reply(404, body=notice("Bitly | Page not found", ("Something's wrong here.",)))},
)
NO_KEY = notice("Error", ("Sorry, we couldn't find the shortened URL that you requested.", "Was it typed rightly?"))
site(
    "short_says_so_with_200",
    "W012",
    "a key that the shortener says it does not know, with 200",
    *DEAD_OR_UNSURE,
    cite="https://is.gd/kEePr7",
    elsewhere={"is.gd": good(body=NO_KEY)},
)
site(
    "short_closed",
    "W016",
    "a shortener that closed: a farewell at every address",
    *DEAD_OR_UNSURE,
    cite="http://tr.lamp/4kz1",
    everywhere={
        "tr.lamp": good(body=notice("tr.lamp has closed", ("This service has been shut down. Links no longer work.",)))
    },
)
site(
    "short_preview_page",
    "W013",
    "a shortener that shows where one goes before one goes",
    State.ALIVE,
    says={
        "https://preview.lampshort.net/x4k2": good(
            body=notice(
                "You are about to leave",
                ("This short link leads to https://www.beaconreview.org/2012/06/lamps-of-brass.", "Continue"),
            )
        )
    },
)
PURL = "http://purl.org/lamps/terms"
_known(
    "purl",
    "W015",
    "a persistent URL that is kept",
    f"{PURL}/brightness",
    "https://www.lampontology.org/terms/brightness",
    article("Brightness", site="Lamp ontology"),
    status=302,
)
site("purl_unknown", "W044", "a persistent URL that nobody keeps, 404", State.DEAD, cite=f"{PURL}/dimness")
site(
    "portal_closed_in_part",
    "W014",
    "a portal whose query names a page: unknown ones go to its home, known ones to theirs",
    *DEAD_OR_UNSURE,
    cite="https://support.printworks.com/redirect.asp?product=lj4&topic=drivers",
    says={"https://support.printworks.com/": good(body=home("Printworks support", about="Drivers and manuals"))},
    elsewhere={"support.printworks.com": redirect(302, "https://support.printworks.com/")},
)
site(
    "feed_proxy",
    "W012",
    "a feed's counter that was shut: every item goes to the home page of its maker",
    *DEAD_OR_UNSURE,
    cite="http://feedproxy.lampcounter.com/~r/beacon/~3/kQ2x/lamps-of-brass.html",
    says={"https://about.lampcounter.com/": good(body=home("Lampcounter", about="Counting for readers"))},
    everywhere={"feedproxy.lampcounter.com": redirect(301, "https://about.lampcounter.com/")},
)
_known(
    "feed_proxy_known",
    "W013",
    "a feed's counter that still knows its items",
    "http://feeds.lampcount.org/~r/beacon/~3/p1Zz/fog.html",
    "https://www.beaconreview.org/2013/11/fog.html",
    article("Fog, and what it does to sound", site="Beacon Review"),
)
_known(
    "mail_tracker",
    "W013",
    "a counter of clicks, as newsletters have it, whose link is good",
    "https://click.beaconmail.net/track/click/30121/www.beaconreview.org?p=eyJzIjoiYiJ9",
    "https://www.beaconreview.org/2014/02/candles",
    article("Candles", site="Beacon Review"),
    status=302,
)
