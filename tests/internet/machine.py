"""Whole runs on a machine that is at fault itself: offline, lied to, short of descriptors, behind a broken proxy.

No host can show these, so each is a run of its own: of the program as a process where the machine's limits and
environment matter, else of the library. What a run says is one line, and so is the truth.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from linkcheck import config, report
from linkcheck.demo.listening import listening
from linkcheck.model import FailureCode
from linkcheck.run import pipeline
from linkcheck.run.loop import run_to_end
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.web.network import ResolutionError
from tests.internet.behaviour import Answer, Behaviour, Doors
from tests.internet.names import own_address
from tests.internet.trial import flags
from tests.support.hurry import Hurry
from tests.support.paths import ROOT

NOW = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a machine is at fault, and what a run on it must say."""

    identity: str
    name: str
    story: str
    truth: str
    run: Callable[[Path], str]
    """Takes an empty folder; returns a line like `truth`."""


FAULTS: list[Fault] = []


def fault(identity: str, truth: str) -> Callable[[Callable[[Path], str]], Callable[[Path], str]]:
    """Register the decorated function; its docstring is the story."""

    def register(function: Callable[[Path], str]) -> Callable[[Path], str]:
        name = function.__name__.replace("_", "-")
        FAULTS.append(Fault(identity, name, (function.__doc__ or "").strip(), truth, function))
        return function

    return register


# --- what is run ---------------------------------------------------------------------------------


def in_this_process(folder: Path, text: str, resolver: AbstractResolver, now: datetime = NOW) -> Mapping[str, Any]:
    """Scan a post of this text, and return the report as its JSON."""
    posts = folder / "content"
    posts.mkdir(exist_ok=True)
    (posts / "post.md").write_text(text, encoding="utf-8")
    return scanned(folder, posts, resolver, now)


def scanned(
    folder: Path, posts: Path, resolver: AbstractResolver, now: datetime = NOW, **more: object
) -> Mapping[str, Any]:
    """Scan what is there, and return the report as its JSON."""
    settings = config.load(folder, flags={**flags(), **more})
    hurry = Hurry()
    world = Services(resolver=resolver, now=lambda: now, clock=hurry.clock, sleep=hurry.sleep)
    done = run_to_end(pipeline.scan([posts], settings, folder, progress=Progress(), services=world))
    assert not done.tracebacks, done.tracebacks
    said: Mapping[str, Any] = json.loads(report.render(done.report, "json"))
    return said


def as_a_process(
    folder: Path, text: Callable[[int], str], answer: bytes, *, limits: str = "", **environment: str
) -> Mapping[str, Any]:
    """Scan a post with the program itself while a server gives this answer to everybody who comes.

    `text` makes the post of the server's port, and `PORT` in the environment stands for it; the server listens on all
    of 127.0.0.0/8. `limits` is run by the shell before the program. Returns the report as its JSON.
    """
    return asyncio.run(_process(folder, text, answer, limits, environment))


async def _process(
    folder: Path, text: Callable[[int], str], answer: bytes, limits: str, environment: Mapping[str, str]
) -> Mapping[str, Any]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    inherited = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    arguments = "scan . --format json --no-archive --max-retries 1 --allow-network 127.0.0.0/8 -v"
    async with listening(serve, "0.0.0.0") as port:  # noqa: S104 -- all of 127.0.0.0/8 is wanted
        (folder / "post.md").write_text(text(port), encoding="utf-8")
        variables = {name: value.replace("PORT", str(port)) for name, value in environment.items()}
        process = await asyncio.create_subprocess_shell(
            f'{limits} exec "$PYTHON" -m linkcheck {arguments}',
            cwd=folder,
            env={**inherited, "PYTHONPATH": str(ROOT), "PYTHON": sys.executable, **variables},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, error = await process.communicate()
    assert out, error.decode()
    said: Mapping[str, Any] = json.loads(out)
    return said


def in_a_line(said: Mapping[str, Any]) -> str:
    """Return what a run said: its exit code, and how many of each verdict."""
    verdicts = Counter(target["verdict"] for target in said["targets"])
    return f"exit {said['run']['exit_code']}: " + ", ".join(f"{n} {verdict}" for verdict, n in sorted(verdicts.items()))


def hosts(count: int, scheme: str = "http") -> str:
    """Return a text with a link to each of so many hosts."""
    return "".join(f"[{number}]({scheme}://host{number}.lab/page)\n" for number in range(count))


class Says(AbstractResolver):
    """Has one answer for every name: an address, or that it cannot tell."""

    def __init__(self, address: tuple[str, int] | None, *, lies: bool = False) -> None:
        """`lies`: names that cannot exist have the address, too."""
        self._address = address
        self._lies = lies

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the address; raises ResolutionError where there is none."""
        if host.endswith(".invalid") and not self._lies:
            raise ResolutionError(FailureCode.DNS_NXDOMAIN, f"{host}: no such name")
        if self._address is None:
            raise ResolutionError(FailureCode.DNS_FAILURE, f"{host}: no name server answers")
        address, at = self._address
        return [ResolveResult(hostname=host, host=address, port=at, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


def site(name: str, answer: Answer, doors: Doors) -> Behaviour:
    """Return a host of the small internet that is in no table of its own."""
    return Behaviour(
        name=name,
        host=f"{name}.lab",
        identity="",
        truth=frozenset(),
        story="",
        answer=answer,
        doors=doors,
        text="",
        moved_to=None,
        zone=own_address,
        real_ports=False,
        why=None,
    )


@contextmanager
def trusting(file: Path) -> Iterator[None]:
    """Let OpenSSL take its authorities from this file, and from nowhere else."""
    wanted = {"SSL_CERT_FILE": str(file), "SSL_CERT_DIR": str(file.parent / "no-such-folder")}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
