"""Planning, applying and proving edits: nothing but the planned destinations may change."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.model import (
    Dialect,
    Document,
    Edit,
    Extraction,
    Finding,
    LookupStatus,
    Memento,
    Row,
    Span,
    State,
)
from linkcheck.repair import Policy, apply, concerned, plan, prove, proved
from linkcheck.repair.moved import crowds
from tests.support import paths, rewriting
from tests.support.copies import replace
from tests.support.dialects import DIALECTS
from tests.support.rewriting import ARCHIVE, reader, rows_of

CASES = sorted((paths.CASES / "rewrite").glob("*.toml"))
NEVER_CHANGED = sorted(set(State) - {State.DEAD, State.MOVED})


@dataclass(frozen=True)
class Case:
    """A document before and after, and what is known of its links."""

    document: Document
    after: bytes
    dialect: Dialect
    kinds: frozenset[State]
    findings: tuple[Finding, ...]
    refused: tuple[str, ...]
    rows: tuple[Row, ...]
    policy: Policy

    @classmethod
    def read(cls, path: Path) -> Case:
        """Read a case; without `after` nothing must change."""
        case = tomllib.loads(path.read_text("utf-8"))
        encoding = case.get("encoding", "utf-8")
        document = Document(case.get("path", "content/post.md"), case["before"].encode(encoding))
        dialect = DIALECTS[case.get("engine", "plain")]
        extraction = reader(dialect)(document)
        return cls(
            document,
            case.get("after", case["before"]).encode(encoding),
            dialect,
            frozenset(State(kind) for kind in case.get("kinds", ["dead"])),
            (
                *(rewriting.dead(url, extraction, copy) for url, copy in case.get("dead", {}).items()),
                *(rewriting.moved(url, extraction, final) for url, final in case.get("moved", {}).items()),
            ),
            tuple(case.get("refused", ())),
            tuple(rows_of(extraction)),
            rewriting.policy_of(case, extraction),
        )

    def edits(self, findings: Sequence[Finding], document: Document | None = None) -> tuple[Edit, ...]:
        """Plan and prove."""
        documents = {self.document.path: document or self.document}
        rows = self.rows if document is None else rows_of(reader(self.dialect)(document))
        edits = plan(rows, findings, documents, self.kinds, lambda _: None, policy=self.policy)
        return proved(documents, edits, reader(self.dialect))


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> Case:
    """Each file of cases."""
    return Case.read(request.param)


def test_case(case: Case) -> None:
    """What a case says comes out, byte for byte, and what is refused says why."""
    edits = case.edits(case.findings)
    assert apply(case.document, edits) == case.after
    assert [edit.refused for edit in edits if edit.refused is not None] == list(case.refused)


@pytest.mark.parametrize("state", NEVER_CHANGED)
def test_only_dead_and_moved_are_changed(case: Case, state: State) -> None:
    """The twin of every case: with any other verdict there is no edit, even where a copy is known."""
    assert case.edits([rewriting.judged(finding, state) for finding in case.findings]) == ()


def test_a_second_fix_changes_nothing(case: Case) -> None:
    """What was repaired is not found again, although the same targets are still dead."""
    once = Document(case.document.path, case.after)
    assert [edit for edit in case.edits(case.findings, once) if edit.refused is None] == []


def test_each_post_gets_the_copy_nearest_its_own_day() -> None:
    """Two posts that cite one dead page get the copies that were chosen for their days."""
    url = "http://gone.example/x"
    old, new = (Document(f"{name}.md", f"[a]({url})\n".encode()) for name in ("old", "new"))
    days = {"old.md": date(2010, 1, 1), "new.md": date(2020, 1, 1)}
    extraction = reader()(old)
    mementos = tuple(
        Memento(
            day, LookupStatus.FOUND, f"{ARCHIVE}{day:%Y%m%d}000000/{url}", datetime(2010, 1, 1, tzinfo=UTC), probed=True
        )
        for day in days.values()
    )
    finding = replace(rewriting.dead(url, extraction), mementos=mementos)
    documents = {document.path: document for document in (old, new)}
    rows = [row for document in documents.values() for row in rows_of(reader()(document))]
    edits = plan(rows, [finding], documents, frozenset({State.DEAD}), lambda reference: days[reference.path])
    assert [edit.new.decode() for edit in edits] == [f"{ARCHIVE}20200101000000/{url}", f"{ARCHIVE}20100101000000/{url}"]


def test_an_archive_with_names_of_its_own() -> None:
    """A copy whose URL does not hold the original's gets only the fragment added."""
    document = Document("a.md", b"[a](http://gone.example/x#y)\n")
    extraction = reader()(document)
    finding = rewriting.dead("http://gone.example/x", extraction)
    finding = replace(finding, mementos=(replace(finding.mementos[0], url="https://perma.example/AB-CD"),))
    edits = plan(rows_of(extraction), [finding], {"a.md": document}, frozenset({State.DEAD}), lambda _: None)
    assert apply(document, edits) == b"[a](https://perma.example/AB-CD#y)\n"


