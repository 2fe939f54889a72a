"""`linkcheck review [PATH…]`: the proposals that no run wrote, one by one, for a person to decide."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click

from linkcheck.cli.answers import END, Answers
from linkcheck.cli.inputs import inputs_of
from linkcheck.cli.options import options, settings_of
from linkcheck.cli.report import read_report
from linkcheck.cli.rewritten import private_left_out, show
from linkcheck.cli.streams import tell
from linkcheck.config import Settings
from linkcheck.links.urls import redact
from linkcheck.model import LinkcheckError
from linkcheck.report.words import counted, visible
from linkcheck.run import reviewing
from linkcheck.run.copy_titles import CopyTitles
from linkcheck.run.deciding import Decisions, open_decisions
from linkcheck.run.ignoring import ignore
from linkcheck.run.loop import run_to_end
from linkcheck.run.reviewing import ReviewItem

SHARED = frozenset({"commit", "config", "exclude_paths", "allow_networks", "offline", "quiet"})
HELP = (
    "k keep it as it is, r replace it, i ignore the link from now on, o open the new address in the browser, "
    "s skip it this time, q write what is to be replaced and end; Ctrl-C ends, and nothing is written or forgotten"
)
"""What the keys do."""


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH...]", type=click.Path())
@click.option("--report", "told", metavar="FILE", type=click.Path(), help="Take the findings from this JSON report.")
@click.option(
    "--kinds",
    metavar="LIST",
    default=",".join(reviewing.USUAL),
    show_default=True,
    help=f"What to propose, of {', '.join(reviewing.KINDS)}.",
)
@click.option("--again", is_flag=True, help="Ask again about what was to be kept.")
@options(only=SHARED)
def review(paths: tuple[str, ...], told: str | None, kinds: str, *, again: bool, **parameters: object) -> int:
    """Decide one by one about what a scan of the posts under PATH found and did not write.

    Keep, replace, ignore with a reason, open, skip: a key each, or a line each where the answers are piped in.
    Decisions are remembered at once, and the next review goes on where this one ended. At the end, what is to be
    replaced is written as --fix writes, and linkcheck undo puts it back. Only the titles of copies are asked for.

    Exit codes: 0 done, 1 something was left as it is, 2 nothing could be written, 130 interrupted.
    """
    settings = settings_of(parameters)
    wanted = _kinds(kinds)
    given = inputs_of(paths, settings, writes=True)
    report = read_report(told) if told is not None else None
    proposed = run_to_end(reviewing.propose(given.paths, settings, Path.cwd(), wanted, warn=tell, told=report))
    for stale in proposed.stale:
        click.echo(visible(f"{stale.place}: matches no link any more: {stale.pattern}"))
    if proposed.private:
        tell(private_left_out(proposed.private))
    if not proposed.known:
        tell("no run has judged these links yet; linkcheck scan does")
    if proposed.without and not settings.quiet:
        click.echo(f"{counted(proposed.without, 'dead link')} without a copy to propose; linkcheck report names them")
    with ExitStack() as stack:
        decisions = stack.enter_context(open_decisions(proposed, tell))
        titles = stack.enter_context(CopyTitles(settings))
        for one in decisions.chosen:
            _say(f"chosen before, and written at the end: {one.old} -> {one.new}")
        answers = stack.enter_context(Answers())
        try:
            _Session(decisions, titles, answers, settings).ask(decisions.open + (decisions.kept if again else []))
        except KeyboardInterrupt:
            tell("nothing is written, and every decision so far is remembered; linkcheck review goes on from here")
            raise
        if decisions.chosen:
            done = decisions.write(Path.cwd(), tell, commit=settings.commit)
            return show(done, settings, noun="link", verb="replaced")
    return 0


class _Session:
    """Shows proposals and does what a person says of each."""

    def __init__(self, decisions: Decisions, titles: CopyTitles, answers: Answers, settings: Settings) -> None:
        self._decisions, self._titles, self._answers, self._settings = decisions, titles, answers, settings
        self._ignored: set[str] = set()

    def ask(self, proposals: list[ReviewItem]) -> None:
        """Ask about each proposal, until a person ends it; raises KeyboardInterrupt for Ctrl-C."""
        if not self._settings.quiet:
            _say(_overview(proposals, self._decisions))
        for number, one in enumerate(proposals, 1):
            if one.url in self._ignored:
                continue
            click.echo()
            for line in self._lines(one, f"[{number}/{len(proposals)}]"):
                _say(line)
            if not self._decided(one):
                break

    def _decided(self, one: ReviewItem) -> bool:
        """Return false where the person ends the review."""
        prompt = "keep, replace, ignore, open, skip, quit [k/r/i/o/s/q/?] "
        while (letter := self._answers.key(prompt)) not in ("q", END):
            match letter:
                case "k":
                    self._decisions.keep(one)
                case "r" if one.unwritten is None:
                    self._decisions.replace(one)
                case "r":
                    _say(f"it cannot be written: {one.unwritten}")
                    continue
                case "i":
                    if not self._ignore(one):
                        continue
                case "o":
                    _open(one.new)
                    continue
                case "s":
                    pass
                case _:
                    _say(HELP)
                    continue
            return True
        return False

    def _ignore(self, one: ReviewItem) -> bool:
        if one.url is None:
            _say("only links to other sites can be ignored; k keeps it as it is")
            return False
        reason = self._answers.line("why? ")
        try:
            file = ignore(one.url, reason, datetime.now(UTC).astimezone().date(), self._settings, Path.cwd())
        except LinkcheckError as error:
            tell(str(error))
            return False
        self._ignored.add(one.url)
        _say(f"a line for it stands in {file.name} now")
        return True

    def _lines(self, one: ReviewItem, number: str) -> Iterator[str]:
        more = f" and {counted(len(one.edits) - 1, 'more place')}" if len(one.edits) > 1 else ""
        yield f"{number} {one.kind}  {one.edits[0].path}:{one.position.line}:{one.position.column}{more}"
        yield f"  old   {one.old}"
        yield f"  new   {one.new}"
        yield f"  why   {one.why}"
        if one.memento is not None:
            day = f"{one.memento.captured_at:%Y-%m-%d}" if one.memento.captured_at is not None else "at an unknown time"
            fit = f", {one.memento.fit}" if one.memento.fit else ""
            title = self._titles.of(one.memento)
            yield f"  copy  captured {day}{fit}{f': {title}' if title else ''}"
        if one.line:
            yield f"  line  {one.line}"
        if one.unwritten is not None:
            yield f"  but   it cannot be written: {one.unwritten}"
        elif one.doubt is not None:
            yield f"  but   --fix leaves it: {one.doubt}"


def _overview(proposals: list[ReviewItem], decisions: Decisions) -> str:
    words = counted(len(proposals), "proposal")
    if decisions.chosen:
        words += f"; {len(decisions.chosen):,} chosen before"
    if decisions.kept and not set(decisions.kept) & set(proposals):
        words += f"; {len(decisions.kept):,} kept before, which --again asks about"
    return words


def _open(url: str) -> None:
    """Open a page in the browser; nothing else than a page of the web."""
    if not url.startswith(("http://", "https://")) or not webbrowser.open(url):
        tell(f"no browser could be opened for {redact(url)}")


def _say(text: str) -> None:
    click.echo(visible(redact(text)))


def _kinds(text: str) -> tuple[str, ...]:
    kinds = tuple(kind.strip() for kind in text.split(",") if kind.strip())
    for kind in kinds:
        if kind not in reviewing.KINDS:
            raise LinkcheckError(f"--kinds: {visible(kind)} is none of {', '.join(reviewing.KINDS)}")
    return kinds
