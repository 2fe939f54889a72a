"""What listens leaves nothing open, at whatever moment it ends."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import sys
from collections.abc import Callable, Coroutine

import pytest
import trustme
import uvloop

from linkcheck.demo.listening import Conversation, listening

Loop = Callable[[], asyncio.AbstractEventLoop]
LOOPS: tuple[Loop, ...] = (asyncio.new_event_loop, uvloop.new_event_loop)
MOST_TURNS = 30
"""By then a word has come back."""


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(await reader.readline())
    writer.close()


async def _forgets(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.readline()


async def _holds(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


def _left_open(run: Callable[[int], Coroutine[object, object, None]], loop: Loop) -> list[str]:
    """Run on a loop of its own for each number of turns, and return what is found open when garbage is collected."""
    gc.collect()
    found: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "unraisablehook", lambda raised: found.append(repr(raised.exc_value)))
        for turns in range(MOST_TURNS):
            with asyncio.Runner(loop_factory=loop) as runner:
                runner.run(run(turns))
        gc.collect()
    return found


@pytest.mark.parametrize("converse", [_echo, _forgets, _holds])
@pytest.mark.parametrize("loop", LOOPS)
def test_nothing_stays_open(loop: Loop, converse: Conversation) -> None:
    """The end comes any number of turns of the loop after somebody has begun to connect and to say a word, or none."""

    async def run(turns: int) -> None:
        async with listening(converse, "127.0.0.1") as port:
            with socket.create_connection(("127.0.0.1", port)), socket.create_connection(("127.0.0.1", port)) as talks:
                talks.sendall(b"hello\n")
                for _ in range(turns):
                    await asyncio.sleep(0)

    assert _left_open(run, loop) == []


@pytest.mark.parametrize("loop", LOOPS)
def test_nor_in_the_middle_of_a_handshake(loop: Loop) -> None:
    """A client that is shaking hands is broken off."""
    authority = trustme.CA()
    there, here = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("localhost").configure_cert(there)
    authority.configure_trust(here)

    async def run(turns: int) -> None:
        async with listening(_echo, "127.0.0.1", ssl=there) as port:
            client = asyncio.ensure_future(
                asyncio.open_connection("127.0.0.1", port, ssl=here, server_hostname="localhost")
            )
            for _ in range(turns):
                await asyncio.sleep(0)
        for done in await asyncio.gather(client, return_exceptions=True):
            if not isinstance(done, BaseException):
                done[1].transport.abort()

    assert _left_open(run, loop) == []


def test_words_come_back() -> None:
    """And while it lasts, it serves."""

    async def run() -> bytes:
        async with listening(_echo, "127.0.0.1") as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"hello\n")
            said = await reader.read()
            writer.close()
            return said

    assert asyncio.run(run()) == b"hello\n"
