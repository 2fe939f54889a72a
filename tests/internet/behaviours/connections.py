"""J. Connections and time."""

from linkcheck.model import State
from tests.internet.answers import gone, good, page, raw
from tests.internet.behaviour import BOTH, HTTPS_ONLY, Door, behaviour
from tests.internet.names import addresses
from tests.internet.visit import Visit

PAGE = page()
HEAD = raw("HTTP/1.1 200 OK", "Content-Type: text/html", f"Content-Length: {len(PAGE)}", "Connection: close")


@behaviour("B193", State.UNREACHABLE, doors={})
async def refuses_connections(_: Visit) -> None:
    """nothing listens at either port"""


@behaviour(
    "B194",
    State.ALIVE,
    State.MOVED,
    State.UNREACHABLE,
    doors=HTTPS_ONLY,
    text="[cited](http://HOST/page)",
    why="a browser tries https; no evidence of death in any case",
)
async def closed_without_encryption(_: Visit) -> bytes:
    """port 80 is closed, https works"""
    return good()


@behaviour(
    "B195", State.UNSURE, State.UNREACHABLE, text="[cited](https://HOST/page)", why="design: refused is unreachable"
)
async def closed_with_encryption(_: Visit) -> bytes:
    """port 443 is closed, http works"""
    return good()


@behaviour("B196", State.UNREACHABLE, doors={80: Door.FULL, 443: Door.FULL})
async def swallows_connections(_: Visit) -> None:
    """no answer to the first packet, as behind a firewall"""


@behaviour("B198", State.UNREACHABLE)
async def resets_in_the_head(visit: Visit) -> None:
    """RST after half of the headers"""
    await visit.send(HEAD[:40])
    visit.reset()


@behaviour("B198", State.UNREACHABLE)
async def resets_at_once(visit: Visit) -> None:
    """RST as soon as the request is there"""
    visit.reset()


@behaviour("B198", State.ALIVE, why="the retry on a fresh connection mends it")
async def resets_once(visit: Visit) -> bytes | None:
    """RST the first time, the page the second"""
    if visit.number > 1:
        return good()
    visit.reset()
    return None


@behaviour("B198", State.ALIVE, why="the status came before the reset")
async def resets_in_the_body(visit: Visit) -> None:
    """RST after half of the body"""
    await visit.send(HEAD + PAGE[: len(PAGE) // 2])
    visit.reset()


@behaviour("B199", State.UNREACHABLE)
async def says_nothing(_: Visit) -> bytes:
    """closes the connection without one byte, whenever asked"""
    return b""


@behaviour("B199", State.ALIVE, why="the retry on a fresh connection mends it")
async def says_nothing_once(visit: Visit) -> bytes:
    """closes the connection without one byte the first time"""
    return b"" if visit.number == 1 else good()


@behaviour(
    "B200",
    State.ALIVE,
    doors={80: Door.RAW},
    text="".join(f"[cited {number}](http://HOST/page/{number})\n" for number in range(5)),
)
async def closes_kept_connections(visit: Visit) -> None:
    """answers one request with keep-alive, then hangs up on the next one of that connection"""
    if await visit.read_request():
        is_cited = visit.path.removeprefix("/page/").isdigit()
        await visit.send(HEAD.replace(b"close", b"keep-alive") + PAGE if is_cited else gone())
        await visit.read_request()


@behaviour("B201", State.ALIVE, State.UNREACHABLE)
async def drips_its_head(visit: Visit) -> None:
    """sends the head byte by byte"""
    for byte in HEAD:
        await visit.send(bytes([byte]))
    await visit.send(PAGE)


@behaviour("B201", State.UNREACHABLE)
async def stops_in_the_head(visit: Visit) -> None:
    """sends half of the head and then nothing more"""
    await visit.send(HEAD[:40])
    await visit.client_leaves()


@behaviour("B202", State.ALIVE)
async def stops_in_the_body(visit: Visit) -> None:
    """sends the head and half of the body, and then nothing more"""
    await visit.send(HEAD + PAGE[: len(PAGE) // 2])
    await visit.client_leaves()


@behaviour(
    "B203",
    State.ALIVE,
    text="".join(f"[cited {number}](http://HOST/page/{number})\n" for number in range(40)),
)
async def forty_links(_: Visit) -> bytes:
    """forty links to one host: whoever waits for a slot must not time out meanwhile"""
    return good()


@behaviour("B206", State.UNCHECKED, text="[cited](ftp://HOST/pub/file.zip)")
async def file_server(_: Visit) -> bytes:
    """a link with the scheme ftp"""
    return b""


@behaviour("B197", State.UNREACHABLE, real_ports=True, zone=addresses("5.5.5.5"))
async def no_route(_: Visit) -> bytes:
    """an address that no route leads to"""
    return good()


@behaviour("B200", State.ALIVE, doors=BOTH, text="[a](http://HOST/page) [b](https://HOST/page)")
async def both_doors(_: Visit) -> bytes:
    """the honest host, with and without encryption"""
    return good()
