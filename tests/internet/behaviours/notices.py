"""W. Siblings of the outages and of what is 'no longer available'; and genuine pages that speak of either."""

from __future__ import annotations

from functools import partial

from linkcheck.model import State
from tests.internet import sites
from tests.internet.answers import good, redirect, reply
from tests.internet.prose import article, frame, home, notice

site = partial(sites.site, module=__name__)
everywhere = partial(sites.at_every_address, module=__name__)
honest = partial(sites.honest, module=__name__)

SPARED = (State.UNREACHABLE, State.UNSURE)
SHUT = (*SPARED, State.BLOCKED)

OUTAGES = {
    "power": ("Power failure", "Owing to a power failure in our data centre none of our web services can be reached."),
    "attack": ("Cyber incident", "We are experiencing a major technology outage as a result of a cyber-attack."),
    "sabbath": ("We are closed", "Our store is closed for the Sabbath. We will be back on Saturday at 8:30 pm."),
    "nap": ("Oops", "Our servers are taking a nap. Please try again in a few minutes."),
    "briefly": ("Maintenance", "Briefly unavailable for scheduled maintenance. Check back in a minute."),
    "critical": ("Error", "There has been a critical error on this website. The administrators have been told."),
    "difficulties": ("Sorry", "This site is experiencing technical difficulties. We are aware and working on it."),
    "protest": ("This site is dark today", "We have gone dark for one day in protest. We will be back tomorrow."),
    "busy": ("High demand", "We are receiving more visitors than we can serve. Please try again later."),
    "storage": ("Service interruption", "A storage array has failed. The pages will be restored from backup."),
}
MORE = (
    "You see this page whichever address you ask for. None of our texts is lost, and none of your bookmarks needs a "
    "change. What you have ordered will be sent, and letters are answered, though not today. If you wait for something "
    "urgent, our telephone is attended from nine to five. We thank all those who wrote to ask how we are, and we shall "
    "tell the whole story in the next issue."
)


def _outage(title: str, line: str, host: str, *, short: bool) -> bytes:
    """Return the words alone, or with more of them in the site's frame."""
    if short:
        return notice(title, (line,))
    return frame(title, f"<h1>{title}</h1><p>{line}</p><p>{MORE}</p>", site=host)


for _name, (_title, _line) in OUTAGES.items():
    everywhere(
        f"notice_{_name}",
        "W100",
        f"one night's outage, 200 at every address: '{_title}'",
        f"https://www.{_name}-lamps.net/articles/2014/11/how-to-clean-a-fresnel-lens",
        good(body=_outage(_title, _line, f"www.{_name}-lamps.net", short=len(_name) % 2 == 0)),
        *SPARED,
    )
PAGE = notice("Down for maintenance", ("This site is down for maintenance tonight.", "It returns tomorrow morning."))
for _name, _status in (("sent_301", 301), ("sent_303", 303), ("sent_307", 307), ("sent_308", 308)):
    _host = f"www.{_name.replace('_', '')}-lamps.org"
    site(
        f"outage_{_name}",
        "W101",
        f"one night's outage, {_status} of every address to a page that says so",
        *SPARED,
        cite=f"https://{_host}/log/2009/first-light",
        says={f"https://{_host}/maintenance/": good(body=PAGE)},
        everywhere={_host: redirect(_status, "/maintenance/")},
    )
_REFRESH = '<html><head><meta http-equiv="refresh" content="0; url=/sorry.html"></head><body></body></html>'
site(
    "outage_refresh",
    "W101",
    "one night's outage, every address is a page that sends on to one that says so",
    *SPARED,
    cite="https://www.refresh-lamps.org/log/2010/second-light",
    says={"https://www.refresh-lamps.org/sorry.html": good(body=PAGE)},
    everywhere={"www.refresh-lamps.org": good(body=_REFRESH.encode())},
)
site(
    "outage_status_host",
    "W066",
    "one night's outage, 301 of every address to a page of the hoster's",
    *SPARED,
    cite="https://www.hosted-lamps.org/log/2011/third-light",
    says={"https://sorry.lamphosting.net/": good(body=PAGE)},
    everywhere={"www.hosted-lamps.org": redirect(301, "https://sorry.lamphosting.net/")},
)
site(
    "outage_but_for_home",
    "W100",
    "one night's outage of all articles, 200 and words, while the home page is up",
    *SPARED,
    cite="https://www.halfdark-lamps.org/articles/2013/glass",
    elsewhere={
        "www.halfdark-lamps.org": good(
            body=frame(
                "Articles are unavailable",
                "<h1>We'll be right back</h1><p>Our articles are temporarily unavailable while we repair the database."
                "</p>",
                site="Halfdark lamps",
            )
        )
    },
)

