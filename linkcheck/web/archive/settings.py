"""What the user may say about archives. The base URLs are settings, so that pywb or another archive can stand in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """The `[archive]` table."""

    enabled: bool = True
    url: str = "https://web.archive.org"
    cdx_url: str | None = None
    """Where captures are listed; None for `/cdx/search/cdx` below `url`; pywb has it at `/<collection>/cdx`."""
    playback_url: str | None = None
    """What stands before `/<timestamp>/<url>`; None for `/web` below `url`."""
    order: tuple[str, ...] = ("cdx", "timegate")
    """Names in `ARCHIVES`; each is asked only where those before it could not tell."""
    requests_per_minute: int = 24
    """Look-ups that may start in any minute: 80 % of the Internet Archive's hard limit, as it asks for. 0: no limit."""
    playback_per_minute: int = 60
    """Captures asked for in any minute, a tenth of the hard limit. Without effect where look-ups have no limit."""
    in_flight: int = 3
    """Requests under way at once, of both kinds together: too many connections are what gets an address banned."""
    budget: int = 200
    """URLs looked up in one run; the rest come first in the next."""
    timeout: float = 60.0
    """Seconds for one answer; 15 to 52 were measured of the Internet Archive in 2026."""

    @property
    def cdx(self) -> str:
        """Where captures are listed."""
        return self.cdx_url or self.url.rstrip("/") + "/cdx/search/cdx"

    @property
    def playback(self) -> str:
        """What stands before `/<timestamp>/<url>`."""
        return (self.playback_url or self.url.rstrip("/") + "/web").rstrip("/")
