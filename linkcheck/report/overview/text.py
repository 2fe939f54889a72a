"""The overview for people at a terminal: numbers first, then who has most to do, then links. No text steers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from linkcheck.model import State
from linkcheck.report.html.display import day_words
from linkcheck.report.layout import explained, section, table
from linkcheck.report.overview import BrokenLink, Overview, known_states
from linkcheck.report.view import Context
from linkcheck.report.words import counted, shortened, visible

MOST_NAMES, MOST_LINKS, MOST_NIGHTS = 10, 10, 31
"""Rows of each table, unless -v asks for all there are."""

LONGEST, SHORT = 300, 60
"""Characters of an address or a path, and of a verdict or a reason."""


def render(told: Overview, context: Context) -> str:
    """Return the overview in words, with one newline at its end."""
    sections = [
        *_names(told, context),
        *_links(told, context),
        _nights(told, context),
        short_summary(told, context).rstrip(),
    ]
    return "\n\n".join(filter(None, sections)) + "\n"


def short_summary(told: Overview, context: Context) -> str:
    """Return the numbers, with one newline at their end."""
    rows = [(f"{state.value:<11}  {number:>11,}", why) for state, number, why in number_rows(told)]
    lines = [scope_line(told), *(line for lines in explained(rows, 2, context) for line in lines)]
    news = f"{counted(told.new, 'link')} dead that {'was' if told.new == 1 else 'were'} not the time before, "
    return section(f"The night of {day_words(told.night)}", [*lines, f"{news}{told.back:,} back"], context) + "\n"


def scope_line(told: Overview) -> str:
    """Return what the night was about, in numbers."""
    read = f" in {counted(told.documents, 'file')}" if told.documents is not None else ""
    asked = f" ({counted(told.requests, 'request')})" if told.requests is not None else ""
    half = "" if told.is_whole else "; the night is not finished"
    return f"{counted(told.references, 'reference')}{read}, {counted(told.links, 'distinct link')}{asked}{half}"


def number_rows(told: Overview) -> list[tuple[State, int, str]]:
    """Return verdicts, their numbers and their commonest reasons."""
    reasons: dict[str, dict[str, int]] = {}
    for one in told.reasons:
        reasons.setdefault(one.verdict, {})[one.reason] = one.links
    states = told.states()
    return [
        (state, states[state], "" if state is State.ALIVE else reason_words(reasons[state.value]))
        for state in State
        if states[state]
    ]


def reason_words(reasons: Mapping[str, int], most: int = 4) -> str:
    """Return the commonest reasons with their numbers, and how many more there are."""
    found = sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    words = [f"{visible(shortened(reason, SHORT))} {number:,}" for reason, number in found[:most]]
    return ", ".join([*words, f"{len(found) - most} more"] if len(found) > most else words)


def place_words(link: BrokenLink) -> list[str]:
    """Return the first places of a link, and how many there are beside them."""
    places = [
        f"{visible(shortened(f'{one.repository}/{one.path}' if one.repository else one.path, LONGEST))}"
        f":{one.line}:{one.column}"
        for one in link.first_places
    ]
    more = link.places - len(places)
    return [*places, f"and {counted(more, 'more place')}"] if more > 0 else places


def _names(told: Overview, context: Context) -> Iterator[str]:
    failing = {"Hosts": told.hosts, "Registered domains": told.domains}
    for title, hosts in failing.items():
        rows = [(f"{one.links:,}", visible(shortened(one.name, LONGEST)), reason_words(one.reasons)) for one in hosts]
        yield _table(f"{title} with most links that are dead or unreachable", rows, MOST_NAMES, context)
    for title, owners in {"Repositories": told.repositories, "Owners": told.owners}.items():
        named = [(f"{one.places:,}", visible(shortened(one.name, LONGEST))) for one in owners]
        yield _table(f"{title} with most places of broken links", named, MOST_NAMES, context)


def _links(told: Overview, context: Context) -> Iterator[str]:
    for title, links in {"New": told.new_links, "Broken links with most places": told.broken_links}.items():
        shown = links if context.verbose else links[:MOST_LINKS]
        lines = [line for link in shown for line in _link(link)]
        if lines:
            yield section(title, lines, context, missing=len(links) - len(shown))


def _link(link: BrokenLink) -> Iterator[str]:
    yield f"  {visible(shortened(link.url, LONGEST))}"
    yield f"    {visible(link.verdict)}: {visible(link.reason)}: {visible(shortened(link.detail, LONGEST))}"
    if link.archived_url is not None:
        yield f"    archived {visible(shortened(link.archived_url, LONGEST))}"
    yield from (f"    {words}" for words in place_words(link))


def _nights(told: Overview, context: Context) -> str:
    shown = [(night.night, known_states(night.verdicts)) for night in told.nights[-MOST_NIGHTS:]]
    found = [state for state in State if any(states[state] for _, states in shown)]
    rows = [(night.isoformat(), *(f"{states[state]:,}" for state in found)) for night, states in shown]
    return section("Night after night", _indented([("", *found), *rows]), context) if len(rows) > 1 else ""


def _table(title: str, rows: Sequence[Sequence[str]], most: int, context: Context) -> str:
    shown = rows if context.verbose else rows[:most]
    return section(title, _indented(shown), context, missing=len(rows) - len(shown)) if rows else ""


def _indented(rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"  {line}" for line in table(rows)]