def test_a_document_that_changed_since_is_refused() -> None:
    """Without the bytes that were read nothing can be planned, and the edit says so."""
    document = Document("a.md", b"[a](http://gone.example/x)\n")
    extraction = reader()(document)
    findings = [rewriting.dead("http://gone.example/x", extraction)]
    (edit,) = plan(rows_of(extraction), findings, {}, frozenset({State.DEAD}), lambda _: None)
    assert edit.refused == "the file changed since it was read"


def test_references_that_overlap_are_never_edited() -> None:
    """Two references that share bytes are both refused; the third one is edited."""
    document = Document("a.md", b"[a](http://gone.example/x) [b](http://gone.example/x)\n")
    extraction = reader()(document)
    first = extraction.references[0]
    inner = replace(first, span=Span(first.span.start + 2, first.span.start + 5))
    rows = [*rows_of(extraction), Row(inner, None)]
    findings = [rewriting.dead("http://gone.example/x", extraction)]
    edits = plan(rows, findings, {"a.md": document}, frozenset({State.DEAD}), lambda _: None)
    assert [edit.refused for edit in edits] == ["another reference shares these bytes", None]


def test_concerned_leaves_out_what_is_disabled() -> None:
    """A fix is about the references to dead targets that no comment switches off."""
    document = Document("a.md", b"<!-- linkcheck-disable-next-line -->\nhttp://gone.example/x\nhttp://gone.example/x\n")
    extraction = reader()(document)
    rows = concerned(rows_of(extraction), [rewriting.dead("http://gone.example/x", extraction)])
    assert [row.reference.position.line for row in rows] == [3]


def edit_of(document: Document, old: bytes, new: bytes, destination: str | None = None) -> Edit:
    """Return an edit of the first place where some bytes stand."""
    start = document.data.index(old)
    return Edit(document.path, Span(start, start + len(old)), old, new, "test", destination=destination)


DOCUMENT = Document("a.md", b"[a](http://a.example/) [b](http://b.example/)\n\n[c]: http://c.example/\n")


@pytest.mark.parametrize(
    ("old", "new", "destination", "fault"),
    [
        (b"http://a.example/", b"http://x.example/", "http://x.example/", None),
        (b"http://a.example/", b"http://x.example/", "http://y.example/", "the link would lead elsewhere than planned"),
        (b"http://a.example/", b"http://x. example/", None, "the file would have other problems than before"),
        (b"http://a.example/", b"a b", None, "the file would have 2 links instead of 3"),
        (b"http://c.example/", b"x\n\n[d](e)", None, "the file would have 4 links instead of 3"),
        (b"http://a.example/", b"http://x.example/)[x](y", None, "the file would have 4 links instead of 3"),
        (b"[a]", b"[A]", None, "there is no link at the bytes to be replaced"),
    ],
)
def test_the_proof(old: bytes, new: bytes, destination: str | None, fault: str | None) -> None:
    """An edit that does anything but change its own destination is found out."""
    told = prove(DOCUMENT, [edit_of(DOCUMENT, old, new, destination)], reader())
    assert (told or "").removesuffix(" (line 1)") == (fault or "")


