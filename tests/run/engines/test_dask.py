"""On a real Dask cluster: whoever is killed, restarted or late, nothing is lost and nothing is asked twice."""

from __future__ import annotations

import asyncio
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.model import LinkcheckError, Url
from linkcheck.run import pipeline
from linkcheck.run.engines import Wanted, cluster, dask
from linkcheck.run.engines.opened import opened
from linkcheck.run.engines.shared_checks import SharedChecks
from linkcheck.run.job import Job, Work
from linkcheck.run.services import Services
from linkcheck.web import schedule
from tests.support.dask_cluster import DaskCluster
from tests.support.domains import DOMAINS, asked, scanned
from tests.support.servers import LOOPBACK, SETTINGS, Names, Server, Visit, page, serve

PATHS = tuple(f"page-{number}" for number in range(12))
ALL = len(PATHS) * len(DOMAINS)


@pytest.fixture
def dask_cluster(tmp_path: Path) -> Iterator[DaskCluster]:
    """Start a scheduler without workers."""
    with DaskCluster(tmp_path) as started:
        yield started


def all_good(done: pipeline.Scanned) -> bool:
    """Tell whether each link has its verdict."""
    return len(done.report.findings) == ALL and all(each.verdict.state.is_good for each in done.report.findings)


def test_what_a_killed_worker_left_is_asked_by_another(tmp_path: Path, dask_cluster: DaskCluster) -> None:
    """Whoever is free takes its place; one line tells of it, and what was answered is not asked again."""
    workers = dask_cluster.start_workers(2)

    def kill(server: Server, _run: object) -> None:
        if len(server.visits) == 20:
            workers[0].kill()
            workers.append(dask_cluster.start_worker())

    done, server, warned = asyncio.run(
        scanned(tmp_path / "run", "dask", PATHS, meanwhile=kill, scheduler=dask_cluster.address)
    )
    assert all_good(done)
    unfinished = sum(int(number) for line in warned for number in re.findall(r"its (\d+) unfinished", line))
    twice = [number for (_, path), number in asked(server).items() if number > 1 and path.startswith("/page")]
    assert len(twice) <= unfinished
    assert set(twice) <= {2}
    assert len(workers) == 3


def test_who_is_alone_at_last_asks_all(
    tmp_path: Path, dask_cluster: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all workers are killed and nobody comes, the run's own process goes on."""
    monkeypatch.setattr(dask, "REPLACED_S", 0.5)
    workers = dask_cluster.start_workers(2)

    def kill(server: Server, _run: object) -> None:
        if len(server.visits) == 20:
            for worker in workers:
                worker.kill()

    done, _, warned = asyncio.run(
        scanned(tmp_path / "run", "dask", PATHS, meanwhile=kill, scheduler=dask_cluster.address)
    )
    assert all_good(done)
    assert all("lost the connection to tcp://127.0.0.1:" in line for line in warned)


def test_a_scheduler_that_restarts_costs_nothing(tmp_path: Path, dask_cluster: DaskCluster) -> None:
    """The workers and the run know each other without it."""
    dask_cluster.start_worker()
    restarted: list[subprocess.Popen[bytes]] = []

    def restart(server: Server, _run: object) -> None:
        if len(server.visits) == 20:
            dask_cluster.restart_scheduler()
            restarted.append(dask_cluster.scheduler)

    done, server, _ = asyncio.run(
        scanned(tmp_path / "run", "dask", PATHS, meanwhile=restart, scheduler=dask_cluster.address)
    )
    assert all_good(done)
    assert restarted
    assert max(asked(server).values()) == 1


def test_a_worker_that_comes_late_takes_its_part(dask_cluster: DaskCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given work as soon as it is there: here nobody is answered before."""
    hosts = [f"harbour{number}.org" for number in range(1500)]
    monkeypatch.setattr(schedule, "UNDER_WAY", 1)  # of this process; a worker begins 1,024
    parts: Counter[int] = Counter()
    there = asyncio.Event()
    next_part = SharedChecks._next_part

    def noted(self: SharedChecks, index: int) -> tuple[Work, ...]:
        part = next_part(self, index)
        parts[index] += len(part)
        if parts[1]:
            there.set()
        return part

    monkeypatch.setattr(SharedChecks, "_next_part", noted)
    dask_cluster.start_worker()

    async def run() -> int:
        async def late(visit: Visit) -> bytes:
            if visit.number == 1:
                dask_cluster.start_worker()
            await there.wait()
            return page()

        names = Names(dict.fromkeys(hosts, LOOPBACK))
        job = Job(SETTINGS, max_redirects=5)
        async with (
            serve(late) as server,
            dask.workers(Wanted(len(hosts), pytest.fail, dask_cluster.address)) as workers,
            opened(job, Services(), names, None, workers) as checks,
        ):
            work = [Work(Url(f"http://{host}:{server.port}/")) for host in hosts]
            return len([check async for check, _ in checks.checks(work)])

    assert asyncio.run(run()) == len(hosts)
    assert parts[1]


def test_no_cluster_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its address, and before anything is asked."""
    monkeypatch.setattr(cluster, "REACHED_S", 0.5)
    with pytest.raises(LinkcheckError, match=r"no Dask cluster with a worker answers at tcp://127\.0\.0\.1:9: "):
        asyncio.run(scanned(tmp_path / "run", "dask", PATHS, scheduler="tcp://127.0.0.1:9"))


def test_a_worker_of_another_version_is_said(
    tmp_path: Path, dask_cluster: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its evidence might mean something else."""
    dask_cluster.start_worker()
    monkeypatch.setattr(dask, "__version__", "0.0.0")
    with pytest.raises(LinkcheckError, match=r"has linkcheck \d.*, not our 0\.0\.0"):
        asyncio.run(scanned(tmp_path / "run", "dask", PATHS, scheduler=dask_cluster.address))
