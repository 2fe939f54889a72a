"""The demo's small internet under its real names and ports, in a network namespace, for commands as people type them.

`commands_in_town` runs shell commands one after the other in a folder; the unmodified program finds the demo's hosts
through DNS at port 80. Needs root on Linux.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from linkcheck.demo.hosts import HOSTS
from linkcheck.demo.internet import ARCHIVE_HOST, HTTP_PORT, open_internet
from tests.internet.names import Delegation, NameServer, own_address
from tests.internet.namespace import enter, settle
from tests.internet.world import NAME_SERVER
from tests.support import paths
from tests.support.patience import patience

NAMES = (*(host.name for host in HOSTS), ARCHIVE_HOST)
CLOSED = frozenset(host.name for host in HOSTS if host.answer is None)

LONGEST = 60.0
"""Seconds of an idle machine for one command."""


@dataclass(frozen=True, slots=True)
class Done:
    """A command that ended."""

    command: str
    code: int
    output: str
    """Standard output and standard error, as a terminal would show them."""


def commands_in_town(commands: Sequence[str], cwd: Path, folder: Path) -> list[Done]:
    """Run shell commands in `cwd`, in one namespace; `folder` is for files of ours."""
    asked, told = folder / "commands.json", folder / "done.json"
    asked.write_text(json.dumps({"cwd": str(cwd), "commands": list(commands)}), encoding="utf-8")
    done = enter("tests.support.town", str(folder), str(asked), str(told), timeout=LONGEST * len(commands))
    assert told.exists(), done.stderr
    return [Done(**each) for each in json.loads(told.read_bytes())]


async def _ran(commands: Sequence[str], cwd: str) -> list[Mapping[str, object]]:
    async with AsyncExitStack() as stack:
        await _open(stack)
        return [await _run(command, cwd) for command in commands]


async def _open(stack: AsyncExitStack) -> None:
    internet = await stack.enter_async_context(open_internet())
    addresses = {name: f"127.65.0.{number}" for number, name in enumerate(NAMES, 1)}
    for name in NAMES:
        if name not in CLOSED:
            (place,) = await internet.resolver.resolve(name, HTTP_PORT)
            relay = await asyncio.start_server(_relay_to(place["host"], place["port"]), addresses[name], HTTP_PORT)
            stack.callback(relay.close)
    zones = {name: Delegation(own_address, address) for name, address in addresses.items()}
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: NameServer(zones), local_addr=(NAME_SERVER, 53))
    stack.callback(transport.close)


def _relay_to(host: str, port: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """Return what carries bytes between a visitor and the place where the host really listens."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reads, there_writes = await asyncio.open_connection(host, port)
        await asyncio.gather(_carry(reader, there_writes), _carry(there_reads, writer))

    return serve


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    except ConnectionError:
        pass  # one side went away, and so does the other
    finally:
        writer.close()


async def _run(command: str, cwd: str) -> Mapping[str, object]:
    process = await asyncio.create_subprocess_shell(
        command,
        cwd=cwd,
        env=environment(),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), patience(LONGEST))
    return {"command": command, "code": process.returncode, "output": output.decode("utf-8", "replace")}


def environment() -> dict[str, str]:
    """Return that of a user who has the program of this environment on PATH."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    root = str(paths.ROOT)
    return {"PATH": path, "PYTHONPATH": root, "HOME": os.environ.get("HOME", "/"), "LC_ALL": "C.UTF-8"}


def main(folder: Path, asked: Path, told: Path) -> None:
    """Inside the namespace: open the town, run the commands, write what they said."""
    settle(folder)
    wanted = json.loads(asked.read_bytes())
    told.write_text(json.dumps(asyncio.run(_ran(wanted["commands"], wanted["cwd"]))), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
