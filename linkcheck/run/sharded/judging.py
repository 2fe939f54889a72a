"""One shard → its history and its part of a night."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from linkcheck.config import Settings
from linkcheck.dataset.rows import nobody
from linkcheck.dataset.write import Batch, fill
from linkcheck.history import History
from linkcheck.links.urls import redact
from linkcheck.model import Post, Report, Row, State, Verdict
from linkcheck.report.view import redacted
from linkcheck.run.judge import judge
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.run.sharded.shards import read_shard
from linkcheck.run.state import fault_of_state

NEARLY = 0.95
"""The share of a shard's links after which another begins: the rest may be those of one slow host."""


@dataclass(frozen=True, slots=True)
class Order:
    """A shard to judge: plain data for another process."""

    number: int
    links: Path
    """The folder of the links by shard."""
    state: Path
    """The folder of the shard's history."""
    night: Path
    """The folder of the night that gets its rows."""
    started_at: datetime
    settings: Settings


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an order."""

    number: int
    requests: int = 0
    dead: int = 0
    """Links that an archive is to be asked about."""
    fault: str | None = None
    """What is wrong with the environment: then nothing is kept."""
    interrupted: bool = False
    messages: tuple[str, ...] = ()


async def judge_shard(order: Order, progress: Progress, services: Services) -> Outcome:
    """Ask for what is due of a shard, and write its rows. A shard that was cut short goes on from its history."""
    targets, days = read_shard(order.links, order.number)
    fault = fault_of_state(order.state) if order.state.exists() else None
    with History(order.state, warn=progress.warn, now=services.now, fault=fault) as history:
        settings = _in_time(order, services.now())
        judged = await judge(targets, settings, days, history, progress, services)
    if judged.environment_fault is not None or judged.interrupted:
        return Outcome(order.number, judged.requests, 0, judged.environment_fault, judged.interrupted)
    posts = {path: day for (path, _), day in days.known.items()}
    rows = tuple(Row(one, target.url) for target in targets for one in target.references)
    report = Report(
        exit_code=0,
        offline=order.settings.offline,
        duration_s=0.0,
        requests=judged.requests,
        environment_fault=None,
        documents=0,
        rows=rows,
        findings=judged.findings,
        problems=(),
        edits=(),
        started_at=order.started_at,
        posts=tuple(Post(path, day) for path, day in sorted(posts.items())),
    )
    with Batch(order.night, order.number) as batch:
        fill(batch, redacted(report, redact), nobody)
    dead = sum(finding.verdict.state is State.DEAD for finding in judged.findings)
    return Outcome(order.number, judged.requests, dead, messages=judged.messages)


def _in_time(order: Order, now: datetime) -> Settings:
    """Return the settings with what is left of the run's time, which began when documents were read."""
    most = order.settings.max_time
    if most is None:
        return order.settings
    return replace(order.settings, max_time=max(0.0, most - (now - order.started_at).total_seconds()))


class Ear(Progress):
    """Hears one shard for the whole run, and tells once when the shard is nearly done."""

    def __init__(self, run: Progress, nearly: Callable[[], None]) -> None:
        self._run, self._nearly = run, nearly
        self._planned = self._answered = 0
        self._told = False

    def checks_planned(self, count: int) -> None:
        """Hear how many there are."""
        self._planned = count
        self._run.checks_planned(count)

    def answered(self) -> None:
        """Count one."""
        self._answered += 1
        self._run.answered()
        if self._answered >= NEARLY * self._planned:
            self.nearly()

    def checked(self, verdict: Verdict) -> None:
        """Pass it on."""
        self._run.checked(verdict)

    def nearly(self) -> None:
        """Tell, unless that is told."""
        if not self._told:
            self._told = True
            self._nearly()

    def looked_up(self) -> None:
        """Pass it on."""
        self._run.looked_up()

    def warn(self, message: str) -> None:
        """Pass it on."""
        self._run.warn(message)
