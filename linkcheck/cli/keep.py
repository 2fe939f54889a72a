"""`linkcheck keep [PATH…]`: keeps the text of living pages."""

from __future__ import annotations

from pathlib import Path

import click

from linkcheck.cli.inputs import inputs_of
from linkcheck.cli.listening import listener
from linkcheck.cli.options import options, settings_of
from linkcheck.cli.rewritten import SHARED, private_left_out
from linkcheck.cli.streams import tell
from linkcheck.links.urls import redact
from linkcheck.report.words import counted, visible
from linkcheck.run import keeping
from linkcheck.run.loop import run_to_end

NETWORK = frozenset({
    "allow_networks", "user_agent", "timeout", "max_retries", "max_concurrency", "host_concurrency",
    "host_request_interval", "max_time", "max_requests", "insecure", "headers", "exclude", "include",
})  # fmt: skip


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH...]", type=click.Path())
@options(only=SHARED | NETWORK | {"verbose", "no_progress"})
def keep(paths: tuple[str, ...], **parameters: object) -> int:
    """Keep a copy of your own of the pages that the posts under PATH link to: title and text, no pictures.

    Each link that a scan found alive is asked once more, and its text goes into one WARC file in the folder kept/
    ([keep] of the settings), which pywb and other web archives replay. A link with a copy is not asked again. Pages
    that ask archives to keep none (noarchive) are left.

    Exit codes: 0 done, 2 a copy could not be written.
    """
    settings = settings_of(parameters)
    given = inputs_of(paths, settings, writes=True)
    with listener(settings) as progress:
        done = run_to_end(keeping.keep(given.paths, settings, Path.cwd(), progress=progress, listed=given.listed))
    for message in done.messages:
        tell(message)
    if done.private:
        tell(private_left_out(done.private))
    if settings.verbose:
        for url, why in done.left:
            click.echo(visible(f"{redact(url)}: not kept: {why}"))
    if not settings.quiet:
        click.echo(visible(_summary(done)))
    return done.exit_code


def _summary(done: keeping.KeptCopies) -> str:
    words = f"{counted(len(done.kept), 'page')} kept in {done.folder.name}/ ({(done.size + 500) // 1000:,} KB)"
    if done.there:
        words += f", {done.there:,} there already"
    if done.left:
        words += f", {len(done.left):,} not kept (-v says why)"
    if done.unknown:
        words += f"; {counted(done.unknown, 'link')} not known to be alive: linkcheck scan asks them"
    return words
