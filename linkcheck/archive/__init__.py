"""Mementos for dead links: what an archive holds, which capture fits, and whether it can be seen.

Three answers, never two: found, none (asked, and nothing there), unknown (could not ask). A rate limit, an outage or a
refusal is never "none". Importing this loads waybackpy, so it is best done once a dead link is known.
"""

from linkcheck.archive.addresses import is_archived, memento_url
from linkcheck.archive.archivist import ARCHIVES, Archivist, memento_for, remembered
from linkcheck.archive.settings import ArchiveSettings
from linkcheck.archive.shelf import Shelf
from linkcheck.archive.trouble import Trouble

__all__ = [
    "ARCHIVES",
    "ArchiveSettings",
    "Archivist",
    "Shelf",
    "Trouble",
    "is_archived",
    "memento_for",
    "memento_url",
    "remembered",
]
