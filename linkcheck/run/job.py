"""Checks as orders: plain data, so that an engine can carry them to another process or machine."""

from __future__ import annotations

from dataclasses import dataclass

from linkcheck.model import Url, Validators
from linkcheck.web.network import NetworkSettings


@dataclass(frozen=True, slots=True)
class Work:
    """One URL to check."""

    url: Url
    fragments: tuple[str, ...] = ()
    """The places in its page that references name, as written, without `#`."""
    accept: frozenset[int] = frozenset()
    """Statuses that its user takes for alive."""
    validators: Validators | None = None
    """Of the page as an earlier run read it: it is to be read again only if it has changed."""


@dataclass(frozen=True, slots=True)
class Job:
    """The settings of all checks of a run."""

    network: NetworkSettings
    """Its `budget` is None: `max_requests` says how much of the run's budget this job has."""
    max_redirects: int
    max_requests: int | None = None
    """None: without end."""
