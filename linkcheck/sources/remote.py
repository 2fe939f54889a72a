"""Documents of another place than this disk: `s3://bucket/content`, `gs://…`, whatever fsspec knows.

What a run reads of them is laid out in a folder of this machine, so that all that is known of sites holds for them as
it does for local ones: documents and the configurations of sites are fetched, and every other file is laid out
without its bytes, for links name it. Keys come from where the protocol's package looks for them in the user's own
environment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from linkcheck.model import LinkcheckError
from linkcheck.sources import documents
from linkcheck.sources.files import LARGEST, suffix_of
from linkcheck.sources.files.find import SKIPPED

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_OF_SITES = frozenset((".cfg", ".cjs", ".gitignore", ".js", ".mjs", ".py", ".ts"))
"""Configurations of sites, beside those in formats of documents."""
_AT_ONCE, _BYTES_AT_ONCE = 500, 1 << 25
"""Files, and bytes of them, that are fetched side by side and are in memory together."""
_NOT_REMOTE = {
    "file": "name the folder itself",
    "local": "name the folder itself",
}


class LaidOut(Struct, frozen=True):
    """What was fetched of a place."""

    below: Path
    """What to read in the folder: the folder itself, or the one file that the address names."""
    faults: tuple[tuple[str, str], ...]
    """Names of files that could not be fetched, and why."""


def lay_out(url: str, folder: Path) -> LaidOut:
    """Fetch what lies below an address into a new folder; raises LinkcheckError where nothing is there."""
    folder.mkdir()
    system, root = _opened(url)
    try:
        top, _, name = root.rpartition("/") if system.isfile(root) else (root, "", "")
        faults = _laid_out(system, _walked(system, top), top, folder, only=name or None)
    except Exception as error:  # each package has errors of its own: no such bucket, no keys, no network
        raise LinkcheckError(f"{url}: {_words(error)}") from error
    if not faults and next(folder.iterdir(), None) is None:
        raise LinkcheckError(f"{url}: no such file or folder")
    return LaidOut(folder / name, tuple(faults))


def _opened(url: str) -> tuple[AbstractFileSystem, str]:
    protocol = url.partition("://")[0]
    if (advice := _NOT_REMOTE.get(protocol.lower())) is not None:
        raise LinkcheckError(f"{url}: {advice}")
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise LinkcheckError(
            f"{url}: documents of other places need fsspec, which is an extra: pip install 'linkcheck-md[remote]'"
        ) from None
    try:
        system, root = url_to_fs(url)
    except ImportError as error:  # in words of fsspec: which package to install
        raise LinkcheckError(f"{url}: {error}") from error
    except Exception as error:
        raise LinkcheckError(f"{url}: {_words(error)}") from error
    return system, root.rstrip("/")


def _walked(system: AbstractFileSystem, root: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the files below a folder, some at a time: a bucket holds millions."""
    for _, _, files in system.walk(root, detail=True, on_error="raise"):
        yield from ((str(info["name"]), info) for info in files.values())


def _laid_out(
    system: AbstractFileSystem,
    files: Iterator[tuple[str, Mapping[str, object]]],
    root: str,
    folder: Path,
    *,
    only: str | None,
) -> list[tuple[str, str]]:
    """Lay files out in a folder; return which could not be, and why. Of documents, fetch `only` one if it is given."""
    faults: list[tuple[str, str]] = []
    wanted: dict[str, Path] = {}
    size = 0
    for name, info in files:
        relative = name.removeprefix(root).strip("/")
        parts = relative.split("/")
        if ".git" in map(str.lower, parts):
            continue
        if any(part in ("", ".", "..") or "\0" in part or "\\" in part for part in parts):
            faults.append((relative, "no file can have this name"))
            continue
        bytes_of = info.get("size")
        length = bytes_of if isinstance(bytes_of, int) else -1  # not every protocol tells it
        is_read = length <= LARGEST and not SKIPPED.intersection(parts[:-1]) and _is_read(Path(relative), only)
        try:
            (folder / relative).parent.mkdir(parents=True, exist_ok=True)
            with (folder / relative).open("xb") as empty:
                empty.truncate(0 if is_read else max(0, length))  # takes no room, and is as large as it is there
        except OSError as error:
            faults.append((relative, f"it cannot be laid out here: {error.strerror or error}"))
            continue
        if is_read and length != 0:
            wanted[name] = folder / relative
            size += max(0, length)
        if len(wanted) >= _AT_ONCE or size >= _BYTES_AT_ONCE:
            faults += _fetched(system, wanted, folder)
            wanted, size = {}, 0
    return faults + _fetched(system, wanted, folder)


def _is_read(path: Path, only: str | None) -> bool:
    known = documents.suffixes() if only is None else documents.DATA
    return suffix_of(path, known) in known or path.name in (only, ".gitignore") or path.suffix in _OF_SITES


def _fetched(system: AbstractFileSystem, wanted: Mapping[str, Path], folder: Path) -> list[tuple[str, str]]:
    if not wanted:
        return []
    faults = []
    names = [*wanted]
    # Not `cat`, which takes a name with brackets in it for a pattern.
    found_all = system.cat_ranges(names, [0] * len(names), [LARGEST] * len(names), on_error="return")
    for place, found in zip(wanted.values(), found_all, strict=True):
        if isinstance(found, bytes):
            place.write_bytes(found)
        else:
            place.unlink()
            faults.append((place.relative_to(folder).as_posix(), _words(found)))
    return faults


def _words(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    return " ".join(str(error).split())[:300] or type(error).__name__
