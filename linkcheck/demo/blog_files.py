"""The sample blog as package data, copied to where it can be repaired.

Its posts are written for this program: every kind of reference that a Hugo blog has, over sixteen years of dates.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from linkcheck.model import LinkcheckError

BLOG_URL = "http://kettle-and-prompt.demo/"
"""The `baseURL` of the sample blog."""


def copy_blog(destination: Path) -> None:
    """Write the sample blog into `destination`, which is made where it is missing.

    Raises LinkcheckError when something stands there already: the demo overwrites nobody's files.
    """
    if destination.exists() and (not destination.is_dir() or any(destination.iterdir())):
        raise LinkcheckError(f"{destination} is not empty; remove it, or name another folder for the sample blog")
    _copy(files("linkcheck.demo") / "blog", destination)


def _copy(source: Traversable, destination: Path) -> None:
    # Not `shutil.copytree`: a package may be imported from a zip file, and only Traversable reads that.
    destination.mkdir(parents=True, exist_ok=True)
    for entry in source.iterdir():
        if entry.is_dir():
            _copy(entry, destination / entry.name)
        else:
            (destination / entry.name).write_bytes(entry.read_bytes())
