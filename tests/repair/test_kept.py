"""Links to copies of one's own: only of what is dead, published, and in no archive."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from linkcheck.model import Document, Edit, Finding, KeptCopy, LookupStatus, Memento, State
from linkcheck.repair import Policy, apply, plan, proved
from tests.support import rewriting
from tests.support.copies import replace
from tests.support.rewriting import reader, rows_of

URL = "http://gone.example/a/page"
PAGE = "https://blog.example/kept/gone.example/0123456789abcdef.html"
COPY = KeptCopy("kept/gone.example/0123456789abcdef.warc.gz", datetime(2026, 3, 1, tzinfo=UTC), PAGE)
DAY = date(2020, 5, 1)
NONE = Memento(DAY, LookupStatus.NONE)
FOUND = replace(rewriting.memento(URL, "20200501000000"), near=DAY)
BOTH = frozenset({"dead", "kept"})

TEXT = f"""---
link: {URL}
canonicalURL: {URL}
---

An [essay]({URL}#salt "Title"), [again]( <{URL}> ) and [one][1].

[1]: {URL}
[2]: http://other.example/a

![it]({URL}) <script src="{URL}"></script> `{URL}`
"""
AFTER = f"""---
link: {PAGE}
canonicalURL: {URL}
---

An [essay]({PAGE} "Title"), [again]( <{PAGE}> ) and [one][1].

[1]: {PAGE}
[2]: http://other.example/a

![it]({URL}) <script src="{URL}"></script> `{URL}`
"""


def edits_of(
    *mementos: Memento, copy: KeptCopy | None = COPY, text: str = TEXT, state: State = State.DEAD, images: bool = False
) -> tuple[Edit, ...]:
    """Plan and prove the edits of a post that links to a page of which archives say this."""
    document = Document("content/post.md", text.encode())
    extraction = reader()(document)
    finding: Finding = replace(rewriting.dead(URL, extraction, "none"), mementos=mementos, kept_copy=copy)
    finding = rewriting.judged(finding, state)
    documents, policy = {document.path: document}, Policy(keys=["link"], images=images)
    planned = plan(rows_of(extraction), [finding], documents, BOTH, lambda _: DAY, policy=policy)
    return proved(documents, planned, reader())


def after(*mementos: Memento, copy: KeptCopy | None = COPY) -> str:
    """Return the post as it would be written."""
    return apply(Document("content/post.md", TEXT.encode()), edits_of(*mementos, copy=copy)).decode()


FINAL = {
    "none": NONE,
    "withheld": Memento(DAY, LookupStatus.UNKNOWN, detail="excluded"),
    "a soft 404": replace(FOUND, probed=False, detail="soft-404"),
    "a wall": replace(FOUND, probed=False, detail="wall"),
}


@pytest.mark.parametrize("memento", FINAL.values(), ids=FINAL)
def test_what_no_archive_has_leads_to_the_own_copy(memento: Memento) -> None:
    """In each syntax, byte for byte; what is loaded, an identity or an image stays."""
    assert after(memento) == AFTER


OPEN = {
    "budget": Memento(DAY, LookupStatus.UNKNOWN, detail="budget"),
    "outage": Memento(DAY, LookupStatus.UNKNOWN, detail="unavailable"),
    "not opened": replace(FOUND, probed=False, detail="unverified"),
    "not said why": replace(FOUND, probed=False),
    "another day": replace(NONE, near=date(2019, 1, 1)),
}


@pytest.mark.parametrize("memento", OPEN.values(), ids=OPEN)
def test_where_an_archive_may_have_a_copy_nothing_is_written(memento: Memento) -> None:
    """It is said that archives have not answered."""
    assert after(memento) == TEXT
    assert "no archive has said yet that it has no copy" in {edit.refused for edit in edits_of(memento)}
    assert after() == TEXT


def test_a_fit_copy_of_an_archive_comes_first() -> None:
    """And one that a person is to look at is proposed; nothing else stands beside it."""
    assert after(FOUND) == AFTER.replace(f"({PAGE}", f"({FOUND.url}#salt").replace(PAGE, FOUND.url or "")
    far = replace(FOUND, probed=False, detail="too-far")
    assert after(far) == TEXT
    assert not any(PAGE.encode() in edit.new for edit in edits_of(far))


@pytest.mark.parametrize("copy", [None, replace(COPY, address=None)])
def test_what_is_not_published_is_not_linked(copy: KeptCopy | None) -> None:
    """There is no edit, not even a refused one: the report names the file."""
    assert edits_of(NONE, copy=copy) == ()


@pytest.mark.parametrize("state", sorted(set(State) - {State.DEAD}))
def test_what_lives_is_left(state: State) -> None:
    """The twin of all: any other verdict."""
    assert [edit for edit in edits_of(NONE, state=state) if PAGE.encode() in edit.new] == []


def test_no_picture_becomes_a_text() -> None:
    """Also where images are replaced by choice."""
    (edit,) = edits_of(NONE, text=f"![it]({URL})\n", images=True)
    assert edit.refused == "what is kept is text, and this is an image"
