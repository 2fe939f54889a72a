"""Sites of the real web by their names: what each address answers, a home page for each, and a 404 for the rest.

One function answers for all of them, since behaviours of one site share its hosts. Plain HTTP leads to
HTTPS but at those that are written with `http://`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from linkcheck.model import State
from tests.internet import prose
from tests.internet.answers import gone, good, redirect
from tests.internet.behaviour import BOTH, add
from tests.internet.visit import Visit

Says = bytes | Callable[[Visit], bytes]

SAYS: dict[str, Says] = {}
"""What an address answers; without its scheme."""
ELSEWHERE: dict[str, Says] = {}
"""What a host answers at all other addresses but its home."""
EVERYWHERE: dict[str, Says] = {}
"""What a host answers at all other addresses, its home included."""
PLAIN: set[str] = set()
"""Hosts that do not send their readers to HTTPS; those that are written with `http://` in what they say."""


async def answer(visit: Visit) -> bytes:
    """Answer for whichever site is asked."""
    host = visit.host
    if visit.port == 80 and host not in PLAIN:
        return redirect(301, f"https://{host}{visit.path}")
    says = SAYS.get(host + visit.path)
    if says is None:
        says = EVERYWHERE.get(host)
    if says is None and visit.path == "/":
        says = good(body=prose.home(host))
    if says is None:
        says = gone() if visit.path == "/robots.txt" else ELSEWHERE.get(host, gone())
    return says if isinstance(says, bytes) else says(visit)


def site(
    name: str,
    identity: str,
    story: str,
    *truth: State,
    module: str,
    says: Mapping[str, Says] | None = None,
    elsewhere: Mapping[str, Says] | None = None,
    everywhere: Mapping[str, Says] | None = None,
    cite: str = "",
    why: str | None = None,
) -> None:
    """Register a link to `cite`, or to the first address of `says`; hosts are those of all addresses.

    `module` is the caller's name, which tells the section.
    """
    says, elsewhere, everywhere = says or {}, elsewhere or {}, everywhere or {}
    cited = cite or next(iter(says))
    for url, answered in says.items():
        SAYS[url.partition("://")[2].partition("#")[0]] = answered
    ELSEWHERE.update(elsewhere)
    EVERYWHERE.update(everywhere)
    hosts = [urlsplit(url).hostname or "" for url in (cited, *says)]
    PLAIN.update(urlsplit(url).hostname or "" for url in says if url.startswith("http://"))
    if cited.startswith("http://") and not any(url.startswith(f"https://{hosts[0]}/") for url in says):
        PLAIN.add(hosts[0])
    add(
        name,
        story,
        answer,
        identity,
        *truth,
        text=f"[cited](<{cited}>)\n",
        doors=BOTH,
        why=why,
        any_path=True,
        module=module,
        hosts=tuple(dict.fromkeys([*hosts, *elsewhere, *everywhere])),
    )


def at_every_address(
    name: str, identity: str, story: str, cite: str, says: Says, *truth: State, module: str, why: str | None = None
) -> None:
    """Register a link to a host that says the same whatever is asked."""
    host = urlsplit(cite).hostname or ""
    site(name, identity, story, *truth, module=module, cite=cite, everywhere={host: says}, why=why)


def honest(name: str, identity: str, story: str, cite: str, page: bytes, *, module: str) -> None:
    """Register a link to a genuine page of a host that says 404 where it has nothing: it is alive."""
    site(name, identity, story, State.ALIVE, module=module, says={cite: good(body=page)})
