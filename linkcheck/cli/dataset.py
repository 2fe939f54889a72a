"""`--dataset DIR`: adds a run to a dataset, if it judged the whole: half a night would draw a dip that was none."""

from __future__ import annotations

from pathlib import Path

from linkcheck.cli import EXIT_INTERRUPTED
from linkcheck.cli.streams import tell
from linkcheck.config import Settings
from linkcheck.dataset.duck import refuse_without_duckdb
from linkcheck.dataset.folder import created
from linkcheck.dataset.rows import Belonging
from linkcheck.dataset.write import write_report
from linkcheck.links.urls import redact
from linkcheck.model import LinkcheckError, Report
from linkcheck.sources.owners import owners
from linkcheck.verdict.outcome import is_largely_unasked


def check_dataset(settings: Settings) -> None:
    """Raise LinkcheckError where no night can be added at the end."""
    given_flags = {"--offline": settings.offline, "--since": settings.since is not None, "--url": bool(settings.only)}
    for flag, given in given_flags.items():
        if given:
            raise LinkcheckError(f"--dataset: a night is a whole run, and with {flag} this is none")
    refuse_without_duckdb()
    created(Path(settings.dataset or ""))


def add_night(report: Report, settings: Settings) -> None:
    """Add a run to the dataset of the settings, or say why not; raises LinkcheckError."""
    if (
        report.exit_code == EXIT_INTERRUPTED
        or report.environment_fault is not None
        or is_largely_unasked(report.findings)
    ):
        tell(f"nothing is added to {settings.dataset}: this run judged only a part of the links")
        return
    owner = owners(Path.cwd())
    write_report(report, Path(settings.dataset or ""), redact, lambda path: Belonging(owner=owner(path)))
