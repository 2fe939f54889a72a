"""`linkcheck save [PATH…]`: has the Wayback Machine capture the pages that the blog links, while they live."""

from __future__ import annotations

import os
import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import click

from linkcheck.cli.inputs import inputs_of
from linkcheck.cli.options import options, settings_of
from linkcheck.cli.streams import tell
from linkcheck.config import Settings
from linkcheck.model import LinkcheckError, Save, SaveState
from linkcheck.report.words import counted, visible
from linkcheck.run import saving
from linkcheck.run.loop import run_to_end
from linkcheck.run.saving import ADDRESS, Keys, Saved, SavePlan

ACCESS, SECRET = "IA_ACCESS_KEY_ID", "IA_SECRET_ACCESS_KEY"
WHERE_KEYS_ARE = "https://archive.org/account/s3.php"
TELLING = (SaveState.FAILED, SaveState.REFUSED, SaveState.ASKED)
"""What is said with `--quiet`, too; `asked` is said of pages that may have been taken or not."""
SHARED = frozenset(
    {"config", "isolated", "exclude", "include", "exclude_paths", "allow_networks", "user_agent", "files_from", "quiet"}
)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH...]", type=click.Path())
@click.option("--send", is_flag=True, help="Send the pages; without it they are only listed.")
@click.option("--posts", is_flag=True, help="Save the blog's own published pages, too.")
@click.option("--limit", metavar="N", type=click.IntRange(1), help="Send at most this many pages in this run.")
@click.option("--to", "address", metavar="URL", default=ADDRESS, show_default=True, help="Address of Save Page Now.")
@options(only=SHARED)
def save(
    paths: tuple[str, ...], address: str, limit: int | None, *, send: bool, posts: bool, **parameters: object
) -> int:
    """Save the pages that the posts under PATH link to, and that were alive when they were last checked.

    Without --send the pages are listed and nothing is sent. Never sent are private hosts, addresses with a password or
    token, hosts with headers of their own, what only drafts link to, and what [save] private names. The keys of an
    account at archive.org come from the environment: IA_ACCESS_KEY_ID and IA_SECRET_ACCESS_KEY.

    Exit codes: 0 done, 1 something is left, 2 wrong arguments, settings or keys, 130 interrupted.
    """
    settings = settings_of(parameters)
    address = _address(address)
    keys = _keys() if send else None
    given = inputs_of(paths, settings, writes=True)
    plan = run_to_end(saving.plan_saving(given.paths, settings, Path.cwd(), own=posts, warn=tell, listed=given.listed))
    if limit is not None:
        plan = saving.limited(plan, limit)
    _announce(plan, settings, address)
    if keys is None:
        for url, _ in plan.pages:
            click.echo(visible(url))
        click.echo("nothing was sent; --send sends it" if plan.pages else "nothing to send")
        return 0
    return _sum_up(run_to_end(saving.save(plan, settings, address, keys, warn=tell, told=_tell_of(settings))))


def _address(text: str) -> str:
    """Return the address of the service: by https, for it gets the keys, or on this machine."""
    try:
        parts = urlsplit(text)
        here = parts.scheme == "http" and ip_address(parts.hostname or "").is_loopback
    except ValueError:
        here = False
    if not here and not re.fullmatch(r"https://[^/@?#\s]+(?:/[^@?#\s]*)?", text):
        raise LinkcheckError(f"--to: {visible(text)} is no https address, and the keys go nowhere else")
    return text


def _keys() -> Keys:
    """Read the keys; raises LinkcheckError that shows nothing of them."""
    found = [os.environ.get(name, "") for name in (ACCESS, SECRET)]
    if not all(found):
        raise LinkcheckError(f"{ACCESS} and {SECRET} are not set: {WHERE_KEYS_ARE} shows the keys of your account")
    if not all(re.fullmatch(r"[!-~]+", key) for key in found):
        raise LinkcheckError(f"{ACCESS} and {SECRET}: a key is one word of ASCII letters, digits and signs")
    return Keys(*found)


def _announce(plan: SavePlan, settings: Settings, address: str) -> None:
    if settings.quiet:
        return
    where = f"{urlsplit(address).hostname} (Save Page Now)"
    words = f"{counted(len(plan.pages), 'page')} for {where}, {saving.estimate(plan, settings)} at best"
    if plan.under_way:
        words += f"; {counted(len(plan.under_way), 'capture')} asked for before, to be looked at"
    click.echo(visible(words))
    for why, number in sorted(plan.left_out.items(), key=lambda pair: -pair[1]):
        click.echo(f"left out: {number:,}: {why}")


def _tell_of(settings: Settings) -> saving.Told:
    def told(one: Save) -> None:
        if not settings.quiet or one.state in TELLING:
            detail = f" ({one.detail})" if one.detail and one.state is not SaveState.ARCHIVED else ""
            click.echo(visible(f"{one.state} {one.captured + ' ' if one.captured else ''}{one.url}{detail}"))

    return told


def _sum_up(done: Saved) -> int:
    words = ", ".join(f"{done.counts[state]:,} {state}" for state in SaveState if done.counts.get(state))
    words = words or ("no capture ended" if done.left else "nothing to send")
    left = f"; {done.left:,} left for the next run" if done.left else ""
    click.echo(f"{words}{left}")
    if done.stopped is not None:
        tell(f"stopped: {done.stopped}")
    failed = done.counts.get(SaveState.FAILED, 0) + done.counts.get(SaveState.REFUSED, 0)
    return int(bool(done.left or failed or done.stopped))
