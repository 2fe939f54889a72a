"""Judges YouTube, which shows the same page for any video, while its oEmbed tells the truth.

401 and 403 mean that a video is private or not to be embedded elsewhere, which is no death. Channels are honest.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, quote

from linkcheck.model import Evidence, State
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.platforms.rule import Platform, is_good, start, title, undisclosed

SHORT = "youtu.be"
VIDEO_PATH = re.compile(r"/(?:shorts|embed|live|v|e)/([\w-]+)")
NO_VIDEO = {"videoseries", "live_stream"}
"""Players under `/embed/` that take what they play from the query."""
NAMED = re.compile(r"\S.* - YouTube")
"""A video that is gone leaves its page without a name."""


def _ask(url: SplitResult) -> str | None:
    watched = _watched(url)
    if watched is None:
        return None
    about = quote(f"https://www.youtube.com/{watched}", safe="")
    return f"https://www.youtube.com/oembed?format=json&url={about}"


def _watched(url: SplitResult) -> str | None:
    """Return the video or playlist that an address names, as YouTube's own pages cite it."""
    query = parse_qs(url.query)
    path = VIDEO_PATH.match(url.path)
    video = query.get("v", [""])[0] if url.path.rstrip("/") == "/watch" else ""
    if (url.hostname or "").rstrip(".").endswith(SHORT):
        video = url.path.strip("/").partition("/")[0]
    elif path is not None and path[1] not in NO_VIDEO:
        video = path[1]
    if video:
        return f"watch?v={video}"
    playlist = query.get("list", [""])[0] if url.path.rstrip("/") in ("/playlist", "/embed/videoseries") else ""
    return f"playlist?list={playlist}" if playlist else None


def _read(attempt: Attempt) -> Evidence | None:
    if _ask(start(attempt)) is None or not is_good(attempt) or NAMED.fullmatch(title(attempt)):
        return None
    return undisclosed("YouTube shows this page for any video, and could not be asked whether it has this one")


YOUTUBE = Platform(
    "YouTube",
    ("youtube.com", "music.youtube.com", "youtube-nocookie.com", SHORT),
    read=_read,
    ask=_ask,
    always=True,
    told={200: State.ALIVE, 400: State.DEAD, 401: State.UNSURE, 403: State.UNSURE, 404: State.DEAD},
)
