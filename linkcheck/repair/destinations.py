"""What a destination should become: the archived copy of a dead link, the new address of a moved one."""

from __future__ import annotations

import re

from linkcheck.model import Reference

_ABSOLUTE = re.compile(r"https?://[^\s\\\x00-\x1f\x7f]+", re.IGNORECASE)


def archived(reference: Reference, target_url: str, memento_url: str) -> str:
    """Return the memento's URL with the address in it as the author wrote it, fragment and all.

    An archive that names its copies otherwise (perma.cc) keeps its own URL; only the fragment is added.
    """
    written, mark, fragment = reference.destination.partition("#")
    if not memento_url.endswith(target_url):
        return memento_url.partition("#")[0] + mark + fragment
    # What means the target only on its page (`//host/path`, spaces, `http:\\`) is given as it was asked for.
    address = written if _ABSOLUTE.fullmatch(written) else target_url
    return memento_url.removesuffix(target_url) + address + mark + fragment


def moved(reference: Reference, final_url: str) -> str:
    """Return where the redirects ended, with the author's fragment if there was one."""
    _, mark, fragment = reference.destination.partition("#")
    return final_url.partition("#")[0] + mark + fragment if fragment else final_url