def test_the_proof_knows_how_the_other_links_are_read() -> None:
    """A destination that hides the links after it from the program is found out, though no byte of them changes."""
    document = Document("a.md", b"[a](http://a.example/)\n[b](http://b.example/)\n")
    hides = b"http://x.example/)<!-- linkcheck-disable-next-line -->("
    assert prove(document, [edit_of(document, b"http://a.example/", hides, "http://x.example/")], reader()) == (
        "more than the link would change (line 1)"
    )
    itself = hides.replace(b"next-", b"")
    assert prove(document, [edit_of(document, b"http://a.example/", itself, "http://x.example/")], reader()) == (
        "the link would be read differently (line 1)"
    )
    shows = b"http://x.example/)<!-- a remark -->("
    assert prove(document, [edit_of(document, b"http://a.example/", shows, "http://x.example/")], reader()) == (
        "more than the link would change (line 1)"
    )


def test_the_proof_compares_the_front_matter() -> None:
    """An edit of the text leaves every word of the front matter as it is."""
    document = Document("a.md", b"---\ntitle: One\nurl: http://b.example/\n---\n[a](http://a.example/)\n")
    edit = edit_of(document, b"http://a.example/", b"http://x.example/", "http://x.example/")
    front = reader()(document).front_matter
    assert isinstance(front, dict)

    def careless(given: Document) -> Extraction:
        extraction = reader()(given)
        return (
            extraction if given.data == document.data else replace(extraction, front_matter={**front, "title": "Two"})
        )

    assert prove(document, [edit], careless) == "the front matter would say something else"
    assert prove(document, [edit], reader()) is None


def test_only_what_moved_makes_a_crowd() -> None:
    """A page that is there for now behind another address has not moved, and counts for nothing."""
    document = Document("a.md", b"<http://x.example/1> <http://x.example/2>")
    extraction = reader()(document)
    first, second = (
        rewriting.moved(f"http://x.example/{number}", extraction, "http://x.example/new") for number in (1, 2)
    )
    assert list(crowds([first, second]).values()) == [2]
    assert list(crowds([first, rewriting.judged(second, State.ALIVE)]).values()) == [1]


def test_only_the_offending_edits_are_refused() -> None:
    """Among many good edits the bad ones are found and refused; the good ones still go through."""
    names = [f"http://{number}.example/" for number in range(20)]
    document = Document("a.md", "\n\n".join(f"[{name}](<{name}>)" for name in names).encode())
    edits = [edit_of(document, f"<{name}".encode(), f"<{name}x".encode(), f"{name}x") for name in names]
    edits = [
        replace(edit, span=Span(edit.span.start + 1, edit.span.end), old=edit.old[1:], new=edit.new[1:])
        for edit in edits
    ]
    for bad in (3, 4, 17):
        edits[bad] = replace(edits[bad], new=b"http://x.example/>)[y](<z")
    result = proved({"a.md": document}, edits, reader())
    assert [number for number, edit in enumerate(result) if edit.refused is not None] == [3, 4, 17]
    assert prove(document, result, reader()) is None


def test_an_edit_that_does_not_fit_is_a_bug() -> None:
    """Wrong old bytes, another document's edit and overlapping edits are refused with an error."""
    edit = edit_of(DOCUMENT, b"http://a.example/", b"x")
    for wrong in ([replace(edit, old=b"other")], [replace(edit, path="b.md")], [edit, edit]):
        with pytest.raises(ValueError, match=r"a\.md"):
            apply(DOCUMENT, wrong)


