"""Finds marks in a page's source: byte strings that give a vendor away. `Page.marks` has their names.

A page is searched for all of them once; the signals then read the names. Those of walls are data
(`walls/providers.toml`); those of parking pages were written from what is commonly known of them.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from linkcheck.strangers import Sieve
from linkcheck.verdict.signals.walls.providers import sources

WALL = "wall: "
PARKING = "parking: "
PLATFORM = "platform: "
LARGE = "large"
"""64 KB or more: no interstitial is."""
CONTENT = "content"
"""There was a body at all."""
HTML = "html"
PASSWORD = "password"  # noqa: S105 - the name of a mark
APP_SHELL = "app-shell"
"""An empty element that an application fills, and a script to do it."""
APPLICATION = "application"
"""The element that an application fills, filled or not, and a script."""
SCRIPT = "script"
NOINDEX = "noindex"
ERROR_SHELL = "error-shell"
"""A framework's own page for a fault while rendering."""
SCRIPT_REDIRECT = "script-redirect"
PUBLISHED = "published"
"""A page of a site: it has an address of its own, a feed, a menu, a date or many links."""
FIELDS = "fields"
"""A form that wants more of its reader than one answer: a comment, an order."""

EXPLAINED = 350
"""Words; walls that explain themselves hold fewer, so their marks are sought in no longer page."""
Mark = tuple[bytes, ...]
"""In lower case; all parts must be there."""


def _marks(*marks: bytes) -> tuple[Mark, ...]:
    return tuple(tuple(mark.split(b" ... ")) for mark in marks)


PARKINGS: dict[str, tuple[Mark, ...]] = {
    "Sedo": _marks(b"sedoparking", b"sedoparkingurl", b"sedo.com/search/details", b"img.sedoparking.com"),
    "GoDaddy": _marks(
        *(b"parked for free, courtesy of godaddy", b"parking-lander", b'window.location.href="/lander"'),
        *(b'window.location.href = "/lander"', b'location.replace("/lander")', b"img1.wsimg.com/parking"),
        *(b"forsale.godaddy.com", b'_trfd.push({"ap":"parking"})', b"lander_system"),
    ),
    "Bodis": _marks(b"parking.bodiscdn.com", b"//bodis.com", b"www.bodis.com"),
    "ParkingCrew": _marks(b"parkingcrew.net", b"d38psrni17bvxu.cloudfront.net"),
    "Dan": _marks(b"domains available on dan.com", b"cdn.dan.com", b"dan.com/orders"),
    "Afternic": _marks(b"afternic.com/forsale", b"afternic.com/domain"),
    "HugeDomains": _marks(b"hugedomains.com/domain_profile", b"static.hugedomains.com"),
    "NameSilo": _marks(b"parked free of charge with namesilo", b"namesilo.com ... this domain is parked"),
    "Namecheap": _marks(b"parkingpage.namecheap.com", b"namecheap.com ... registered at namecheap.com ... parked"),
    "Above": _marks(b"above.com/marketplace", b"trellian.com/domain"),
    "Uniregistry": _marks(b"uniregistry.com/market", b"uniregistry parking"),
    "Skenzo": _marks(b"skenzo.com", b"cdn.skenzo"),
    "ZeroPark": _marks(b"zeropark.com/parking", b"ztomy.com"),
    "Team Internet": _marks(b"teaminternet ... parking", b"tonic.domains", b"parklogic.com"),
    "DomainMarket": _marks(b"domainmarket.com/buynow", b"buydomains.com/lander"),
    "Sav": _marks(b"sav.com ... this domain is for sale"),
    "Epik": _marks(b"epik.com ... this domain is available for"),
    "Dynadot": _marks(b"dynadot.com/market", b"dynadot.com ... this domain is parked"),
    "Porkbun": _marks(b"porkbun.com ... a brand new domain", b"porkbun.com ... parked on the bun"),
    "Gandi": _marks(b"gandi.net ... this domain name is registered ... parked"),
    "OVH": _marks(b"ovh ... this domain name is parked"),
    "a parking service": _marks(
        b"served automatically by a third party ... sponsored listings", b"google.ads.domains.caf"
    ),
}
"""Each is strong, and yet one signal only: an article may quote it."""

PLATFORMS: dict[str, tuple[Mark, ...]] = {
    "Telegram": _marks(b"tgme_page_title", b"tgme_channel_info", b"tgme_page_widget"),
}
"""Such a platform has the same page for any name, but for a part of its source."""


VENDORS = {
    prefix + vendor: marks
    for prefix, table in ((PARKING, PARKINGS), (PLATFORM, PLATFORMS))
    for vendor, marks in table.items()
}


def found(lowered: bytes) -> set[str]:
    """Return the names of the vendors whose marks a source, in lower case, has."""
    if not _vendors().has(lowered):
        return set()
    return {name for name, marks in VENDORS.items() if any(all(part in lowered for part in mark) for mark in marks)}


def walls(lowered: bytes, text: str) -> set[str]:
    """Return the names of the walls' marks that a source has, but for those that its visible text quotes."""
    if not _walls().has(lowered):
        return set()
    here = {
        name: found
        for name, marks in sources().items()
        if (found := [mark for mark in marks if all(part in lowered for part in mark)])
    }
    shown = text.lower().encode() if here else b""
    return {
        WALL + name for name, found in here.items() if any(all(part not in shown for part in mark) for mark in found)
    }


@functools.cache
def _vendors() -> Sieve:
    return _sieve(VENDORS)


@functools.cache
def _walls() -> Sieve:
    return _sieve(sources())


def _sieve(table: Mapping[str, tuple[Mark, ...]]) -> Sieve:
    """Return what lets a source through that may have a mark: it has the longest part of one."""
    return Sieve(max(mark, key=len) for marks in table.values() for mark in marks)
