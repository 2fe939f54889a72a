"""Serves connections over asyncio, and leaves none of them open at the end.

asyncio alone leaves some. A connection that is accepted gets its transport turns of the loop later, and none at all
where its server has closed meanwhile; and a conversation that is cancelled before its first step closes nothing. Such a
socket stays open until somebody collects garbage.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from ssl import SSLContext

Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[object, object, None]]
TURNS = 3
"""Of the loop, from an accepted connection to its conversation: a task takes it, a transport is made; and one more."""


@asynccontextmanager
async def listening(
    converse: Conversation, host: str, port: int = 0, *, backlog: int = 100, ssl: SSLContext | None = None
) -> AsyncIterator[int]:
    """Have each connection conversed with until the block ends; give the port, a free one for 0.

    At the end all conversations are cancelled and all connections broken off.
    """
    open_: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
    over = False

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if over:  # it took its time to shake hands
            writer.transport.abort()
            return
        task = asyncio.ensure_future(converse(reader, writer))
        open_[task] = writer
        task.add_done_callback(ended)

    def ended(task: asyncio.Task[None]) -> None:
        open_.pop(task).close()

    server = await asyncio.start_server(connected, host, port, backlog=backlog, ssl=ssl)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        with suppress(NotImplementedError):  # on Windows, where no turns pass
            asyncio.get_running_loop().remove_reader(server.sockets[0])  # accepts no more
        for _ in range(TURNS):
            await asyncio.sleep(0)
        server.close()  # not `async with`: since Python 3.12 that waits for clients that keep a connection open
        over, left = True, dict(open_)
        for task, writer in left.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0)  # in its next turn the loop closes what was broken off
