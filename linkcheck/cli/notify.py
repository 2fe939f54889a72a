"""`linkcheck notify REPORT.json`: tells people what broke since the last run, by mail, Slack, Matrix and others.

A service that cannot be told is a warning and no failure: the exit code stays 0, and the report file is still there.
"""

from __future__ import annotations

import os

import click

from linkcheck.cli.published import REPORT, read_published, say
from linkcheck.cli.streams import tell
from linkcheck.model import LinkcheckError

VARIABLE = "LINKCHECK_NOTIFY"


@click.command()
@REPORT
@click.option(
    "--to",
    "addresses",
    multiple=True,
    metavar="URL",
    help=f"A service, as Apprise names it, such as mailto://… or slack://…. Repeatable. Others on the machine can "
    f"see arguments: one with a password goes into the variable {VARIABLE}, which takes several between blanks.",
)
@click.option(
    "--before", metavar="OLD.json", help="The report of the run before; the default is what the history knew."
)
@click.option("--address", default="", metavar="URL", help="Where the whole report can be read.")
def notify(report: str, addresses: tuple[str, ...], before: str | None, address: str) -> int:
    """Tell people what broke since the last run; nobody is told where nothing did.

    Needs the extra: pip install 'linkcheck-md[notify]'.
    """
    services = [*addresses, *os.environ.get(VARIABLE, "").split()]
    if not services:
        raise LinkcheckError(f"notify: nobody is named; give --to URL, or the variable {VARIABLE}")
    from linkcheck.publishing.notify.message import news
    from linkcheck.publishing.notify.services import told

    message = news(read_published(report), read_published(before) if before is not None else None, address=address)
    if message is None:
        say(["nothing is newly broken: nobody is told"])
        return 0
    taken, failed = told(message, services)
    say(f"told service {name}: {message.title}" for name in taken)
    for name in failed:
        tell(f"service {name} could not be told; `apprise -vv` tells why")
    return 0
