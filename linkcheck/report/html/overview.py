"""The overview as one page: tables and a picture, without a script. It makes no request, and no text in it can act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

from markupsafe import Markup

from linkcheck.__about__ import __version__
from linkcheck.model import Level, RunStats, State
from linkcheck.report.html.display import day_words, href
from linkcheck.report.html.page import environment, style
from linkcheck.report.html.pictures import MOST_NIGHTS, ORDER, Picture, ageing_picture, balance, nights_picture
from linkcheck.report.overview import BrokenLink, Overview, OwnerNumbers, RepositoryNumbers, known_states
from linkcheck.report.overview.text import LONGEST, SHORT, place_words, reason_words, scope_line
from linkcheck.report.pieces import and_more
from linkcheck.report.view import Context
from linkcheck.report.words import REASONS, VERDICTS, counted, shortened, visible

MOST_LINKS = 100
"""Links of each list on the page."""

MOST_OWNERS = 3
"""Owners that are named beside a repository."""

_REASONS = {reason.value: words for reason, words in REASONS.items()}


def render(told: Overview, context: Context) -> str:
    """Return the whole document."""
    states = told.states()
    return environment().get_template("overview.html.j2").render(
        style=style(),
        version=__version__,
        night=day_words(told.night),
        headline=_headline(told),
        scope=scope_line(told),
        tiles=[(state.value, states[state], VERDICTS[state]) for state in ORDER if states[state]],
        balance=Markup(balance(states)),  # noqa: S704 - charts escape what they are given
        pictures=[(one, Markup(one.svg)) for one in _pictures(told)],  # noqa: S704
        tables=list(_tables(told)),
        owners=[_owner_row(one) for one in told.by_owner],
        repositories=[_repository_row(one) for one in told.by_repository],
        when=_when(told),
        links=[
            ("new", "New", [_link(one) for one in told.new_links[:MOST_LINKS]]),
            ("broken", "Broken links with most places", [_link(one) for one in told.broken_links[:MOST_LINKS]]),
        ],
    )  # fmt: skip


def _pictures(told: Overview) -> Iterator[Picture]:
    nights = [RunStats(datetime.combine(one.night, time(), UTC), known_states(one.verdicts)) for one in told.nights]
    picture = nights_picture(nights[-MOST_NIGHTS:])
    if not told.by_repository:
        yield picture
    else:
        yield replace(picture, says=f"{picture.says} A link of two repositories counts twice here.")
        yield ageing_picture({one.year: (one.links, one.alive) for one in told.ages})


def _when(told: Overview) -> str:
    if not told.by_repository:
        return f"The night of {day_words(told.night)}"
    older = f"; {counted(told.left_out, 'older report')} left out" if told.left_out else ""
    repositories = counted(len(told.by_repository), "repository", "repositories")
    return f"{repositories}, the newest report of {day_words(told.night)}{older}"


def _headline(told: Overview) -> str:
    if told.new:
        return f"{counted(told.new, 'link is', 'links are')} dead that {'was' if told.new == 1 else 'were'} not before."
    return "Nothing new is dead."


def _tables(told: Overview) -> Iterator[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """Yield titles, heads and rows."""
    for title, hosts in {"Hosts": told.hosts, "Registered domains": told.domains}.items():
        failing = [(_words(one.name), reason_words(one.reasons), f"{one.links:,}") for one in hosts]
        yield f"{title} that fail most", ("name", "reasons", "links"), [*failing]
    named = {} if told.by_repository else {"Repositories": told.repositories, "Owners": told.owners}
    for title, names in named.items():
        broken = [(_words(one.name), f"{one.places:,}") for one in names]
        yield f"{title} with most broken links", ("name", "places"), [*broken]
    reasons = [(_words(one.verdict, SHORT), _words(one.reason, SHORT), f"{one.links:,}") for one in told.reasons]
    yield "Verdicts and reasons", ("verdict", "reason", "links"), [*reasons]


def _owner_row(one: OwnerNumbers) -> tuple[str, ...]:
    name = "nobody is named" if one.name is None else _words(one.name)
    return name, *(f"{number:,}" for number in (one.repositories, one.documents, one.places, one.new))


def _repository_row(one: RepositoryNumbers) -> dict[str, object]:
    states = known_states(one.verdicts)
    numbers = (
        *(one.new, states[State.DEAD], states[State.INVALID], states[State.UNREACHABLE]),
        one.problems.get(Level.ERROR.value, 0),
    )
    share = states[State.DEAD] / one.links if one.links else 0
    return {
        "name": _words(one.name),
        "href": href(one.url),
        "owners": _words(" ".join(one.owners[:MOST_OWNERS]) + and_more(max(0, len(one.owners) - MOST_OWNERS))),
        "fault": _words(one.fault or ""),
        "cells": [*(f"{number:,}" if number else "" for number in numbers), f"{share:.0%}" if share else "",
                  f"{one.links:,}", f"{one.documents:,}", str(one.night or "")],
    }  # fmt: skip


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
