"""Addresses, titles and file names are other people's text: on the page they are read, and nothing more."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from playwright.sync_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser

from linkcheck.model import Change, Page, Past, Post, Report
from linkcheck.report import Context, render
from linkcheck.report.html.display import href
from tests.support.browsing import opened, written
from tests.support.copies import replace
from tests.support.hostile_report import hostile, hostile_report
from tests.support.sample_report import CHECKED, GONE, SAMPLE, VANISHED, finding, reference

TEXTS = (
    '</script><script>alert("script")</script>',
    '"><img src=x onerror=alert("attribute")>',
    "'><svg/onload=alert(1)>",
    "<!--<script>alert(2)//-->",
    "javascript:alert('link')",
    "data:text/html,<script>alert(3)</script>",
    "{{ 7 * 7 }}{% raw %}${alert(4)}",
    "http://evil.example/\u202egpj.exe",
    "https://user.example/\x00\x1b[31m\u2028\u2029</style><style>*{display:none}",
    "\ud800 lone \udfff",
    "__proto__",
)


def everywhere(text: str) -> Report:
    """Return a report with a text in each place where the world's text can be."""
    report = hostile_report(text)
    path = f"{text}.md"
    line = f"[{text}]: {text} and more"
    past = Past(text, CHECKED, GONE.verdict, CHECKED, CHECKED, (CHECKED,), 2, Page(title=text))
    found = replace(report.findings[0], past=past, change=Change.NEW)
    asked = replace(VANISHED, target=replace(VANISHED.target, url=text))
    back = finding(replace(GONE.verdict, detail=text), (reference(path, 3, f"http://{text}/"),), change=Change.BACK)
    edits = (replace(report.edits[0], path=text, new=text.encode("utf-8", "surrogatepass"), applied=True),)
    return replace(
        report,
        findings=(found, asked, back, *report.findings[1:]),
        edits=edits,
        environment_fault=None,
        started_at=datetime(2026, 1, 2, tzinfo=UTC),
        posts=(Post(path, date(2020, 1, 1), text), Post(text, date(2021, 1, 1), text)),
        lines={(path, 1): line, (text, SAMPLE.problems[0].position.line): line},
        rows=SAMPLE.rows,
    )


@given(hostile)
def test_no_text_becomes_markup(text: str) -> None:
    """Whatever the world says: the page has the same elements, and the data can be read."""
    tree = LexborHTMLParser(render(everywhere(text or "x"), "html"))
    assert len(tree.css("script")) == 2
    assert len(tree.css("style")) == 1
    assert tree.css("img, iframe, object, embed, form, base, [onclick], [onerror], [onload], [style]") == []
    assert all((node.attributes["href"] or "").startswith(("#", "http")) for node in tree.css("body [href]"))
    data = tree.css_first("#data")
    assert data is not None
    json.loads(data.text())


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_ends_the_data(text: str) -> None:
    """Nothing in the data block could end it, and nothing could run."""
    page = render(everywhere(text), "html")
    data = page.partition('id="data">')[2].partition("</script>")[0]
    assert "<" not in data
    json.loads(data)


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a?b=c#d", True),
        ("HTTP://example.org/", True),
        ("https://bücher.example/é", True),
        ("javascript:alert(1)", False),
        (" https://example.org/", False),
        ("data:text/html,x", False),
        ("mailto:me@user.example", False),
        ("//example.org/", False),
        ("http:/example.org/", False),
        ("https://example.org/\u202efdp.exe", False),
        ("https://example.org/\x00", False),
        ("https://example.org/" + "a" * 3_000, False),
    ],
)
def test_only_the_web_is_linked_to(url: str, linked: bool) -> None:
    """And nothing that looks other than it is."""
    assert (href(url) is not None) == linked


def test_secrets_stay_out_of_the_page() -> None:
    """What is redacted is hidden in the data too."""
    context = Context(redact=lambda url: url.replace("x=1", "x=***"))
    assert "x=***" in render(SAMPLE, "html", context)
    assert not re.search(r"x=1\b", render(SAMPLE, "html", context))


@pytest.mark.needs_chromium
def test_a_hostile_report_does_nothing(browser: Browser, tmp_path: Path) -> None:
    """Every view unfolded and searched: no dialog, no request, no word on the console, no breach of the policy."""
    reports = [everywhere(text) for text in TEXTS]
    whole = replace(
        reports[0],
        findings=tuple(one for report in reports for one in report.findings),
        problems=tuple(one for report in reports for one in report.problems),
        edits=tuple(one for report in reports for one in report.edits),
        posts=tuple(one for report in reports for one in report.posts),
        lines={place: line for report in reports for place, line in report.lines.items()},
    )
    with opened(browser, written(whole, tmp_path)) as seen:
        page = seen.page
        assert page.locator("main").is_visible()
        for view in ("links", "posts", "hosts", "problems"):
            page.evaluate(f"location.hash = '#{view}?q=example'")
            page.evaluate(f"location.hash = '#{view}'")
            expect(page.locator(".tabs a[aria-current]")).to_contain_text(view.capitalize())
            seen.unfold()
        links = page.evaluate("[...document.links].map((one) => one.getAttribute('href'))")
        assert all(re.match("#|https?://", one) for one in links)
        page.fill("#search", TEXTS[0])
        assert seen.all_trouble() == []
