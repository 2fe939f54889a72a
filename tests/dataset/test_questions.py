"""Each answer is what plain Python counts of the same rows."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
import msgspec
import pytest

from linkcheck.dataset import listing
from linkcheck.dataset import questions as asking
from linkcheck.dataset.questions import Questions, questions
from linkcheck.dataset.rows import ReferenceRow, TargetRow, columns
from linkcheck.model import Change, State
from linkcheck.report.csv import cell
from linkcheck.report.overview import BrokenLink
from tests.support.nights_of_rows import FIRST, SECOND, rows, write

BEFORE = [rows(1, 700)]
BATCHES = [rows(2, 900), rows(3, 1), ([], []), rows(4, 600)]
TARGETS: list[TargetRow] = [row for targets, _ in BATCHES for row in targets]
PLACES: list[ReferenceRow] = [row for _, places in BATCHES for row in places]
BROKEN = (State.DEAD, State.INVALID)
FAILING = (State.DEAD, State.UNREACHABLE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write two nights, and half of a third."""
    made = tmp_path_factory.mktemp("host=evil.example") / "d [x]'"
    write(made, FIRST, BEFORE)
    write(made, SECOND, BATCHES)
    write(made, SECOND.replace(day=30), [rows(5, 3)], is_whole=False)
    return made


@pytest.fixture(scope="module")
def asked(folder: Path) -> Iterator[Questions]:
    """Open them."""
    with questions(folder) as opened:
        yield opened


def most(numbers: Counter[str]) -> list[tuple[str, int]]:
    """Return the largest numbers, and of equal ones the first names."""
    return sorted(numbers.items(), key=lambda one: (-one[1], one[0]))[: asking.MOST_NAMES]


def test_links_by_verdict_and_reason(asked: Questions) -> None:
    """Of the newest whole night alone; the half one after it is passed over."""
    found = {(one.verdict, one.reason): one.links for one in asked.by_reason()}
    assert found == Counter((row.verdict.value, row.reason.value) for row in TARGETS)
    assert asked.references() == len(PLACES)


def test_links_by_night(asked: Questions) -> None:
    """Oldest first."""
    counted = [Counter(row.verdict.value for row in targets) for targets in (BEFORE[0][0], TARGETS)]
    assert [(one.night, one.verdicts) for one in asked.by_night()] == [(FIRST, counted[0]), (SECOND, counted[1])]


def test_what_changed(asked: Questions) -> None:
    """What is new, and what came back."""
    assert asked.changes() == Counter(row.change.value for row in TARGETS if row.change in (Change.NEW, Change.BACK))


@pytest.mark.parametrize("kind", ["host", "domain"])
def test_worst_hosts(asked: Questions, kind: str) -> None:
    """Dead or unreachable, with the reasons."""
    found = asked.worst_hosts() if kind == "host" else asked.worst_domains()
    failing = [(getattr(row, kind), row.reason.value) for row in TARGETS if row.verdict in FAILING]
    assert [(one.name, one.links) for one in found] == most(Counter(name for name, _ in failing))
    for one in found:
        assert one.reasons == Counter(reason for name, reason in failing if name == one.name)


@pytest.mark.parametrize("kind", ["repository", "owner"])
def test_whose_places_are_broken(asked: Questions, kind: str) -> None:
    """Nobody's are left out."""
    found = asked.repositories() if kind == "repository" else asked.owners()
    names = [getattr(row, kind) for row in PLACES if row.verdict in BROKEN]
    assert [(one.name, one.places) for one in found] == most(Counter(name for name in names if name is not None))


@pytest.mark.parametrize("new", [False, True])
def test_broken_links(asked: Questions, new: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those with most places first, each with the first of them; of those that are new the same."""
    monkeypatch.setattr(asking, "MOST_LINKS", 40)
    found = asked.new_links() if new else asked.broken_links()
    rows = [row for row in TARGETS if row.verdict in BROKEN and (not new or row.change is Change.NEW)]
    assert [msgspec.structs.astuple(one)[:-1] for one in found] == [
        tuple(getattr(row, name) for name in BrokenLink.__struct_fields__[:-1])
        for row in sorted(rows, key=lambda row: (-row.places, row.url))[:40]
    ]
    places = defaultdict(list)
    for row in PLACES:
        # DuckDB sorts what is not known last.
        places[row.url].append((row.repository is None, row.repository or "", row.path, row.line, row.column))
    for one in found:
        first = [(place.repository, place.path, place.line, place.column) for place in one.first_places]
        wanted = [(None if missing else name, *rest) for missing, name, *rest in sorted(places[one.url])]
        assert first == wanted[: asking.MOST_PLACES]


def test_the_overview_is_all_of_them(asked: Questions) -> None:
    """With what is known of the night."""
    told = asked.overview()
    assert (told.night, told.is_whole, told.documents, told.requests) == (SECOND, True, 30, 7)
    assert (told.links, told.references) == (len(TARGETS), len(PLACES))
    assert (told.new, told.back) == tuple(
        sum(row.change is change for row in TARGETS) for change in (Change.NEW, Change.BACK)
    )
    assert told.states() == Counter(row.verdict for row in TARGETS)
    assert told.hosts == asked.worst_hosts()
    assert told.broken_links == asked.broken_links()


def broken() -> list[ReferenceRow]:
    """Return the places of broken links."""
    return [row for row in PLACES if row.verdict in BROKEN]


def test_every_broken_place_as_csv(asked: Questions) -> None:
    """As Python's own module writes it, by whichever way it was written; no cell is a formula."""
    text = "".join(listing.csv_pieces(asked))
    wanted = io.StringIO()
    table = csv.writer(wanted, lineterminator="\n")
    table.writerow(columns(ReferenceRow))
    table.writerows([cell(value) for value in msgspec.structs.astuple(row)] for row in broken())
    assert sorted(text.splitlines()) == sorted(wanted.getvalue().splitlines())
    assert text.partition("\n")[0] == ",".join(columns(ReferenceRow))
    assert not any(value.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(text)) for value in row)
    assert text == "".join(listing.csv_pieces(asked))


def test_every_broken_place_as_json_lines(asked: Questions) -> None:
    """One object a line, by repository and path in each batch."""
    text = "".join(listing.json_lines(asked))
    found = [json.loads(line) for line in text.splitlines()]
    assert sorted(found, key=str) == sorted((json.loads(msgspec.json.encode(row)) for row in broken()), key=str)
    assert text == "".join(listing.json_lines(asked))
    last = [row for row in found if row["url"] in {row.url for row in BATCHES[-1][1]}]
    order = [(row["repository"] is None, row["repository"] or "", row["path"], row["line"]) for row in last]
    assert order == sorted(order)


def test_every_broken_place_as_parquet(folder: Path, tmp_path: Path) -> None:
    """The same columns, with the values as they are."""
    with questions(folder, writes=[tmp_path]) as asked:
        listing.write_parquet(asked, tmp_path / "broken.parquet")
    found = duckdb.read_parquet(str(tmp_path / "broken.parquet"))
    assert found.columns == list(columns(ReferenceRow))
    assert sorted(map(str, found.fetchall())) == sorted(
        str(tuple(msgspec.to_builtins(row).values())) for row in broken()
    )
    assert [file.name for file in tmp_path.iterdir()] == ["broken.parquet"]


def test_a_half_night_is_told_where_there_is_no_other(tmp_path: Path) -> None:
    """And said to be one."""
    write(tmp_path, SECOND, [rows(1, 20)], is_whole=False)
    with questions(tmp_path) as asked:
        assert not asked.overview().is_whole
