"""Which faults each kind of call can have."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.support.faults.zygote import KILL, TORN, Plan


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to fail."""

    error: int
    lasts: bool = False
    """From then on, too: a disk that is full, or broken."""

    @property
    def words(self) -> str:
        """Return it as a heading of a table."""
        words = {KILL: "SIGKILL", TORN: "half, SIGKILL"}.get(self.error)
        return words or errno.errorcode[self.error] + (" for good" if self.lasts else "")


FULL = Fault(errno.ENOSPC, lasts=True)
SICK, BROKEN = Fault(errno.EIO), Fault(errno.EIO, lasts=True)
BROKEN_OFF = Fault(errno.EINTR)
KILLED, HALVED = Fault(KILL), Fault(TORN)

FAULTS: Mapping[str, tuple[Fault, ...]] = {
    "open": (SICK, BROKEN, BROKEN_OFF, KILLED),
    "create": (FULL, SICK, BROKEN, BROKEN_OFF, KILLED),
    "read": (SICK, BROKEN, BROKEN_OFF, KILLED),
    "write": (FULL, SICK, BROKEN, BROKEN_OFF, KILLED, HALVED),
    "fsync": (FULL, SICK, BROKEN, BROKEN_OFF, KILLED),
    "rename": (Fault(errno.ENOSPC), SICK, BROKEN, BROKEN_OFF, KILLED),
    "close": (Fault(errno.ENOSPC), SICK, BROKEN, BROKEN_OFF, KILLED),
    "unlink": (SICK, BROKEN, BROKEN_OFF, KILLED),
    "mkdir": (FULL, SICK, BROKEN_OFF, KILLED),
    "chmod": (SICK, BROKEN_OFF, KILLED),
    "truncate": (FULL, SICK, BROKEN_OFF, KILLED),
}


def plans(counts: Mapping[str, int]) -> Iterator[tuple[Fault, Plan]]:
    """Yield every plan for a run that makes so many calls of each kind."""
    for kind, faults in FAULTS.items():
        for fault in faults:
            for number in range(1, counts[kind] + 1):
                yield fault, Plan(kind, number, fault.error, fault.lasts)
