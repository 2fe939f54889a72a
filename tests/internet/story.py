"""A blog of a few links with the names of the real web, run inside a network namespace by the unmodified program.

`web.archive.org` is here the simulator behind TLS, found through DNS and trusted through `SSL_CERT_FILE`: the
program is told nothing but that loopback may be asked.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import cast

from linkcheck.demo.wayback import Snapshot, Wayback
from linkcheck.model import State
from tests.internet.answers import gone, good, page, redirect
from tests.internet.behaviour import BOTH, HTTP_ONLY, HTTPS_ONLY, Answer, Behaviour, Doors, Tls
from tests.internet.names import own_address
from tests.internet.namespace import program, settle
from tests.internet.visit import Visit
from tests.internet.world import open_world

POST = """\
---
title: Old haunts
date: 2010-05-20
---

[The forum](http://www.old-forum.net/viewtopic.php?t=42#p7) and [the start-up][s] are gone, [the paper][p] is not.

[s]: <http://lost-startup.com/jobs> "All of it"
[p]: https://www.daily-paper.org/2010/05/harbour
[docs]: http://docs.moved-project.io/guide
"""

REPAIRED = POST.replace(
    "http://www.old-forum.net/viewtopic.php?t=42#p7",
    "https://web.archive.org/web/20100601120000/http://www.old-forum.net/viewtopic.php?t=42#p7",
).replace("http://lost-startup.com/jobs", "https://web.archive.org/web/20100519080000/http://lost-startup.com/jobs")

SNAPSHOTS = (
    Snapshot("http://www.old-forum.net/viewtopic.php?t=42", "20080101000000", body=page("Topic 42")),
    Snapshot("http://www.old-forum.net/viewtopic.php?t=42", "20100601120000", body=page("Topic 42, page 2")),
    Snapshot("http://www.old-forum.net/viewtopic.php?t=42", "20100521000000", status=404),
    Snapshot("http://lost-startup.com/jobs", "20100519080000", body=page("We are hiring")),
)


async def _forum(_: Visit) -> bytes:
    return gone()


async def _paper(_: Visit) -> bytes:
    return good()


async def _docs(visit: Visit) -> bytes:
    return good() if visit.port == 443 else redirect(301, f"https://{visit.host}{visit.path}")


def _archive() -> Answer:
    wayback = Wayback(SNAPSHOTS, faults={}, excluded=(), clock=lambda: 0.0)
    wayback.url = "https://web.archive.org"

    async def answer(visit: Visit) -> None:
        # A TlsStream has all that the simulator asks of a stream.
        await wayback.serve(cast("asyncio.StreamReader", visit.reader), cast("asyncio.StreamWriter", visit.writer))

    return answer


def _host(name: str, answer: Answer, doors: Doors) -> Behaviour:
    return Behaviour(
        name=name,
        host=name,
        identity="",
        truth=frozenset(State),
        story="part of the story",
        answer=answer,
        doors=doors,
        text="",
        moved_to=None,
        zone=own_address,
        real_ports=True,
        why=None,
    )


HOSTS = (
    _host("www.old-forum.net", _forum, HTTP_ONLY),
    _host("www.daily-paper.org", _paper, HTTPS_ONLY),
    _host("docs.moved-project.io", _docs, BOTH),
    _host("web.archive.org", _archive(), {443: Tls.GOOD_RAW}),
)


def main(folder: Path, output: Path) -> None:
    """Inside the namespace: scan, fix, scan again; write what each run said and what the post became."""
    settle(folder)
    post = folder / "content" / "2010-05-20-old-haunts.md"
    post.parent.mkdir()
    post.write_text(POST, encoding="utf-8")
    arguments = ("scan", "content", "--format", "json", "--allow-network", "127.0.0.0/8")
    with open_world(HOSTS, folder, real_ports=True) as world:
        runs = [
            program(*arguments, *more, cwd=folder, ca_file=world.ca_file) for more in ((), ("--fix",), (), ("--fix",))
        ]
    told = {
        "runs": [
            {"code": run.returncode, "report": json.loads(run.stdout or "null"), "said": run.stderr} for run in runs
        ],
        "post": post.read_text(encoding="utf-8"),
        "errors": world.errors,
    }
    output.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
