"""The Markdown report fits a GitHub issue, and nothing in it acts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Report
from linkcheck.report import render
from linkcheck.report.escape import code, link, prose
from linkcheck.report.markdown import LIMIT
from tests.support.copies import replace
from tests.support.hostile_report import hostile, hostile_report
from tests.support.markdown import ACTS, cells, outside_code
from tests.support.sample_report import FIXED, GONE, PROBLEMS, SAMPLE, finding, reference


def large(number: int, url: str, text: str) -> Report:
    """Return a report with many findings, problems and edits of a given size."""
    findings = tuple(
        finding(
            replace(GONE.verdict, detail=text), (reference(f"{n}-{text}.md", 1, f"{url}{n}"),), mementos=GONE.mementos
        )
        for n in range(number)
    )
    problems = tuple(replace(PROBLEMS[n % len(PROBLEMS)], message=f"{text}{n}") for n in range(number))
    edits = tuple(replace(FIXED.edits[0], path=f"{n}.md") for n in range(number))
    return replace(SAMPLE, findings=findings, problems=problems, edits=edits)


@pytest.mark.parametrize(
    "report",
    [
        large(2_000, "http://x.example/", "plain words"),
        large(300, "http://x.example/" + "a" * 5_000, "b" * 5_000),
        large(2_000, "http://x.example/😀", "😀😀😀"),
    ],
    ids=["many", "long", "astral"],
)
def test_it_fits_an_issue(report: Report) -> None:
    """However much there is to say, GitHub takes it, whichever way it counts characters."""
    text = render(report, "markdown")
    assert len(text.encode("utf-16-le")) // 2 <= LIMIT
    assert len(text) > LIMIT // 3


def test_a_cut_table_ends_after_a_whole_row_and_counts_the_rest() -> None:
    """No row is torn, and no finding is dropped in silence."""
    text = render(large(2_000, "http://x.example/", "words"), "markdown")
    dead = text[text.index("## Dead") : text.index("## Errors")]
    missing = re.search(r"([\d,]+) of 2,000 do not fit here\.", dead)
    assert missing
    assert int(missing[1].replace(",", "")) + dead.count("| `inline` |") == 2_000
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in rows)


@given(hostile)
def test_hostile_text_breaks_no_table(text: str) -> None:
    """Every row has as many cells as its head, whatever the world wrote."""
    for table in re.findall(r"(?:^\|.*\n?)+", render(hostile_report(text), "markdown"), re.MULTILINE):
        assert len({cells(line) for line in table.splitlines()}) == 1


@given(
    st.text(max_size=60) | st.sampled_from(["@me", "#12", "a/b#1", "<b>", "[x](y)", "www.x.example", "http://x/", "**"])
)
def test_prose_and_code_are_inert(text: str) -> None:
    """Outside of code nothing is left that GitHub would act on: mentions, numbers, HTML, links, emphasis."""
    assert not ACTS.search(outside_code(prose(text)))
    assert not ACTS.search(outside_code(code(text)))


@given(st.text(max_size=60))
def test_code_is_one_span(text: str) -> None:
    """No text can end its own code span."""
    made = code(text)
    assert outside_code(made) == ""
    assert "\n" not in made


@given(st.text(max_size=60))
def test_a_link_cannot_be_left(url: str) -> None:
    """A URL stays inside its angle brackets, on its line and in its cell."""
    made = link("copy", f"https://web.archive.org/{url}")
    assert re.fullmatch(r"\[copy\]\(<[A-Za-z0-9%/:?#@!$&'()*+,;=~._-]*>\)", made)


def test_long_lists_of_the_urgent_leave_room_for_the_rest() -> None:
    """Errors are shown too where thousands of links are dead."""
    text = render(large(2_000, "http://x.example/", "words"), "markdown")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Dead: 2,000",
        "## Errors: 223",
        "## Warnings: 1,555",
        "## Notes: 222",
        "## Repaired: 2,000 references",
    ]
    assert "| missing-page |" in text
