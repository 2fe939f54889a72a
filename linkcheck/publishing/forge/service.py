"""What one forge has of its own: its address, how it knows callers, how it refuses, and when it wants no requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from linkcheck.publishing.forge.errors import PublishError, sanitise

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Refusal(msgspec.Struct, frozen=True):
    """The body of an answer that says no, as any of the forges has it."""

    message: object = ""
    errors: object = None
    error: object = ""
    error_description: object = ""

    @property
    def words(self) -> str:
        """The forge's own words; GitLab names the fields of a form that it does not take, in a table."""
        if isinstance(self.message, dict):
            return "; ".join(f"{name} {value}" for name, value in self.message.items())
        return str(self.message or self.error_description or self.error)

    def details(self) -> list[str]:
        """Return what is wrong, field by field."""
        known = [error for error in self.errors if isinstance(error, dict)] if isinstance(self.errors, list) else []
        return [str(error.get("message") or f"{error.get('field')}: {error.get('code')}") for error in known]


Explain = Callable[[int, Refusal, str, str], str]
"""Status, what it said, the action as an infinitive, the permission that it takes → a sentence for people."""
Pause = Callable[[int, Mapping[str, str], str, datetime], float | None]
"""Status, headers, what it said, now → the seconds that a rate limit holds; None where the answer is no rate limit."""


@dataclass(frozen=True, slots=True)
class ForgeService:
    """One forge at one address, and its ways."""

    name: str
    """As people call it."""
    root: str
    """Of the API, without a slash at its end."""
    token: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    """For every request; the token is in one of them."""
    explain: Explain
    pause: Pause
    page: Mapping[str, str]
    """Asks for the largest page of a list."""
    names_itself: bool = True
    """Whether it names the next page of a list by the address that it was asked at. A server behind another knows
    itself by one of its own, and is asked for the number that it names."""


def check_address(variable: str, address: str) -> None:
    """Raise PublishError where an API is no place to send a token to."""
    try:
        parts = urlsplit(address)
        known = bool(parts.hostname) and (parts.scheme == "https" or parts.hostname in _LOOPBACK)
    except ValueError:
        known = False
    if not known:
        raise PublishError(f"{variable} should be https, for a token is sent there, and is {sanitise(address)}")


def check_token(variable: str, token: str) -> None:
    """Raise PublishError for what can be no token."""
    if not token.isascii() or not token.isprintable() or " " in token:
        raise PublishError(f"{variable} is no token: it holds characters that no token has")