# --- must not: speaks of an outage, and is no outage ----------------------------------------------------

for _name, _url, _title in (
    ("post_mortem", "https://www.lampdev.org/outage", "Temporarily offline: a post-mortem of the outage of 12 June"),
    ("downtime_guide", "https://www.lampops.io/downtime", "Scheduled downtime: how to tell your readers"),
    ("maintenance_guide", "https://www.lampengines.com/maintenance", "Under maintenance: looking after a diesel lamp"),
    ("cyber_report", "https://www.beaconreview.org/2024/attack", "A library without its catalogue: the cyber-attack"),
    ("power_story", "https://www.beaconreview.org/2003/power", "Power failure: the night the whole coast was dark"),
    ("sabbath_lamp", "https://www.beaconreview.org/2012/sabbath", "Closed for the Sabbath: lamps on a timer"),
):
    honest(f"genuine_{_name}", "W100", f"an article, '{_title}'", _url, article(_title, site=_url.split("/")[2]))
site(
    "status_page",
    "W100",
    "a page of a service's state, which tells of an outage, on an honest host",
    State.ALIVE,
    says={
        "https://status.lampcloud.com/": good(
            body=home("Lampcloud status", about="Partial outage: some services are temporarily unavailable")
        )
    },
)
site(
    "lost_in_a_frame_with_maintenance",
    "W010",
    "'page not found' with 200 in a frame whose menu has a link to planned maintenance",
    State.DEAD,
    State.UNSURE,
    cite="https://www.lampgrid.com/news/2012/substation",
    elsewhere={
        "www.lampgrid.com": good(
            body=frame(
                "Page not found",
                "<h1>Page not found</h1><p>This page does not exist any more. See <a href=/planned>planned maintenance"
                "</a> for work on the grid.</p>",
                site="Lampgrid",
            )
        )
    },
)

# --- no longer available -------------------------------------------------------------------------------

LOST = {
    "item": ("This item is no longer available", "Have a look at what else we have in lamps.", "/item/%d"),
    "listing": ("This listing has been removed", "The house that you look for has been sold.", "/homes/%d"),
    "job": ("This position has been filled", "This job is no longer available. See our open positions.", "/jobs/%d"),
    "app": ("This app is no longer available", "It may have been removed by its developer.", "/app?id=%d"),
    "album": ("Album nicht mehr verfügbar", "Dieses Album ist nicht mehr verfügbar.", "/album/%d"),
    "file": ("Fichier supprimé", "Le fichier que vous demandez n'est plus disponible.", "/?file=%d"),
}
for _number, (_name, (_title, _line, _path)) in enumerate(LOST.items()):
    _host = f"www.{_name}-lamps.store"
    _there = f"https://{_host}{_path % (88100 + _number)}"
    _page = frame(_title, f"<h1>{_title}</h1><p>{_line}</p>", site=_host)
    _of_items = _path.partition("%")[0]
    site(
        f"no_longer_{_name}",
        "W010",
        f"200 and '{_title}', for every number that is not there",
        State.DEAD,
        cite=f"https://{_host}{_path % (12300 + _number)}",
        says={_there: good(body=article(f"A lamp of {1900 + _number}", site=_host))},
        elsewhere={
            _host: lambda visit, items=_of_items, page=_page: (  # type: ignore[misc]  # bound for the loop
                good(body=page) if visit.path.startswith(items) else reply(404)
            )
        },
    )
    site(f"still_there_{_name}", "W011", "one that is there, on the same host", State.ALIVE, cite=_there)
for _name, _url, _title, _extra in (
    ("discontinued", "https://www.lampworks.com/p/l-200", "Lamp L-200", "<p>This product is no longer available.</p>"),
    ("unavailable_essay", "https://www.beaconreview.org/2018/gone", "No longer available: the shop that closed", ""),
    ("filled_essay", "https://www.lampcareers.org/filled", "This position has been filled: how to write it", ""),
):
    honest(
        f"genuine_{_name}",
        "W010",
        f"a genuine page, '{_title}'",
        _url,
        article(_title, site=_url.split("/")[2], extra=_extra),
    )
