"""What this machine can run; light, since every start of pytest asks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def why_no_namespace() -> str | None:
    """Return why no network namespace can be had here, or None."""
    if sys.platform != "linux":
        return "network namespaces are Linux's"
    if os.geteuid() != 0:
        return "only root may make a network namespace"
    if shutil.which("unshare") is None:
        return "unshare (util-linux) is not installed"
    tried = subprocess.run(["unshare", "-n", "-m", "true"], capture_output=True, check=False, text=True)
    return None if tried.returncode == 0 else f"this root may not: {tried.stderr.strip()}"


def chromium() -> str | None:
    """Return where the system's Chromium is, or None. Nothing is ever downloaded."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def why_no_chromium() -> str | None:
    """Return why the page cannot be opened here, or None; in CI there is no excuse, and the tests fail instead."""
    if chromium() is not None or os.environ.get("CI") == "true":
        return None
    return "no chromium on PATH (Debian: apt-get install chromium)"


def why_no_compiler() -> str | None:
    """Return why no library in C can be made here and loaded before libc, or None; in CI there is no excuse."""
    if sys.platform != "linux":
        return f"this is {sys.platform}"
    if shutil.which("cc") is not None or os.environ.get("CI") == "true":
        return None
    return "no cc on PATH (Debian: apt-get install gcc libc6-dev)"


NGINX_ECHO = Path("/usr/share/nginx/modules/ngx_http_echo_module.so")
"""Where Debian has it."""


def nginx() -> str | None:
    """Return where nginx is, if it has its echo module, or None."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    return found if NGINX_ECHO.exists() else None


def why_no_nginx() -> str | None:
    """Return why the hosts of the benchmarks cannot be had here, or None."""
    return None if nginx() else "no nginx with its echo module (Debian: nginx-light libnginx-mod-http-echo)"
