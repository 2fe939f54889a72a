"""The findings as one small block of JSON, from which the page's script draws its lists.

Columns instead of rows, and a dictionary for every word that comes again: 25,000 references fit in two megabytes as
plain text. Everything in it is ready to show (`display`), so the script puts it on the page as it is. `script/store.js`
reads what is written here; `packing` has the means.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

from linkcheck.model import (
    Change,
    Exchange,
    Failure,
    Finding,
    Flag,
    Fragment,
    Level,
    Post,
    Problem,
    Profile,
    Reference,
    Report,
    Row,
    State,
    Syntax,
)
from linkcheck.report.html.display import anchor, display_host, display_url, display_words, href, line_of, marked
from linkcheck.report.html.mending import mending
from linkcheck.report.html.packing import Column, Columns, Lines, Words, columns
from linkcheck.report.html.today import copy_of
from linkcheck.report.leads import Leads
from linkcheck.report.pieces import status_words
from linkcheck.report.summary import scanning
from linkcheck.report.view import Context
from linkcheck.report.words import REASONS, VERDICTS, visible
from linkcheck.verdict.outcome import Repairs, is_known, is_untouched

FLAGS: Mapping[Flag, str] = MappingProxyType(
    {
        Flag.INSECURE: "browsers warn of its certificate",
        Flag.INCOMPLETE_CHAIN: "the server leaves a certificate of its chain out",
        Flag.MALFORMED: "the server does not speak proper HTTP",
        Flag.LONG_CHAIN: "many redirects lead to it",
        Flag.HTTPS_TO_HTTP: "it redirects from https to http",
        Flag.UNVERIFIED: "the server answers, but the page was not seen",
        Flag.FRAGMENT_MISSING: "the page is there, the place in it is not",
        Flag.DRIFT: "its text has become another's since it was seen first",
        Flag.UNCONFIRMED: "dead for the first time: a later night is to agree",
        Flag.MISTYPED: "never archived, and a page that is spelt nearly so was",
        Flag.NEVER_ARCHIVED: "never archived, and the pages beside it were",
    }
)

STATES, CHANGES, LEVELS = list(State), list(Change), list(Level)
SYNTAXES, FRAGMENTS = list(Syntax), list(Fragment)

_EPOCH = date(1970, 1, 1).toordinal()


def data_block(report: Report, context: Context) -> str:
    """Return the JSON, with nothing in it that could end the element that holds it."""
    leads = Leads.of(report, context.editor)
    words, lines = Words(), Lines(report)
    posts = {post.path: post for post in report.posts}
    paths = sorted({*posts, *(row.reference.path for row in report.rows), *(one.path for one in report.problems)})
    numbers = {path: number for number, path in enumerate(paths)}
    places = _places(report, numbers, words, lines)  # first, for their lines matter more than those of notes
    whole = {
        "states": {state.value: VERDICTS[state] for state in State},
        "changes": CHANGES,
        "levels": LEVELS,
        "syntaxes": SYNTAXES,
        "fragments": FRAGMENTS,
        "reasons": {reason.value: words_ for reason, words_ in REASONS.items()},
        "leads": _leads(leads),
        "scan": visible(shlex.join(scanning(report))),
        "posts": [_post(posts.get(path) or Post(path), leads) for path in paths],
        "links": _links(report, context, words),
        "places": places,
        "problems": _problems(report, numbers, words, lines),
        "lines": lines.all,
        "words": words.all,
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _leads(leads: Leads) -> dict[str, object]:
    """Return what the addresses of places are made of; each place adds its path, its line and its column."""
    editor, pages = leads.editor, leads.pages
    return {
        "editor": editor and [editor.template, editor.folder],
        "pages": pages and [pages.before, pages.work_tree.folder, pages.after],
    }


def _post(post: Post, leads: Leads) -> Column:
    day, title = str(post.date or ""), display_words(post.title or "")
    return [visible(post.path), day, title, leads.kinds(post.path), display_words(post.owner or "")]


def _links(report: Report, context: Context, words: Words) -> Columns:
    repairs = Repairs.of(report.edits)
    return columns(
        ("id", "url", "open", "host", "state", "reason", "detail", "status", "final", "change", "flags", "known",
         "repair", "history", "since", "alive", "checked", "strikes", "title", "asked", "probes", "copies", "signals",
         "mend"),
        (
            [*_link(one, report, repairs, words), words.number(mending(one, repairs, context))]
            for one in report.findings
        ),
    )  # fmt: skip


def _link(finding: Finding, report: Report, repairs: Repairs, words: Words) -> Column:
    verdict, past, check, url = finding.verdict, finding.past, finding.check, finding.target.url
    opens = href(url) is not None and verdict.state is not State.INVALID
    checked = check.checked_at if check else past.checked_at if past else None
    return [
        anchor(url)[2:],
        display_url(url),
        int(opens),
        words.number(display_host(url)),
        STATES.index(verdict.state),
        words.number(verdict.reason.value),
        words.number(display_words(verdict.detail) if verdict.detail != REASONS[verdict.reason] else ""),
        verdict.status or 0,
        display_url(verdict.final_url or ""),
        CHANGES.index(finding.change) + 1 if finding.change else 0,
        [words.number(FLAGS[flag]) for flag in verdict.flags],
        2 if is_untouched(finding) else int(is_known(finding, report.baseline)),
        words.number(_repair(finding, repairs)),
        int(finding.from_history),
        _day(past.failing_since if past else None),
        _day(past.last_alive_at if past else None),
        _day(checked),
        [_day(strike) for strike in past.strikes] if past else [],
        display_words(past.first_page.title) if past and past.first_page else "",
        [_asked(one, url, words) for one in check.exchanges] if check else [],
        [_asked(one, url, words) for one in check.probes] if check else [],
        [[words.number(one.words), one.href or ""] for one in dict.fromkeys(map(copy_of, finding.mementos))],
        [
            [words.number(one.signal), STATES.index(one.state), words.number(display_words(one.detail))]
            for one in dict.fromkeys(verdict.evidence)
        ],
    ]


def _repair(finding: Finding, repairs: Repairs) -> str:
    if repairs.repaired(finding):
        return "repaired"
    if repairs.touched(finding):
        return "repaired in some places"
    return display_words(f"not written: {'; '.join(repairs.why(finding))}") if repairs.refuses(finding) else ""


def _asked(exchange: Exchange, url: str, words: Words) -> Column:
    """Return who asked, for what (0: the link itself), the answer, and milliseconds."""
    request = exchange.request
    who = request.method + (" as a browser" if request.profile is Profile.BROWSER else "")
    address = 0 if request.url == url else display_url(request.url)
    return [words.number(who), address, words.number(_answer(exchange)), exchange.elapsed_ms]


def _answer(exchange: Exchange) -> str:
    outcome = exchange.outcome
    if isinstance(outcome, Failure):
        return display_words(f"{outcome.code}: {outcome.detail}" if outcome.detail else outcome.code.value)
    shown = f": «{display_words(outcome.page.title)}»" if outcome.page and outcome.page.title else ""
    return status_words(outcome.status) + shown


def _places(report: Report, numbers: Mapping[str, int], words: Words, lines: Lines) -> Columns:
    """Return where links stand, in the order of the files; the references of one file follow each other."""
    links = {one.target.url: number for number, one in enumerate(report.findings)}
    rows = [row for row in report.rows if row.url in links]
    shown = _shown_lines(rows, report, lines)
    return columns(
        ("post", "link", "line", "column", "label", "syntax", "fragment", "shown"),
        (
            [numbers[row.reference.path], links[row.url or ""], *_place(row, words), shown.get(number, -1)]
            for number, row in enumerate(rows)
        ),
    )


def _shown_lines(rows: Sequence[Row], report: Report, lines: Lines) -> dict[int, int]:
    """Return which row shows which line, those of links that need someone first."""
    order = {State.DEAD: 0, State.INVALID: 1, State.UNSURE: 2, State.UNREACHABLE: 3}
    states = {one.target.url: order.get(one.verdict.state, 4) for one in report.findings}
    places = [(row.reference.path, row.reference.position.line) for row in rows]
    known = [number for number, place in enumerate(places) if place in report.lines]
    known.sort(key=lambda number: states[rows[number].url or ""])
    return {number: _line_number(rows[number].reference, lines) for number in known}


def _line_number(one: Reference, lines: Lines) -> int:
    return lines.number(
        one.path, one.position.line, one.position.column, lambda text, begins: line_of(text, one, begins)
    )


def _place(row: Row, words: Words) -> Iterator[object]:
    one = row.reference
    unused = " unused" if one.used is False else ""
    yield one.position.line
    yield one.position.column
    yield words.number(f"[{display_words(one.label)}]{unused}" if one.label is not None else "")
    yield SYNTAXES.index(one.syntax)
    yield FRAGMENTS.index(row.fragment) + 1 if row.fragment else 0


def _problems(report: Report, numbers: Mapping[str, int], words: Words, lines: Lines) -> Columns:
    """Return the problems, gravest level first, so that its lines find room; then by file."""
    known = sorted(report.problems, key=lambda one: (LEVELS.index(one.level), one.path, one.span, one.rule))
    return columns(
        ("post", "level", "rule", "line", "column", "message", "named", "shown"),
        ([numbers[one.path], *_problem(one, words, lines)] for one in known),
    )


def _problem(one: Problem, words: Words, lines: Lines) -> Column:
    """Return a problem; the label in its message stands apart, for the same words are said of hundreds of labels."""
    before, opened, rest = display_words(one.message).partition("[")
    named, closed, after = rest.partition("]")
    split = opened and closed
    message = f"{before}[]{after}" if split else display_words(one.message)
    size = one.span.end - one.span.start
    shown = lines.number(
        *(one.path, one.position.line, one.position.column),
        lambda text, begins: marked(text, one.position.column, size, begins),
    )
    return [
        LEVELS.index(one.level),
        words.number(one.rule.value),
        one.position.line,
        one.position.column,
        words.number(message),
        words.number(named) if split else -1,
        shown,
    ]


def _day(moment: datetime | None) -> int:
    """Return days since 1970, which `Date` reads; 0 where it is not known."""
    return moment.date().toordinal() - _EPOCH if moment else 0
