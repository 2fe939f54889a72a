"""All behaviours at work: a name server, and a server for each door of each host, in a thread of their own.

Each host has an address of its own. In a network namespace the addresses and ports are real (80, 443, and 53 for
names); elsewhere every door is a free port of 127.0.0.1 and `World.resolver` leads there.
"""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from linkcheck.demo.listening import listening
from tests.internet.answers import gone
from tests.internet.authority import Authority, Wrap
from tests.internet.behaviour import Behaviour, Door, Tls
from tests.internet.names import Delegation, NameServer, Zone, the_world
from tests.internet.visit import Visit

LOOPBACK = "127.0.0.1"
NAME_SERVER = "127.0.0.53"
BLACKHOLE_V6 = ("::1", 80)
PORTS = (80, 443)
NOWHERE = re.compile(r"(?<![a-z])[a-z]{25}(?![a-z])|[a-z]{5}(?:-[a-z]{5}){4}")
"""The name of a page that cannot be there."""

Place = tuple[str, int]


@dataclass(slots=True)
class World:
    """Where everything is, and what went wrong in the servers themselves."""

    ca_file: Path
    name_server: Place
    places: Mapping[Place, Place] = field(default_factory=dict)
    """Where a door really is; empty where addresses and ports are real."""
    closed: Place = (LOOPBACK, 0)
    """Refuses connections: where every other address leads."""
    seen: Counter[str] = field(default_factory=Counter)
    """The requests that were read, by their kinds."""
    errors: list[str] = field(default_factory=list)
    """Tracebacks of behaviours that are broken; a test must find none."""


@contextmanager
def open_world(
    behaviours: Sequence[Behaviour], folder: Path, *, real_ports: bool = False, others: Zone = the_world
) -> Iterator[World]:
    """Run the small internet until the block ends; `folder` gets the authority's certificate.

    `others`: what its name server says of names that are no host's.
    """
    ready: list[World] = []
    failed: list[BaseException] = []
    started = threading.Event()
    stop = threading.Event()

    async def live() -> None:
        try:
            async with _servers(behaviours, Authority(folder), real_ports, others) as world:
                ready.append(world)
                started.set()
                await asyncio.to_thread(stop.wait)
        except BaseException as error:
            failed.append(error)
            raise
        finally:
            started.set()

    thread = threading.Thread(target=lambda: asyncio.run(live()), name="small internet")
    thread.start()
    started.wait()
    try:
        if not ready:
            raise RuntimeError("the small internet did not start") from failed[0]
        yield ready[0]
    finally:
        stop.set()
        thread.join()


@asynccontextmanager
async def _servers(
    behaviours: Sequence[Behaviour], authority: Authority, real: bool, others: Zone
) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        by_host = {host: replace(each, host=host) for each in behaviours for host in (each.host, *each.also)}
        behaviours = tuple(by_host.values())
        addresses = {behaviour.host: _address(number) for number, behaviour in enumerate(behaviours)}
        zones = {behaviour.host: Delegation(behaviour.zone, addresses[behaviour.host]) for behaviour in behaviours}
        name_server = await _serve_names(stack, NameServer(zones, others), (NAME_SERVER, 53) if real else (LOOPBACK, 0))
        closed = stack.enter_context(_deaf((LOOPBACK, 0)))
        world = World(authority.ca_file, name_server, closed=closed)
        places = {}
        for behaviour in behaviours:
            counts: Counter[str] = Counter()
            for port, door in behaviour.doors.items():
                wanted = (addresses[behaviour.host], port)
                at = wanted if real else (LOOPBACK, 0)
                places[wanted] = await _open_door(stack, _Host(behaviour, port, counts, world), door, at, authority)
        places[BLACKHOLE_V6] = stack.enter_context(full(BLACKHOLE_V6 if real else ("::1", 0)))
        if not real:
            world.places = places
        yield world


def _address(number: int) -> str:
    return f"127.64.{number // 250}.{number % 250 + 1}"


async def _serve_names(stack: AsyncExitStack, name_server: NameServer, at: Place) -> Place:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: name_server, local_addr=at)
    stack.callback(transport.close)
    host, port = transport.get_extra_info("sockname")
    return str(host), int(port)


async def _open_door(stack: AsyncExitStack, host: _Host, door: Door | Tls, at: Place, authority: Authority) -> Place:
    if door is Door.FULL:
        return stack.enter_context(full(at))
    if isinstance(door, Tls):
        host.wrap = authority.wrap(door, host.behaviour.host)
    host.issuer = authority.issuer
    host.reads = door not in (Door.RAW, Tls.GOOD_RAW)
    return at[0], await stack.enter_async_context(listening(host.serve, *at))


class _Host:
    """One door of a behaviour: reads requests, asks the behaviour, writes what it says."""

    def __init__(self, behaviour: Behaviour, port: int, counts: Counter[str], world: World) -> None:
        self.behaviour = behaviour
        self._port = port
        self._counts = counts
        self._world = world
        self.wrap: Wrap | None = None
        """Set where the door is wrapped in TLS."""
        self.issuer = b""
        self.reads = True
        """Whether the request is read before the behaviour is asked."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Let the behaviour answer one request, or have the connection as it is."""
        visit = Visit(reader, writer, self._port, self._counts, self.issuer, seen=self._world.seen)
        try:
            if self.wrap is not None:
                visit.reader = visit.writer = stream = self.wrap(reader, writer)
                await stream.handshake()
            if self.reads and not await visit.read_request():
                return
            nowhere = not self.behaviour.any_path and NOWHERE.search(visit.path) is not None
            answer = gone() if nowhere else await self.behaviour.answer(visit)
            if answer:
                await visit.send(answer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client has left, or TLS objects to how it left
        except Exception:  # kept for the test to see
            self._world.errors.append(f"{self.behaviour.name}: {traceback.format_exc()}")
        finally:
            visit.writer.close()


@contextmanager
def _deaf(at: Place) -> Iterator[Place]:
    """Hold a port that refuses connections."""
    with socket.socket() as door:
        door.bind(at)
        host, port = door.getsockname()
        yield str(host), int(port)


@contextmanager
def full(at: Place) -> Iterator[Place]:
    """Hold a port whose queue is full: Linux then drops the first packet of a handshake, as a firewall does."""
    family = socket.AF_INET6 if ":" in at[0] else socket.AF_INET
    with ExitStack() as stack:
        door = stack.enter_context(socket.socket(family))
        try:
            door.bind(at)
        except OSError:
            yield at  # no IPv6 here: then nothing is there, which is as good
            return
        door.listen(0)
        place = door.getsockname()[:2]
        for _ in range(3):
            knock = stack.enter_context(socket.socket(family))
            knock.setblocking(False)
            knock.connect_ex(place)
        yield place
