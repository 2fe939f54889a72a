"""One acts from the page: places open, commands are copied, counts follow, and what is shown can be saved."""

from __future__ import annotations

import csv
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from linkcheck.config import editor_address
from linkcheck.model import Forge, Position, Post, WorkTree
from linkcheck.report import Context
from linkcheck.report.html.display import anchor
from linkcheck.report.leads import Editor, Leads
from linkcheck.strangers import escape
from tests.support.browsing import Opened, opened, written
from tests.support.copies import replace
from tests.support.full_report import FULL
from tests.support.sample_report import GONE, GONE_URL, HELLO, PROBLEMS, SAMPLE, SOFT, WORLD

pytestmark = pytest.mark.needs_chromium

TREE = WorkTree("0123456789abcdef0123456789abcdef01234567", "my blog", frozenset({WORLD}),
                    "https://code.example/ann/blog", Forge.GITLAB)  # fmt: skip
EDITOR = Editor(editor_address("idea"), "/home/ann/my blog", lambda path: "40" not in path)
ODD = "content/ö d'd (1)#%/../a&b.md"
REPORT = replace(
    SAMPLE,
    work_tree=TREE,
    paths=("my blog", "content"),
    findings=tuple(
        replace(
            one,
            target=replace(
                one.target, references=(*one.target.references, replace(SAMPLE.rows[0].reference, path=ODD))
            ),
        )
        if one is GONE
        else one
        for one in SAMPLE.findings
    ),
    rows=(*SAMPLE.rows, replace(SAMPLE.rows[0], reference=replace(SAMPLE.rows[0].reference, path=ODD), url=GONE_URL)),
    posts=(Post(HELLO, None, "The hello post", "@ann"), Post(WORLD, None, None, "@bob @ann")),
)


@pytest.fixture
def seen(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """The sample in a repository, on its author's machine, whose clipboard may be read."""
    address = written(REPORT, tmp_path, Context(editor=EDITOR))
    with opened(browser, address, permissions=["clipboard-read", "clipboard-write"], accept_downloads=True) as page:
        yield page


def part(page: Page, url: str) -> None:
    """Show one finding, unfolded."""
    page.evaluate(f"location.hash = '#{anchor(url)}'")
    expect(page.locator("#count")).to_contain_text("One link.")


def test_a_place_opens_in_the_editor_and_in_the_repository(seen: Opened) -> None:
    """The page's script makes the very addresses that the page has without it."""
    part(seen.page, GONE_URL)
    more = seen.page.get_by_role("button", name="Show more places")
    more.click()
    leads = Leads.of(REPORT, EDITOR)
    items = seen.page.locator(f"#{anchor(GONE_URL)} .places li")
    assert items.count() == 41
    for number, row in enumerate(one for one in REPORT.rows if one.url == GONE_URL):
        path, position = row.reference.path, row.reference.position
        wanted = [leads.in_editor(path, position), leads.in_repository(path, position)]
        found = [link.get_attribute("href") for link in items.nth(number).locator("a").all()]
        assert found == [one for one in wanted if one], path
    text = items.last.inner_text()
    assert f"{ODD}:3:1" in text or f"{ODD}:12:5" in text
    assert seen.all_trouble() == []


def test_the_cards_lead_there_too(seen: Opened) -> None:
    """What changed since the commit opens in the editor alone."""
    card = seen.page.locator(f"[data-link='{anchor('https://vanished.example/')}']")
    (only,) = card.locator(".where a").all()[:1]
    assert only.get_attribute("href") == f"idea://open?file=/home/ann/my%20blog/{WORLD}&line=30&column=14"
    assert card.get_by_text("in the repository").count() == 0
    fault = seen.page.locator("[data-fault]", has_text="missing-page").first
    assert fault.locator(".page").get_attribute("href") == (
        f"https://code.example/ann/blog/-/blob/{TREE.commit}/my%20blog/{HELLO}?plain=1#L50"
    )


def test_without_a_place_to_lead_to_a_place_is_text(browser: Browser, sample: str) -> None:
    """No editor, no repository: nothing is made up."""
    with opened(browser, sample, f"#{anchor(GONE_URL)}") as page:
        assert page.page.locator(".places a, .card .where a").count() == 0


def commands(page: Page | Locator) -> list[str]:
    """Return what is to be copied, of the finding that is shown."""
    return page.locator(".acting code").all_text_contents()


def test_commands_name_one_link(seen: Opened) -> None:
    """As a shell takes them, whatever the address has; the expression matches it and nothing else."""
    part(seen.page, GONE_URL)
    fix, ignored, explain = commands(seen.page.locator(f"#{anchor(GONE_URL)}"))
    assert shlex.split(fix) == ["linkcheck", "scan", "my blog", "content", "--url", GONE_URL, "--fix"]
    assert shlex.split(explain) == ["linkcheck", "explain", GONE_URL]
    assert re.fullmatch(r"# \d{4}-\d\d-\d\d: why", ignored.splitlines()[0])
    assert ignored.splitlines()[1] == f"^{escape(GONE_URL)}$"
    part(seen.page, "http://old.example/")
    row = seen.page.locator(f"#{anchor('http://old.example/')} .acting code")
    assert row.first.text_content() == "linkcheck scan 'my blog' content --url http://old.example/ --fix=moved"


def test_a_command_is_copied(seen: Opened) -> None:
    """And what is typed as a reason is part of the line."""
    part(seen.page, GONE_URL)
    row = seen.page.locator(f"#{anchor(GONE_URL)}")
    row.get_by_label("Why it is to be ignored").fill("they moved to paper")
    button = row.get_by_role("button", name="Copy: Ignore it")
    button.click()
    expect(button).to_have_text("Copied")
    copied = seen.page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f": they moved to paper\n^{escape(GONE_URL)}$")
    row.get_by_role("button", name="Copy: Repair only this one").click()
    assert seen.page.evaluate("navigator.clipboard.readText()").startswith("linkcheck scan 'my blog' content --url ")
    assert seen.all_trouble() == []


