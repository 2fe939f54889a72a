"""Judges platforms by rules of their own: their statuses and pages do not mean what they mean elsewhere.

Most platforms tell programs at some address whether they have what a link names (oEmbed, an API). Asking there is an
inquiry: a check of its own among the exchanges of a check, by the same rules. Its word on death holds for the
pages, too: a page that is the same for everything does not outvote it, and it must have been said to both profiles.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from urllib.parse import urlsplit

from linkcheck.model import Check, Evidence, Profile, Reason, Response, State, Url, host_of
from linkcheck.verdict.signals import landing
from linkcheck.verdict.signals.attempts import Attempt, attempts
from linkcheck.verdict.signals.challenge import challenged
from linkcheck.verdict.signals.platforms import code, libraries, social, youtube
from linkcheck.verdict.signals.platforms.rule import NAME, Platform, undisclosed

PLATFORMS: tuple[Platform, ...] = (
    youtube.YOUTUBE,
    social.X,
    social.META,
    social.LINKEDIN,
    social.REDDIT,
    social.TELEGRAM,
    social.DISCORD,
    code.GITHUB,
    code.FORGES,
    code.CRATES,
    code.NPM,
    libraries.RESOLVER,
    libraries.ARCHIVE,
    libraries.ARCHIVE_TODAY,
    libraries.DOCUMENTS,
    libraries.LISTS_OF_GOOGLE,
)
BY_HOST = {host: platform for platform in PLATFORMS for host in platform.hosts}
SAME_SITE = re.compile(r"(?:www|m|mobile|touch|mbasic|old|new|np|[a-z]{2}(?:-[a-z]{2})?)\.")
"""Labels before a platform's name, for phones, languages and old habits; other names are other sites."""


@functools.lru_cache(maxsize=1024)
def platform_of(url: str) -> Platform | None:
    """Return the platform that a URL is of, or None."""
    host = host_of(url).rstrip(".")
    prefix = SAME_SITE.match(host)
    return BY_HOST.get(host) or (BY_HOST.get(host[prefix.end() :]) if prefix is not None else None)


def parted(check: Check) -> tuple[Check, Check | None]:
    """Split a check into the exchanges with the pages and the inquiry; None where there is nothing to inquire.

    The inquiry has no exchanges while it is still to be made.
    """
    address = _address(check.url)
    if address is None:
        return check, None
    chains = attempts(check.exchanges)
    pages = tuple(one for chain in chains if chain[0].request.url != address for one in chain)
    asked = tuple(one for chain in chains if chain[0].request.url == address for one in chain)
    inquiry = Check(address, asked, check.checked_at) if asked or _worth_asking(check) else None
    return replace(check, exchanges=pages), inquiry


def is_inquiry(attempt: Attempt) -> bool:
    """Tell whether an attempt does not ask for the target, but its platform for word of it."""
    return attempt.exchanges[0].request.url == _address(attempt.check.url)


def read(attempt: Attempt) -> Evidence | None:
    """Say what the platform says of its page, where general rules would be wrong."""
    platform = platform_of(attempt.check.url)
    if platform is None:
        return None
    if is_inquiry(attempt):
        return _told(platform, attempt) or undisclosed(f"{platform.name} could not be asked")
    told = _all_told(platform, attempt.check)
    if any(said.state is State.ALIVE for _, said in told):
        return None  # it is there, and the general rules say where
    return _goes_for_pages(told) or platform.read(attempt)


def _address(url: Url) -> Url | None:
    platform = platform_of(url)
    address = platform.ask(urlsplit(url)) if platform is not None else None
    return Url(address) if address is not None else None


def _worth_asking(check: Check) -> bool:
    """Tell whether the pages leave something to ask; where nothing answers, an inquiry would not help."""
    platform = platform_of(check.url)
    last = check.exchanges[-1].outcome if check.exchanges else None
    return platform is not None and isinstance(last, Response) and (platform.always or not 200 <= last.status < 300)


def _told(platform: Platform, attempt: Attempt) -> Evidence | None:
    """Return what one answer to an inquiry means; None where it could not tell."""
    if attempt.response is None or challenged(attempt) is not None or landing.read(attempt) is not None:
        return None
    status = attempt.response.status
    match platform.told.get(status):
        case State.ALIVE:
            return Evidence(NAME, State.ALIVE, Reason.OK, f"{platform.name} says that it has it")
        case State.DEAD:
            return Evidence(NAME, State.DEAD, Reason.GONE, f"{platform.name} says that it has it not (status {status})")
        case State.UNSURE:
            return undisclosed(f"{platform.name} tells strangers nothing of it (status {status})")
        case _:
            return None


def _all_told(platform: Platform, check: Check) -> list[tuple[Profile, Evidence]]:
    """Return what an inquiry was told, and as whom it was made."""
    address = _address(check.url)
    asked = [Attempt(check, chain) for chain in attempts(check.exchanges) if chain[0].request.url == address]
    return [(attempt.last.request.profile, said) for attempt in asked if (said := _told(platform, attempt)) is not None]


def _goes_for_pages(told: list[tuple[Profile, Evidence]]) -> Evidence | None:
    """Return what of an inquiry holds for the pages too: that the target is gone, or that strangers are not told."""
    unsure = next((said for _, said in told if said.state is State.UNSURE), None)
    profiles = {profile for profile, _ in told}
    return told[0][1] if unsure is None and profiles == set(Profile) else unsure
