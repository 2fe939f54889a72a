"""The hosts of `speed`: nginx with its echo module (Debian: nginx-light, libnginx-mod-http-echo) at all of 127.0.0.0/8.

Each port is a world of its own: small pages at once, after a while, or behind TLS; and real pages as files, 3,000 of
them, no two alike, of the size and the shape that pages have. What is not a page is an honest 404.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import trustme

from tests.benchmarks.speed_pages import SMALL, page
from tests.support import possible

PAGES = 3000
WORLDS = {"near": 0.0, "far": 0.3, "blog": 0.1, "tls": 0.0, "real": 0.0, "real-tls": 0.0}
"""Name → seconds until an answer."""


def address(number: int) -> str:
    """Return the address of a host."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


@contextmanager
def open_servers(folder: Path, pages: int = PAGES) -> Iterator[tuple[Mapping[str, int], int]]:
    """Serve all worlds until the block ends; yield their ports and nginx's process."""
    program = possible.nginx()
    if program is None:
        sys.exit(possible.why_no_nginx())
    write_pages(folder / "pages", pages)
    trustme.CA(key_type=trustme.KeyType.ECDSA).issue_cert("hosts.example").private_key_and_cert_chain_pem.write_to_path(
        str(folder / "tls.pem")
    )
    ports = dict(zip(WORLDS, _free_ports(len(WORLDS)), strict=True))
    configuration = folder / "nginx.conf"
    configuration.write_text(_configured(folder, ports), encoding="utf-8")
    with subprocess.Popen([program, "-c", configuration, "-p", folder], stderr=subprocess.DEVNULL) as server:
        try:
            for port in ports.values():
                _wait_for(port)
            yield ports, server.pid
        finally:
            server.terminate()


def _configured(folder: Path, ports: Mapping[str, int]) -> str:
    small = SMALL.replace("'", "\\'")
    owner = "user root;" if os.getuid() == 0 else ""  # nobody else may read a temporary folder
    servers = []
    for name, delay in WORLDS.items():
        tls = f"ssl_certificate {folder}/tls.pem; ssl_certificate_key {folder}/tls.pem;" if "tls" in name else ""
        sleep = f"echo_sleep {delay};" if delay else ""
        late = f"echo_sleep {delay}; echo_exec @missing;" if delay else "return 404;"
        page = (
            f"location ~ ^/page-of-notes-(\\d+)$ {{ alias {folder}/pages/$1.html; }}"
            if name.startswith("real")
            else f"location ~ ^/page-of-notes-\\d+$ {{ {sleep} echo '{small}'; }}"
        )
        servers.append(
            f"server {{ listen {ports[name]}{' ssl' if tls else ''} backlog=16384; {tls}"
            f" {page} location / {{ {late} }} location @missing {{ return 404; }} }}"
        )
    return (
        f"load_module {possible.NGINX_ECHO}; {owner} daemon off; worker_processes 1; error_log /dev/null;\n"
        f"pid {folder}/nginx.pid; "
        "worker_rlimit_nofile 60000; events { worker_connections 50000; }\n"
        "http { access_log off; default_type text/html; keepalive_requests 100000; sendfile on;\n"
        + "\n".join(servers)
        + "\n}\n"
    )


def write_pages(folder: Path, count: int) -> None:
    """Write so many real pages."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.html").write_text(page(number), encoding="utf-8")


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _wait_for(port: int) -> None:
    for _ in range(1000):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.01)
        else:
            return
    raise OSError(f"nginx does not listen at {port}")


def processor_of(pid: int) -> float:
    """Return the processor seconds of a process and its children so far."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    fields = (Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in (str(pid), *children))
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")
