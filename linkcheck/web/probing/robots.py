"""Reads what a host's robots.txt lets us ask for: probes are for pages that nobody linked to, so its word counts."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from linkcheck.model import Exchange, Response, Url

AGENT = "linkcheck"
TOO_SLOW_S = 5.0
"""A host that wants more time between requests than this is not probed."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host; None allows nothing."""

    rules: Protego | None

    def allows(self, url: Url) -> bool:
        """Tell whether a URL may be asked for, at a pace that a run can wait for."""
        return self.rules is not None and self.rules.can_fetch(url, AGENT) and self.delay <= TOO_SLOW_S

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Return the sitemaps that it names."""
        return tuple(self.rules.sitemaps) if self.rules is not None else ()

    @property
    def delay(self) -> float:
        """Return the seconds between requests that the host wants."""
        return float(self.rules.crawl_delay(AGENT) or 0.0) if self.rules is not None else 0.0


def read(exchanges: tuple[Exchange, ...]) -> Robots:
    """Read what came of asking for robots.txt (RFC 9309): missing allows all, a wall or a fault nothing."""
    outcome = exchanges[-1].outcome if exchanges else None
    if not isinstance(outcome, Response) or outcome.status >= 500 or outcome.status in (401, 403, 429):
        return Robots(None)
    if 200 <= outcome.status < 300:
        return Robots(Protego.parse(outcome.body.decode("utf-8", "replace")))
    return Robots(Protego.parse("") if outcome.status >= 400 else None)
