"""W. Siblings of the retired sites: others that closed or were renamed, and pages that really moved elsewhere."""

from __future__ import annotations

from functools import partial

from linkcheck.model import State
from tests.internet import sites
from tests.internet.answers import gone, good, redirect
from tests.internet.prose import article, home, notice

site = partial(sites.site, module=__name__)

MOVED = (State.MOVED, State.ALIVE)


def _swallowed(
    name: str, identity: str, story: str, cite: str, to: str, page: bytes, *truth: State, status: int = 301
) -> None:
    """Register a host that sends every address to one."""
    site(
        name,
        identity,
        story,
        *(truth or (State.DEAD,)),
        cite=cite,
        says={to: good(body=page)},
        everywhere={cite.split("/")[2]: redirect(status, to)},
    )


_swallowed(
    "sun_docs",
    "W007",
    "a vendor that was bought: all its documents lead to the buyer's page of the language",
    "http://docs.sunlamps.com/products/jfc/tsc/articles/painting/",
    "https://www.oraclelamps.com/sun/",
    article("Sun and its successors", site="Oracle of lamps"),
)
_swallowed(
    "knowledge_base_of_the_bought",
    "W005",
    "a knowledge base whose company was bought: every article leads to the buyer's search page",
    "https://kb.lampware.com/s/article/1008166",
    "https://support.broadlamps.com/",
    home("Broadlamps support", about="Search all products"),
)
_swallowed(
    "forum_to_chat",
    "W005",
    "a forum that was closed for a chat: every thread leads to the invitation",
    "https://discuss.wickproject.org/t/how-do-i-trim-a-wick/1203",
    "https://www.wickproject.org/community",
    article("Our community", site="Wick project"),
)
_swallowed(
    "conference_308",
    "W032",
    "a conference of 2015, 308 of every talk to this year's site",
    "https://2015.lampconf.eu/talks/wicks-at-scale",
    "https://lampconf.eu/2026/",
    home("LampConf 2026", about="Two days on light"),
)
_swallowed(
    "university_people",
    "W038",
    "a university that took down its people's pages: all lead to its own home",
    "http://people.harbour-college.edu/~keeper/notes/optics.html",
    "https://www.harbour-college.edu/",
    home("Harbour College", about="Study by the sea"),
)
_swallowed(
    "renamed_302",
    "W038",
    "a company renamed: every address leads to its new home, but for now only, as 302 says",
    "https://blog.oldlampco.com/posts/why-we-dim",
    "https://www.newlampco.com/",
    home("Newlampco", about="The same people, another name"),
    State.DEAD,
    State.UNSURE,
    status=302,
)
_swallowed(
    "photo_host_sold",
    "W016",
    "a host of pictures that was sold: all lead to the buyer's announcement",
    "http://www.lampfotos.com/albums/v214/keeper/gallery.jpg",
    "https://www.bigalbum.com/news/lampfotos-joins-us",
    notice("Lampfotos joins Bigalbum", ("Lampfotos has closed. Its pictures could be taken along until March.",)),
)
site(
    "closed_in_place",
    "W017",
    "a network that closed: 'no longer available' with 200 at every address",
    State.DEAD,
    State.UNSURE,
    cite="https://plus.lampnet.com/+keeper/posts/8kQzT1",
    everywhere={
        "plus.lampnet.com": good(
            body=notice(
                "Lampnet+",
                ("Lampnet+ is no longer available for consumers.", "We thank you for being a part of it."),
            )
        )
    },
)

# --- must not: pages that really moved, one by one -----------------------------------------------

MOVES = (
    ("one_page_to_another_site", 301, "https://keeper.lamplog.com/2011/brass", "https://www.brassbook.org/brass"),
    ("one_page_to_another_site_302", 302, "https://keeper.lamplog.com/2012/tin", "https://www.brassbook.org/tin"),
    ("one_page_to_a_host_of_code", 301, "https://lens.lamplog.com/lens", "https://codelamp.org/keeper/lens"),
    ("one_page_to_a_publisher", 308, "https://lens.lamplog.com/thesis", "https://press.lampuniversity.ac.uk/t/12"),
)
for _name, _status, _url, _to in MOVES:
    site(
        _name,
        "W030",
        f"{_status} of this page to another site, and an honest 404 for any other: it was moved on purpose",
        *MOVED,
        says={
            _url: redirect(_status, _to),
            _to: good(body=article(_to.rpartition("/")[2].title(), site="The new place")),
        },
    )
site(
    "one_page_to_a_home_page",
    "W030",
    "301 of this page to the home of another site, and an honest 404 for any other: the project has its own site now",
    *MOVED,
    State.UNSURE,
    says={
        "https://lens.lamplog.com/projects/dimmer": redirect(301, "https://dimmer.lampdev.io/"),
        "https://dimmer.lampdev.io/": good(body=home("Dimmer", about="A small library for lamps")),
    },
)
site(
    "all_pages_to_a_new_name",
    "W037",
    "301 of every address to the same path of a new name, which has the page and says 404 to others",
    *MOVED,
    says={"https://www.brightlamps.io/blog/why-led": good(body=article("Why LED", site="Brightlamps"))},
    cite="https://www.dimlamps.io/blog/why-led",
    everywhere={"www.dimlamps.io": lambda visit: redirect(301, f"https://www.brightlamps.io{visit.path}")},
)
site(
    "all_pages_to_a_new_name_gone",
    "W037",
    "301 of every address to the same path of a new name, which does not have it",
    State.DEAD,
    cite="https://www.dimlamps.io/blog/why-gas",
)
site(
    "home_to_a_new_home",
    "W038",
    "a home page that is cited itself, and leads to the home of the new name, as all other addresses do",
    *MOVED,
    State.UNSURE,
    cite="https://www.lampguild.com/",
    says={"https://www.guildoflamps.org/": good(body=home("The guild of lamps", about="Since 1911"))},
    everywhere={"www.lampguild.com": redirect(301, "https://www.guildoflamps.org/")},
)
site(
    "article_on_a_closing",
    "W016",
    "an article on a service that has closed",
    State.ALIVE,
    says={
        "https://www.beaconreview.org/2026/typepad-has-closed": good(
            body=article("Typepad has closed, and all its blogs are gone", site="Beacon Review")
        )
    },
)
site(
    "index_that_is_cited",
    "W002",
    "the index to which lost pages are sent, cited itself",
    State.ALIVE,
    says={"https://archive.lamplog.com/index/": good(body=article("All that we kept", site="Lamplog"))},
    elsewhere={"archive.lamplog.com": redirect(301, "/index/")},
)
site(
    "moved_and_then_gone",
    "W031",
    "301 of this page to another site, which says 404",
    State.DEAD,
    says={"https://keeper.lamplog.com/2009/zinc": redirect(301, "https://www.brassbook.org/zinc")},
    elsewhere={"www.brassbook.org": gone()},
)
