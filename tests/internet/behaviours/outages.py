"""W. One night's outage at every address, said with 200 or behind a redirect: nothing of it is death."""

from __future__ import annotations

from functools import partial

from linkcheck.model import State
from tests.internet import sites
from tests.internet.answers import good, redirect
from tests.internet.prose import notice

site = partial(sites.site, module=__name__)

SPARED = (State.UNREACHABLE, State.UNSURE)


def at_every_address(name: str, identity: str, story: str, cite: str, page: bytes) -> None:
    """Register a host that shows this page, whatever is asked."""
    site(name, identity, story, *SPARED, cite=cite, everywhere={cite.split("/")[2]: good(body=page)})


def behind_a_redirect(name: str, identity: str, story: str, cite: str, page: bytes, to: str = "/offline.html") -> None:
    """Register a host that sends every address to this page."""
    host = cite.split("/")[2]
    says = {f"https://{host}{to}": good(body=page)}
    site(name, identity, story, *SPARED, cite=cite, says=says, everywhere={host: redirect(302, to)})


OFFLINE = notice(
    "Temporarily offline",
    (
        "We are temporarily offline. Something in our machine room has failed, and our engineers are looking for it.",
        (
            "Everything that you have read here is safe, and will be at its place again as soon as they are back. "
            "Letters to the editors arrive as usual, and so does the printed issue. Please come back in a while, and "
            "do not send us the link that you have followed: there is nothing wrong with it."
        ),
    ),
)
DOWNTIME = notice(
    "Scheduled downtime",
    (
        "We are upgrading our servers tonight, and for as long as that takes you see this page wherever you go.",
        (
            "The first machines return at about 05:00, the others in the course of the morning. Orders that you placed "
            "before midnight are kept and will be sent in time; those in your basket may have to be put there again. "
            "Sorry for the trouble, and thank you for waiting with us."
        ),
    ),
)
UPDATING = notice(
    "Our website is being updated",
    (
        (
            "We are giving our website some care. Colours are being mixed, drawers are being sorted, and the old boxes "
            "in the attic are being opened at last."
        ),
        (
            "Everything will be in its place again tomorrow morning, with the same addresses as before, so that nobody "
            "has to look for what they have found already. Until then the workshop is open, and the kettle is on."
        ),
    ),
)
EVERY = "one night's outage, 200 at every address"
SENT = "one night's outage, 302 of every address to /offline.html"
WAYBACK = "(a8cteam51/team51-internet-archive-wayback-machine-link-fixer#347, 2026, an outage told as a verdict)"
at_every_address(
    "outage_200_0",
    "W100",
    f"{EVERY}: 'Temporarily offline' {WAYBACK}",
    "https://www.pilotlog.net/entries/2011/rounding-the-cape",
    OFFLINE,
)
behind_a_redirect(
    "outage_302_0",
    "W101",
    f"{SENT}: 'Temporarily offline' (own knowledge)",
    "https://www.tidetables.info/stations/lowestoft",
    OFFLINE,
)
at_every_address(
    "outage_200_1",
    "W102",
    f"{EVERY}: 'Scheduled downtime' (own knowledge)",
    "https://www.wickandwax.com/guides/trimming-a-wick",
    DOWNTIME,
)
at_every_address(
    "outage_200_2",
    "W103",
    f"{EVERY}: 'Our website is being updated' (own knowledge)",
    "https://www.boatyard-lindholm.se/en/projects/the-white-sloop",
    UPDATING,
)
behind_a_redirect(
    "outage_302_2",
    "W104",
    f"{SENT}: 'Our website is being updated' (own knowledge)",
    "https://www.choirofstclement.org/concerts/advent",
    UPDATING,
)