def test_a_refused_edit_is_not_applied() -> None:
    """What was refused leaves the bytes as they are."""
    assert apply(DOCUMENT, [replace(edit_of(DOCUMENT, b"http://a.example/", b"x"), refused="no")]) == DOCUMENT.data


PIECES = (
    """
[a](URL)|![i](<URL> 't')|<URL#f>|URL|www.gone.example/pN|[b](http://gone.example/(pN))|<!--|-->|*|`|[|]|](|(|)|<|>|é|\\|$|&|"|'|!
<a href="URL?a=1&amp;b=2">x</a>|<img src='URL'>|<img srcset='URL 1x, URL/2 2x'>|[rN]|[r1]|`URL`|{{< figure src="URL" >}}
{{% x %}}|{{ x }}|{% x %}
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
PIECES += [
    "|",
    '\n\n[rN]: URL "t"\n',
    "\n\n[r1]: <URL>\n",
    "\n[9]:\n",
    "[^f]\n\n[^f]: x\n\n",
    "\n\n    URL\n\n",
    "\n```\n",
]
PIECES += ["\n- ", "\n> ", "\n\n", "\n", "\r\n", "\t", " ", "\n---\n", "\n\n|a|b|\n|-|-|\n|x|[y](URL)|\n\n"]
"""What posts are made of; N becomes a number."""


@st.composite
def posts(draw: st.DrawFn) -> bytes:
    """Any string of the pieces that posts are made of."""
    pieces = draw(st.lists(st.sampled_from(PIECES), max_size=25))
    text = "".join(
        piece.replace("URL", "http://gone.example/pN").replace("N", str(number)) for number, piece in enumerate(pieces)
    )
    if draw(st.booleans()):
        text = "---\ndate: 2016-06-05\nimage: http://gone.example/i\n---\n" + text
    return text.encode() + draw(st.sampled_from([b"", b"\n", b"\xff"]))


def all_dead(extraction: Extraction) -> list[Finding]:
    """Every http URL of a document is dead, with a copy."""
    urls = {url for reference in extraction.references if (url := rewriting.url_of(reference)) is not None}
    return [rewriting.dead(url, extraction) for url in sorted(urls) if not url.startswith(ARCHIVE)]


@given(posts(), st.sampled_from(list(DIALECTS.values())))
@settings(max_examples=300)
def test_any_post_is_repaired_or_left_alone(data: bytes, dialect: Dialect) -> None:
    """For any post: no bytes outside of the spans change, the proof holds, a second fix finds nothing more to do."""
    read = reader(dialect)
    document = Document("a.md", data)
    extraction = read(document)
    rows, findings = rows_of(extraction), all_dead(extraction)
    edits = proved(
        {"a.md": document}, plan(rows, findings, {"a.md": document}, frozenset({State.DEAD}), lambda _: None), read
    )
    after = Document("a.md", apply(document, edits))
    assert prove(document, edits, read) is None
    assert outside(document.data, edits, new=False) == outside(after.data, edits, new=True)
    refused = [edit for edit in edits if edit.refused is not None]
    again = plan(rows_of(read(after)), findings, {"a.md": after}, frozenset({State.DEAD}), lambda _: None)
    assert len(again) <= len(refused)


def outside(data: bytes, edits: Sequence[Edit], *, new: bool) -> bytes:
    """Return what stands between the edits, each of them marked by a NUL."""
    pieces, at, shift = [], 0, 0
    for edit in sorted((edit for edit in edits if edit.refused is None), key=lambda edit: edit.span):
        start = edit.span.start + (shift if new else 0)
        length = len(edit.new if new else edit.old)
        pieces += [data[at:start], b"\0"]
        at = start + length
        shift += len(edit.new) - len(edit.old)
    return b"".join([*pieces, data[at:]])


@given(posts())
def test_no_edits_is_the_identity(data: bytes) -> None:
    """Applying nothing gives the same bytes."""
    assert apply(Document("a.md", data), ()) == data
