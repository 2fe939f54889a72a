"""The unmodified program in a network namespace, where names, addresses and ports are real.

`unshare -n -m` gives a network with nothing but loopback and mounts of its own; there the name server has port 53,
`/etc/resolv.conf` leads to it, and hosts listen at 80 and 443. Needs root on Linux.
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from math import ceil
from pathlib import Path

from tests.internet.behaviour import REGISTRY, Behaviour
from tests.internet.trial import Judged, compare, flags, write_documents
from tests.internet.world import NAME_SERVER, open_world
from tests.support import paths
from tests.support.patience import patience

IFF_UP = 0x1
SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8913, 0x8914
MS_BIND = 4096
"""linux/if.h, linux/sockios.h, linux/mount.h."""

OPTIONS = {"allow_networks": "--allow-network", "no_archive": "--no-archive"}
"""Where a flag is not its key with dashes."""


def enter(module: str, *arguments: str, timeout: float = 110) -> subprocess.CompletedProcess[str]:
    """Run `python -m MODULE ARGUMENTS` in a new namespace; it must call `settle` first.

    `timeout`: seconds of an idle machine.
    """
    command = ["unshare", "-n", "-m", sys.executable, "-m", module, *arguments]
    root = paths.ROOT
    return subprocess.run(command, cwd=root, capture_output=True, check=False, text=True, timeout=patience(timeout))


def settle(folder: Path) -> None:
    """Bring loopback up, and let the system look names up at our name server, and only there."""
    import fcntl  # there is none on Windows, where this file is imported too

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = fcntl.ioctl(any_socket, SIOCGIFFLAGS, struct.pack("16sh14x", b"lo", 0))
        flags = struct.unpack("16sh14x", asked)[1] | IFF_UP
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags))
    _replace("/etc/resolv.conf", f"nameserver {NAME_SERVER}\noptions timeout:{ceil(patience(1))} attempts:2\n", folder)
    _replace("/etc/nsswitch.conf", "hosts: files dns\n", folder)


def _replace(path: str, text: str, folder: Path) -> None:
    target = Path(path).resolve()
    if not target.exists():
        return  # glibc's default is then the same
    file = folder / target.name
    file.write_text(text, encoding="ascii")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(os.fsencode(file), os.fsencode(target), None, MS_BIND, None) != 0:
        raise OSError(ctypes.get_errno(), "cannot mount", path)


def program(*arguments: str, cwd: Path, ca_file: Path) -> subprocess.CompletedProcess[str]:
    """Run `python -m linkcheck` as anybody would, trusting our authority."""
    root = paths.ROOT
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root), "SSL_CERT_FILE": str(ca_file)}
    command = [sys.executable, "-m", "linkcheck", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False, text=True)


def options() -> list[str]:
    """Return the options of a trial as the command line has them."""
    given = []
    for key, value in flags().items():
        option = OPTIONS.get(key, f"--{key.replace('_', '-')}")
        values = value if isinstance(value, tuple) else (value,)
        given += [option] if value is True else [part for each in values for part in (option, str(each))]
    return given


def in_a_namespace(behaviours: Sequence[Behaviour], folder: Path) -> tuple[list[Judged], list[str]]:
    """Judge the behaviours by one run of the program; also return what went wrong."""
    output = folder / "report.json"
    done = enter("tests.internet.namespace", str(folder), str(output), *(behaviour.name for behaviour in behaviours))
    if not output.exists() or not output.stat().st_size:
        raise RuntimeError(f"no report: {done.stdout}\n{done.stderr}")
    errors = [done.stderr] if done.stderr else []
    return compare(behaviours, json.loads(output.read_bytes())), errors


def main(folder: Path, output: Path, names: Sequence[str]) -> None:
    """Inside the namespace: open the small internet, run the program, write its report."""
    from tests.internet import behaviours as _  # noqa: F401 -- fills the registry

    settle(folder)
    chosen = [REGISTRY[name] for name in names]
    posts = write_documents(chosen, folder)
    with open_world(chosen, folder, real_ports=True) as world:
        done = program("scan", str(posts), *options(), "-v", cwd=folder, ca_file=world.ca_file)
    output.write_text(done.stdout, encoding="utf-8")
    sys.stderr.write(done.stderr + "".join(world.errors))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
