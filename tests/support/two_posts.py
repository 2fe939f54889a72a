"""A post with three links of one dead address, and the fix that writes its copy into any number of such posts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from linkcheck.history import Journal
from linkcheck.model import Document, Edit, Span
from linkcheck.repair import repair

OLD = b"http://gone.example/x"
NEW = b"https://web.archive.org/web/20160607080910/http://gone.example/x"
POST = b"\xef\xbb\xbf# One\r\n\r\n[a](http://gone.example/x), [b](http://gone.example/x) \xff\r\n\r\n[c]: <http://gone.example/x>"


def edits_of(document: Document, old: bytes = OLD, new: bytes = NEW) -> list[Edit]:
    """Replace every place where some bytes stand."""
    starts = [at for at in range(len(document.data)) if document.data.startswith(old, at)]
    return [Edit(document.path, Span(at, at + len(old)), old, new, "gone") for at in starts]


def fix(documents: Mapping[str, Document], journal: Journal, cwd: Path) -> tuple[Edit, ...]:
    """Repair all links of all documents."""
    edits = [edit for document in documents.values() for edit in edits_of(document)]
    return repair(edits, documents, journal, cwd=cwd)
