"""What is written comes back the same; a batch is there wholly or not at all; no other folder is written into."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.dataset.folder import ABOUT, MARK, About, nights_of
from linkcheck.dataset.rows import (
    KINDS,
    LONGEST,
    Belonging,
    ReferenceRow,
    TargetRow,
    columns,
    reference_row,
    target_row,
)
from linkcheck.dataset.write import Night, write_report
from linkcheck.model import Change, Flag, LinkcheckError, LookupStatus, Reason, State, Syntax
from linkcheck.report import render
from tests.support.full_report import FULL
from tests.support.nights_of_rows import FIRST, SECOND, rows, write
from tests.support.sample_report import GONE, SAMPLE

texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('\x00\n\r"\\,\u2028'), max_size=30)
maybe = texts | st.none()
numbers = st.integers(0, 2**31 - 1)
moments = st.integers(0, 220_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
TARGET = st.builds(
    TargetRow,
    *(texts, texts, texts, st.sampled_from(State), st.sampled_from(Reason), texts, numbers | st.none(), maybe),
    st.lists(st.sampled_from(Flag), max_size=3).map(tuple),
    *(
        moments | st.none(),
        st.booleans(),
        st.sampled_from(Change) | st.none(),
        moments | st.none(),
        moments | st.none(),
    ),
    *(numbers | st.none(), numbers, st.sampled_from(LookupStatus) | st.none(), maybe, moments | st.none(), numbers),
)
REFERENCE = st.builds(
    ReferenceRow,
    *(maybe, texts, numbers, numbers, st.sampled_from(Syntax), maybe, st.booleans() | st.none(), texts, maybe, maybe),
    *(maybe, st.sampled_from(State) | st.none(), st.sampled_from(Reason) | st.none()),
    *(st.sampled_from(Change) | st.none(), maybe, maybe),
)


def read(folder: Path, kind: type[TargetRow] | type[ReferenceRow], name: str) -> list[TargetRow | ReferenceRow]:
    """Return the rows of a kind in all files, as msgspec makes them of what any other tool would read."""
    names = ", ".join(f'"{column}"' for column in columns(kind))
    files = [str(file) for file in sorted(folder.glob(f"night=*/{name}-*.parquet"))]
    found = duckdb.execute(f"SELECT {names} FROM read_parquet($files)", {"files": files}).fetchall()  # noqa: S608
    return msgspec.convert([dict(zip(columns(kind), row, strict=True)) for row in found], list[kind])  # type: ignore[valid-type]


def builtins(row: object) -> dict[str, object]:
    """Return a row as JSON has it."""
    made: dict[str, object] = msgspec.json.decode(msgspec.json.encode(row))
    return made


def key(row: object) -> bytes:
    """Return what rows are sorted by here."""
    return msgspec.json.encode(row)


@settings(max_examples=15, deadline=None)
@given(st.lists(TARGET, max_size=6), st.lists(REFERENCE, max_size=6))
def test_rows_come_back(targets: list[TargetRow], places: list[ReferenceRow]) -> None:
    """Whatever stands in them, none at all included, and whatever the folder is called."""
    with TemporaryDirectory(prefix="o'[a]") as folder:
        write(Path(folder) / "d", FIRST, [(targets, places)])
        assert sorted(read(Path(folder) / "d", TargetRow, "targets"), key=key) == sorted(targets, key=key)
        assert sorted(read(Path(folder) / "d", ReferenceRow, "references"), key=key) == sorted(places, key=key)


def test_rows_say_what_the_json_report_says(tmp_path: Path) -> None:
    """Same words, same meaning: each column that has the name of a key holds its value."""
    write_report(FULL, tmp_path / "d", lambda url: url)
    said = msgspec.json.decode(render(FULL, "json"))
    targets = {row.url: builtins(row) for row in read(tmp_path / "d", TargetRow, "targets")}
    assert targets.keys() == {one["url"] for one in said["targets"]}
    for one in said["targets"]:
        assert {name: value for name, value in targets[one["url"]].items() if name in one} == {
            name: value for name, value in one.items() if name in targets[one["url"]]
        }
    keys = ("path", "line", "column", "syntax", "label", "used", "destination", "url")
    written = [builtins(row) for row in read(tmp_path / "d", ReferenceRow, "references")]
    assert sorted(str([row[name] for name in keys]) for row in written) == sorted(
        str([row[name] for name in keys]) for row in said["references"]
    )


def test_a_reference_has_what_its_target_came_to() -> None:
    """The copy is that for the day of its post, and a document is somebody's."""
    row = next(row for row in SAMPLE.rows if row.url == GONE.target.url)
    made = reference_row(row, Belonging("org/blog", "@me"), finding=GONE, target=target_row(GONE))
    assert (made.verdict, made.reason, made.host) == (GONE.verdict.state, GONE.verdict.reason, "gone.example")
    assert (made.repository, made.owner) == ("org/blog", "@me")
    assert made.archived == GONE.mementos[0].url
    bare = reference_row(row, Belonging())
    assert (bare.verdict, bare.host, bare.archived) == (None, None, None)


