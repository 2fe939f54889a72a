"""Every case of rewriting on the disk: what is written is what was planned, and undo gives the same bytes back."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from linkcheck.history import History
from linkcheck.model import Document
from linkcheck.repair import plan, proved, repair, undo
from tests.support import paths, rewriting
from tests.support.dialects import DIALECTS
from tests.support.rewriting import policy_of, reader, rows_of, write_all

CASES = sorted((paths.CASES / "rewrite").glob("*.toml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_fix_and_undo(path: Path, tmp_path: Path) -> None:
    """A document of any kind is repaired and put back, byte for byte."""
    case = tomllib.loads(path.read_text("utf-8"))
    before = case["before"].encode(case.get("encoding", "utf-8"))
    after = case.get("after", case["before"]).encode(case.get("encoding", "utf-8"))
    document = Document(case.get("path", "content/post.md"), before)
    read = reader(DIALECTS[case.get("engine", "plain")])
    write_all(tmp_path, {document.path: document})
    extraction = read(document)
    findings = [
        *(rewriting.dead(url, extraction, copy) for url, copy in case.get("dead", {}).items()),
        *(rewriting.moved(url, extraction, final) for url, final in case.get("moved", {}).items()),
    ]
    kinds = frozenset(case.get("kinds", ["dead"]))
    known = {document.path: document}
    policy = policy_of(case, extraction)
    edits = proved(known, plan(rows_of(extraction), findings, known, kinds, lambda _: None, policy=policy), read)
    with History(tmp_path / ".linkcheck") as history:
        repair(edits, known, history.journal, cwd=tmp_path)
        assert (tmp_path / document.path).read_bytes() == after
        undo(history.journal, None, read, cwd=tmp_path)
    assert (tmp_path / document.path).read_bytes() == before
