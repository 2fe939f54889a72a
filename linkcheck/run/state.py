"""Whether `.linkcheck/` is ours: one that came with a repository is a stranger's, and links lead anywhere."""

from __future__ import annotations

from pathlib import Path

from linkcheck.sources import site
from linkcheck.sources.git import ask_git
from linkcheck.strangers import Boundary

_ANY_OWNER = ("-c", "safe.directory=*")
"""Git refuses to read a repository of another user (a container's); its list of names is no danger."""


def fault_of_state(state: Path) -> str | None:
    """Return why the folder of journal and history is not used; None where it may be, or is not there yet."""
    if state.is_symlink():
        return f"{state} is a link, and is not used: make it a folder"
    if not state.exists():
        return None
    if not state.is_dir():
        return f"{state} is no folder: remove it, or rename it"
    try:
        entries = sorted(state.iterdir())
    except OSError as error:
        return f"{state} cannot be read: {error.strerror or error}"
    for entry in entries:
        if entry.is_symlink() or not (entry.is_file() or entry.is_dir()):
            return f"{entry} is no regular file, so nothing in {state.name}/ is used: remove it"
        if entry.is_file() and entry.stat().st_nlink > 1:  # SQLite writes in place, and so under all its names
            return f"{entry} has another name elsewhere (a hard link), so nothing in {state.name}/ is used: copy it"
    tracked = ask_git(state.parent, *_ANY_OWNER, "ls-files", "-z", "--", f":(icase,literal){state.name}")
    if tracked:
        return f"git tracks {state}, so it is somebody's and is not used: git rm -r --cached {state.name}"
    return None


def bounds_of(state: Path, root: Path) -> tuple[Boundary, ...]:
    """Return where posts may be written: around `.linkcheck/`, and around a site's root where that is elsewhere.

    What a run writes its undo must reach; so a folder that is merely the working directory is no bound.
    """
    bounds = [Boundary.around(state.parent)]
    if site.is_root(root) or (root / ".git").exists():
        bounds.append(Boundary.around(root))
    return tuple(dict.fromkeys(bounds))
