"""Whether a browser can be had here; light, since every start of pytest asks."""

from __future__ import annotations

import os
import shutil


def chromium() -> str | None:
    """Return where the system's Chromium is, or None. Nothing is ever downloaded."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def why_no_chromium() -> str | None:
    """Return why the page cannot be opened here, or None; in CI there is no excuse, and the tests fail instead."""
    if chromium() is not None or os.environ.get("CI") == "true":
        return None
    return "no chromium on PATH (Debian: apt-get install chromium)"