def test_a_dead_link_without_a_copy_has_no_repair(seen: Opened) -> None:
    """A command that can do nothing is none; a link that is no URL has nothing to be asked."""
    part(seen.page, "https://vanished.example/")
    assert [one.split()[0] for one in commands(seen.page)] == ["#", "linkcheck"]
    part(seen.page, "ttp://typo.example/")
    assert commands(seen.page.locator("#links")) == []


def test_a_card_says_what_to_do(seen: Opened) -> None:
    """The same as the list, below the card; of a problem, the lines that turn it off."""
    card = seen.page.locator("[data-fault]", has_text="missing-page").first
    card.get_by_role("button", name="What to do").click()
    assert card.locator(".acting code").all_text_contents() == [
        "<!-- linkcheck-disable-next-line -->",
        'rules.missing-page = "off"',
    ]
    link = seen.page.locator(f"[data-link='{anchor(GONE_URL)}']")
    link.get_by_role("button", name="What to do").click()
    assert link.locator(".acting code").first.text_content().endswith(" --fix")  # type: ignore[union-attr] # it has text


def test_one_fault_is_one_row(browser: Browser, tmp_path: Path) -> None:
    """With all its places; those of the post that is asked for stand first."""
    same = [
        replace(PROBLEMS[0], path=f"content/{number:02}.md", position=Position(7, number + 1)) for number in range(30)
    ]
    with opened(browser, written(replace(SAMPLE, problems=(*same, PROBLEMS[-1])), tmp_path), "#problems") as seen:
        assert seen.count() == "All 2 problems."
        assert "30 places · content/00.md:7" in seen.rows()[0]
        seen.page.fill("[data-key=post]", "content/17")
        expect(seen.page.locator("#count")).to_have_text("1 of 2 problems.")
        assert "content/17.md:7" in seen.rows()[0]
        seen.page.locator(".rows .head").click()
        assert seen.page.locator(".body .places li").first.inner_text() == "content/17.md:7:18"
        assert seen.page.locator(".body .places li").count() == 20


def chips(page: Page) -> dict[str, int]:
    """Return the numbers on the buttons of the filter."""
    found = page.locator("[data-chip]").all_inner_texts()
    return {words.split()[0]: int(words.split()[1]) for words in found}


def test_counts_follow_the_search(seen: Opened) -> None:
    """A number is what a click would show, whatever else is chosen; the choice itself does not empty the others."""
    page = seen.page
    assert chips(page)["dead"] == 5
    page.fill("#search", "down.example")
    expect(page.locator("[data-chip=dead] b")).to_have_text("3")
    assert chips(page) == {"dead": 3, **dict.fromkeys(chips(page).keys() - {"dead"}, 0)}
    page.click("[data-chip=dead]")
    assert chips(page)["dead"] == 3
    assert page.locator("[data-key=reason] option[value=gone]").inner_text() == "gone (0)"
    page.fill("#search", "example")
    expect(page.locator("[data-chip=alive] b")).to_have_text("2")
    assert page.locator("[data-key=reason] option[value=gone]").inner_text() == "gone (1)"
    page.select_option("[data-key=reason]", "gone")
    assert chips(page)["dead"] == 1
    page.click("#clear")
    assert chips(page)["dead"] == 5


