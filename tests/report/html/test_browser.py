"""The page in a real browser: it filters, sorts, searches, unfolds, keeps its state in the address, and prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from linkcheck.model import Report
from linkcheck.report.html.display import anchor
from tests.support.browsing import PHONE, opened, written
from tests.support.copies import replace
from tests.support.full_report import FULL
from tests.support.sample_report import GONE as GONE_FINDING
from tests.support.sample_report import GONE_URL, PROBLEMS, SAMPLE, SOFT

pytestmark = pytest.mark.needs_chromium

GONE = anchor(GONE_URL)


def test_what_is_alive_is_a_number_until_asked_for(browser: Browser, sample: str) -> None:
    """The list opens with what is not alive; a verdict is chosen by its button and by the number at the top."""
    with opened(browser, sample) as seen:
        assert seen.count() == "11 of 13 links. The 2 that are alive are left out until you search or choose."
        assert seen.rows()[0].startswith("dead")
        seen.page.click("button[data-chip=alive]")
        assert seen.count() == "2 of 13 links."
        assert "https://back.example/" in "".join(seen.rows())
        assert seen.page.url.endswith("#links?state=alive")
        seen.page.click(".tiles a >> text=blocked")
        expect(seen.page.locator("#count")).to_have_text("1 of 13 links.")
        assert [row.split("\n")[0] for row in seen.rows()] == ["blocked"]
        assert seen.page.get_attribute("button[data-chip=blocked]", "aria-pressed") == "true"
        assert seen.all_trouble() == []


def test_filters_of_every_kind(browser: Browser, sample: str) -> None:
    """By change, reason, host and post; together they narrow; clearing them gives all back."""
    with opened(browser, sample) as seen:
        seen.page.select_option("[data-key=change]", "still")
        assert len(seen.rows()) == 3
        seen.page.select_option("[data-key=change]", "")
        seen.page.select_option("[data-key=reason]", "gone")
        assert len(seen.rows()) == 1
        seen.page.click("#clear")
        seen.page.fill("[data-key=host]", "vanished")
        expect(seen.page).to_have_url(re.compile(r"#links\?host=vanished$"))
        assert "vanished.example" in seen.rows()[0]
        seen.page.click("#clear")
        seen.page.fill("[data-key=post]", "2016-05-03-hello")
        expect(seen.page).to_have_url(re.compile("post="))
        assert seen.count() == "3 of 13 links."
        seen.page.click("#clear")
        assert seen.count().startswith("11 of 13")
        assert seen.all_trouble() == []


def test_search_reads_everything(browser: Browser, sample: str) -> None:
    """Words may stand in the address, the reason, the path or the verdict; all of them must be there."""
    with opened(browser, sample) as seen:
        for words, wanted in (("world back", "1 of 13 links."), ("certificate-no-such", "0 of 13 links.")):
            seen.page.fill("#search", words)
            expect(seen.page.locator("#count")).to_have_text(wanted)
        assert seen.page.get_attribute("#count", "aria-live") == "polite"


def test_sorting(browser: Browser, sample: str) -> None:
    """Each order is another one, and can be turned around."""
    with opened(browser, sample) as seen:
        seen.page.select_option("#order", "url")
        urls = [row.split("\n")[1] for row in seen.rows()]
        assert urls == sorted(urls)
        seen.page.click("#reverse")
        assert [row.split("\n")[1] for row in seen.rows()] == urls[::-1]
        seen.page.select_option("#order", "places")
        seen.page.click("#reverse")
        assert "40 places" in seen.rows()[0]


def test_a_finding_unfolds_to_its_evidence(browser: Browser, sample: str) -> None:
    """What was asked and answered, the copies with their dates, and every place, forty of them in two steps."""
    with opened(browser, sample, f"#{GONE}") as seen:
        body = seen.page.locator(f"#{GONE} .body")
        text = body.inner_text()
        for words in ("the page is gone", "404 Not Found", "GET as a browser, 120 ms", "2016-05-15, 12 days after"):
            assert words in text
        assert body.locator(".places li").count() == 20
        body.get_by_role("button", name="Show more places").click()
        assert body.locator(".places li").count() == 40
        assert seen.count().startswith("One link.")
        seen.page.keyboard.press("Escape")
        head = seen.page.locator(f"#{GONE} .head")
        head.click()
        assert body.is_hidden()
        assert head.get_attribute("aria-expanded") == "false"


def test_redirects_and_nights_are_shown(browser: Browser, sample: str) -> None:
    """A chain is set in below its start, a failing link has a time line with its strikes."""
    with opened(browser, sample, f"#{anchor('http://old.example/')}") as seen:
        assert "↳ leads to https://new.example/" in seen.page.inner_text(".asked .hop")
    with opened(browser, sample, f"#{anchor('http://down.example/60')}") as seen:
        assert seen.page.locator(".timeline .mark-dead").count() == 3
        assert "3 strikes" in (seen.page.get_attribute(".timeline", "aria-label") or "")


def test_what_other_pages_of_its_host_answered_is_shown(browser: Browser, tmp_path: Path) -> None:
    """A verdict that rests on a comparison shows with what: each probe, where it led, and the title there."""
    with opened(browser, written(FULL, tmp_path), f"#{anchor(SOFT.target.url)}") as seen:
        text = seen.page.locator(".body .part", has_text="Other pages of its host").inner_text()
        for words in ("q1w2e3r4", "302 Found", "↳ leads to https://soft.example/?sid=66538", "200 OK: «Nothing here»"):
            assert words in text


def test_the_line_is_marked_where_the_destination_stands(browser: Browser, blog: str) -> None:
    """The Markdown line stands beside its place, the destination highlighted."""
    with opened(browser, blog, "#links?state=dead") as seen:
        seen.page.locator(".head").first.click()
        url = seen.page.locator(".url").first.inner_text()
        assert seen.page.locator(".evidence .line mark").first.inner_text() == url


def test_what_is_wrong_with_a_place_stands_beside_it(browser: Browser, tmp_path: Path) -> None:
    """A problem of the same place is part of the evidence."""
    at = GONE_FINDING.target.references[0]
    problem = replace(PROBLEMS[0], path=at.path, position=at.position, message="a space ends it")
    with opened(browser, written(replace(SAMPLE, problems=(problem,)), tmp_path), f"#{GONE}") as seen:
        place = seen.page.locator(".evidence .places li", has_text=at.path)
        assert "missing-page: a space ends it" in place.inner_text()


def test_views_per_post_and_per_host_lead_to_their_links(browser: Browser, blog: str) -> None:
    """Each post and each host unfolds to what fails in it, and leads to the list of its links."""
    with opened(browser, blog) as seen:
        for view, word in (("Posts", "post"), ("Hosts", "host")):
            seen.page.locator(".tabs a", has_text=view).click()
            expect(seen.page.locator("#count")).to_contain_text(f"{word}s.")
            seen.page.locator(".head").first.click()
            seen.page.locator(".body a", has_text=f"of this {word}").first.click()
            expect(seen.page.locator("#count")).to_have_text(re.compile(r"\d of 240 links\.$"))
            assert f"#links?{word}=" in seen.page.url
        assert seen.all_trouble() == []


def test_problems_have_the_same_tools(browser: Browser, blog: str) -> None:
    """Thousands of notes are pages; a level and a rule narrow them."""
    with opened(browser, blog, "#problems") as seen:
        whole = seen.count()
        assert len(seen.rows()) == 50
        seen.page.get_by_role("button", name="Next").click()
        assert seen.page.inner_text(".pager span").startswith("51–100 of ")
        assert seen.page.url.endswith("#problems?page=2")
        seen.page.select_option("[data-key=rule]", "unused-definition")
        assert "page" not in seen.page.url
        assert seen.count() != whole
        seen.page.locator(".head").first.click()
        assert seen.page.locator(".body .line").first.is_visible()


def test_a_filter_can_be_shared(browser: Browser, blog: str) -> None:
    """The address holds the state, so another window shows the same; going back goes back."""
    with opened(browser, blog, "#links?state=dead,moved&sort=url&back=1&q=example") as seen:
        rows, count = seen.rows(), seen.count()
        assert seen.page.input_value("#search") == "example"
        with opened(browser, blog, f"#{seen.page.url.partition('#')[2]}") as other:
            assert (other.rows(), other.count()) == (rows, count)
        seen.page.evaluate("location.hash = '#hosts'")
        seen.page.wait_for_selector(".tabs a[aria-current]:has-text('Hosts')")
        seen.page.go_back()
        seen.page.wait_for_selector(".tabs a[aria-current]:has-text('Links')")
        assert seen.rows() == rows


def test_nonsense_in_the_address_shows_the_list(browser: Browser, blog: str) -> None:
    """A link of another report, a page that is not there, a broken escape: nothing breaks."""
    with opened(browser, blog) as seen:
        for fragment in ("#f-nosuchid", "#links?page=999&sort=nonsense&state=nonsense", "#%E0%A4%A", "#__proto__?q=x"):
            seen.page.goto(blog + fragment)
            seen.page.reload()
            assert seen.page.locator("#explorer").is_visible()
            assert seen.all_trouble() == []


def test_the_keyboard_is_enough(browser: Browser, blog: str) -> None:
    """Tab reaches the skip link first; / goes to the search; Enter unfolds; nothing else is taken away."""
    with opened(browser, blog) as seen:
        page = seen.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "search"
        page.keyboard.type("a/b")
        assert page.input_value("#search") == "a/b"
        page.keyboard.press("Control+A")
        page.keyboard.type("example")
        page.wait_for_url(lambda url: url.endswith("q=example"))  # the list is drawn anew
        page.locator(".head").first.focus()
        page.keyboard.press("Enter")
        assert page.locator(".head").first.get_attribute("aria-expanded") == "true"
        card = page.locator("[data-link] .buttons button").first
        card.focus()
        page.keyboard.press("Space")
        assert page.locator("[data-link] .evidence").count() == 1


def test_themes(browser: Browser, blog: str) -> None:
    """The page follows the system, and the button overrules it until the next time too."""
    paper = "getComputedStyle(document.body).backgroundColor"
    with opened(browser, blog, color_scheme="dark") as seen:
        page = seen.page
        dark = page.evaluate(paper)
        page.click("#theme")
        assert (page.inner_text("#theme"), page.evaluate(paper)) == ("Theme: dark", dark)
        page.click("#theme")
        light = page.evaluate(paper)
        assert light != dark
        page.reload()
        assert page.evaluate(paper) == light
    with opened(browser, blog, color_scheme="light") as seen:
        assert seen.page.evaluate(paper) == light


@pytest.mark.parametrize("name", ["blog", "sample"])
def test_a_phone_never_scrolls_sideways(browser: Browser, request: pytest.FixtureRequest, name: str) -> None:
    """At 320 pixels, with everything on the page unfolded, in each view."""
    with opened(browser, request.getfixturevalue(name), viewport=PHONE) as seen:
        for fragment in ("links", "posts", "hosts", "problems"):
            seen.page.evaluate(f"location.hash = '#{fragment}'")
            expect(seen.page.locator(".tabs a[aria-current]")).to_contain_text(fragment.capitalize())
            seen.unfold()
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], fragment


def test_print_shows_all(browser: Browser, sample: str) -> None:
    """On paper every group and card is unfolded and the list is whole; afterwards the page is as it was."""
    with opened(browser, sample, "#links?page=1") as seen:
        page = seen.page
        cards = page.locator("[data-link]").count()
        page.emulate_media(media="print")
        expect(page.locator("[data-link] .evidence")).to_have_count(cards)
        assert page.locator("details.group:not([open])").count() == 0
        assert page.locator("[data-link] .evidence").first.is_visible()
        for words in ("http://down.example/60", "http://down.example/62"):
            assert page.locator("#today h4", has_text=words).is_visible()
        assert page.locator("#links .row").count() == 11
        assert page.locator("#links").is_visible()
        assert page.locator(".tools, .pager, .buttons button").locator("visible=true").count() == 0
        page.emulate_media(media="screen")
        expect(page.locator("[data-link] [aria-expanded=true]")).to_have_count(0)
        assert page.locator("details.group[open]").count() == 0
        assert page.locator("[data-link] .evidence").first.is_hidden()


def test_print_is_of_the_whole_list(browser: Browser, blog: str) -> None:
    """Not of a page of it; what is dead and has no card is printed with its evidence."""
    with opened(browser, blog, "#links") as seen:
        page = seen.page
        assert page.locator("#links .row").count() == 50
        found = int(re.match(r"(\d+) of", seen.count())[1])  # type: ignore[index] # it begins so
        page.emulate_media(media="print")
        expect(page.locator("#links .row")).to_have_count(found)
        carded = set(page.locator("[data-link]").evaluate_all("(all) => all.map((one) => one.dataset.link)"))
        dead = page.locator("#links .row.edge-dead").evaluate_all("(all) => all.map((one) => one.id)")
        unfolded = page.locator("#links .row.edge-dead:has(.evidence)").evaluate_all(
            "(all) => all.map((one) => one.id)"
        )
        assert set(unfolded) == set(dead) - carded
        page.emulate_media(media="screen")
        expect(page.locator("#links .row")).to_have_count(50)


def test_without_scripts_the_day_is_there(browser: Browser, sample: str) -> None:
    """What needs somebody, the numbers and the pictures are in the file itself; the rest says what it needs."""
    with opened(browser, sample, java_script_enabled=False) as seen:
        text = seen.page.inner_text("body")
        for words in ("4 things need you today.", "http://gone.example", "linkcheck scan --fix", "needs scripts"):
            assert words in text
        assert seen.page.locator("#explorer").is_hidden()
        assert seen.page.locator("button:visible").count() == 0


def test_25_000_references_stay_light(browser: Browser, large: Report, tmp_path: Path) -> None:
    """However long the report, few elements are on the page; filters go over all of it."""
    with opened(browser, written(large, tmp_path)) as seen:
        page = seen.page
        assert page.evaluate("document.querySelectorAll('*').length") < 6_000
        page.fill("#search", "harbour")
        expect(page.locator("#count")).to_have_text(re.compile(r"^[1-9][\d,]* of 4,000 links\.$"))
        page.evaluate("location.hash = '#problems'")
        expect(page.locator("#count")).to_contain_text("problems")
        page.focus("#search")
        seen.unfold()
        assert page.evaluate("document.querySelectorAll('*').length") < 20_000
        assert seen.all_trouble() == []
