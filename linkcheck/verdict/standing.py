"""Tells by an address alone whether it stands for somebody or something that goes on: home pages, profiles, feeds.

An author who links one means whom it belongs to, not what it showed that day; a copy of it may be the wrong answer.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from linkcheck.verdict.signals.addresses import is_home, registrable

PROFILE_SITES = frozenset({
    "about.me", "angel.co", "behance.net", "bitbucket.org", "codepen.io", "delicious.com", "deviantart.com", "digg.com",
    "disqus.com", "dribbble.com", "facebook.com", "flickr.com", "foursquare.com", "friendfeed.com", "github.com",
    "gitlab.com", "gravatar.com", "identi.ca", "instagram.com", "keybase.io", "last.fm", "linkedin.com", "linktr.ee",
    "medium.com", "myspace.com", "patreon.com", "pinterest.com", "plurk.com", "quora.com", "slideshare.net",
    "soundcloud.com", "speakerdeck.com", "steamcommunity.com", "threads.net", "tiktok.com", "twitch.tv", "twitter.com",
    "vimeo.com", "vk.com", "x.com", "youtube.com",
})  # fmt: skip
"""Sites on which a single name is a person's, a group's or a firm's page."""

PROFILE = re.compile(r"/+(?:(?:users?|u|profiles?|people|members?|authors?)/[^/]+|@[^/]+|~[^/]+)/*", re.IGNORECASE)
OF_THESE_SITES = re.compile(r"/+(?:(?:in|pub|company|person|channel|c|id|accounts?)/)?[^/]+/*", re.IGNORECASE)
"""On others `/id/4711` is an article, and `/c/` a category."""
SINGLE = re.compile(r"/+[^/]+/*")
FEED = re.compile(
    r"/(?:feeds?|rss2?|atom|rdf)(?:/(?:rss2?|atom|rdf|default|comments))?/*$"
    r"|\.(?:rss|atom|rdf)$|/(?:[\w.-]*(?:feed|rss|atom)[\w.-]*|index)\.(?:xml|rdf|json)$|/feeds/posts/",
    re.IGNORECASE,
)
FEED_QUERY = re.compile(r"(?:^|&)(?:feed=(?:rss2?|atom|rdf|comments)|(?:alt|format)=(?:rss|atom|feed))", re.IGNORECASE)


def standing(url: str) -> str | None:
    """Return in words what an address stands for; None where it names one page among others."""
    if is_feed(url):
        return "a feed"
    if is_home(url):
        return "a home page"
    return "a profile" if is_profile(url) else None


def is_profile(url: str) -> bool:
    """Tell whether an address is a person's, a group's or a firm's own page on a site of many."""
    parts = urlsplit(url)
    if PROFILE.fullmatch(parts.path) is not None:
        return True
    return registrable(parts.hostname) in PROFILE_SITES and OF_THESE_SITES.fullmatch(parts.path) is not None


def is_feed(url: str) -> bool:
    """Tell whether an address is a feed; an entry of one (`/~r/blog/~3/…`) is none."""
    parts = urlsplit(url)
    if (parts.hostname or "") in {"feeds.feedburner.com", "feeds2.feedburner.com"}:
        return SINGLE.fullmatch(parts.path) is not None
    return FEED.search(parts.path) is not None or FEED_QUERY.search(parts.query) is not None
