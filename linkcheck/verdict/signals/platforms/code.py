"""Judges forges and the registries of packages."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlunsplit

from linkcheck.model import Evidence, Reason, State
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.platforms.rule import (
    NAME,
    Platform,
    end,
    is_good,
    is_missing,
    start,
    undisclosed,
)

CLONE = re.compile(r"(/[^/]+/[^/]+)\.git/?")
MEMBERS = re.compile(
    r"/(?:settings|notifications)(?:/|$)"
    r"|/[^/]+/[^/]+/(?:settings|edit|new|upload|delete|invitations|issues/new|releases/(?:new|edit))(?:/|$)"
)
"""Pages of GitHub that are there for members only; everybody else is told 404."""
CRATE = re.compile(r"/crates/([\w-]+)(?:/.*)?")
PACKAGE = re.compile(r"/package/((?:@[\w.~-]+/)?[\w.~-]+)(?:/.*)?")
FOUND_OR_NOT = {200: State.ALIVE, 404: State.DEAD}


def _ask_without_git(url: SplitResult) -> str | None:
    """Ask for the page of a repository whose address for cloning was cited."""
    clone = CLONE.fullmatch(url.path)
    return urlunsplit(("https", url.hostname or "", clone[1], "", "")) if clone is not None else None


def _read_forge(attempt: Attempt) -> Evidence | None:
    """Take the page of the repository for alive, not moved: an address for cloning is to stay as it is."""
    clone = CLONE.fullmatch(start(attempt).path)
    if clone is not None and is_good(attempt) and end(attempt).path.rstrip("/") == clone[1]:
        return Evidence(NAME, State.ALIVE, Reason.OK, "the page of the repository")
    return None


def _read_github(attempt: Attempt) -> Evidence | None:
    if is_missing(attempt) and MEMBERS.match(start(attempt).path):
        return undisclosed("404, as GitHub answers all but its members there")
    return _read_forge(attempt)


def _ask_crates(url: SplitResult) -> str | None:
    crate = CRATE.fullmatch(url.path)
    return f"https://crates.io/api/v1/crates/{crate[1]}" if crate is not None else None


def _ask_npm(url: SplitResult) -> str | None:
    package = PACKAGE.fullmatch(url.path)
    return f"https://registry.npmjs.org/{package[1]}" if package is not None else None


GITHUB = Platform("GitHub", ("github.com",), _read_github, _ask_without_git, told=FOUND_OR_NOT)
FORGES = Platform(
    "the forge", ("gitlab.com", "codeberg.org", "bitbucket.org"), _read_forge, _ask_without_git, told=FOUND_OR_NOT
)
CRATES = Platform("crates.io", ("crates.io",), ask=_ask_crates, always=True, told=FOUND_OR_NOT)
NPM = Platform("npm", ("npmjs.com", "npmjs.org"), ask=_ask_npm, told=FOUND_OR_NOT)
