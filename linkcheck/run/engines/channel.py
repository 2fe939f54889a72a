"""Messages between the run and a worker: some at a time, since each that is sent alone wakes a process.

A message is a tuple: a name and its arguments. It is told, or asked, and then answered once; questions of both sides
go through each other. They are pickled: both ends are this program, of one version, and nobody else has the link.
"""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

GATHER_S = 0.005
"""Seconds in which messages are gathered."""

Answer = Callable[..., Awaitable[object]]


class Channel:
    """One end. `send` takes whole frames; `told` and `asked` say by name what is done with a message."""

    def __init__(
        self,
        send: Callable[[bytes], object],
        told: dict[str, Callable[..., object]],
        asked: dict[str, Callable[..., Coroutine[object, object, object]]],
    ) -> None:
        self._send, self._told, self._asked = send, told, asked
        self._outbox: list[tuple[Any, ...]] = []
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._number = 0
        self._answering: set[asyncio.Task[None]] = set()

    def tell(self, *message: object) -> None:
        """Send a message that needs no answer."""
        self._put("tell", 0, *message)

    async def ask(self, *message: object) -> Any:
        """Send a message and wait for its answer; raises ConnectionError when the other end is gone."""
        self._number += 1
        number, answer = self._number, asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        self._put("ask", number, *message)
        try:
            return await answer
        finally:
            self._waiting.pop(number, None)

    def take(self, frame: bytes) -> None:
        """Do what the messages of one frame say."""
        for kind, number, *message in pickle.loads(frame):  # noqa: S301 -- our own bytes
            if kind == "tell":
                self._told[message[0]](*message[1:])
            elif kind == "ask":
                task = asyncio.ensure_future(self._answer(number, *message))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)
            elif (waiting := self._waiting.get(number)) is not None and not waiting.done():
                waiting.set_result(message[0])

    def close(self) -> None:
        """Take note that the other end is gone."""
        self._send = len  # nobody reads what may be in the outbox
        for task in tuple(self._answering):
            task.cancel()
        for waiting in tuple(self._waiting.values()):
            if not waiting.done():
                waiting.set_exception(ConnectionError("the other process has ended"))

    async def _answer(self, number: int, name: str, *arguments: object) -> None:
        self._put("answer", number, await self._asked[name](*arguments))

    def _put(self, *message: object) -> None:
        if not self._outbox:
            asyncio.get_running_loop().call_later(GATHER_S, self._flush)
        self._outbox.append(message)

    def _flush(self) -> None:
        outbox, self._outbox = self._outbox, []
        self._send(pickle.dumps(outbox, pickle.HIGHEST_PROTOCOL))
