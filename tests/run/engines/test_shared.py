"""Engines with workers say what the local one says, ask for the same, and keep what a run promises."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from asyncio.subprocess import Process
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from linkcheck import config, report
from linkcheck.run import pipeline
from linkcheck.run.engines import ENGINES, processes, shared_checks
from linkcheck.run.services import Services
from linkcheck.web import schedule
from tests.support.domains import DOMAINS, FLAGS, Warnings, asked, said, scanned, write_post
from tests.support.patience import patience
from tests.support.servers import LOOPBACK, Names, Server, Visit, page, reply, serve

SHARING = pytest.mark.parametrize("engine", [name for name in ENGINES if name != "local"])


@SHARING
@pytest.mark.timeout(180)
def test_the_report_is_the_same_and_so_is_what_was_asked(tmp_path: Path, engine: str) -> None:
    """For pages, redirects to hosts of other workers, walls, overload, broken connections, soft 404s with probes."""
    paths = ("page-1", "page-2", "away-1", "moved-1", "reset-1", "refused-1", "soft-1", "gone-1", "page-3#place")

    async def both() -> list[tuple[pipeline.Scanned, Server, list[str]]]:
        # What is known of a host when a link of it is judged depends on which of its links were answered before.
        flags: dict[str, Any] = {"max_retries": "0", "host_concurrency": "1"}
        return [await scanned(tmp_path / name, name, paths, **flags) for name in ("local", engine)]

    (one, server, _), (other, other_server, warned) = asyncio.run(both())
    assert said(one) == said(other)
    assert asked(server) == asked(other_server)
    assert warned == []
    assert {finding.verdict.state.value for finding in one.report.findings} >= {"alive", "moved", "dead", "blocked"}


@SHARING
def test_workers_read_no_page_again_that_is_the_same(tmp_path: Path, engine: str) -> None:
    """They are told what tells so, and tell what they heard; the page comes from the history."""
    told = page("The keeper of the lighthouse writes down each ship that he has seen. " * 20, 'ETag: "the-page"')

    def tagged(visit: Visit) -> bytes:
        if visit.headers.get("if-none-match") == '"the-page"':
            return reply(304, 'ETag: "the-page"')
        return told if visit.path == "/page" else reply(404)

    async def nights() -> list[Any]:
        async with serve(tagged) as server:
            write_post(tmp_path / "run", [f"<http://{domain}:{server.port}/page>\n\n" for domain in DOMAINS])
            settings = config.load(tmp_path / "run", flags={**FLAGS, "engine": engine})
            services = Services(resolver=Names(dict.fromkeys(DOMAINS, LOOPBACK)))
            reports = []
            for _ in range(2):
                post = [tmp_path / "run" / "post.md"]
                done = await pipeline.scan(post, settings, tmp_path / "run", progress=Warnings(), services=services)
                reports.append(json.loads(report.render(done.report, "json"))["targets"])
                with closing(sqlite3.connect(tmp_path / "run" / ".linkcheck" / "history.sqlite")) as db, db:
                    db.execute("UPDATE targets SET record = json_set(record, '$.checked_at', '2026-01-01T00:00:00Z')")
            return reports

    first, second = asyncio.run(nights())
    assert ["unchanged" in target["exchanges"][-1] for target in first] == [False] * len(DOMAINS)
    assert [target["exchanges"][-1].get("unchanged") for target in second] == [True] * len(DOMAINS)
    assert [target["evidence"] for target in first] == [target["evidence"] for target in second]


@SHARING
def test_one_worker_alone_asks_each_host(tmp_path: Path, engine: str) -> None:
    """Also where redirects from the hosts of all workers lead to it: never two requests at once."""
    there: Counter[str] = Counter()
    most: Counter[str] = Counter()

    async def run() -> None:
        async def slow(visit: Visit) -> bytes:
            host = visit.headers["host"].partition(":")[0]
            if visit.path.startswith("/away"):
                port = visit.headers["host"].partition(":")[2]
                return reply(302, f"Location: http://{DOMAINS[0]}:{port}/page-of-{host}-{visit.path[6:]}")
            there[host] += 1
            most[host] = max(most[host], there[host])
            for _ in range(20):
                await asyncio.sleep(0)
            there[host] -= 1
            return page()

        flags = {"host_concurrency": "1"}
        done, _, _ = await scanned(tmp_path / "run", engine, ("away-1", "away-2", "away-3"), slow, **flags)  # type: ignore[arg-type]
        assert all(finding.verdict.state.is_good for finding in done.report.findings)

    asyncio.run(run())
    assert most[DOMAINS[0]] == 1


@SHARING
def test_the_budget_is_one_for_all_workers(tmp_path: Path, engine: str) -> None:
    """No request more than it holds is made, and what is left out says why."""
    done, server, _ = asyncio.run(scanned(tmp_path / "run", engine, ("away-1", "away-2", "away-3"), max_requests="20"))
    assert len(server.visits) == 20
    reasons = Counter(finding.verdict.reason.value for finding in done.report.findings)
    assert reasons["over-budget"] >= 14


@SHARING
def test_the_time_of_the_run_ends_it(tmp_path: Path, engine: str) -> None:
    """Workers are told to stop, and what they had not done is over the budget."""

    async def run() -> pipeline.Scanned:
        async def never(visit: Visit) -> bytes:
            if visit.path == "/page-1":
                return page()
            await asyncio.Event().wait()
            return b""

        seconds = str(patience(5))  # workers must have started by then
        return (await scanned(tmp_path / "run", engine, ("page-1", "never"), never, max_time=seconds))[0]  # type: ignore[arg-type]

    reasons = {finding.verdict.reason.value for finding in asyncio.run(run()).report.findings}
    assert reasons == {"ok", "over-budget"}


@SHARING
def test_a_machine_that_nobody_answers_is_at_fault(tmp_path: Path, engine: str) -> None:
    """The environment is judged by what all workers hear."""
    done, _, _ = asyncio.run(scanned(tmp_path / "run", engine, ("page-1", "page-2"), Visit.reset, max_retries="0"))
    assert done.report.exit_code == 3
    assert done.report.environment_fault is not None
    assert {finding.verdict.reason.value for finding in done.report.findings} == {"environment"}


def test_what_a_killed_worker_left_is_asked_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost, what was answered is not asked again, and one line tells of it."""
    started: list[Process] = []
    start = processes.ProcessWorkers.start

    async def noted(self: processes.ProcessWorkers, index: int) -> processes.PipeLink:
        link = await start(self, index)
        started.append(link.process)
        return link

    def kill(server: Server, _run: asyncio.Task[pipeline.Scanned]) -> None:
        if len(server.visits) == 30:
            started[0].kill()

    monkeypatch.setattr(processes.ProcessWorkers, "start", noted)
    paths = tuple(f"page-{number}" for number in range(12))
    done, server, warned = asyncio.run(scanned(tmp_path / "run", "processes", paths, meanwhile=kill))
    assert len(done.report.findings) == len(paths) * len(DOMAINS)
    assert all(finding.verdict.state.is_good for finding in done.report.findings)
    (line,) = warned
    assert "signal 9" in line
    unfinished = int(re.findall(r"its (\d+) unfinished", line)[0])
    assert set(asked(server).values()) <= {1, 2}
    assert len(server.visits) - len(done.report.findings) <= unfinished < len(done.report.findings)
    assert all(process.returncode is not None for process in started)


@pytest.mark.parametrize("number", [1, 3])
def test_where_no_process_runs_this_one_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Nothing is lost, not even what a redirect leads to before its turn; and it is told."""
    monkeypatch.setattr(processes, "BEGIN", "raise SystemExit(7)")
    monkeypatch.setattr(shared_checks, "FEWEST", 1)
    monkeypatch.setattr(schedule, "UNDER_WAY", 1)  # so that much is not handed out when the first redirects lead to it
    monkeypatch.setattr(processes, "_number_of", lambda _links: number)
    done, _, warned = asyncio.run(scanned(tmp_path / "run", "processes", ("page-1", "away-1", "page-2")))
    assert all(finding.verdict.state.is_good for finding in done.report.findings)
    assert all("exit code 7" in line for line in warned)
    assert warned
