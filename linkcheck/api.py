"""The Python API: what the command line does, as functions that return and print nothing.

    import linkcheck

    report = linkcheck.scan("content/", fail_on="dead", archive={"enabled": False})
    for finding in report.findings:
        if finding.verdict.state is linkcheck.State.DEAD:
            print(finding.target.url, finding.verdict.reason)

Settings come from the nearest `linkcheck.toml`, as on the command line, and from keyword arguments with the same keys.
Warnings go to the logger `linkcheck`. Import names from `linkcheck` itself; the order inside this module may change.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from typing import Literal, TypeVar, Unpack

from linkcheck import report as formats
from linkcheck.config import Keywords, Settings
from linkcheck.links.urls import redact
from linkcheck.model import Finding, LinkcheckError, Report, State
from linkcheck.report.reading import read
from linkcheck.run import pipeline
from linkcheck.run.loop import run_to_end
from linkcheck.run.progress import Progress
from linkcheck.run.settings import load_with

__all__ = [
    "Finding",
    "LinkcheckError",
    "Report",
    "State",
    "check_url",
    "check_url_async",
    "read_report",
    "render",
    "scan",
    "scan_async",
]

PathLike = str | os.PathLike[str]
Config = PathLike | Literal[False] | None
Result = TypeVar("Result")

log = logging.getLogger("linkcheck")
log.addHandler(logging.NullHandler())  # without a handler, Python would print the warnings


def scan(
    paths: PathLike | Iterable[PathLike],
    *,
    config: Config = None,
    cwd: PathLike | None = None,
    **settings: Unpack[Keywords],
) -> Report:
    """Read every post under `paths`, check its links, and return the report; with `fix`, also repair dead links.

    Args:
        paths: Files and folders; relative ones from `cwd`.
        config: A settings file; None for the nearest `linkcheck.toml` or `pyproject.toml`, False for none at all.
        cwd: The folder that paths and settings are relative to; None for the working directory of the process.
        **settings: The keys of `linkcheck.toml`, see `linkcheck.config.Keywords`. Lists and tables add to those of
            the file, other values replace them.

    The history in `.linkcheck/` is read and written, as on the command line. `report.exit_code` is the exit code that
    the command would have. A fault of the environment is `report.environment_fault`, not an exception.

    Raises LinkcheckError for what the caller can correct (a path, a setting), and RuntimeError inside a running event
    loop: await `scan_async` there. Ctrl-C raises KeyboardInterrupt; what was learned is in the history.
    """
    return _to_end("scan", lambda: scan_async(paths, config=config, cwd=cwd, **settings))


async def scan_async(
    paths: PathLike | Iterable[PathLike],
    *,
    config: Config = None,
    cwd: PathLike | None = None,
    **settings: Unpack[Keywords],
) -> Report:
    """Do what `scan` does, inside a running event loop. Reading the files of a big blog blocks the loop for seconds."""
    folder = _folder(cwd)
    chosen = _settings(folder, config, settings)
    named = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    scanned = await pipeline.scan([Path(path) for path in named], chosen, folder, progress=_Logger())
    for message in scanned.messages:
        log.warning("%s", message)
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError  # the command line wants the partial report; a caller who cancels does not
    return scanned.report


def check_url(url: str, *, config: Config = None, cwd: PathLike | None = None, **settings: Unpack[Keywords]) -> Finding:
    """Check one URL as a scan would, and return the verdict with all its evidence.

    The arguments and errors are those of `scan`. The history is neither read nor written.
    """
    return _to_end("check_url", lambda: check_url_async(url, config=config, cwd=cwd, **settings))


async def check_url_async(
    url: str, *, config: Config = None, cwd: PathLike | None = None, **settings: Unpack[Keywords]
) -> Finding:
    """Do what `check_url` does, inside a running event loop."""
    return await pipeline.explain(url, _settings(_folder(cwd), config, settings))


def render(report: Report, format: str = "text", *, width: int = 100, verbose: int = 0) -> str:  # noqa: A002 -- as the flag
    """Return a report in one of the formats of `--format`: `text`, `json`, `markdown` … Secrets in URLs are redacted.

    `width` and `verbose` are for text: columns, and how many `-v`. Raises LinkcheckError for an unknown format.
    """
    if format not in formats.FORMATS:
        known = ", ".join(formats.FORMATS)
        raise LinkcheckError(f"there is no format {format!r}, only {known}")
    return formats.render(report, format, formats.Context(redact=redact, width=width, verbose=verbose))


def read_report(source: bytes | PathLike) -> Report:
    """Return the report that `--format json` wrote: its bytes, or the file that holds them.

    Raises LinkcheckError if it is no report, or one of a version that this program does not know.
    """
    if isinstance(source, bytes):
        return read(source)
    try:
        return read(Path(source).read_bytes(), os.fspath(source))
    except OSError as error:
        raise LinkcheckError(f"{os.fspath(source)}: it cannot be read: {error.strerror or error}") from error


class _Logger(Progress):
    """Draws no progress, and logs warnings at once."""

    def warn(self, message: str) -> None:
        log.warning("%s", message)


def _folder(cwd: PathLike | None) -> Path:
    return Path.cwd() if cwd is None else Path(cwd).absolute()


def _settings(folder: Path, config: Config, given: Keywords) -> Settings:
    file = None if config is None or config is False else Path(config)
    return load_with(folder, {**given}, explicit=file, from_files=config is not False)


def _to_end(name: str, work: Callable[[], Coroutine[object, object, Result]]) -> Result:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        raise RuntimeError(f"an event loop runs here already: use `await linkcheck.{name}_async(…)`")
    thresholds = gc.get_threshold()  # a run sets its own, and whoever called has theirs
    try:
        return run_to_end(work())
    finally:
        gc.set_threshold(*thresholds)
