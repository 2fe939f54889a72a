"""The health of references: what is told of each case, and what is not.

The cases are Markdown files, one folder for each generator, with all that is found in them beside; those named
`…-silent` have everything that looks like a fault and is none. After a change that is meant,
`python -m tests.links.test_rules` writes what is found; then read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.links import rules
from linkcheck.links.targets import collect
from linkcheck.model import (
    Dialect,
    Document,
    Extraction,
    Finding,
    Flag,
    Level,
    Position,
    Problem,
    Quoting,
    Reason,
    Reference,
    Row,
    Rule,
    Span,
    State,
    Syntax,
    Target,
    Verdict,
)
from linkcheck.sources.documents import extract
from linkcheck.sources.documents.definitions import fold
from linkcheck.sources.site import Site, SourcePage
from linkcheck.sources.site.published import ABSENT
from tests.support import paths
from tests.support.copies import replace
from tests.support.dialects import DIALECTS

CASES = paths.CASES / "health"
FILES = sorted(CASES.glob("*/*.md"))


def _read(name: str, data: bytes, dialect: Dialect) -> Extraction:
    return extract(Document(name, data), dialect)


def problems_of(*documents: tuple[str, bytes], dialect: Dialect, root: Path = CASES) -> list[Problem]:
    """Return all problems of some documents of one blog."""
    read = [(name, _read(name, data, dialect)) for name, data in documents]
    pages = [SourcePage(root / name, name, found.front_matter, found.references) for name, found in read]
    site = Site(root, dialect)
    collected = collect(pages, site, exclude=(), include=(), allow_networks=(), offline=True)
    references = [page.references for page in pages]
    problems = [*(problem for _, found in read for problem in found.problems), *collected.problems]
    problems += rules.of_references(rules.AllReferences(references, collected.targets, dialect))
    return sorted(problems, key=lambda one: (one.path, one.span, one.rule))


def _dialect(path: Path) -> Dialect:
    return replace(DIALECTS[path.parent.name], math=True)


def _listing(path: Path) -> str:
    data = path.read_bytes().replace(b"\r\n", b"\n")
    return "".join(_line(one, data) for one in problems_of((path.name, data), dialect=_dialect(path)))


def _line(problem: Problem, data: bytes) -> str:
    place = f"{problem.position.line}:{problem.position.column}"
    written = data[problem.span.start : problem.span.end].decode().replace("\n", "⏎")
    return f"{place} {problem.level} {problem.rule} {written}\n    {problem.message}\n"


def _expected(path: Path) -> Path:
    return path.with_name(path.name + ".expected")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_all_that_is_found(path: Path) -> None:
    """Each case lists its problems with level, place and words; what is not listed is healthy."""
    assert _listing(path) == _expected(path).read_text("utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_line_ends_do_not_matter(path: Path) -> None:
    """With CRLF and a byte order mark the same is found in the same lines."""
    data = path.read_bytes().replace(b"\r\n", b"\n")
    windows = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
    found = [
        [(one.position, one.rule, one.level) for one in problems_of((path.name, text), dialect=_dialect(path))]
        for text in (data, windows)
    ]
    assert found[0] == found[1]


def test_the_silent_twins_are_silent() -> None:
    """What only looks like a fault is none."""
    twins = [path for path in FILES if path.stem.endswith("-silent")]
    assert len(twins) > 4
    assert [path.name for path in twins if _expected(path).read_text("utf-8")] == []


POST = b"---\ntitle: A post\n---\n\n"


@pytest.mark.parametrize(
    ("text", "raw_html", "level"),
    [
        (b'<!-- [a]: {{< relref "nowhere" >}} -->', True, Level.ERROR),
        (b'<!-- [a]: {{< relref "nowhere" >}} -->', False, Level.NOTE),
        (b'a <b>{{< relref "nowhere" >}}</b> c', False, Level.ERROR),
        (b'<a href="{{< relref "nowhere" >}}">a</a>', True, Level.ERROR),
        (b'<a href="{{< relref "nowhere" >}}">a</a>', False, Level.NOTE),
        (b'`{{< relref "nowhere" >}}`', False, Level.ERROR),
        (b'[a]: {{< relref "nowhere" >}}', True, Level.NOTE),
        (b'[a]: {{< relref "nowhere" >}}\n\n[a]', True, Level.ERROR),
    ],
)
def test_calls_that_hugo_runs(text: bytes, raw_html: bool, level: Level) -> None:
    """A call in a comment runs where raw HTML reaches the page, one in an unused definition never does.

    Held against Hugo 0.168, which stops at exactly the errors.
    """
    dialect = replace(DIALECTS["hugo"], drops_raw_html=not raw_html)
    site = Site(CASES, dialect, find_call=lambda name, argument, page: ABSENT)
    page = SourcePage(CASES / "a.md", "a.md", {}, _read("a.md", POST + text, dialect).references)
    collected = collect([page], site, exclude=(), include=(), allow_networks=(), offline=True)
    assert [(one.rule, one.level) for one in collected.problems] == [(Rule.BROKEN_REF, level)]


def test_a_file_that_is_called_like_a_host(tmp_path: Path) -> None:
    """`github.com/x` is a path where there is one."""
    (tmp_path / "github.com").mkdir()
    (tmp_path / "github.com" / "x").touch()
    found = problems_of(("a.md", b"[a](github.com/x) [b](github.com/y)"), dialect=Dialect(), root=tmp_path)
    assert [(one.rule, one.position.column) for one in found] == [(Rule.BARE_DOMAIN, 23)]


def _foot(destination: bytes) -> bytes:
    return b"[a][ew] and [b][1]\n\n[ew]: " + destination + b"\n[1]: " + destination + b"/1\n"


USUAL = tuple((f"{number}.md", _foot(b"https://ew.org")) for number in range(9))


def test_a_label_that_means_something_else_in_one_post() -> None:
    """Where nine posts agree, the tenth is told; a number, a slash or a scheme makes no difference."""
    posts = (*USUAL, ("odd.md", _foot(b"https://other.org")), ("same.md", _foot(b"http://www.EW.org/")))
    found = problems_of(*posts, dialect=Dialect())
    assert [(one.path, one.rule, one.position.line, one.level) for one in found] == [
        ("odd.md", Rule.LABEL_CONFLICT, 3, Level.NOTE)
    ]
    assert "https://ew.org in 10 other documents" in found[0].message


@pytest.mark.parametrize("others", [2, 5])
def test_a_label_that_posts_do_not_agree_on(others: int) -> None:
    """Without a large majority nobody is wrong."""
    odd = tuple((f"odd{number}.md", _foot(f"https://o{number}.org".encode())) for number in range(others))
    assert problems_of(*USUAL, *odd, dialect=Dialect()) == []


def test_definitions_that_other_files_use() -> None:
    """A file that is pasted into others may define what only they use."""
    found = problems_of(("_includes/links.md", b"[a]: http://a.org\n"), dialect=DIALECTS["jekyll"])
    assert found == []


def _finding(url: str, state: State = State.ALIVE, final: str | None = None, flags: tuple[Flag, ...] = ()) -> Finding:
    reference = Reference("a.md", Span(1, 2), Position(1, 2), Syntax.INLINE, url, Quoting.MARKDOWN)
    verdict = Verdict(state, Reason.OK, "", final_url=final, flags=flags)
    return Finding(Target(url, (reference,)), verdict)


HTTP, HTTPS = "http://a.org/x?y", "https://a.org/x?y"


@pytest.mark.parametrize(
    ("findings", "told"),
    [
        ([_finding(HTTP, State.MOVED, HTTPS)], 1),
        ([_finding(HTTP, State.ALIVE, HTTPS)], 1),
        ([_finding(HTTP), _finding(HTTPS)], 1),
        ([_finding(HTTP, State.DEAD), _finding(HTTPS)], 1),
        ([_finding(HTTP), _finding(HTTPS, State.MOVED, "https://b.org/")], 1),
        ([_finding(HTTP)], 0),
        ([_finding(HTTP), _finding(HTTPS, State.DEAD)], 0),
        ([_finding(HTTP), _finding(HTTPS, State.UNREACHABLE)], 0),
        ([_finding(HTTP), _finding(HTTPS, flags=(Flag.INSECURE,))], 0),
        ([_finding(HTTP), _finding(HTTPS, State.ALIVE, HTTP)], 0),
        ([_finding(HTTP, State.MOVED, "https://b.org/x?y")], 0),
        ([_finding(HTTP, State.MOVED, HTTPS, (Flag.INSECURE,))], 0),
        ([_finding(HTTPS)], 0),
    ],
)
def test_insecure_links(findings: list[Finding], told: int) -> None:
    """`http` is a note only where the same page was seen to answer by `https` in this run."""
    found = list(rules.of_findings(findings))
    assert [one.rule for one in found] == [Rule.INSECURE_LINK] * told
    assert all(HTTPS in one.message for one in found)


def test_rows_name_their_problems() -> None:
    """A row has the rules of the problems at its place, and no others: what is switched off is gone."""
    reference = Reference("a.md", Span(1, 2), Position(1, 2), Syntax.INLINE, "x", Quoting.MARKDOWN)
    other = replace(reference, span=Span(5, 6))
    problem = Problem(Rule.TRAILING_JUNK, Level.WARNING, "a.md", Position(1, 2), Span(1, 2), "")
    rows = rules.marked([Row(reference, None), Row(other, None, (Rule.MISSING_PAGE,))], [problem, problem])
    assert [row.rules for row in rows] == [(Rule.TRAILING_JUNK,), ()]


LABELS = st.sampled_from(["a", "b", "A", "1"])


@given(st.lists(st.tuples(LABELS, st.booleans())), st.sets(LABELS), st.sampled_from(list(DIALECTS.values())))
def test_each_definition_is_told_once(defined: list[tuple[str, bool]], used: set[str], dialect: Dialect) -> None:
    """Of each label one definition is used or unused, and every other one is a duplicate or in conflict."""
    uses = " ".join(f"[text][{label}]." for label in sorted(used))
    lines = "\n".join(f"[{label}]: http://a.org/{label.lower()}{int(other)}" for label, other in defined)
    found = problems_of(("a.md", f"{uses}\n\n{lines}\n".encode()), dialect=dialect)
    labels, wanted = {fold(label) for label, _ in defined}, {fold(label) for label in used}
    assert sum(one.rule is Rule.UNUSED_DEFINITION for one in found) == len(labels - wanted)
    repeated = (Rule.DUPLICATE_DEFINITION, Rule.CONFLICTING_DEFINITION)
    assert sum(one.rule in repeated for one in found) == len(defined) - len(labels)
    undefined = sum(fold(label) not in labels for label in used)
    assert sum(one.rule is Rule.UNDEFINED_REFERENCE for one in found) <= undefined


if __name__ == "__main__":
    for file in FILES:
        _expected(file).write_text(_listing(file), "utf-8")
