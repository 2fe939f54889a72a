"""What the cache gives of a document is what reading it gives, or it gives nothing."""

from __future__ import annotations

import asyncio
import os
import pickle
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linkcheck.model import Dialect, Document, Extraction, Linkify, Position, Problem, Rule, Span
from linkcheck.sources import documents, extraction, extraction_cache, files
from linkcheck.sources.documents.packing import pack, unpack
from linkcheck.sources.extraction import Extracted, digest, extract_all
from linkcheck.sources.extraction_cache import ExtractionCache
from tests.support.dialects import DIALECTS
from tests.support.hostile_documents import hostile
from tests.support.paths import CASES

TIMES = (
    some.datetimes() | some.datetimes(timezones=some.just(timezone(timedelta(hours=9)))) | some.dates() | some.times()
)
SCALARS = some.none() | some.booleans() | some.integers() | some.floats() | some.text() | some.binary() | TIMES
METADATA = some.dictionaries(
    some.text() | SCALARS,
    some.recursive(
        SCALARS | some.tuples(some.text()) | some.frozensets(some.integers()),
        lambda inner: some.lists(inner) | some.dictionaries(SCALARS, inner),
        max_leaves=8,
    ),
    max_size=4,
)


def _documents() -> list[Path]:
    known = documents.suffixes()
    return [path for path in sorted(CASES.rglob("*")) if path.is_file() and path.suffix in known]


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_every_case_comes_back_as_it_was_read(dialect: Dialect) -> None:
    """From bytes, and from another process; its metadata have the same types."""
    found = [documents.extract(Document(path.name, path.read_bytes()), dialect) for path in _documents()]
    found += [documents.extract(Document("a.md", data), dialect) for data in hostile(400).values()]
    assert len(found) > 300
    for one in found:
        data = pack(one)
        back = unpack(data) if data is not None else None
        assert back == one
        assert repr(back.front_matter) == repr(one.front_matter)
        assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 -- our own


@given(METADATA)
def test_metadata_come_back_as_they_are_or_not_at_all(metadata: dict[str, object]) -> None:
    """Whatever types a format's parser makes."""
    data = pack(Extraction((), (), metadata))
    if data is not None:
        back = unpack(data)
        assert back is not None
        assert repr(back.front_matter) == repr(metadata)


def test_the_times_of_posts_are_kept() -> None:
    """Days, times, and days with a time, of a zone or of none."""
    here = timezone(timedelta(hours=2))
    times = [datetime(2024, 6, 9, 9, 57, tzinfo=here), datetime(2024, 6, 9, tzinfo=UTC), date(2024, 6, 9), time(9, 57)]
    metadata = {"date": datetime(2024, 6, 9, 9, 57, 33), "all": times, "n": {"draft": False, "weight": 1}}  # noqa: DTZ001
    assert pack(Extraction((), (), metadata)) is not None


@given(some.binary(max_size=200))
def test_bytes_of_somebody_else_are_nothing(data: bytes) -> None:
    """Nor do they raise."""
    unpack(data)


@pytest.fixture
def posts(tmp_path: Path) -> list[Path]:
    """Some posts, and the folder of the cache."""
    (tmp_path / ".linkcheck").mkdir()
    paths = [tmp_path / f"{number}.md" for number in range(8)]
    for path in paths:
        path.write_text(f"---\ndate: 2024-06-09\n---\n[a{path.stem}] <https://{path.stem}.example/>\n\n[a]: /x\n")
    return paths


def _cache(posts: list[Path], code: str = "1") -> ExtractionCache:
    return ExtractionCache(posts[0].parent / ".linkcheck" / extraction_cache.FILE, code)


def _read(posts: list[Path], cache: ExtractionCache | None, dialect: Dialect | None = None) -> Extracted:
    return asyncio.run(extract_all(posts, posts[0].parent, lambda _: dialect or Dialect(), cache))


def _anew(
    posts: list[Path], monkeypatch: pytest.MonkeyPatch, code: str = "1", dialect: Dialect | None = None
) -> set[str]:
    """Read as a later run does; return the names of what the cache did not know, and hold all against reading it."""
    read: set[str] = set()

    def extract(document: Document, dialect: Dialect) -> Extraction:
        read.add(document.path)
        return documents.extract(document, dialect)

    cache = _cache(posts, code)
    with monkeypatch.context() as patch:
        patch.setattr(extraction, "documents", type("", (), {"extract": staticmethod(extract)}))
        found = _read(posts, cache, dialect)
    cache.save()
    assert found == _read(posts, None, dialect)
    return read


@pytest.mark.parametrize("pool", [False, True])
def test_a_later_run_reads_what_changed(posts: list[Path], monkeypatch: pytest.MonkeyPatch, *, pool: bool) -> None:
    """Also where there is so much that several processes would read it."""
    if pool:
        monkeypatch.setattr(extraction, "POOL_FROM_BYTES", sum(path.stat().st_size for path in posts))
        monkeypatch.setattr(os, "cpu_count", lambda: 2)
        cache = _cache(posts)
        _read(posts, cache)
        cache.save()
    else:
        assert _anew(posts, monkeypatch) == {path.name for path in posts}
    assert _anew(posts, monkeypatch) == set()
    posts[3].write_text("[a](https://other.example/)\n")
    posts[4].write_bytes(b"\xff\xfe\0\0")  # no document by now
    assert _anew(posts, monkeypatch) == {"3.md"}
    assert _anew(posts, monkeypatch) == set()


