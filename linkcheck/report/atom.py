"""A feed (RFC 4287) of what broke, what came back and what was repaired, for those who read no reports.

An entry is an event: the id is made of the URL and the day since which it fails, so a reader shows it once, and once
more if the link breaks again. The feed's own id is made of the blog's oldest post, which hardly ever changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from linkcheck.model import Change, Finding, Report
from linkcheck.report import xml
from linkcheck.report.pieces import and_more, decoded, place
from linkcheck.report.view import Context
from linkcheck.report.words import REASONS, counted
from linkcheck.verdict.outcome import Repairs, applied, copies

ATOM = "http://www.w3.org/2005/Atom"

LONGEST = 200
"""Entries, the newest; readers keep the older ones themselves."""
PLACES = 5
_IN_URLS = "%/:?#[]@!$&'()*+,;=~._-"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Event:
    at: datetime
    key: str
    """The identity of the event."""
    title: str
    text: str
    url: str | None = None


def render(report: Report, context: Context) -> str:
    """Return the feed, the newest event first."""
    now = _now(report)
    events = sorted(_events(report, now), key=lambda event: (-event.at.timestamp(), event.key, event.text))[:LONGEST]
    feed = xml.Element("feed", {"xmlns": ATOM})
    xml.add(feed, "id", _id(_blog(report)))
    xml.add(feed, "title", "Links that broke, came back or were repaired")
    xml.add(feed, "updated", _time(max((event.at for event in events), default=now)))
    xml.add(xml.add(feed, "author"), "name", "linkcheck")
    seen: Counter[str] = Counter()
    for event in events:
        entry = xml.add(feed, "entry")
        seen[event.key] += 1  # redaction may have made one URL of two
        xml.add(entry, "id", _id(event.key if seen[event.key] == 1 else f"{event.key} {seen[event.key]}"))
        xml.add(entry, "title", event.title)
        xml.add(entry, "updated", _time(event.at))
        if event.url is not None:
            xml.add(entry, "link", rel="related", href=event.url)
        xml.add(entry, "content", event.text, type="text")
    return xml.document(feed)


def _events(report: Report, now: datetime) -> Iterator[_Event]:
    repairs = Repairs.of(report.edits)
    days = {post.path: post.date for post in report.posts if post.date is not None}
    for finding in report.findings:
        if finding.verdict.state.is_broken:
            day = days.get(finding.target.references[0].path)
            yield _broken(finding, repairs, datetime.combine(day, EPOCH.timetz()) if day else now)
        elif finding.change is Change.BACK:
            at = _checked(finding) or now
            yield _Event(at, f"back {finding.target.url} {at:%Y-%m-%d}", f"Back: {finding.target.url}", _where(finding))
    for path, group in groupby(applied(report.edits), key=lambda edit: edit.path):
        edits = list(group)
        words = "; ".join(f"{decoded(edit.old)}: {edit.reason}" for edit in edits)
        yield _Event(now, f"repaired {path} {_time(now)}", f"Repaired: {counted(len(edits), 'link')} in {path}", words)


def _broken(finding: Finding, repairs: Repairs, written: datetime) -> _Event:
    """Return when it broke: as the history knows, or else when the post was written, so that no night is another."""
    verdict, past = finding.verdict, finding.past
    since = past.failing_since if past else None
    at = since or _checked(finding) or written
    found = copies(finding)
    copy = f" An archived copy: {found[0].url}" if found else ""
    done = (
        " Repaired." if repairs.repaired(finding) else "".join(f" Not written: {why}." for why in repairs.why(finding))
    )
    words = f"{REASONS[verdict.reason]} ({verdict.detail}). {_where(finding)}{copy}{done}"
    url = finding.target.url
    key = f"{verdict.state} {url} {since:%Y-%m-%d}" if since else f"{verdict.state} {url}"
    link = quote(url, safe=_IN_URLS, errors="replace") if url.startswith(("http://", "https://")) else None
    return _Event(at, key, f"{verdict.state.value.capitalize()}: {url}", words, link)


def _where(finding: Finding) -> str:
    references = finding.target.references
    more = len(references) - PLACES
    shown = ", ".join(place(reference) for reference in references[:PLACES])
    return f"At {shown}{and_more(max(0, more))}."


def _checked(finding: Finding) -> datetime | None:
    return finding.past.checked_at if finding.past else finding.check.checked_at if finding.check else None


def _now(report: Report) -> datetime:
    """Return when the run began, or the last thing that is known of an old report."""
    return report.started_at or max(filter(None, map(_checked, report.findings)), default=EPOCH)


def _blog(report: Report) -> str:
    oldest = min(report.posts, key=lambda post: (post.date is None, post.date or date.max, post.path), default=None)
    return "linkcheck feed" if oldest is None else f"linkcheck feed {oldest.path} {oldest.date} {oldest.title}"


def _id(key: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, key.encode('utf-8', 'backslashreplace').decode())}"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
