"""An overview of many reports: each repository once, links of many counted once, owners, nights and years added up."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from selectolax.lexbor import LexborHTMLParser

from linkcheck.links.urls import redact
from linkcheck.model import Forge, Post, Report, Row, RunStats, State, WorkTree
from linkcheck.report import Context, render
from linkcheck.report.encoding import document
from linkcheck.report.html import overview as html
from linkcheck.report.overview import NightCount, Overview, text
from linkcheck.report.overview.gathering import gathered_report
from linkcheck.report.overview.joining import overview_of
from linkcheck.report.reading import decode
from tests.support.copies import replace
from tests.support.hostile_report import hostile
from tests.support.large_report import many
from tests.support.sample_report import CHECKED, PROBLEMS, SAMPLE, VANISHED, reference

THREE_MEGABYTES = 3_000_000


def repository(name: str, folder: str = "") -> WorkTree:
    """Return where a report is of."""
    return WorkTree("0" * 40, folder, frozenset(), f"https://code.example/{name}", Forge.FORGEJO)


def report(name: str, *found: str, day: int = 2, owner: str | None = None, nights: tuple[RunStats, ...] = ()) -> Report:
    """Return a report of one post, whose links are new and dead."""
    findings = tuple(
        replace(VANISHED, target=replace(VANISHED.target, url=url, references=(reference("a.md", 3 + n, url),)))
        for n, url in enumerate(found)
    )
    return replace(
        SAMPLE,
        findings=findings,
        rows=tuple(Row(one, each.target.url) for each in findings for one in each.target.references),
        problems=PROBLEMS[:1],
        started_at=datetime(2026, 1, day, tzinfo=UTC),
        posts=(Post("a.md", date(2019, 1, 1), None, owner), Post("b.md")),
        nights=nights,
        work_tree=repository(name),
        documents=2,
    )


def overview(*reports: Report) -> Overview:
    """Return the overview, by way of JSON."""
    read = (gathered_report(decode(render(one, "json").encode()), f"file{n}") for n, one in enumerate(reports))
    return overview_of(read, redact)


A, B = "https://a.example/", "https://b.example/"


def test_a_link_of_two_repositories_is_one() -> None:
    """With the places of both."""
    told = overview(report("ann/one", A, B), report("ann/two", A))
    assert (told.links, told.new, told.references, told.documents) == (2, 2, 3, 4)
    assert [(one.url, one.places) for one in told.broken_links] == [(A, 2), (B, 1)]
    assert [one.repository for one in told.broken_links[0].first_places] == [
        "code.example/ann/one",
        "code.example/ann/two",
    ]
    assert [one.verdict for one in told.reasons] == ["dead"]
    assert [(one.name, one.links) for one in told.domains] == [("a.example", 1), ("b.example", 1)]


def test_of_a_repository_the_newest_report_counts() -> None:
    """Whatever the order; a folder of its own is another one."""
    old, new = report("ann/one", A, B, day=2), report("ann/one", B, day=9)
    for told in (overview(old, new), overview(new, old)):
        assert [one.url for one in told.broken_links] == [B]
        assert (told.left_out, told.night) == (1, date(2026, 1, 9))
    apart = replace(old, work_tree=repository("ann/one", "docs"))
    assert [one.name for one in overview(apart, new).by_repository] == [
        "code.example/ann/one/docs",
        "code.example/ann/one",
    ]


def test_a_report_without_a_repository_has_the_name_of_its_file() -> None:
    """So do those whose forge nobody knows."""
    nameless = replace(report("ann/one", A), work_tree=None)
    unknown = replace(report("ann/one", A), work_tree=replace(repository("ann/one"), forge=None))
    assert {one.name for one in overview(nameless, unknown).by_repository} == {"file0", "file1"}


def test_owners_have_their_documents_and_what_is_broken_in_them() -> None:
    """Each of several; what belongs to nobody comes last."""
    told = overview(report("ann/one", A, B, owner="@ann @org/docs"), report("ann/two", A, owner="@ann"))
    rows = [(one.name, one.repositories, one.documents, one.places, one.new) for one in told.by_owner]
    assert rows == [("@ann", 2, 2, 3, 3), ("@org/docs", 1, 1, 2, 2), (None, 2, 2, 0, 0)]
    assert told.by_repository[0].owners == ["@ann", "@org/docs"]


def test_a_night_is_what_was_known_by_then() -> None:
    """A repository that was not asked that night counts as before; one that joins later makes no rise."""

    def night(day: int, dead: int) -> RunStats:
        return RunStats(datetime(2026, 1, day, tzinfo=UTC), {State.DEAD: dead, State.ALIVE: 10})

    one = report("ann/one", A, nights=(night(1, 1), night(3, 3)))
    two = report("ann/two", A, nights=(night(2, 5), night(3, 6)))
    assert overview(one, two).nights == [
        NightCount(date(2026, 1, 1), {"dead": 6, "alive": 20}),
        NightCount(date(2026, 1, 2), {"dead": 6, "alive": 20}),
        NightCount(date(2026, 1, 3), {"dead": 9, "alive": 20}),
    ]


def test_years_are_added_up() -> None:
    """Each with its links and those that live."""
    told = overview(report("ann/one", A), report("ann/two", A, B))
    assert [(one.year, one.links, one.alive) for one in told.ages] == [(2019, 3, 0)]
    lives = many(400, 3)
    by_report = overview(replace(lives, work_tree=repository("x/y")))
    assert sum(one.alive for one in by_report.ages) > 0
    assert all(0 <= one.alive <= one.links for one in by_report.ages)


def test_what_the_baseline_knows_is_not_told_as_broken() -> None:
    """It is in the numbers of links, and nobody is asked to do anything."""
    told = overview(replace(report("ann/one", A, B), baseline=frozenset({A})))
    assert [one.url for one in told.broken_links] == [B]
    assert told.states()[State.DEAD] == 2


def test_secrets_stay_masked() -> None:
    """Also those of a report that another program wrote."""
    url = "http://ann:verysecret@a.example/x"
    told = overview(report("ann/one", url))
    for words in (html.render(told, Context()), text.render(told, Context()), document(told)):
        assert "verysecret" not in words
        assert "a.example/x" in words


def test_the_page_tells_all() -> None:
    """Every repository with its page, every owner, what is new, and the two curves."""
    nights = (RunStats(CHECKED, {State.DEAD: 1}), RunStats(CHECKED, {State.DEAD: 2}))
    page = LexborHTMLParser(html.render(overview(report("ann/one", A, owner="@ann", nights=nights)), Context()))
    words = " ".join((page.body.text() if page.body else "").split())
    for wanted in ("1 repository, the newest report of 2 January 2026", "@ann", "nobody is named", "How links age", A):
        assert wanted in words
    assert "https://code.example/ann/one" in [node.attributes["href"] for node in page.css("#repositories a")]
    assert page.css("script") == []


def test_500_repositories_fit() -> None:
    """Whatever they are called."""
    numbers = overview(report("ann/one", A, owner="@ann")).by_repository[0]
    whole = overview(report("ann/one", A))
    big = [replace(numbers, name=f"{n}{'é' * 500}", owners=["@" + "o" * 400] * 40, fault="f" * 900) for n in range(500)]
    page = html.render(replace(whole, by_repository=big), Context())
    assert len(page.encode()) < THREE_MEGABYTES


@given(hostile)
def test_no_text_of_a_report_becomes_markup(words: str) -> None:
    """Names of repositories and owners, addresses, paths: the page has the same elements."""
    words = words.encode("utf-8", "backslashreplace").decode()
    plain, odd = report("ann/one", A, owner="@ann"), report("ann/one", f"https://{words}", owner=words or "@x")
    odd = replace(odd, environment_fault=None, posts=(replace(odd.posts[0], owner=words), *odd.posts[1:]))
    pages = [html.render(overview(each, report("ann/two", B)), Context()) for each in (plain, odd)]
    assert len(LexborHTMLParser(pages[1]).css("script, img, iframe, form, base, [onclick], [style]")) == 0
    links = [node.attributes["href"] or "" for node in LexborHTMLParser(pages[1]).css("a")]
    assert all(one.startswith(("#", "http://", "https://")) for one in links)


def test_the_text_names_who_has_most() -> None:
    """Repositories and owners with most places."""
    told = text.render(overview(report("ann/one", A, B, owner="@ann"), report("ann/two", A)), Context())
    assert "  2  code.example/ann/one" in told
    assert "  2  @ann" in told
    assert "2 links dead that were not the time before" in told