def test_a_row_says_why_it_is_found(seen: Opened) -> None:
    """What it shows by itself is named; the rest is quoted with the word marked."""
    page = seen.page
    page.fill("#search", "gone.example hello")
    expect(page.locator("#count")).to_have_text("1 of 13 links.")
    found = page.locator(".why-found")
    assert found.inner_text() == f"Found in address, post {HELLO}"
    assert found.locator("mark").inner_text() == "hello"
    page.fill("#search", "certificate")
    expect(page.locator("#count")).to_have_text("0 of 13 links.")
    page.fill("#search", "the hello post")
    expect(page.locator(".why-found mark").first).to_have_text("the")
    page.fill("#search", "")
    expect(page.locator(".why-found")).to_have_count(0)


def saved(page: Page, kind: str) -> tuple[str, str]:
    """Save what is shown; return the name of the file and its text."""
    with page.expect_download() as download:
        page.click(f"[data-export={kind}]")
    return download.value.suggested_filename, download.value.path().read_text(encoding="utf-8")


def test_what_is_shown_is_saved(seen: Opened) -> None:
    """A row for each place, of what the filters leave; no other request is made."""
    page = seen.page
    page.click("[data-chip=dead]")
    page.fill("#search", "gone.example")
    expect(page.locator("#count")).to_have_text("1 of 13 links.")
    name, text = saved(page, "csv")
    rows = list(csv.DictReader(text.splitlines()))
    assert (name, len(rows)) == ("linkcheck-links.csv", 41)
    first = next(row for row in rows if row["path"] == HELLO)
    assert (first["line"], first["column"], first["label"], first["url"]) == ("12", "6", "1", GONE_URL)
    assert (first["verdict"], first["reason"], first["status"], first["owner"]) == ("dead", "gone", "404", "'@ann")
    assert first["archived"].startswith("https://web.archive.org/web/20160515")
    name, text = saved(page, "json")
    assert name == "linkcheck-links.json"
    assert [str(value) for value in json.loads(text)[0].values()] == list(rows[0].values())
    trouble = [one for one in seen.all_trouble() if "blob:" not in one]
    assert trouble == []


@pytest.mark.parametrize(("view", "number"), [("posts", 42), ("hosts", 10), ("problems", 9)])
def test_every_view_is_saved(seen: Opened, view: str, number: int) -> None:
    """Each with columns of its own."""
    seen.page.evaluate(f"location.hash = '#{view}'")
    expect(seen.page.locator(".tabs a[aria-current]")).to_contain_text(view.capitalize())
    rows = json.loads(saved(seen.page, "json")[1])
    assert len(rows) >= 1
    assert len(list(csv.DictReader(saved(seen.page, "csv")[1].splitlines()))) == len(rows)


def test_no_cell_is_a_formula(browser: Browser, tmp_path: Path) -> None:
    """Paths and words come from anybody."""
    problem = replace(PROBLEMS[0], path="=cmd|'/c calc'!A0.md", message='+1, "quoted"')
    address = written(replace(SAMPLE, problems=(problem,)), tmp_path)
    with opened(browser, address, "#problems", accept_downloads=True) as seen:
        (row,) = csv.DictReader(saved(seen.page, "csv")[1].splitlines())
        assert (row["path"], row["message"]) == ("'=cmd|'/c calc'!A0.md", '\'+1, "quoted"')


def test_owners_are_a_filter(seen: Opened) -> None:
    """Of links, of posts and of problems; where nobody is named there is none."""
    page = seen.page
    page.fill("[data-key=owner]", "@bob")
    expect(page.locator("#count")).to_have_text("10 of 13 links.")
    assert all(WORLD in row for row in seen.rows())
    page.evaluate("location.hash = '#posts?owner=@bob'")
    expect(page.locator("#count")).to_contain_text("1 of ")


def test_the_answers_that_decided_stand_beside_the_others(browser: Browser, tmp_path: Path) -> None:
    """A soft 404 answers 200, which looks well; what decided is what the siblings answered."""
    with opened(browser, written(FULL, tmp_path), f"#{anchor(SOFT.target.url)}") as seen:
        beside = seen.page.locator(".body .beside")
        assert beside.locator(".part").count() == 2
        asked = beside.locator(".part").first
        assert "200 OK" in asked.inner_text()
        assert asked.locator(".dot-alive").count() == 0
        assert asked.locator(".dot-dead").count() == 1


def test_old_and_archived_stand_side_by_side(seen: Opened) -> None:
    """Both as links, one beside the other."""
    part(seen.page, GONE_URL)
    pair = seen.page.locator(f"#{anchor(GONE_URL)} .pair > p")
    today, copy = pair.nth(0).bounding_box(), pair.nth(1).bounding_box()
    assert today is not None
    assert copy is not None
    assert (today["y"], today["x"] + today["width"] <= copy["x"]) == (copy["y"], True)
    assert pair.nth(0).locator("a").get_attribute("href") == GONE_URL
    assert (pair.nth(1).locator("a").get_attribute("href") or "").startswith("https://web.archive.org/web/2016")