def test_other_code_and_another_dialect_find_other_links(posts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """What they found is no answer."""
    everything = {path.name for path in posts}
    assert _anew(posts, monkeypatch) == everything
    assert _anew(posts, monkeypatch, "2") == everything
    assert _anew(posts, monkeypatch, "2", Dialect(linkify=Linkify.NONE)) == everything
    assert _anew(posts, monkeypatch, "2", Dialect(linkify=Linkify.NONE)) == set()
    assert _anew(posts, monkeypatch, "2", Dialect(labels=frozenset({"a", "b"}))) == everything
    assert _anew(posts, monkeypatch, "2", Dialect(labels=frozenset({"b", "a"}))) == set()


@pytest.mark.parametrize("place", [0, 20, 33, 60, 500, -1])
@pytest.mark.parametrize("kind", ["flipped", "cut", "longer"])
def test_a_damaged_cache_is_none(place: int, kind: str, posts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """All is read, and the next cache is whole."""
    _anew(posts, monkeypatch)
    file = posts[0].parent / ".linkcheck" / extraction_cache.FILE
    data = bytearray(file.read_bytes())
    if kind == "flipped":
        data[place] ^= 1
    file.write_bytes(data[:place] if kind == "cut" else data + b"x" if kind == "longer" else data)
    assert len(_anew(posts, monkeypatch)) == len(posts)
    assert _anew(posts, monkeypatch) == set()


def test_a_cache_that_is_no_file_is_none(posts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """And a folder in its place stays."""
    (posts[0].parent / ".linkcheck" / extraction_cache.FILE).mkdir()
    assert len(_anew(posts, monkeypatch)) == len(posts)
    assert len(_anew(posts, monkeypatch)) == len(posts)


def test_no_folder_is_made_for_it(posts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that keeps no history keeps no cache."""
    folder = posts[0].parent / ".linkcheck"
    folder.rmdir()
    _anew(posts, monkeypatch)
    assert not folder.exists()


def test_nothing_is_written_where_nothing_is_new(posts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A night that changes no post leaves the file alone."""
    _anew(posts, monkeypatch)
    file = posts[0].parent / ".linkcheck" / extraction_cache.FILE
    before = file.stat()
    _anew(posts, monkeypatch)
    assert file.stat() == before or file.stat().st_mtime_ns == before.st_mtime_ns
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_what_nobody_asks_for_goes(posts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many times that the file was written without it."""
    monkeypatch.setattr(extraction_cache, "MOST_UNSEEN", 3)
    _anew(posts, monkeypatch)
    for number in range(3):
        posts[0].write_text(f"<https://{number}.example/>\n")
        assert _anew(posts[:1], monkeypatch) == {"0.md"}
    assert _anew(posts, monkeypatch) == set()
    posts[0].write_text("<https://last.example/>\n")
    _anew(posts[:1], monkeypatch)
    assert _anew(posts, monkeypatch) == {path.name for path in posts[1:]}


def test_a_few_posts_are_read_sooner_than_a_large_cache(posts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is left alone."""
    monkeypatch.setattr(extraction_cache, "SMALL", 0)
    monkeypatch.setattr(extraction_cache, "WORTH", 10)
    _anew(posts, monkeypatch)
    file = posts[0].parent / ".linkcheck" / extraction_cache.FILE
    before = file.read_bytes()
    assert _anew(posts[:1], monkeypatch) == {"0.md"}
    assert file.read_bytes() == before


def test_it_has_a_bound(posts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit is read each time."""
    monkeypatch.setattr(extraction_cache, "LARGEST", 1024 * 1024 + 1000)
    _anew(posts, monkeypatch)
    assert 0 < len(_anew(posts, monkeypatch)) < len(posts)
    assert (posts[0].parent / ".linkcheck" / extraction_cache.FILE).stat().st_size < 1200


def test_a_document_that_could_not_be_read_is_read_again(posts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """It may have been for want of memory."""
    cache = _cache(posts)
    cache.open(1000)
    words = Problem.of(Rule.UNPARSED_DOCUMENT, "0.md", Position(1, 1), Span(0, 0), "MemoryError")
    cache.keep("0.md", digest(posts[0].read_bytes()), Dialect(), Extraction((), (words,)))
    cache.save()
    assert "0.md" in _anew(posts, monkeypatch)


def test_a_name_that_is_no_utf_8_is_not_kept(tmp_path: Path) -> None:
    """Its references cross processes all the same."""
    found = documents.extract(Document("\udcff.md", b"<https://a.example/>"), Dialect())
    assert pack(found) is None
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 -- our own


def test_problems_of_bytes_are_told_every_time(posts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """They are found before a document is read."""
    posts[0].write_bytes(b"[a](b\xff)\n")
    _anew(posts, monkeypatch)
    found = _read(posts, _cache(posts))
    assert [one.rule for one in found.problems] == [Rule.BAD_ENCODING]
    assert files.read(posts[0], "0.md")[1] == found.problems
