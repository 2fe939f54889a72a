"""What a run of ours replaced gets the bytes of its author back, which the journal has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck.history import ChangeState, FileChange, History
from linkcheck.links.originals import played
from linkcheck.model import Document, Edit, Extraction, Row
from linkcheck.repair import apply, as_written, plan_replacing, proved
from linkcheck.sources import documents
from tests.support.dialects import PLAIN

COPY = "https://web.archive.org/web/20200501000000/"


def read(document: Document) -> Extraction:
    """Extract a document of no site."""
    return documents.extract(document, PLAIN)


def restored(now: str, journal: tuple[str, str] | None, folder: Path, name: str = "post.md") -> str:
    """Return a post after its copies are led back; a run before wrote `journal[1]` where `journal[0]` stood."""
    document = Document(name, now.encode())
    rows = [Row(one, one.destination) for one in read(document).references]
    planned = plan_replacing(rows, {name: document}, lambda one: played(one.destination))
    planned = tuple(replace(edit, reason="restored") for edit in planned)
    with History(folder / ".linkcheck") as history:
        if journal is not None:
            old, new = (text.encode() for text in journal)
            edit = Edit(name, planned[0].span, old, new, "gone")
            run = history.journal.begin_run()
            history.journal.record(run, [FileChange(folder / name, "", "", (edit,), ChangeState.APPLIED)])
        edits = as_written(planned, {name: document}, history.journal, read, cwd=folder)
    return apply(document, proved({name: document}, edits, read)).decode()


@pytest.mark.parametrize("author", ["http://a.lab/a\\_b?c&amp;d", "http://a.lab/a_b?c&d", "http&#58;//a.lab/a_b?c&d"])
def test_escapes_and_entities_come_back(tmp_path: Path, author: str) -> None:
    """They mean what the planned destination is."""
    copy = f"{COPY}http://a.lab/a_b?c&d"
    assert restored(f"[it]({copy})\n", (author, copy), tmp_path) == f"[it]({author})\n"


@pytest.mark.parametrize("lie", ["http://evil.lab/", "", "x) [y](http://evil.lab/"])
def test_a_journal_that_lies_is_not_followed(tmp_path: Path, lie: str) -> None:
    """The twin: a journal may be a stranger's, so its bytes must mean the address in the copy's."""
    copy = f"{COPY}http://a.lab/a_b"
    assert restored(f"[it]({copy})\n", (lie, copy), tmp_path) == "[it](http://a.lab/a_b)\n"


def test_what_stands_behind_the_archive_keeps_its_bytes(tmp_path: Path) -> None:
    """A copy that the author linked: escapes, entities and the fragment are as they were."""
    text = "[it]: <{}http://a.lab/a\\_b?c&amp;d#e> 'Title'\n\nSee [it], ![x]({}http://a.lab/é(1).png).\n"
    left = text.format("", "")
    assert restored(text.format(COPY, COPY.replace("0/", "0im_/")), None, tmp_path) == left
