"""The paths of a report as the repository has them: a job may run in a folder of it."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from msgspec import structs

from linkcheck.model import Edit, Finding, Post, Problem, Reference, Report, Row
from linkcheck.verdict.outcome import is_known, key_of

HasPath = TypeVar("HasPath", Edit, Post)
Struct = TypeVar("Struct", Reference, Problem)


def folder_of_run(workspace: str) -> str | None:
    """Return the working directory in the repository, empty at its root; None where it lies elsewhere.

    `workspace` is where the repository is checked out; empty for the working directory.
    """
    if not workspace:
        return ""
    try:
        return "/".join(Path.cwd().relative_to(Path(workspace).resolve()).parts)
    except ValueError:
        return None


def quoted_place(path: str, folder: str | None) -> str:
    """Return a path of a folder's run as the repository has it, quoted for a URL; empty where it lies elsewhere."""
    if folder is None:
        return ""
    parts = [*filter(None, folder.split("/")), *path.split("/")]
    if ".." in parts or "" in parts:
        return ""
    return "/".join(quote(part, safe="", errors="replace") for part in parts)


def in_repository(report: Report, folder: str) -> Report:
    """Return the report with the paths of a folder's run relative to the repository; `folder` is that folder's."""
    if not folder:
        return report

    def place(path: str) -> str:
        return posixpath.normpath(posixpath.join(folder, path))

    def moved(one: HasPath) -> HasPath:
        return replace(one, path=place(one.path))

    def placed(one: Struct) -> Struct:
        return structs.replace(one, path=place(one.path))

    def row(one: Row) -> Row:
        return structs.replace(one, reference=placed(one.reference))

    def finding(one: Finding) -> Finding:
        return replace(one, target=replace(one.target, references=tuple(map(placed, one.target.references))))

    known = report.baseline
    if known is not None:  # a problem is known by its path
        known |= {key_of(placed(problem)) for problem in report.problems if is_known(problem, known)}
    return replace(
        report,
        baseline=known,
        rows=tuple(map(row, report.rows)),
        findings=tuple(map(finding, report.findings)),
        problems=tuple(map(placed, report.problems)),
        edits=tuple(map(moved, report.edits)),
        posts=tuple(map(moved, report.posts)),
        lines={(place(path), line): text for (path, line), text in report.lines.items()},
        line_starts={(place(path), line): start for (path, line), start in report.line_starts.items()},
    )
