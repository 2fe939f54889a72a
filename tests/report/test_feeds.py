"""What other programs take in: the table, the badges and the feed, with text from anybody in them."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from datetime import timedelta
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]
import pytest
from hypothesis import given

from linkcheck.model import Post, Reason, Report, State
from linkcheck.report import Context, format_for, render
from linkcheck.report.atom import ATOM
from linkcheck.report.csv import COLUMNS, FORMULA
from tests.report.possible_reports import POSSIBLE
from tests.support.copies import replace
from tests.support.hostile_report import UNSAFE, hostile, hostile_report
from tests.support.sample_report import CHECKED, EMPTY, FIXED, GONE, HELLO, SAMPLE

DOWN = {"a": ATOM}


def table(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(report, "csv"), newline="")))


def entries(report: Report) -> list[ET.Element]:
    return ET.fromstring(render(report, "atom")).findall("a:entry", DOWN)  # noqa: S314 -- our own text


def said(entry: ET.Element, tag: str) -> str:
    return entry.findtext(f"a:{tag}", "", DOWN)


def test_a_row_for_each_reference() -> None:
    """The table has what the report has of a reference, and a spreadsheet's rows can be counted."""
    rows = table(SAMPLE)
    assert len(rows) == len(SAMPLE.rows)
    assert {row["verdict"] for row in rows} >= {"dead", "alive", "moved", "invalid"}
    assert all(row["archived"].startswith("https://web.archive.org/") for row in rows if row["archived"])
    assert {row["repaired"] for row in table(FIXED)} == {"", "yes"}


def test_a_row_has_the_copy_for_its_post() -> None:
    """The one near the day on which the post was written, as `--fix` would take it."""
    first, second = GONE.mementos[:2]
    rows = table(replace(SAMPLE, posts=(Post(HELLO, first.near), Post("content/posts/02.md", second.near))))
    archived = {row["path"]: row["archived"] for row in rows if row["url"] == GONE.target.url}
    assert (archived[HELLO], archived["content/posts/02.md"]) == (first.url, second.url)


def test_urls_that_differ_by_a_secret_keep_their_verdicts() -> None:
    """Masked they are one URL; a row has what was found for its own."""
    verdicts = [(row["path"], row["line"], row["verdict"]) for row in table(SAMPLE)]
    everything = render(SAMPLE, "csv", Context(redact=lambda url: "https://***/"))
    rows = csv.DictReader(io.StringIO(everything, newline=""))
    assert [(row["path"], row["line"], row["verdict"]) for row in rows] == verdicts


def test_sqlite_takes_the_table() -> None:
    """The names are usable as columns, and no row is longer than another."""
    with sqlite3.connect(":memory:") as database:
        database.execute(f"CREATE TABLE links ({', '.join(COLUMNS)})")
        marks = ", ".join("?" * len(COLUMNS))
        rows = [[*row.values()] for row in table(SAMPLE)]
        database.executemany(f"INSERT INTO links VALUES ({marks})", rows)  # noqa: S608 -- marks only
        dead = database.execute("SELECT count(DISTINCT url) FROM links WHERE verdict = 'dead'").fetchone()[0]
    assert dead == sum(one.verdict.state is State.DEAD for one in SAMPLE.findings)


@given(hostile)
def test_nothing_breaks_out_of_the_table(text: str) -> None:
    """One line a row, and no cell that a spreadsheet would run."""
    report = hostile_report(text)
    written = render(report, "csv")
    rows = table(report)
    assert written.count("\n") == len(rows) + 1 == len(report.rows) + 1
    assert not UNSAFE.search(written)
    assert not any(cell.startswith(FORMULA) for row in rows for cell in row.values())


@given(hostile)
def test_nothing_breaks_out_of_the_feed(text: str) -> None:
    """Whatever a title or a URL holds, the feed is XML with as many entries as ever."""
    assert len(entries(hostile_report(text))) == len(entries(hostile_report("x")))


@pytest.mark.parametrize("name", POSSIBLE)
def test_a_reader_takes_every_feed(name: str) -> None:
    """A real one finds no fault, and all that RFC 4287, sections 4.1.1 and 4.1.2, asks for."""
    text = render(POSSIBLE[name], "atom")
    feed = feedparser.parse(text.encode(), response_headers={"content-type": "application/atom+xml"})
    assert not feed.bozo
    assert feed.version == "atom10"
    assert all(feed.feed.get(key) for key in ("id", "title", "updated_parsed", "author"))
    assert all(entry.id and entry.title and entry.updated_parsed and entry.content for entry in feed.entries)
    assert len({entry.id for entry in feed.entries}) == len(feed.entries) == len(entries(POSSIBLE[name]))


