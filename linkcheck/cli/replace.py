"""`linkcheck replace OLD NEW [PATH…]`: leads links from one host, or the beginning of an address, to another."""

from __future__ import annotations

from pathlib import Path

import click

from linkcheck.cli.inputs import inputs_of
from linkcheck.cli.options import options, settings_of
from linkcheck.cli.pairs import read_pairs
from linkcheck.cli.rewritten import SHARED, diff_option, show
from linkcheck.cli.streams import tell
from linkcheck.config import Settings
from linkcheck.model import LinkcheckError
from linkcheck.run import replacing
from linkcheck.run.loop import run_to_end


@click.command()
@click.argument("words", nargs=-1, metavar="[OLD NEW] [PATH...]", type=click.Path())
@click.option(
    "--map",
    "pairs",
    metavar="FILE",
    type=click.Path(),
    help="Read OLD and NEW from the two columns of this file: .csv, .tsv, or lines with a blank between the two.",
)
@click.option(
    "--to-original",
    "archive",
    metavar="HOST",
    help="Lead links to copies in the archive of this host, such as web.archive.org, back to what was copied.",
)
@click.option(
    "--archive",
    "left",
    metavar="HOST",
    help="Lead links to copies in the archive of this host, such as archive.today, to copies of the same day in the "
    "archives of the settings, which are asked for them.",
)
@diff_option
@options(only=SHARED | {"allow_networks", "user_agent"})
def replace(
    words: tuple[str, ...], pairs: str | None, archive: str | None, left: str | None, **parameters: object
) -> int:
    """Lead the links of the posts under PATH that go to OLD to NEW instead, in every syntax, and change nothing else.

    OLD is a host, with its www. and whatever the scheme, or the beginning of an address, which ends where a part of its
    path ends; a port that links have is named, too. What stands behind OLD is kept. A NEW without scheme takes the
    link's. Only --archive makes requests. linkcheck undo puts the links back.

    Exit codes: 0 done, 1 something was left as it is, 2 nothing could be written.
    """
    if sum(given is not None for given in (pairs, archive, left)) > 1:
        raise LinkcheckError("--map, --to-original, --archive: only one of them says what is replaced")
    if pairs is archive is left is None and len(words) < len(("OLD", "NEW")):
        raise click.UsageError("Missing arguments 'OLD NEW', or --map FILE.", click.get_current_context())
    settings = settings_of(parameters)
    if left is not None:
        return _to_other_archives(words, settings, left)
    ported: replacing.Ported | None = None
    if archive is not None:
        of_text = replacing.to_original(archive)
    else:
        given_pairs = read_pairs(pairs) if pairs is not None else [(words[0], words[1])]
        of_text, ported = replacing.by_pairs(given_pairs)
        words = words if pairs is not None else words[2:]
    given = inputs_of(words, settings, writes=True)
    work = replacing.replace(given.paths, settings, Path.cwd(), of_text, warn=tell, listed=given.listed, ported=ported)
    done = run_to_end(work)
    return show(done, settings, noun="link", verb="replaced")


def _to_other_archives(words: tuple[str, ...], settings: Settings, archive: str) -> int:
    from linkcheck.run.recopying import recopy  # brings the network along

    given = inputs_of(words, settings, writes=True)
    done = run_to_end(recopy(given.paths, settings, Path.cwd(), archive, warn=tell, listed=given.listed))
    return show(done, settings, noun="link", verb="replaced")
