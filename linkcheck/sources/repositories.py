"""Lists of repositories, and shallow copies of them that git keeps up to date.

What is fetched is a stranger's, and git runs nothing of it: no hook, no template, no submodule, no filter but those
that people set for themselves. An address in a list leads over the network alone, by protocols that start nothing
here (`ext::` runs a command, `file://` reads what whoever wrote the list may not), and no server leads on to another.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from urllib.parse import urlsplit

from msgspec import Struct

from linkcheck.model import LinkcheckError
from linkcheck.sources.git import run_git

_PROTOCOLS = ("https", "http", "ssh", "git")
_SCP = re.compile(r"(?:[\w.-]+@)?([\w.-]+\.[\w.-]+|localhost):(?!:)(.+)")
"""`git@github.com:owner/name.git`."""
_REF = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./+@-]*")
_SETTINGS = (
    *("-c", "http.followRedirects=false"),
    *("-c", "submodule.recurse=false"),
    *("-c", "gc.autoDetach=false"),
    *("-c", "maintenance.autoDetach=false"),  # nothing outlives the run
    *("-c", "advice.detachedHead=false"),
)
_ENVIRONMENT = {"GIT_ALLOW_PROTOCOL": ":".join(_PROTOCOLS), "GIT_LFS_SKIP_SMUDGE": "1"}


class ListedRepository(Struct, frozen=True):
    """A line of a list."""

    name: str
    """How its documents are told: `github.com/owner/name`, or the path as it was written."""
    address: str | None
    """Where git finds it; None for a folder of this machine."""
    ref: str | None = None
    """A branch or tag; None for what the server takes for the main one."""
    below: str = "."
    """The folder in it that is read."""


def read_list(data: bytes, name: str, cwd: Path) -> tuple[ListedRepository, ...]:
    """Return the repositories of a list, each once: `ADDRESS#REF:FOLDER` a line, or a path, as Docker writes them.

    Raises LinkcheckError for a line that is neither, with its place.
    """
    found: dict[ListedRepository, None] = {}
    for number, line in enumerate(data.decode("utf-8-sig", "surrogateescape").splitlines(), 1):
        if (text := line.strip()) and not text.startswith("#"):
            try:
                found[_repository(text, cwd)] = None
            except (LinkcheckError, ValueError) as error:
                raise LinkcheckError(f"{name}:{number}: {error}") from None
    return tuple(found)


def _repository(text: str, cwd: Path) -> ListedRepository:
    if (cwd / text).is_dir():
        return ListedRepository(text.rstrip("/") or "/", None)
    address, _, place = text.partition("#")
    ref, _, below = place.partition(":")
    if below and (below.startswith("/") or ".." in Path(below).parts):
        raise LinkcheckError(f"{below} leads out of the repository")
    told = told_address(address)
    if told is None:
        if not (cwd / address).is_dir():
            raise LinkcheckError(f"{address} is no folder, and no address over https, http, ssh or git")
        if ref:
            raise LinkcheckError(f"{address} is read as it lies there; leave out {ref}, or give an address")
        return ListedRepository(address.rstrip("/") or "/", None, below=below or ".")
    if ref and (not _REF.fullmatch(ref) or ".." in ref):
        raise LinkcheckError(f"{ref} is no branch and no tag")
    return ListedRepository(f"{told}@{ref}" if ref else told, address, ref or None, below or ".")


def told_address(address: str) -> str | None:
    """Return an address without protocol, user and `.git`; None for what is none that may be fetched from."""
    if "://" in address:
        parts = urlsplit(address)
        if parts.scheme not in _PROTOCOLS or not parts.hostname or not parts.path.strip("/"):
            return None
        host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
        return f"{host}/{parts.path.strip('/').removesuffix('.git')}"
    found = _SCP.fullmatch(address)
    return f"{found[1]}/{found[2].strip('/').removesuffix('.git')}" if found is not None else None


def place_of(repository: ListedRepository, folder: Path) -> Path:
    """Return where the copy of a repository lies in the folder of copies."""
    key = f"{repository.address}\0{repository.ref or ''}"
    last = re.sub(r"[^A-Za-z0-9]+", "-", repository.name.rpartition("/")[2])[:40]
    return folder / f"{last}-{hashlib.sha256(key.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"


def is_fetched(place: Path) -> bool:
    """Tell whether there is a copy, of whatever day."""
    return (place / ".git" / "index").is_file()


def fetch(repository: ListedRepository, place: Path) -> None:
    """Bring a copy up to date, or make it; raises LinkcheckError in git's words, and leaves an older copy as it is."""
    try:
        _fetch(repository, place)
        if _git(place, "checkout", "--quiet", "--force", "--detach", "FETCH_HEAD").returncode:
            shutil.rmtree(place, ignore_errors=True)  # a run that was killed left it half made, or locked
            _fetch(repository, place)
            _done(_git(place, "checkout", "--quiet", "--force", "--detach", "FETCH_HEAD"))
    except FileNotFoundError:
        raise LinkcheckError("there is no git on this machine") from None
    except TimeoutExpired as error:
        raise LinkcheckError(f"git took longer than {error.timeout:.0f} s") from None
    except OSError as error:
        raise LinkcheckError(f"no copy can be made: {error.strerror or error}") from error


def _fetch(repository: ListedRepository, place: Path) -> None:
    if not (place / ".git").is_dir():
        place.mkdir(parents=True, exist_ok=True)
        _done(_git(place, "init", "--quiet", "--template="))
    what = (repository.address or "", repository.ref or "HEAD")
    _done(_git(place, "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", *what))


def _git(place: Path, *arguments: str) -> CompletedProcess[bytes]:
    return run_git(place, *_SETTINGS, *arguments, environment=_ENVIRONMENT)


def _done(process: CompletedProcess[bytes]) -> None:
    if process.returncode:
        _, _, words = f"\n{process.stderr.decode('utf-8', 'replace')}".rpartition("\nfatal: ")
        raise LinkcheckError(" ".join(words.split())[:300] or f"git ended with {process.returncode}")
