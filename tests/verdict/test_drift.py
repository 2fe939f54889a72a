"""A page that has become another's, and its twins that have not."""

from __future__ import annotations

from linkcheck.model import Page, Response
from linkcheck.verdict.drift import drifted, fingerprint
from linkcheck.verdict.signals.page import seen

HARBOUR = "The harbour of the old town was built by monks who sold salt to the ships that came in spring . "
CASINO = "Play five hundred slots tonight and win the jackpot with a welcome bonus for every new player . "


def page(title: str, sentence: str, *, count: int = 12) -> Page:
    """Return what is kept of a page whose text goes on for a while."""
    body = "".join(f"<p>{sentence} Part {number} {'of the tale ' * (number % 3)}</p>" for number in range(count))
    html = f"<title>{title}</title><h1>{title}</h1>{body}".encode()
    return fingerprint(seen(Response(200, (("Content-Type", "text/html"),), html)))


def test_another_text_under_another_title() -> None:
    """The name is the same, the page is not."""
    assert drifted(page("Salt and ships", HARBOUR), page("Best online casino", CASINO))


def test_the_same_page_does_not_drift() -> None:
    """Nor does one that grew, nor one whose title stayed, nor one that was rewritten under a like title."""
    then = page("Salt and ships", HARBOUR)
    assert not drifted(then, then)
    assert not drifted(then, page("Salt and ships, second edition", HARBOUR, count=14))
    assert not drifted(then, page("Salt and ships", CASINO))


def test_short_pages_have_no_text_to_drift() -> None:
    """A line of text says too little."""
    assert not drifted(page("Hello", "Hello", count=1), page("Bye", "So long", count=1))


def test_a_fingerprint_holds_no_text() -> None:
    """It is kept for ever in a repository."""
    kept = page("Salt and ships", HARBOUR)
    assert (kept.text, kept.sketch) == ("", ())
    assert kept.simhash
