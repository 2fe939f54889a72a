"""The command line on another day, in a small world: `python -m tests.support.moved_clock WORLD.json scan .`

The world says what day it is and at which port of this machine each host is; `no-dns` says that no name server answers.
"""

from __future__ import annotations

import functools
import json
import socket
import sys
from datetime import datetime
from pathlib import Path

from aiohttp.abc import AbstractResolver, ResolveResult

from linkcheck.cli import run_command_line
from linkcheck.model import FailureCode
from linkcheck.run import pipeline
from linkcheck.run.services import Services
from linkcheck.web.network import ResolutionError
from tests.support.servers import LOOPBACK


class World(AbstractResolver):
    """Knows where each host is."""

    def __init__(self, ports: dict[str, int | str], https: int) -> None:
        self._ports, self._https = ports, https

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return where a host is; nobody speaks https, unless nobody answers at all."""
        there = self._ports.get(host, "no-name")
        if isinstance(there, str):
            code = FailureCode.DNS_FAILURE if there == "no-dns" else FailureCode.DNS_NXDOMAIN
            raise ResolutionError(code, f"{host}: {there}")
        return [
            ResolveResult(
                hostname=host,
                host=LOOPBACK,
                port=self._https if port == 443 else there,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Nothing is open."""


def main() -> int:
    """Run the program with the other arguments."""
    world = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    now = datetime.fromisoformat(world["now"])
    services = functools.partial(Services, resolver=World(world["ports"], world["https"]), now=lambda: now)
    vars(pipeline)["Services"] = services
    return run_command_line(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
