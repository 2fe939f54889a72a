"""The settings of one run, complete and checked: defaults, then a settings file, then flags.

Pure: the text of files comes from `sources`, and nothing here knows what a setting is for. The sections of the
network and of the archive have the names of their settings, and `run` hands them down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from linkcheck.__about__ import __version__
from linkcheck.config.values import Network
from linkcheck.model import FAIL_ON, FailOn, Level, Problem, Rule, host_of

USER_AGENT = f"lc-md/{__version__} (+https://pypi.org/project/%6Cinkcheck-md/)"
"""Who we say we are.

A stock mod_security rule answers 403 to every agent that contains `link`, and others dislike `checker` and `bot`,
so the program's own name would make living pages look refused. Hence a product of its own, and the address of
the project with its first letter percent-encoded: the same URL by RFC 3986 §6.2.2.2, and without the word.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTable:
    """`[hosts."example.com"]`: what is different for one host; None leaves the general setting."""

    concurrency: int | None = None
    request_interval: float | None = None
    """Seconds."""
    headers: Mapping[str, str] = field(default_factory=dict)
    accept: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveEndpoint:
    """Where an archive is, and how politely it is asked; the defaults are the Internet Archive's."""

    url: str = "https://web.archive.org"
    cdx_url: str | None = None
    """Where captures are listed; None for its usual place under `url`; pywb has it at `/<collection>/cdx`."""
    playback_url: str | None = None
    """What a capture's time and address are appended to; None for `/web` under `url`."""
    requests_per_minute: int = 24
    """Look-ups that may start in any minute: 80 % of the Internet Archive's hard limit, as it asks for. 0: no limit."""
    playback_per_minute: int = 60
    """Captures asked for in any minute, a tenth of the hard limit. Without effect where look-ups have no limit."""
    in_flight: int = 3
    """Requests under way at once, of both kinds together: too many connections are what gets an address banned."""
    budget: int = 200
    """URLs looked up in one run; the rest come first in the next."""

    @property
    def cdx(self) -> str:
        """Return the address where captures are listed."""
        return self.cdx_url or self.url.rstrip("/") + "/cdx/search/cdx"

    @property
    def playback(self) -> str:
        """Return what stands before `/<timestamp>/<url>`."""
        return (self.playback_url or self.url.rstrip("/") + "/web").rstrip("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTable(ArchiveEndpoint):
    """`[archive]`: where archived copies are looked for."""

    enabled: bool = True
    order: tuple[str, ...] = ("cdx", "timegate")
    """Names of archives and of `services`; each is asked only where those before it could not tell."""
    services: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """`[archive.services.NAME]`: what is given of `kind` (without it the name is one) and of its `ArchiveEndpoint`."""
    timeout: float = 60.0
    """Seconds for one answer; 15 to 52 were measured of the Internet Archive in 2026."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmTable:
    """`[confirm]`: when a failure that persists is taken for death."""

    runs: int = 3
    """So many runs in a row, a night apart."""
    days: float = 7.0
    """From the first of them to the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryTable:
    """`[history]`: what is kept between runs, and where else than in `.linkcheck/`."""

    file: str | None = None
    """JSON Lines that the repository owns: read before a run, written after it; relative to the settings file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one run."""

    exclude: tuple[re.Pattern[str], ...] = ()
    """Of the file, of the flags and of `.linkcheckignore`."""
    include: tuple[re.Pattern[str], ...] = ()
    exclude_paths: tuple[str, ...] = ()
    accept: frozenset[int] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict)
    user_agent: str = USER_AGENT
    allow_networks: tuple[Network, ...] = ()
    fresh: bool = False
    insecure: bool = False
    fail_on: frozenset[FailOn] = FAIL_ON
    timeout: float = 20.0
    """Seconds from connecting to the first byte."""
    max_retries: int = 3
    max_redirects: int = 20
    """As browsers do; lychee stops at 10, and calls living pages dead."""
    max_concurrency: int = 256
    host_concurrency: int = 4
    host_request_interval: float = 0.1
    """Seconds."""
    hosts: Mapping[str, HostTable] = field(default_factory=dict)
    archive: ArchiveTable = ArchiveTable()
    confirm: ConfirmTable = ConfirmTable()
    history: HistoryTable = HistoryTable()
    max_requests: int | None = None
    """To the hosts of links; None: no end."""
    max_time: float | None = None
    """Seconds that the web is asked; None: no end."""
    baseline: bool = False
    """Draw the baseline anew."""
    rules: Mapping[Rule, Level | None] = field(default_factory=dict)
    """Rules whose level is not the usual one; None switches a rule off."""
    offline: bool = False
    format: str | None = None
    """None where nobody asked: then stdout is text."""
    outputs: tuple[str, ...] = ()
    progress: bool = True
    verbose: int = 0
    quiet: bool = False
    fix: frozenset[str] = frozenset()
    """Kinds of repairs to make; empty without `--fix`."""
    diff: bool = False
    stdin_filename: str | None = None
    """What standard input stands for, where a document comes through it."""
    files_from: str | None = None
    """A list of files to read; `-` is standard input."""
    since: str | None = None
    """A git revision: only what changed since then is judged; None: everything."""
    file: Path | None = None
    """The settings file that was read."""

    def accepted(self, url: str) -> frozenset[int]:
        """Return the statuses that are taken for alive at a URL's host."""
        table = self.hosts.get(host_of(url))
        return self.accept if table is None or not table.accept else table.accept


def leveled(problems: Iterable[Problem], rules: Mapping[Rule, Level | None]) -> tuple[Problem, ...]:
    """Return the problems at the levels that the settings give them, without those switched off."""
    levels = ((problem, rules.get(problem.rule, problem.level)) for problem in problems)
    return tuple(
        problem if level is problem.level else replace(problem, level=level)  # a copy of each of 20,000 takes time
        for problem, level in levels
        if level is not None
    )
