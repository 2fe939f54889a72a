"""W. Hosts that limit, stumble, or take their time tonight."""

from __future__ import annotations

import asyncio
from functools import partial

from linkcheck.model import State
from tests.internet import sites
from tests.internet.answers import good, redirect, reply, small_page
from tests.internet.behaviour import HTTPS_ONLY, Tls, add, behaviour
from tests.internet.prose import article, notice
from tests.internet.visit import Visit
from tests.support.patience import patience

site = partial(sites.site, module=__name__)

LIMITED = (State.UNREACHABLE, State.BLOCKED)

site(
    "gnu_429_00",
    "W058",
    "429 with Retry-After: 5 for ever (canonical/starbase#417, 2025: six hours; rockstor-doc#527)",
    *LIMITED,
    cite="https://www.gnu.org/software/make/manual/make.html",
    everywhere={"www.gnu.org": reply(429, "Retry-After: 5")},
)
site(
    "hf_429_0",
    "W059",
    "429 without Retry-After for ever (jupyter/docker-stacks#2475, 2026)",
    *LIMITED,
    cite="https://huggingface.co/docs/datasets/quickstart",
    everywhere={"huggingface.co": reply(429)},
)
site(
    "gh_429_0",
    "W060",
    "GitHub 429, for ever (bandframework#205, 2026, MaaAssistantArknights#12667, 2025)",
    *LIMITED,
    cite="https://gist.github.com/keeper/8f0c2a1b7d6e5f4a3b2c",
    everywhere={"gist.github.com": reply(429)},
    why="their blob pages did; here another host, so that those that are cited beside it are asked, too",
)
SORRY = "https://www.google.com/sorry/index?continue=https://books.google.com/books"
site(
    "google_sorry",
    "W062",
    "302 to google.com/sorry, 429 (own knowledge)",
    *LIMITED,
    cite="https://books.google.com/books?id=lamps",
    says={
        SORRY: reply(429, body=notice("Sorry...", ("Our systems have detected unusual traffic from your network.",)))
    },
    everywhere={"books.google.com": redirect(302, SORRY)},
)


async def _slow(visit: Visit) -> bytes:
    """Each hop takes a third of the patience of the program; together they take more than all of it."""
    await asyncio.sleep(patience(1.1))
    hops = {"/start": "/second", "/second": "/third", "/third": "/end"}
    if visit.path in hops:
        return redirect(302, hops[visit.path])
    return good(body=article("Agents, a starter kit", site="Slow Works")) if visit.path == "/end" else reply(404)


add(
    "slow_hops",
    "three hops that are slow, each within the patience for one (agentic-starter-kits#296, 2026)",
    _slow,
    "W063",
    State.ALIVE,
    text="[cited](https://HOST/start)\n",
    doors=HTTPS_ONLY,
)
site(
    "paint_500",
    "W064",
    "500 under load, every time tonight (metal3-io/project-infra#1050)",
    State.UNREACHABLE,
    cite="https://paint.metalworks.dev/badges/build.html",
    everywhere={"paint.metalworks.dev": reply(500, body=small_page("Internal Server Error"))},
)


@behaviour("W065", State.UNREACHABLE, State.BLOCKED, State.UNSURE, doors={443: Tls.WRONG_HOST}, any_path=True)
async def www_extly(_: Visit) -> bytes:
    """serves its certificate for another name and 404, as a dead alias at a hoster (ether/etherpad#7961, 2026)"""
    return reply(404, body=small_page("Project not found"))


MAINTENANCE = notice(
    "Scheduled maintenance",
    ("Our shop and our blog are being moved to new machines tonight.", "We will be back at 06:00 UTC. Thank you."),
)
site(
    "maint_302_host",
    "W066",
    "one night's maintenance on another host, says so (own knowledge)",
    State.UNREACHABLE,
    State.UNSURE,
    cite="https://www.ropeandsail.com/blog/splicing-for-beginners",
    everywhere={
        "www.ropeandsail.com": redirect(302, "https://status.sailworks-hosting.net/maintenance"),
        "status.sailworks-hosting.net": reply(200, "Retry-After: 21600", body=MAINTENANCE),
    },
)
