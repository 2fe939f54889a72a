"""The page as a file: complete, alone, small, and what needs somebody first."""

from __future__ import annotations

import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise

import pytest
from selectolax.lexbor import LexborHTMLParser

from linkcheck.model import Change, Level, Reason, Report, State, Verdict
from linkcheck.report import Context, render
from linkcheck.verdict.outcome import key_of
from tests.support.copies import replace
from tests.support.sample_report import EMPTY, FIXED, GONE, PROBLEMS, SAMPLE, VANISHED

THREE_MEGABYTES = 3_000_000


def tree(report: Report, context: Context | None = None) -> LexborHTMLParser:
    """Return the page, parsed."""
    return LexborHTMLParser(render(report, "html", context or Context()))


def text(report: Report, selector: str, context: Context | None = None) -> str:
    """Return the words of the first element of a kind, blanks made one."""
    found = tree(report, context).css_first(selector)
    return " ".join(found.text().split()) if found is not None else ""


def test_the_policy_allows_what_is_in_the_page_and_nothing_else() -> None:
    """The hashes are those of the one style and the one script; nothing is fetched from anywhere."""
    page = tree(SAMPLE)
    policy = page.css("meta[http-equiv]")[0].attributes["content"] or ""
    style, script = page.css("style")[0].text(), page.css("script:not([type])")[0].text()
    for kind, source in (("style", style), ("script", script)):
        assert f"{kind}-src 'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none';")
    assert [node.attributes["href"] for node in page.css("link")] == ["data:,"]
    assert page.css("[src], [style], [srcset], object, form") == []


def test_25_000_references_fit(large: Report) -> None:
    """As plain text, not packed."""
    assert len(render(large, "html").encode()) < THREE_MEGABYTES


def test_one_newline_ends_it_and_the_same_report_gives_the_same_page() -> None:
    """So that a page that is kept under version control changes only where something did."""
    page = render(SAMPLE, "html")
    assert page.startswith("<!doctype html>")
    assert page.endswith("</html>\n")
    assert page == render(SAMPLE, "html")


@pytest.mark.parametrize(
    ("report", "headline"),
    [
        (SAMPLE, "4 things need you today."),
        (EMPTY, "Nothing needs you today."),
        (replace(SAMPLE, findings=(VANISHED,), problems=()), "1 thing needs you today."),
        (
            replace(SAMPLE, findings=(replace(VANISHED, change=Change.STILL),), problems=()),
            "Nothing new needs you today.",
        ),
        (replace(EMPTY, environment_fault="no network"), "This run could not judge anything."),
    ],
)
def test_the_headline_says_what_is_asked(report: Report, headline: str) -> None:
    """What was dead before is no news."""
    assert text(report, "h1") == headline
    assert text(report, "title").startswith(headline)


def test_what_is_new_comes_first_and_what_is_known_is_folded() -> None:
    """New, then what nothing is known of, then what was so, then the files."""
    heads = [" ".join(node.text().split()) for node in tree(SAMPLE).css("#today h3")]
    assert heads[:5] == ["New since the run before 1", "Dead 1", "Invalid 1", "Still dead 3", "Errors in the files 1"]
    assert "Still dead 3" in text(SAMPLE, "#today details.group > summary")


def test_a_card_says_what_to_do() -> None:
    """The command, the copy with its day, the place with its line."""
    lines = {(GONE.target.references[0].path, 12): LINE}
    report = replace(SAMPLE, findings=(GONE,), problems=(), lines=lines, paths=("my blog",))
    today = text(report, "#today")
    assert "linkcheck scan 'my blog' --fix" in today
    assert "content/posts/2016-05-03-hello.md:12:6 [1]" in today
    assert "and 39 more places content/posts/02.md:3:1 content/posts/03.md:3:1" in today
    assert "content/posts/11.md:3:1 and 29 more" in today
    assert "Link today open it Archived copy 2016-05-15, 12 days after" in today
    assert text(report, "#today mark") == "http://gone.example/a/page?x=1|2"


LINE = "[1]: http://gone.example/a/page?x=1|2 'A title'"


def test_one_fault_is_one_card() -> None:
    """The same said of ten posts is one thing to do, with ten places; what differs in a word is another."""
    places = [replace(PROBLEMS[0], path=f"content/{number}.md") for number in range(10)]
    other = replace(PROBLEMS[0], message="There is no page other.md")
    page = tree(replace(SAMPLE, findings=(), problems=(*places, other)))
    assert text(replace(SAMPLE, findings=(), problems=(*places, other)), "h1") == "2 things need you today."
    cards = page.css(".card")
    assert len(cards) == 2
    words = " ".join(cards[0].text().split())
    assert "content/0.md:50:1 and 9 more places content/1.md:50:1" in words
    assert "content/9.md:50:1" in words


def test_what_was_repaired_needs_nobody() -> None:
    """It is good news, with what stands there now."""
    assert "http://gone.example" not in "".join(node.text() for node in tree(FIXED).css(".cards h4"))
    assert "40 references were repaired in this run" in text(FIXED, ".good")
    assert "1 link came back to life" in text(FIXED, ".good")


def test_what_the_baseline_knows_is_a_number() -> None:
    """It is broken, and nobody is asked to do anything."""
    known = frozenset({key_of(GONE), key_of(PROBLEMS[0])})
    assert "2 things are broken as the baseline knows" in text(replace(SAMPLE, baseline=known), "#today")


def test_what_a_change_does_not_touch_is_left_aside() -> None:
    """Old rot is no business of the change that is asked about; it is a number and stays in the list."""
    old = tuple(replace(one, untouched=True) for one in GONE.target.references)
    aside = replace(GONE, target=replace(GONE.target, references=old))
    report = replace(SAMPLE, findings=(aside, VANISHED), problems=(), since="main")
    assert text(report, "h1") == "1 thing needs you today."
    assert "left aside: 1 link" in text(report, ".scope")
    assert "gone.example" not in text(report, "#today")
    assert "gone.example" in text(report, "#data")


def test_what_the_user_fails_on_needs_somebody() -> None:
    """Moved links and warnings are nobody's business, unless somebody says so."""
    context = Context(fail_on=frozenset({State.MOVED, Level.WARNING}))
    heads = [" ".join(node.text().split()) for node in tree(SAMPLE, context).css("#today h3")]
    assert "Moved 1" in heads
    assert "Warnings in the files 7" in heads


def test_long_groups_are_cut_and_say_so() -> None:
    """Forty cards are a day's work; the list has the others."""
    findings = tuple(
        replace(GONE, target=replace(GONE.target, url=f"http://gone.example/{number}")) for number in range(100)
    )
    page = tree(replace(SAMPLE, findings=findings, problems=()))
    assert len(page.css(".card")) == 40
    assert [node.attributes["href"] for node in page.css(".group .note a")] == ["#links?state=dead"]


def test_offline_says_that_nobody_was_asked() -> None:
    """A page of unknowns is no good news."""
    offline = Verdict(State.UNCHECKED, Reason.OFFLINE, "offline")
    report = replace(EMPTY, findings=(replace(GONE, verdict=offline, check=None),))
    assert "No link was asked in this run" in text(report, ".calm")


def test_text_runs_do_not_pay_for_the_template_engine() -> None:
    """Neither does --version."""
    code = "import sys, linkcheck.cli, linkcheck.report; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_headings_follow_each_other() -> None:
    """No level is left out, so that they can be walked through."""
    levels = [int(tag[1]) for tag in re.findall(r"<(h[1-6])\b", render(SAMPLE, "html").partition("<script")[0])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
