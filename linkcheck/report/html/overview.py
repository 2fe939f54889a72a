"""The overview as one page: tables and a picture, without a script. It makes no request, and no text in it can act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from markupsafe import Markup

from linkcheck.__about__ import __version__
from linkcheck.model import RunStats
from linkcheck.report.html.display import day_words, href
from linkcheck.report.html.page import environment, style
from linkcheck.report.html.pictures import MOST_NIGHTS, ORDER, balance, nights_picture
from linkcheck.report.overview import BrokenLink, Overview, known_states
from linkcheck.report.overview.text import LONGEST, SHORT, place_words, reason_words, scope_line
from linkcheck.report.view import Context
from linkcheck.report.words import REASONS, VERDICTS, counted, shortened, visible

MOST_LINKS = 100
"""Links of each list on the page."""

_REASONS = {reason.value: words for reason, words in REASONS.items()}


def render(told: Overview, context: Context) -> str:
    """Return the whole document."""
    states = told.states()
    picture = nights_picture(
        [RunStats(datetime.combine(one.night, time(), UTC), known_states(one.verdicts)) for one in told.nights][
            -MOST_NIGHTS:
        ]
    )
    return environment().get_template("overview.html.j2").render(
        style=style(),
        version=__version__,
        night=day_words(told.night),
        headline=_headline(told),
        scope=scope_line(told),
        tiles=[(state.value, states[state], VERDICTS[state]) for state in ORDER if states[state]],
        balance=Markup(balance(states)),  # noqa: S704 - charts escape what they are given
        picture=picture,
        drawn=Markup(picture.svg),  # noqa: S704
        tables=list(_tables(told)),
        links=[
            ("new", "New", [_link(one) for one in told.new_links[:MOST_LINKS]]),
            ("broken", "Broken links with most places", [_link(one) for one in told.broken_links[:MOST_LINKS]]),
        ],
    )  # fmt: skip


def _headline(told: Overview) -> str:
    if told.new:
        return f"{counted(told.new, 'link is', 'links are')} dead that {'was' if told.new == 1 else 'were'} not before."
    return "Nothing new is dead."


def _tables(told: Overview) -> Iterator[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """Yield titles, heads and rows."""
    for title, hosts in {"Hosts": told.hosts, "Registered domains": told.domains}.items():
        failing = [(_words(one.name), reason_words(one.reasons), f"{one.links:,}") for one in hosts]
        yield f"{title} that fail most", ("name", "reasons", "links"), [*failing]
    for title, names in {"Repositories": told.repositories, "Owners": told.owners}.items():
        broken = [(_words(one.name), f"{one.places:,}") for one in names]
        yield f"{title} with most broken links", ("name", "places"), [*broken]
    reasons = [(_words(one.verdict, SHORT), _words(one.reason, SHORT), f"{one.links:,}") for one in told.reasons]
    yield "Verdicts and reasons", ("verdict", "reason", "links"), [*reasons]


def _link(link: BrokenLink) -> dict[str, object]:
    opens = href(link.url) if len(link.url) <= LONGEST else None
    copy = href(link.archived_url) if len(link.archived_url or "") <= LONGEST + 100 else None
    return {
        "url": _words(link.url),
        "href": opens,
        "verdict": _words(link.verdict, SHORT),
        "why": _REASONS.get(link.reason) or _words(link.reason, SHORT),
        "detail": _words(link.detail),
        "since": day_words(link.failing_since.date()) if link.failing_since else None,
        "archived": copy,
        "places": place_words(link),
    }


def _words(text: str, most: int = LONGEST) -> str:
    return visible(shortened(text, most))
