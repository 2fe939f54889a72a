"""Finds mementos for dead links: asks archives for captures, chooses the fitting one and looks at it.

Three answers, never two: found, none (asked, and nothing there), unknown (could not ask). A rate limit, an outage or a
refusal is never "none".
"""

from linkcheck.web.archive.addresses import page_key
from linkcheck.web.archive.archives import ARCHIVES, Archive
from linkcheck.web.archive.cache import Cache
from linkcheck.web.archive.failures import LookupFailure
from linkcheck.web.archive.folders import folder_of
from linkcheck.web.archive.lookup import ArchiveLookup, remembered

__all__ = [
    "ARCHIVES",
    "Archive",
    "ArchiveLookup",
    "Cache",
    "LookupFailure",
    "folder_of",
    "page_key",
    "remembered",
]
