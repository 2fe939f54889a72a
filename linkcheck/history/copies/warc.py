"""A copy as a WARC file of one record (ISO 28500), written and read by warcio.

The record is a `resource`: what is kept is no answer of the server, but what we made of it. The same copy gives the
same bytes, so a repository shows a change only where there is one.
"""

from __future__ import annotations

import hashlib
import io
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped] # it has no types
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from linkcheck.model import Url, host_of

HTML = "text/html; charset=utf-8"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://pypi.org/project/linkcheck-md/")
TIME = "%Y-%m-%dT%H:%M:%SZ"


class BadCopyError(ValueError):
    """A file holds no copy of ours."""


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """What is kept of one page."""

    url: Url
    captured_at: datetime
    """To the second, UTC."""
    document: bytes
    """HTML in UTF-8."""


def place_of(url: Url) -> PurePosixPath:
    """Return where the copy of a URL lies in the folder of copies, without a suffix: it is found with no index."""
    host = "".join(letter if letter.isalnum() or letter in ".-" else "_" for letter in host_of(url))
    return PurePosixPath(host.strip(".") or "_", hashlib.sha256(url.encode()).hexdigest()[:16])


def pack(copy: OwnCopy) -> bytes:
    """Return the bytes of the file, compressed."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    at = copy.captured_at.astimezone(UTC).strftime(TIME)
    name = uuid.uuid5(NAMESPACE, f"{at} {copy.url}")
    record = writer.create_warc_record(
        copy.url,
        "resource",
        payload=io.BytesIO(copy.document),
        length=len(copy.document),  # else warcio leaves a temporary file open
        warc_content_type=HTML,
        warc_headers_dict={"WARC-Date": at, "WARC-Record-ID": f"<urn:uuid:{name}>"},
    )
    writer.write_record(record)
    return file.getvalue()


def unpack(data: bytes, most: int) -> OwnCopy:
    """Read a file whose document has at most `most` bytes; raises BadCopyError for what is no copy of ours."""
    try:
        for record in ArchiveIterator(io.BytesIO(data)):
            if record.rec_type == "resource":
                headers = record.rec_headers
                url, at = headers.get_header("WARC-Target-URI"), headers.get_header("WARC-Date")
                document = record.content_stream().read(most + 1)
                if url and at and document and len(document) == record.length <= most:
                    return OwnCopy(Url(url), datetime.strptime(at, TIME).replace(tzinfo=UTC), document)
            break
    except (ArchiveLoadFailed, ValueError, OSError, EOFError, UnicodeError) as error:
        raise BadCopyError(str(error)) from error
    raise BadCopyError("it holds no copy of a page")
