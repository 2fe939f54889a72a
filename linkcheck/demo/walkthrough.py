"""The demo: the whole job on the sample blog against the small internet, said aloud as it goes.

Nothing in it is staged: the steps are those of `linkcheck scan`, with the small internet's resolver and archive in
place of the real ones. The blog, its repairs and the reports stay behind to be looked at.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from linkcheck import config, demo, report
from linkcheck.links.urls import redact
from linkcheck.model import LinkcheckError, State
from linkcheck.run import pipeline
from linkcheck.run.loop import run_to_end
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.sources.files import write_output

Say = Callable[[str], object]

LEFT_BY_THE_DEMO = "report.json"
"""The file that tells a folder of an earlier demo, which may be written over, from somebody's own."""


@dataclass(frozen=True, slots=True)
class _Stage:
    folder: Path
    services: Services
    settings: config.Settings
    say: Say
    context: report.Context


def show(directory: Path, *, say: Say, colour: bool) -> int:
    """Show everything in `directory`; returns the exit code, 0 when all went as it should.

    Raises LinkcheckError when the folder is in use for something else.
    """
    folder = directory.resolve()
    if folder.exists() and any(folder.iterdir()):
        if not (folder / LEFT_BY_THE_DEMO).exists() or not (folder / "blog").exists():
            raise LinkcheckError(f"{directory}: this folder is not empty; name another: linkcheck demo DIRECTORY")
        shutil.rmtree(folder)
    return run_to_end(_show(folder, directory, say, colour=colour))


async def _show(folder: Path, shown_as: Path, say: Say, *, colour: bool) -> int:
    demo.copy_blog(folder / "blog")
    async with demo.open_internet() as internet:
        settings = config.load(folder, flags={})
        settings = replace(
            settings,
            timeout=2.0,
            max_retries=1,
            host_request_interval=0.0,
            allow_networks=internet.allow_networks,
            archive=config.ArchiveTable(url=internet.archive_url, requests_per_minute=0, playback_per_minute=0),
        )
        context = report.Context(redact=redact, colour=colour)
        stage = _Stage(folder, Services(internet.resolver), settings, say, context)
        say(f"A sample blog now lies in {shown_as}/blog, and a small internet of {len(demo.HOSTS)} hosts is up.\n")
        say("$ linkcheck scan blog/content")
        await _scan(stage, "before")
        say("\n$ linkcheck scan blog/content --diff")
        await _diff(stage)
        say("\n$ linkcheck scan blog/content --fix")
        repaired = await _fix(stage)
        say("\n$ linkcheck scan blog/content   (again)")
        left = await _scan(stage, "")
    say(f"\nOpen {shown_as}/report.html, the report of the first scan (report.json, report.md: the same).")
    say("Look at the blog as repaired, and at repairs.diff.")
    say(f"To put the repairs back: cd {shown_as}/blog && linkcheck undo")
    say("Your own blog: linkcheck scan content/")
    return 0 if repaired and left else 1


async def _scan(stage: _Stage, name: str) -> bool:
    """Scan and print; with a name, keep the reports too. True when a link of every kind was judged."""
    scanned = await _run(stage, stage.settings)
    stage.say(report.render(scanned.report, "text", stage.context).rstrip("\n"))
    if name:
        for suffix, style in ((".json", "json"), (".md", "markdown"), (".html", "html")):
            write_output(stage.folder / f"report{suffix}", report.render(scanned.report, style, stage.context))
    return any(finding.verdict.state is State.ALIVE for finding in scanned.report.findings)


async def _diff(stage: _Stage) -> None:
    scanned = await _run(stage, replace(stage.settings, fix=frozenset({State.DEAD}), diff=True))
    text = scanned.diff.decode("utf-8", "replace")
    write_output(stage.folder / "repairs.diff", text)
    lines = text.splitlines()
    stage.say("\n".join(lines[:14]))
    stage.say(f"… and {len(lines) - 14} lines more (repairs.diff)")


async def _fix(stage: _Stage) -> bool:
    scanned = await _run(stage, replace(stage.settings, fix=frozenset({State.DEAD})))
    stage.say(report.short_summary(scanned.report, stage.context).rstrip("\n"))
    return any(edit.applied for edit in scanned.report.edits)


async def _run(stage: _Stage, settings: config.Settings) -> pipeline.Scanned:
    return await pipeline.scan(
        [Path("blog/content")], settings, stage.folder, progress=Progress(), services=stage.services
    )
