"""What is written on GitHub: compared with committed files, within its limits, and inert whatever the web wrote.

After a change that is meant, `python -m tests.github.test_bodies` writes the files again; then read the difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.model import Edit, KeptCopy, Report, RunStats, Span, State
from linkcheck.publishing.forge.bodies import (
    Repair,
    StateComment,
    comment_body,
    compare_report,
    issue_body,
    issue_note,
    pull_body,
    pull_title,
    read_state,
    summary_body,
)
from linkcheck.publishing.forge.bodies.picture import over_nights
from linkcheck.publishing.github.dialect import GITHUB
from linkcheck.report import Context
from linkcheck.report.commit_message import commit_message, defuse
from tests.support import paths
from tests.support.copies import replace
from tests.support.hostile_report import hostile, hostile_report
from tests.support.large_report import many
from tests.support.markdown import ACTS, cells, outside_code
from tests.support.nights_at_forges import error, link, night
from tests.support.sample_report import EMPTY, FIXED, SAMPLE

CASES = paths.CASES / "github"
RUN = "https://github.com/me/blog/actions/runs/77"
LIMIT = 65_536
MENDED = night(link("http://gone.example/1", State.ALIVE), link("http://gone.example/2"))
WAS = compare_report(night(link("http://gone.example/1"), link("http://gone.example/3"))).keys


def source(path: str, line: int) -> str:
    """Return the page of a line."""
    return f"https://github.com/me/blog/blob/main/{path}?plain=1#L{line}".replace(" ", "%20")


def repairs(report: Report) -> tuple[Repair, ...]:
    """Return the repairs of a report."""
    paths = sorted({edit.path for edit in report.edits if edit.applied})
    return tuple(Repair(path, tuple(one for one in report.edits if one.path == path and one.applied)) for path in paths)


def issue(report: Report, before: frozenset[str] | None = None) -> str:
    """Return the body of the issue."""
    return issue_body(report, compare_report(report, before), run_url=RUN, source_url=source)


def comment(report: Report) -> str:
    """Return the body of the comment."""
    return comment_body(report, compare_report(report), run_url=RUN, source_url=source)


def pull(report: Report, *notes: str) -> str:
    """Return the body of the pull request."""
    return pull_body(report, repairs(report), run_url=RUN, notes=notes, workflows_note=GITHUB.workflows_note)


NIGHTS = tuple(
    RunStats(datetime(2026, 3, day, 2, tzinfo=UTC), {State.ALIVE: 40, State.DEAD: day % 4, State.INVALID: 1})
    for day in range(1, 8)
)

GOLDEN: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "issue.md": lambda: issue(SAMPLE),
        "issue-next-night.md": lambda: issue(MENDED, WAS),
        "issue-healthy.md": lambda: issue(night(link("http://gone.example/1", State.ALIVE)), WAS),
        "comment.md": lambda: comment(SAMPLE),
        "comment-green.md": lambda: comment(night(link("http://x.example/", State.ALIVE))),
        "pull.md": lambda: pull(FIXED),
        "pull-empty.md": lambda: pull(EMPTY),
        "summary.md": lambda: summary_body(replace(SAMPLE, nights=NIGHTS), Context()),
        "commit.txt": lambda: commit_message(repairs(FIXED)[0].path, repairs(FIXED)[0].edits),
    }
)


@pytest.mark.parametrize("name", GOLDEN)
def test_bodies_are_as_committed(name: str) -> None:
    """A body changes only where somebody meant it and looked at it."""
    assert GOLDEN[name]() == (CASES / name).read_text(encoding="utf-8")


def test_no_committed_file_is_left_over() -> None:
    """Every file of the folder is one of the bodies."""
    assert {path.name for path in CASES.iterdir()} == set(GOLDEN)


LARGE: Mapping[str, Report] = MappingProxyType(
    {
        "many": night(*(link(f"http://h{number}.example/", path=f"{number % 900}.md") for number in range(8_000))),
        "one-host": night(*(link(f"http://x.example/{number}", path=f"{number}.md") for number in range(5_000))),
        "one-post": night(*(link(f"http://h{number}.example/") for number in range(5_000))),
        "hosts": night(*(link(f"http://h{number % 900}.example/{number}") for number in range(9_000))),
        "long": night(*(link(f"http://h{number}.example/{'😀' * 400}", path="p" * 300) for number in range(900))),
        "errors": night(problems=tuple(error("words " * 40 + str(number)) for number in range(5_000))),
        "made-up": many(6_000, seed=1),
    }
)


@pytest.mark.parametrize("name", LARGE)
def test_bodies_are_within_githubs_limits(name: str) -> None:
    """However it counts characters; and nothing is dropped without being counted."""
    report = LARGE[name]
    edits = tuple(
        Edit(one.path, Span(number, number + 1), one.destination.encode(), b"http://web.archive.org/x", "gone", True)
        for number, one in enumerate(row.reference for row in report.rows)
    )
    for body in (issue(report), comment(report), pull(replace(report, edits=edits), "a note")):
        assert len(body.encode("utf-16-le")) // 2 < LIMIT - 1_000
        assert body.count("<details>") == body.count("</details>")
    assert len(summary_body(report, Context()).encode()) < 1024 * 1024


def test_what_does_not_fit_is_counted() -> None:
    """Every broken link is a row or in the number of those that are not."""
    body = issue(LARGE["many"])
    rows = len(re.findall(r"^\| \[\d+\]", body, re.MULTILINE))
    left = re.search(r"… and \*\*([\d,]+) more\*\*: see the report", body)
    assert left
    assert rows + int(left[1].replace(",", "")) == 8_000


def test_a_host_with_many_broken_links_is_one_line() -> None:
    """Forty failures may be one dead domain; the links themselves are folded."""
    body = issue(night(*(link(f"http://x.example/{number}", path=f"{number}.md") for number in range(40))))
    assert "| `x.example` | 40 | 40 | the server says 404 or 410, to a browser too |" in body
    assert "###" in body.partition("<details>")[0]
    assert "40.md" not in body
    assert body.partition("<details>")[2].count("http://x.example/") == 80


VISIBLE = re.compile(
    r"<!-- linkcheck:[^>]*-->|<sub>.*</sub>|</?details>|</?summary>|^#+ |> \*\*Note:\*\*", re.MULTILINE
)
LINKS = re.compile(r"\]\(<[A-Za-z0-9%/:?#@!$&'()*+,;=~._-]*>\)")


@given(
    hostile | st.sampled_from(["@me", "fixes #12", "GH-12", "-->", "</details>", "::error::x", "](x)", "|", "`" * 3])
)
@settings(max_examples=60)
def test_nothing_hostile_acts(text: str) -> None:
    """No mention, no HTML, no link but ours; each row has the cells of its head; the state stays readable."""
    report = replace(hostile_report(text), environment_fault=None)
    report = replace(report, edits=tuple(replace(edit, applied=True, refused=None) for edit in report.edits))
    for body in (issue(report), comment(report), pull(report)):
        plain = LINKS.sub("", VISIBLE.sub("", outside_code(body)))
        acts = [line for line in plain.splitlines() if ACTS.search(line.replace("**", "").replace("[", ""))]
        assert acts == []
        assert read_state(body) is not None
        assert not re.search(r"^::", body, re.MULTILINE)
        for table in re.findall(r"(?:^\|.*\n?)+", body, re.MULTILINE):
            assert len({cells(line) for line in table.splitlines()}) == 1


@given(st.text(max_size=80))
def test_a_commits_message_is_inert(text: str) -> None:
    """No mention, no number of an issue, on one line."""
    made = defuse(text)
    assert not re.search(r"@[A-Za-z0-9]|#\d|(?i:gh-\d)", made)
    assert not re.search(r"[\n\r\x1b\u202e]", made)


@given(st.frozensets(st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=8, max_size=8), max_size=1_300))
@settings(max_examples=30)
def test_the_hidden_state_is_read_again(keys: frozenset[str]) -> None:
    """Up to a number that leaves room for the rest."""
    from linkcheck.publishing.forge.bodies.state_comment import ISSUE, MOST_KEYS, with_state

    body = with_state(ISSUE, "shown", "footer", keys)
    state = read_state(body)
    assert state is not None
    assert state.keys == (keys if len(keys) <= MOST_KEYS else None)
    assert len(body) < 12_000
    assert read_state(body.replace("footer", "another run")) == state


@pytest.mark.parametrize("body", ["", "x", "<!-- linkcheck:issue -->", "<!-- linkcheck:issue -->\nx", "\n\n"])
def test_a_body_without_a_state(body: str) -> None:
    """Somebody may have edited it away."""
    assert read_state(body) is None


def test_too_many_to_remember_are_told_by_the_history() -> None:
    """Nothing is called fixed or new by mistake, and nothing is closed while something was not asked."""
    report = LARGE["one-host"]
    state = read_state(issue(report))
    assert state == StateComment(state.digest if state else "", None)
    later = compare_report(night(link("http://x.example/1", State.UNCHECKED)), None)
    assert not later.is_healthy


def test_titles_and_notes() -> None:
    """Numbers as people write them."""
    assert pull_title(repairs(FIXED)).startswith("Repair ")
    healthy = night(link("http://gone.example/1", State.ALIVE))
    assert issue_note(compare_report(healthy, WAS), healthy) == "Nothing is broken any more. 2 links and errors fixed."


def test_a_pull_request_says_where_links_lead() -> None:
    """An archive's copies, one's own, new addresses, and originals are counted apart."""
    kept = KeptCopy("kept/a.warc.gz", datetime(2026, 1, 1, tzinfo=UTC), "/kept/a?x&y")
    known = replace(link("http://gone.example/1"), kept_copy=kept)
    ends = {
        "https://web.archive.org/web/2020/http://gone.example/": "gone",
        "/kept/a?x&amp;y": "gone",
        "https://new.example/": "permanent-redirect",
        "https://back.example/": "restored",
    }
    edits = [
        Edit("a.md", Span(n, n + 1), b"x", new.encode(), reason, applied=True)
        for n, (new, reason) in enumerate(ends.items())
    ]
    head = pull(night(known, edits=tuple(edits))).split("\n\n")[1]
    assert head == (
        "This leads 1 link to archived copies of pages that are gone, "
        "1 link to your own copies of pages that are gone, 1 link to the new addresses of pages that moved "
        "and 1 link back to pages that answer again, in 1 post."
    )
    assert "archived" not in pull(night(known, edits=tuple(edits[1:2]))).split("\n\n")[1]


def test_one_night_is_no_chart() -> None:
    """A chart begins with two days, and shows at most thirty."""
    assert over_nights(NIGHTS[:1]) == ""
    assert over_nights(NIGHTS * 10).count('"03-') == 7  # a day once, though its runs were many
    days = [replace(NIGHTS[0], at=NIGHTS[0].at + timedelta(days=day)) for day in range(99)]
    assert over_nights(days).count('"0') == 30


if __name__ == "__main__":
    CASES.mkdir(exist_ok=True)
    for file_name, make in GOLDEN.items():
        (CASES / file_name).write_text(make(), encoding="utf-8")