def test_urls_that_differ_by_a_secret_are_entries_of_their_own() -> None:
    """A reader would show one of two entries of the same id."""
    feed = ET.fromstring(render(SAMPLE, "atom", Context(redact=lambda url: "https://***/")))  # noqa: S314 -- our own text
    ids = [said(entry, "id") for entry in feed.findall("a:entry", DOWN)]
    assert len(set(ids)) == len(ids) == len(entries(SAMPLE))


def test_an_old_report_has_plausible_times() -> None:
    """One that does not tell when its run began: then nothing is younger than the last check."""
    assert {said(entry, "updated")[:2] for entry in entries(replace(SAMPLE, started_at=None))} == {"20"}


def test_an_entry_for_each_event() -> None:
    """What is dead or invalid, what came back, and each repaired post."""
    titles = [said(entry, "title") for entry in entries(FIXED)]
    broken = [one for one in FIXED.findings if one.verdict.state.is_broken]
    assert sum(title.startswith(("Dead: ", "Invalid: ")) for title in titles) == len(broken)
    assert "Back: https://back.example/" in titles
    posts = {edit.path for edit in FIXED.edits if edit.applied}
    assert sorted(title.rpartition(" ")[2] for title in titles if title.startswith("Repaired: ")) == sorted(posts)


def test_a_reader_sees_an_event_once() -> None:
    """The next night's feed has the same ids for what is broken still, and the newest entry comes first."""
    tomorrow = replace(SAMPLE, started_at=CHECKED + timedelta(days=1))
    tonight, next_night = ({said(entry, "id") for entry in entries(each)} for each in (SAMPLE, tomorrow))
    assert tonight == next_night
    updated = [said(entry, "updated") for entry in entries(SAMPLE)]
    assert updated == sorted(updated, reverse=True)
    assert len(tonight) == len(updated)


def test_an_empty_report_is_a_feed_too() -> None:
    """No entry, but all that a feed must have."""
    feed = ET.fromstring(render(EMPTY, "atom"))  # noqa: S314 -- our own text
    assert all(feed.findtext(f"a:{tag}", None, DOWN) for tag in ("id", "title", "updated"))
    assert feed.findall("a:entry", DOWN) == []


@pytest.mark.parametrize(
    ("report", "message"),
    [
        (SAMPLE, "5 dead, 1 invalid, 1 error"),
        (replace(SAMPLE, problems=()), "5 dead, 1 invalid of 12"),
        (replace(FIXED, problems=()), "4 dead, 1 invalid of 12"),
        (replace(SAMPLE, findings=SAMPLE.findings[:0], problems=()), "not checked"),
        (EMPTY, "unknown"),
        (replace(SAMPLE, environment_fault="no network"), "unknown"),
    ],
)
def test_both_badges_say_the_same(report: Report, message: str) -> None:
    """The picture and the endpoint have the same words, and the picture names them to screen readers."""
    assert json.loads(render(report, "shields"))["message"] == message
    picture = ET.fromstring(render(report, "badge"))  # noqa: S314 -- our own text
    assert picture.get("aria-label") == f"links: {message}"


def test_a_badge_is_green_when_all_is_well() -> None:
    """It counts what has a verdict: a run that was ended before it asked has nothing to boast of."""
    well = tuple(one for one in SAMPLE.findings if one.verdict.state in (State.ALIVE, State.BLOCKED))
    late = tuple(
        replace(one, verdict=replace(one.verdict, state=State.UNCHECKED, reason=Reason.INTERRUPTED)) for one in well
    )
    badge = json.loads(render(replace(SAMPLE, findings=(*well, *late), problems=()), "shields"))
    assert (badge["message"], badge["color"]) == (f"none dead of {len(well)}", "1a7f37")
    assert json.loads(render(replace(SAMPLE, findings=late, problems=()), "shields"))["message"] == "not checked"


@pytest.mark.parametrize(
    ("output", "name"),
    [("a.svg", "badge"), ("links.shields.json", "shields"), ("a.json", "json"), ("A.CSV", "csv"), ("x.atom", "atom")],
)
def test_the_longest_suffix_that_fits_decides(output: str, name: str) -> None:
    """`.shields.json` is more than `.json`."""
    assert format_for(output, "text") == name


@pytest.mark.parametrize(
    ("output", "chosen", "name"),
    [
        ("badge.json", "shields", "shields"),
        ("badge.json", None, "json"),
        ("a.sarif.json", "shields", "sarif"),
        ("report.json", "sarif", "json"),
        ("a.svg", "shields", "badge"),
    ],
)
def test_a_suffix_of_several_formats_is_the_chosen_ones(output: str, chosen: str | None, name: str) -> None:
    """Else it is the first's; no other choice changes what a suffix says."""
    assert format_for(output, chosen) == name