def test_secrets_are_redacted(tmp_path: Path) -> None:
    """As in every report."""
    write_report(FULL, tmp_path / "d", lambda url: url.replace("x=1", "x=***"))
    urls = [row.url for row in read(tmp_path / "d", TargetRow, "targets")]
    assert any("x=***" in str(url) for url in urls)
    assert not any("x=1" in str(url) for url in urls)


def test_a_name_that_is_no_utf_8_is_written(tmp_path: Path) -> None:
    """With an escape, as the reports have it."""
    row = SAMPLE.rows[0]
    named = msgspec.structs.replace(row, reference=msgspec.structs.replace(row.reference, path="a\udcff.md"))
    write_report(replace(FULL, rows=(named,), findings=()), tmp_path / "d", lambda url: url)
    assert [row.path for row in read(tmp_path / "d", ReferenceRow, "references") if isinstance(row, ReferenceRow)] == [
        "a\\udcff.md"
    ]


def test_a_day_is_written_once(tmp_path: Path) -> None:
    """The later run takes the place of the earlier, and the day before stays."""
    earlier = replace(FULL, started_at=datetime(2026, 1, 1, 23, tzinfo=UTC))
    for report in (earlier, FULL, replace(FULL, findings=FULL.findings[:2])):
        write_report(report, tmp_path / "d", lambda url: url)
    first, second = nights_of(tmp_path / "d")
    assert (first.night, second.night) == (date(2026, 1, 1), date(2026, 1, 2))
    assert (first.batches, second.batches) == ((0,), (0,))
    assert len(read(tmp_path / "d", TargetRow, "targets")) == len(FULL.findings) + 2


def test_a_run_that_was_killed_goes_on(tmp_path: Path) -> None:
    """Batches that are finished stay; half ones are made again; those of another plan are none of ours."""
    made = [rows(seed, 5) for seed in range(3)]
    write(tmp_path / "d", SECOND, made[:2], is_whole=False)
    night = Night(tmp_path / "d", SECOND)
    assert night.finished == {0, 1}
    half = tmp_path / "d" / f"night={SECOND}" / "targets-0001.parquet"
    half.unlink()
    night = Night(tmp_path / "d", SECOND)
    assert night.finished == {0}
    assert Night(tmp_path / "d", SECOND, plan="another").finished == frozenset()
    assert nights_of(tmp_path / "d") == ()


def test_a_night_that_came_to_its_end_is_begun_anew(tmp_path: Path) -> None:
    """Its batches are answers of that run; a half night keeps no mark of being whole."""
    write(tmp_path / "d", SECOND, [rows(1, 5)])
    assert nights_of(tmp_path / "d")[0].about.is_whole
    assert Night(tmp_path / "d", SECOND).finished == frozenset()
    write(tmp_path / "d", SECOND, [rows(1, 5)], is_whole=False)
    assert not nights_of(tmp_path / "d")[0].about.is_whole


