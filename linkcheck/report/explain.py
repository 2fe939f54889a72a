"""The explanation of one verdict: the requests and answers, the opinion of each signal, the conclusion."""

from __future__ import annotations

from collections.abc import Iterator

from linkcheck.model import Check, Exchange, Failure, Finding, Profile, Response, State, Tls
from linkcheck.report.hyperlinks import linked
from linkcheck.report.layout import BOLD, explained, painted, section, table, wrapped
from linkcheck.report.pieces import copy_address, copy_words, label, place, status_words, why
from linkcheck.report.view import Context
from linkcheck.report.words import VERDICTS, counted, shortened, visible

NOTABLE_HEADERS = (
    "location",
    "content-type",
    "retry-after",
    "www-authenticate",
    "server",
    "cf-mitigated",
    "x-robots-tag",
    "refresh",
)
"""The headers that tell most about an answer. Cookies are never shown."""

LONGEST_VALUE = 200

FIRST_PLACES = 10
"""The number of places that are shown without `-v`."""


def render(finding: Finding, context: Context) -> str:
    """Return the explanation, with a newline at its end."""
    sections = [
        _conclusion(finding, context),
        _exchanges(finding.check, context),
        _probes(finding.check, context),
        _signals(finding, context),
        _copies(finding, context),
        _places(finding, context),
    ]
    return linked("\n\n".join(filter(None, sections)) + "\n", (finding,), (), context)


def _conclusion(finding: Finding, context: Context) -> str:
    verdict = finding.verdict
    meaning = f"{verdict.state}: {VERDICTS[verdict.state]}."
    because = f"Why ({verdict.reason}): {visible(why(verdict))}."
    lines = [painted(meaning, BOLD, context), *wrapped(because, context.width)]
    if verdict.final_url:
        words = "It moved for good to" if verdict.state is State.MOVED else "The redirects end at"
        lines.append(f"{words} {visible(verdict.final_url)}")
    if verdict.flags:
        lines.append(f"Worth knowing: {', '.join(sorted(verdict.flags))}")
    return "\n".join([visible(finding.target.url), *lines])


HOW = {
    Tls.VERIFIED: "",
    Tls.COMPLETED: ", with the certificate that the server did not send",
    Tls.LOOSE: ", certificate not verified",
}


def _exchanges(check: Check | None, context: Context) -> str:
    if check is None or not check.exchanges:
        return section("What was asked", ["  nothing: no request was needed to know this"], context)
    when = check.checked_at.isoformat(sep=" ", timespec="seconds")
    lines = [line for number, one in enumerate(check.exchanges, 1) for line in _exchange(number, one)]
    return section(f"What was asked and answered ({when})", lines, context)


def _probes(check: Check | None, context: Context) -> str:
    if check is None or not check.probes:
        return ""
    lines = [line for number, one in enumerate(check.probes, 1) for line in _exchange(number, one)]
    return section("What other pages of its host answered, for comparison", lines, context)


def _exchange(number: int, exchange: Exchange) -> Iterator[str]:
    request, outcome = exchange.request, exchange.outcome
    who = "as a browser" if request.profile is Profile.BROWSER else "as linkcheck"
    how = HOW[request.tls]
    yield f"  {number}. {visible(request.method)} {visible(request.url)} ({who}{how})"
    yield f"     {_outcome(outcome)}, {exchange.elapsed_ms:,} ms"
    if isinstance(outcome, Response):
        yield from _headers(outcome)


def _outcome(outcome: Response | Failure) -> str:
    if isinstance(outcome, Failure):
        first = next(iter(outcome.detail.splitlines()), "")
        return f"no answer: {outcome.code}" + (f" ({visible(shortened(first, LONGEST_VALUE))})" if first else "")
    read = f", {counted(len(outcome.body), 'byte')} read" if outcome.body else ""
    cut = ", cut off" if read and not outcome.complete else ""
    odd = f", malformed: {visible(outcome.malformed)}" if outcome.malformed else ""
    shown = (
        f", «{visible(shortened(outcome.page.title, LONGEST_VALUE))}»" if outcome.page and outcome.page.title else ""
    )
    return status_words(outcome.status) + shown + read + cut + odd


def _headers(response: Response) -> Iterator[str]:
    for name in NOTABLE_HEADERS:
        value = response.header(name)
        if value is not None:
            yield f"     {name}: {visible(shortened(value, LONGEST_VALUE))}"


def _signals(finding: Finding, context: Context) -> str:
    said = dict.fromkeys(  # of two attempts, as linkcheck and as a browser, a signal may say the same
        (one.signal, f"{one.state} ({one.reason}): {visible(one.detail)}") for one in finding.verdict.evidence
    )
    rows = [(signal, words if number else f"{words}  ← decides") for number, (signal, words) in enumerate(said)]
    lines = [line for part in explained(rows, 2, context) for line in part]
    return section("What the signals say", lines, context) if rows else ""


def _copies(finding: Finding, context: Context) -> str:
    rows = []
    for memento in finding.mementos:
        near = f"near {memento.near}" if memento.near else "the newest"
        rows.append((near, copy_words(memento) + copy_address(memento)))
    return section("Archived copies", [f"  {line}" for line in table(rows)], context) if rows else ""


def _places(finding: Finding, context: Context) -> str:
    references = finding.target.references
    shown = references if context.verbose else references[:FIRST_PLACES]
    lines = [f"  {line}" for line in table([(place(reference), label(reference)) for reference in shown])]
    return section("Where it stands", lines, context, len(references) - len(shown)) if lines else ""
