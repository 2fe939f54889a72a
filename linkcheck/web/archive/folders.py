"""Asks an archive which pages of a folder it has: one question tells of all dead links that stood there.

A page that was never archived beside many that were is more likely one that never was. Lists of a whole host are not
asked for: of large ones the Internet Archive's index gives up (504).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from linkcheck.config import ArchiveEndpoint
from linkcheck.model import Folder, LookupStatus, Url
from linkcheck.web.archive.client import ArchiveClient
from linkcheck.web.archive.failures import LookupFailure, Service


def folder_of(url: str) -> Url | None:
    """Return the address of the folder that a page is in; None for home pages, and where a query names the page."""
    parts = urlsplit(url)
    folder = parts.path.rstrip("/").rpartition("/")[0]
    if parts.query or not parts.path.strip("/"):
        return None
    return Url(f"{parts.scheme}://{parts.netloc}{folder}/")


async def list_folder(folder: Url, client: ArchiveClient, endpoint: ArchiveEndpoint) -> Folder:
    """Ask once for the pages below a folder that have a good capture; never raises for what the world does."""
    from linkcheck.web.archive import cdx_records

    query = cdx_records.Query(folder, endpoint.cdx, below=True).request_url()
    answer = await client.ask(Service.CDX, query, cdx_records.looks_like_a_list)
    return Folder(LookupStatus.UNKNOWN) if isinstance(answer, LookupFailure) else cdx_records.read_folder(answer)