def test_a_batch_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """Neither rows nor spare files, and the batch before it stays as it was."""
    write(tmp_path / "d", SECOND, [rows(1, 5)], is_whole=False)
    before = {file: file.read_bytes() for file in (tmp_path / "d").rglob("*") if file.is_file()}
    night = Night(tmp_path / "d", SECOND)
    batch = night.batch(0).__enter__()
    batch.target(rows(2, 1)[0][0])
    batch.__exit__(KeyError, KeyError("a fault"), None)
    assert {file: file.read_bytes() for file in (tmp_path / "d").rglob("*") if file.is_file()} == before


def test_what_a_killed_batch_left_is_no_row(tmp_path: Path) -> None:
    """JSON Lines that end in the middle, and references whose targets never came."""
    write(tmp_path / "d", SECOND, [rows(1, 5)], is_whole=False)
    folder = tmp_path / "d" / f"night={SECOND}"
    (folder / ".targets-0001.jsonl").write_bytes(b'{"url": "http://')
    (folder / "references-0001.parquet").write_bytes((folder / "references-0000.parquet").read_bytes())
    assert nights_of(tmp_path / "d")[0].batches == (0,)
    with Night(tmp_path / "d", SECOND).batch(1) as batch:
        batch.target(rows(2, 1)[0][0])
    assert nights_of(tmp_path / "d")[0].batches == (0, 1)
    assert not list(folder.glob(".*"))


@pytest.mark.parametrize("there", ["notes.txt", ".hidden", "sub/"])
def test_no_other_folder_is_written_into(tmp_path: Path, there: str) -> None:
    """Not a byte, whatever is in it."""
    name = tmp_path / there
    name.mkdir() if there.endswith("/") else name.write_text("mine")
    with pytest.raises(LinkcheckError, match="is no dataset of linkcheck"):
        Night(tmp_path, SECOND)
    assert [file.name for file in tmp_path.iterdir()] == [there.rstrip("/")]


def test_a_newer_dataset_is_left(tmp_path: Path) -> None:
    """In words."""
    (tmp_path / MARK).write_text('{"format": "linkcheck-dataset/2"}')
    for use in (lambda: Night(tmp_path, SECOND), lambda: nights_of(tmp_path)):
        with pytest.raises(LinkcheckError, match="another version"):
            use()


def test_what_is_said_of_a_night_is_read_again(tmp_path: Path) -> None:
    """Documents, requests, the beginning; and nothing where it makes no sense."""
    write(tmp_path / "d", SECOND, [rows(1, 2)])
    about = nights_of(tmp_path / "d")[0].about
    assert (about.documents, about.requests, about.is_whole) == (30, 7, True)
    (tmp_path / "d" / f"night={SECOND}" / ABOUT).write_text('{"documents": "many"}')
    assert nights_of(tmp_path / "d")[0].about == About()


def test_a_report_without_a_day_is_of_no_night(tmp_path: Path) -> None:
    """An old one."""
    with pytest.raises(LinkcheckError, match="of no night"):
        write_report(replace(SAMPLE, started_at=None), tmp_path / "d", lambda url: url)


def test_broken_links_lie_side_by_side(tmp_path: Path) -> None:
    """So that a question about them reads few row groups."""
    write(tmp_path / "d", SECOND, [rows(1, 200)])
    for kind, row in KINDS.items():
        verdicts = [getattr(one, "verdict", None) for one in read(tmp_path / "d", row, kind)]
        assert verdicts == sorted(verdicts, key=str)
        assert len(set(verdicts)) == 5


def test_a_picture_inside_of_an_address_is_cut(tmp_path: Path) -> None:
    """It would fill the memory, and is never asked for."""
    row = FULL.rows[0]
    long = msgspec.structs.replace(row, reference=msgspec.structs.replace(row.reference, destination="data:" * 10_000))
    assert len(reference_row(long, Belonging()).destination) == LONGEST
