"""A scan of eight domains on loopback, each a web of faults; and what came of it that two runs share."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from linkcheck import config, report
from linkcheck.run import pipeline
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from tests.support.servers import LOOPBACK, Names, Server, Visit, page, reply, serve

DOMAINS = [f"harbour{number}.org" for number in range(8)]
FLAGS: Mapping[str, Any] = {
    "allow_networks": ("127.0.0.0/8",),
    "no_archive": True,
    "host_request_interval": "0",
    "timeout": "30",
}
OF_ONE_RUN = frozenset({
    "ms", "duration_s", "started_at", "checked_at", "last_alive_at", "failing_since", "unreachable_since", "dead_since",
    "strike_times", "paths",
})  # fmt: skip
SIBLING = re.compile(r"[a-z]{25}|(?:[a-z]{5}-){4}[a-z]{5}|9\d{11}")
PORT = re.compile(r"(?<=\.org:)\d+")


class Warnings(Progress):
    """Keeps what the user is told at once."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def warn(self, message: str) -> None:
        """Keep a line."""
        self.lines.append(message)


def answer(visit: Visit) -> bytes:
    """Be a different web at each path."""
    host = visit.headers["host"].partition(":")[0]
    port = visit.headers["host"].partition(":")[2]
    other = DOMAINS[(DOMAINS.index(host) + 1) % len(DOMAINS)]
    match visit.path.strip("/").partition("-")[0]:
        case "page":
            return page(f"The page {visit.path} of {host} tells of a lighthouse.")
        case "away":
            return reply(302, f"Location: http://{other}:{port}/page-of-{host}")
        case "moved":
            return reply(301, f"Location: http://{other}:{port}/page-moved")
        case "reset":
            return visit.reset()
        case "busy":
            return reply(503)
        case "refused":
            return reply(403, "cf-mitigated: challenge", body=b"<title>Just a moment...</title>")
        case "soft":
            return page("Sorry, the page that you look for was not found. It no longer exists.")
        case _:
            return reply(404, body=b"<title>Not found</title>")


async def scanned(
    folder: Path,
    engine: str,
    paths: tuple[str, ...],
    serving: Callable[[Visit], bytes] = answer,
    meanwhile: Callable[[Server, asyncio.Task[pipeline.Scanned]], None] | None = None,
    **flags: Any,
) -> tuple[pipeline.Scanned, Server, list[str]]:
    """Scan links to these paths of every domain; `meanwhile` is called with each visit."""
    async with serve(lambda visit: heard(visit)) as server:
        lines = [f"<http://{domain}:{server.port}/{path}>\n\n" for domain in DOMAINS for path in paths]
        write_post(folder, lines)
        settings = config.load(folder, flags={**FLAGS, "engine": engine, **flags})
        told = Warnings()
        services = Services(resolver=Names(dict.fromkeys(DOMAINS, LOOPBACK)))
        run = asyncio.ensure_future(
            pipeline.scan([folder / "post.md"], settings, folder, progress=told, services=services)
        )

        def heard(visit: Visit) -> bytes:
            if meanwhile is not None:
                meanwhile(server, run)
            return serving(visit)

        return await run, server, told.lines


def write_post(folder: Path, lines: list[str]) -> None:
    """Write a post in a folder of its own."""
    folder.mkdir()
    (folder / "post.md").write_text("".join(lines), encoding="utf-8")


def said(done: pipeline.Scanned) -> Any:
    """Return the report for programs without what no two runs share."""
    return _timeless(json.loads(report.render(done.report, "json")))


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: 0 if key in OF_ONE_RUN else _timeless(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_timeless(each) for each in value]
    return PORT.sub("80", SIBLING.sub("sibling", value)) if isinstance(value, str) else value


def asked(server: Server) -> Counter[tuple[str, str]]:
    """Return how often each URL was asked for."""
    return Counter(
        (PORT.sub("80", visit.headers["host"]), SIBLING.sub("sibling", visit.path)) for visit in server.visits
    )
