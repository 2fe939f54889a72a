"""Reads what a site's address and the folders around it tell, whichever generator makes it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import SplitResult, urlsplit


def exists(path: str | Path) -> bool:
    """Tell whether a file or folder is there; a name that no file can have is not."""
    return os.path.exists(path)  # noqa: PTH110  Path.exists raises for a name that is too long


def is_folder(path: Path) -> bool:
    """Tell whether a folder is there; a name that no file can have is none."""
    return os.path.isdir(path)  # noqa: PTH112


def is_file(path: Path) -> bool:
    """Tell whether a file is there; a name that no file can have is none."""
    return os.path.isfile(path)  # noqa: PTH113


def split(url: str) -> SplitResult:
    """Split a URL; what cannot be split has no host and no path."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def base_of(url: object) -> str | None:
    """Return where a site is published, with a trailing slash; None where the setting is no such URL."""
    parts = split(str(url or ""))
    return f"{str(url).rstrip('/')}/" if parts.scheme in ("http", "https") and parts.hostname else None


def is_shared(base: str | None, folders: Iterable[Path]) -> bool:
    """Tell whether a site is one that GitHub serves together with the projects of its owner."""
    parts = split(base or "")
    at_github = (parts.hostname or "").endswith(".github.io") or any(exists(folder / "CNAME") for folder in folders)
    return at_github and parts.path in ("", "/")
