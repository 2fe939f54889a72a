"""Mementos for dead links: what an archive holds, which capture fits, and whether it can be seen.

Three answers, never two: found, none (asked, and nothing there), unknown (could not ask). A rate limit, an outage or a
refusal is never "none". Importing this loads waybackpy, so it is best done once a dead link is known.
"""

from linkcheck.web.archive.addresses import is_archived, memento_url
from linkcheck.web.archive.cache import Cache
from linkcheck.web.archive.failures import LookupFailure
from linkcheck.web.archive.lookup import ARCHIVES, ArchiveLookup, memento_for, remembered
from linkcheck.web.archive.settings import ArchiveSettings

__all__ = [
    "ARCHIVES",
    "ArchiveLookup",
    "ArchiveSettings",
    "Cache",
    "LookupFailure",
    "is_archived",
    "memento_for",
    "memento_url",
    "remembered",
]
