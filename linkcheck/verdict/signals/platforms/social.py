"""Judges networks of people, which show strangers a login, a shell, or the same page for any name."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote

from linkcheck.model import Evidence, Failure, FailureCode, Reason, State
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.page import seen
from linkcheck.verdict.signals.platforms.rule import (
    NAME,
    Platform,
    end,
    is_good,
    is_missing,
    login,
    says_so,
    start,
    title,
    undisclosed,
)

POST = re.compile(r"/(\w{1,15}|i/web)/status(?:es)?/(\d+)")
ACCOUNT = re.compile(r"/@?\w{1,15}(?:/.*)?")
OWN_PAGES = re.compile(
    r"/(?:about|account|download|explore|hashtag|home|i|intent|jobs|login|privacy|search|settings|share|signup|tos)\b",
    re.IGNORECASE,
)
"""X's own: no account can have these names, and share buttons lead there."""
LOGIN_TITLE = re.compile(r"(?:log|sign)[ -]?(?:in|up|into)\b|linkedin login|join linkedin", re.IGNORECASE)
NAMED = re.compile(r"\S.* [|•\u2013-] (?:Facebook|Instagram\b.*)", re.IGNORECASE)
"""A page that strangers may see bears the name of what it shows."""
WALL_PATH = re.compile(r"/(?:authwall|uas/|checkpoint/|signup|login)")
PROFILE = re.compile(r"/(?:in|pub)/")
CHAT = re.compile(
    r"/(?:\+[\w-]+|joinchat/[\w-]+|(?:s/)?(?!share\b|proxy\b|socks\b)[a-z]\w{3,31}(?:/\d+)?)/?", re.IGNORECASE
)
"""A name, an invitation or a post; Telegram's other pages, such as the one to share a link, are for everybody."""
INVITE = re.compile(r"/invite/([\w-]+)/?")


def _ask_x(url: SplitResult) -> str | None:
    post = POST.match(url.path)
    if post is None:
        return None
    about = quote(f"https://twitter.com/{post[1]}/status/{post[2]}", safe="")
    return f"https://publish.twitter.com/oembed?omit_script=1&url={about}"


def _read_x(attempt: Attempt) -> Evidence | None:
    """Learn nothing from a shell, nor from a refusal."""
    path = start(attempt).path
    cited = POST.match(path) or (ACCOUNT.fullmatch(path) and not OWN_PAGES.match(path))
    if cited and attempt.response is not None and (is_good(attempt) or attempt.response.status in (400, 403)):
        return undisclosed(f"status {attempt.response.status}, as X answers strangers whatever they ask for")
    return None


def _read_meta(attempt: Attempt) -> Evidence | None:
    """Take a page without a name of its own for the login that it is, and a 404 for what is kept from strangers."""
    if start(attempt).path.strip("/") == "":
        return None
    if is_missing(attempt):
        return undisclosed("404 for strangers; members may see it")
    if not is_good(attempt):
        return None
    is_named = NAMED.fullmatch(title(attempt)) and not LOGIN_TITLE.match(title(attempt))
    return says_so(attempt) or (None if is_named else login("strangers are shown a login"))


def _read_linkedin(attempt: Attempt) -> Evidence | None:
    if is_missing(attempt) and PROFILE.match(start(attempt).path):
        return undisclosed("404 for strangers; members may see this profile")
    walled = WALL_PATH.match(end(attempt).path) or LOGIN_TITLE.match(title(attempt))
    if is_good(attempt) and walled and not WALL_PATH.match(start(attempt).path):
        return login("strangers are shown a login")
    return None


def _read_reddit(attempt: Attempt) -> Evidence | None:
    """Take the rate limit for a wall: programs are not let in however slowly they come."""
    given_up = isinstance(attempt.last.outcome, Failure) and attempt.last.outcome.code is FailureCode.RATE_LIMITED
    if given_up or (attempt.response is not None and attempt.response.status in (403, 429)):
        return Evidence(NAME, State.BLOCKED, Reason.FORBIDDEN, "Reddit lets no programs in")
    return None


def _read_telegram(attempt: Attempt) -> Evidence | None:
    """Tell by a picture or a name on the page: any name that does not exist has the same page without them."""
    if not is_good(attempt) or attempt.response is None or not CHAT.fullmatch(start(attempt).path):
        return None
    if marks.PLATFORM + "Telegram" in seen(attempt.response).marks:
        return Evidence(NAME, State.ALIVE, Reason.OK, "Telegram shows whose page it is")
    return undisclosed("Telegram shows this page for any name")


def _ask_discord(url: SplitResult) -> str | None:
    is_short = (url.hostname or "").rstrip(".").endswith("discord.gg")
    code = INVITE.fullmatch(f"/invite{url.path}" if is_short else url.path)
    return f"https://discord.com/api/v10/invites/{code[1]}" if code is not None else None


def _read_discord(attempt: Attempt) -> Evidence | None:
    if _ask_discord(start(attempt)) is None or not is_good(attempt):
        return None
    return undisclosed("Discord shows this page for any invitation, and could not be asked about this one")


X = Platform("X", ("x.com", "twitter.com"), _read_x, _ask_x, always=True, told={200: State.ALIVE})
"""Its oEmbed knows no posts of protected and of suspended accounts either: only its good answers tell."""
META = Platform("Meta", ("facebook.com", "instagram.com"), _read_meta)
LINKEDIN = Platform("LinkedIn", ("linkedin.com",), _read_linkedin)
REDDIT = Platform("Reddit", ("reddit.com", "redd.it"), _read_reddit)
TELEGRAM = Platform("Telegram", ("t.me", "telegram.me"), _read_telegram)
DISCORD = Platform(
    "Discord",
    ("discord.gg", "discord.com", "discordapp.com"),
    _read_discord,
    _ask_discord,
    always=True,
    told={200: State.ALIVE, 404: State.DEAD},
)
