"""What the tests of rewriting share: documents and what is known of their links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import quote

from linkcheck.config.parts import LINK_KEYS
from linkcheck.model import (
    Check,
    Dialect,
    Document,
    Exchange,
    Extraction,
    Finding,
    Fragment,
    LookupStatus,
    Memento,
    Past,
    Reason,
    Reference,
    Request,
    Response,
    Row,
    State,
    Target,
    Url,
    Verdict,
)
from linkcheck.repair import Policy, Read
from linkcheck.sources import documents
from tests.support.dialects import PLAIN

_SENT = "!#$%&'()*+,/:;=?@[]~{} "
"""Characters that a path keeps when it is sent (the braces and the space stand for templates here)."""

ARCHIVE = "https://web.archive.org/web/"


def reader(dialect: Dialect = PLAIN) -> Read:
    """Return `documents.extract` in a dialect."""
    return partial(documents.extract, dialect=dialect)


def url_of(reference: Reference) -> str | None:
    """Resolve a destination well enough for tests; absolute URLs only."""
    text = reference.destination.partition("#")[0]
    text = f"https:{text}" if text.startswith("//") else text
    scheme, mark, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    if not mark or scheme.lower() not in {"http", "https"}:
        return None
    return f"{scheme.lower()}://{host.lower()}{slash}{quote(path, safe=_SENT)}"


def rows_of(extraction: Extraction) -> list[Row]:
    """Return a document's rows, with the URLs that `url_of` gives."""
    return [Row(reference, url_of(reference)) for reference in extraction.references]


def target(url: str, extraction: Extraction) -> Target:
    """Return the target of a URL with its references in one document."""
    return Target(url, tuple(ref for ref in extraction.references if url_of(ref) == url))


def memento(url: str, copy: str) -> Memento:
    """Return a probed copy captured at `copy` (14 digits), or what a word says: none, unknown, unprobed."""
    if copy in {"none", "unknown"}:
        return Memento(None, LookupStatus(copy))
    captured = "20160607080910" if copy == "unprobed" else copy
    return Memento(
        near=None,
        answer=LookupStatus.FOUND,
        url=f"{ARCHIVE}{captured}/{url}",
        captured_at=datetime.strptime(captured, "%Y%m%d%H%M%S").replace(tzinfo=UTC),
        probed=copy != "unprobed",
    )


def dead(url: str, extraction: Extraction, copy: str = "20160607080910") -> Finding:
    """Return the finding of a dead target with one memento for no particular day."""
    return Finding(
        target(url, extraction), Verdict(State.DEAD, Reason.GONE, "gone", 404), mementos=(memento(url, copy),)
    )


def moved(url: str, extraction: Extraction, final_url: str) -> Finding:
    """Return the finding of a target that has moved for good, seen in two nights, with every place that is named."""
    verdict = Verdict(State.MOVED, Reason.PERMANENT_REDIRECT, "moved", 200, final_url)
    night = datetime(2026, 3, 1, tzinfo=UTC)
    past = Past(url, night + timedelta(days=1), verdict, moved_since=night)
    place = target(url, extraction)
    named = {one.destination.partition("#")[2] for one in place.references} - {"", "missing"}
    wanted = (*((name, Fragment.OK) for name in sorted(named)), ("missing", Fragment.MISSING))
    way = ((url, 301, 0), (final_url, 200, 1))
    exchanges = tuple(Exchange(Request(Url(one), hop=hop), Response(status), 1) for one, status, hop in way)
    return Finding(place, verdict, Check(Url(url), exchanges, night, fragments=wanted), past=past)


def judged(finding: Finding, state: State) -> Finding:
    """Return a finding with another state."""
    return replace(finding, verdict=replace(finding.verdict, state=state))


def policy_of(case: Mapping[str, object], extraction: Extraction) -> Policy:
    """Return what a case's `repair` table lets be written; without one everything may be, for its bytes matter."""
    if "repair" not in case:
        keys = {one.key for one in extraction.references if one.key is not None}
        return Policy(keys, bare_urls=True, images=True)
    table = case["repair"]
    assert isinstance(table, dict)
    return Policy(
        table.get("front_matter", LINK_KEYS),
        table.get("bare_urls", False),
        table.get("images", False),
        table.get("own_hosts", ()),
        table.get("titles", False),
    )


def write_all(folder: Path, documents: Mapping[str, Document]) -> None:
    """Write documents to a folder."""
    for document in documents.values():
        path = folder / document.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.data)
