"""Puts the program on trial: a document for each behaviour, one scan of them all, and a comparison with the truth.

The scan is either the library in this process, led through `Harbour`, or the program itself as a process of its own
in a network namespace. Both end in the same JSON report, and only that is read here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from linkcheck import config, report
from linkcheck.model import State
from linkcheck.run import pipeline
from linkcheck.run.loop import run_to_end
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services, utc_now
from tests.internet.behaviour import Behaviour
from tests.internet.harbour import Harbour
from tests.internet.world import World, open_world
from tests.support.hurry import Hurry
from tests.support.patience import patience


def flags() -> dict[str, str | bool | tuple[str, ...]]:
    """Return the program's options for a trial, by their keys: patience is not what is tried."""
    return {
        "timeout": str(patience(6)),
        "max_retries": "1",
        "max_concurrency": "48",
        "host_request_interval": "0.02",
        "allow_networks": ("127.0.0.0/8", "::1/128"),
        "no_archive": True,
        "format": "json",
    }


@dataclass(frozen=True, slots=True)
class Said:
    """What the program said of one target."""

    url: str
    state: State
    reason: str
    final_url: str | None
    exchanges: tuple[str, ...]
    """Each in a word: a status or a failure."""


NOT_A_LINK = Said("", State.UNCHECKED, "not-a-link", None, ())
"""Said of a document in which the program finds no link at all."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A behaviour and what the program said of the links to it."""

    behaviour: Behaviour
    said: tuple[Said, ...]

    @property
    def right(self) -> bool:
        """Return whether all of it is true."""
        return all(self._is_right(said) for said in self.said)

    def _is_right(self, said: Said) -> bool:
        moved_to = self.behaviour.moved_to
        if said.state is State.MOVED and moved_to is not None:
            return State.MOVED in self.behaviour.truth and said.final_url == moved_to.replace(
                "HOST", self.behaviour.host
            )
        return said.state in self.behaviour.truth


def write_documents(behaviours: Sequence[Behaviour], folder: Path) -> Path:
    """Write a Markdown file for each behaviour and return their folder."""
    posts = folder / "posts"
    posts.mkdir()
    for behaviour in behaviours:
        (posts / f"{behaviour.name}.md").write_text(behaviour.markdown, encoding="utf-8")
    return posts


def in_this_process(
    behaviours: Sequence[Behaviour], folder: Path, engine: str = "local"
) -> tuple[list[Judged], list[str]]:
    """Judge the behaviours through the library; also return tracebacks of servers and program."""
    posts = write_documents(behaviours, folder)
    with open_world(behaviours, folder) as world:
        scanned = scan(world, posts, folder, engine=engine)
    said = json.loads(report.render(scanned.report, "json"))
    return compare(behaviours, said), [*world.errors, *scanned.tracebacks]


def scan(
    world: World, posts: Path, folder: Path, now: Callable[[], datetime] = utc_now, **more: str
) -> pipeline.Scanned:
    """Let the library scan `posts` once, with `more` flags; its history is kept in `folder`."""
    trusted = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = str(world.ca_file)
    try:
        settings = config.load(folder, flags={**flags(), **more})
        hurry = Hurry()
        services = Services(resolver=Harbour(world), now=now, clock=hurry.clock, sleep=hurry.sleep)
        return run_to_end(pipeline.scan([posts], settings, folder, progress=Progress(), services=services))
    finally:
        os.environ.pop("SSL_CERT_FILE")
        if trusted is not None:
            os.environ["SSL_CERT_FILE"] = trusted


def from_evidence(folder: Path) -> dict[str, tuple[str, str]]:
    """Return verdict and reason of each target by the evidence that a run left in a folder; nothing is asked."""
    settings = config.load(folder, flags=flags())
    told = run_to_end(pipeline.scan([folder / "posts"], settings, folder, progress=Progress(), ask=False))
    targets = json.loads(report.render(told.report, "json"))["targets"]
    return {target["url"]: (target["verdict"], target["reason"]) for target in targets if target["from_history"]}


def compare(behaviours: Sequence[Behaviour], said: Mapping[str, Any]) -> list[Judged]:
    """Return what a JSON report says of each behaviour."""
    targets = {target["url"]: _said(target) for target in said["targets"]}
    by_name: dict[str, dict[str, Said]] = {behaviour.name: {} for behaviour in behaviours}
    for reference in said["references"]:
        if reference["url"] is not None:
            by_name[Path(reference["path"]).stem][reference["url"]] = targets[reference["url"]]
    return [Judged(behaviour, tuple(by_name[behaviour.name].values()) or (NOT_A_LINK,)) for behaviour in behaviours]


def _said(target: Mapping[str, Any]) -> Said:
    return Said(
        url=target["url"],
        state=State(target["verdict"]),
        reason=target["reason"],
        final_url=target["final_url"],
        exchanges=tuple(str(exchange.get("status") or exchange.get("failure")) for exchange in target["exchanges"]),
    )
