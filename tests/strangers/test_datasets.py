"""A dataset that a stranger laid out: files that lead elsewhere, that are none, and values that would be more."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import msgspec
import pytest

from linkcheck.dataset import listing
from linkcheck.dataset.duck import connected
from linkcheck.dataset.folder import nights_of
from linkcheck.dataset.questions import questions
from linkcheck.dataset.rows import KINDS, columns
from linkcheck.model import LinkcheckError
from tests.support.nights_of_rows import FIRST, SECOND, rows, write
from tests.support.program import forked

ODD = {
    **dict.fromkeys(("failing_since", "checked_at", "archived_at"), "'infinity'::TIMESTAMPTZ"),
    **dict.fromkeys(("places", "line", '"column"'), "NULL::INTEGER"),
}
"""Columns, and what nobody would write there."""

EVIL = "'; COPY (SELECT 1) TO 'x.parquet'; --"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Write a night."""
    write(tmp_path / "d", FIRST, [rows(1, 20)])
    return tmp_path / "d"


def test_files_that_lead_out_are_not_read(dataset: Path, tmp_path: Path) -> None:
    """A night, or a file of one, that is a link to somebody's; nor one that is a pipe, or has an odd name."""
    write(tmp_path / "other", SECOND, [rows(2, 20)])
    (dataset / f"night={SECOND}").symlink_to(tmp_path / "other" / f"night={SECOND}")
    night = dataset / f"night={FIRST}"
    for kind in ("targets", "references"):
        (night / f"{kind}-0001.parquet").symlink_to(tmp_path / "other" / f"night={SECOND}" / f"{kind}-0000.parquet")
        os.mkfifo(night / f"{kind}-0002.parquet")
        (night / f"{kind}-*.parquet").write_bytes(b"")
        (night / f"{kind}-00003.parquet").write_bytes(b"")
    (dataset / "night=2026-13-41").mkdir()
    (dataset / "night=..").mkdir()
    assert [(found.night, found.batches) for found in nights_of(dataset)] == [(FIRST, (0,))]


def test_duckdb_opens_no_other_file(dataset: Path, tmp_path: Path) -> None:
    """Whatever SQL would say, and no setting brings it back."""
    (tmp_path / "secret.csv").write_text("a\n1\n")
    for sql in (
        f"FROM read_csv('{tmp_path}/secret.csv')",
        f"COPY (SELECT 1) TO '{tmp_path}/new.parquet'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "FROM read_parquet('http://127.0.0.1:1/x.parquet')",
    ):
        with pytest.raises(LinkcheckError), connected([dataset]) as connection:
            connection.execute(sql)
    assert not (tmp_path / "new.parquet").exists()


def test_no_value_becomes_sql(tmp_path: Path) -> None:
    """A host, a path and an address that would be, and a folder whose name would."""
    (targets, references), folder = rows(3, 40), tmp_path / EVIL
    evil = [msgspec.structs.replace(row, host=EVIL, domain=EVIL, url=f"http://{EVIL}/{row.url}") for row in targets]
    places = [msgspec.structs.replace(row, path=EVIL, url=f"http://{EVIL}/{row.url}") for row in references]
    write(folder, FIRST, [(evil, places)])
    with questions(folder, writes=[tmp_path]) as asked:
        told = asked.overview()
        listing.write_parquet(asked, tmp_path / f"{EVIL}.parquet")
        assert EVIL in "".join(listing.json_lines(asked))
    assert [one.name for one in told.hosts] == [EVIL]
    assert told.broken_links[0].first_places[0].path == EVIL
    assert not Path("x.parquet").exists()


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" * 1000, b"\0" * 100])
def test_a_file_that_is_no_parquet_is_told(dataset: Path, data: bytes) -> None:
    """In one line, and nothing else happens."""
    (dataset / f"night={FIRST}" / "targets-0000.parquet").write_bytes(data)
    with pytest.raises(LinkcheckError, match="cannot be read"), questions(dataset) as asked:
        asked.overview()


@pytest.mark.parametrize(
    "sql", ["SELECT 1 AS url", "SELECT * REPLACE (1 AS host) FROM was", "SELECT * FROM was WHERE false"]
)
def test_columns_of_another_kind_are_told(dataset: Path, sql: str) -> None:
    """Missing ones, and numbers where words stand; none of a night is a night of nothing."""
    file = dataset / f"night={FIRST}" / "targets-0000.parquet"
    with duckdb.connect() as made:
        made.execute("CREATE TABLE was AS FROM read_parquet($file)", {"file": str(file)})
        made.sql(sql).write_parquet(str(file))
    if "false" in sql:
        with questions(dataset) as asked:
            assert asked.overview().links == 0
        return
    with pytest.raises(LinkcheckError, match="without a column"), questions(dataset):
        pass


@pytest.mark.parametrize("replaced", ["NULL::VARCHAR AS {}", "repeat('\x1b', 1_000) AS {}"])
def test_odd_values_cost_themselves(dataset: Path, replaced: str) -> None:
    """Nothing where something must be, moments that are none, words without end: every format is made."""
    for kind, row in KINDS.items():
        file = dataset / f"night={FIRST}" / f"{kind}-0000.parquet"
        texts = [name for name, type_ in columns(row).items() if type_ == "VARCHAR" and name != "verdict"]
        columns_ = [replaced.format(name) for name in texts]
        columns_ += [f"{value} AS {name}" for name, value in ODD.items() if name.strip('"') in columns(row)]
        with duckdb.connect() as made:
            made.execute("CREATE TABLE was AS FROM read_parquet($file)", {"file": str(file)})
            made.sql(f"SELECT * REPLACE ({', '.join(columns_)}) FROM was").write_parquet(str(file))  # noqa: S608
    flags = ("-o", "o.json", "-o", "o.html", "-o", "o.csv", "-o", "o.jsonl", "-o", "o.txt", "-o", "o.parquet")
    done = forked("report", "--from", "d", *flags, cwd=dataset.parent, code=1)
    assert "\x1b" not in done.stdout
    assert (dataset.parent / "o.html").stat().st_size < 3_000_000
