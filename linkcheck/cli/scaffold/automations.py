"""The files that have a forge run linkcheck by itself, for each forge: where they lie, and how an old one is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from linkcheck.cli.scaffold.survey import WorkflowHost
from linkcheck.sources.files import LARGEST
from linkcheck.strangers import Boundary

ACTION = ".github/actions/linkcheck"
MIRROR = "linkcheck-md/linkcheck-action"
"""The Action's repository of its own."""


@dataclass(frozen=True, slots=True)
class Automation:
    """One file that is written."""

    file: Path
    template: str
    """Its name, beside this module."""
    words: str
    """What the file does; `{minute}` is the blog's own."""
    event: str = ""
    """The word of a workflow by which one that the blog has already does the same; empty where only the path tells."""
    wanted: str = ""
    """What a file that is there already must hold to do its work; the words for people name it."""

    def found(self, home: Path) -> Path | None:
        """Return a file of the blog that uses the Action for this already, whatever it is called."""
        return next(self._found(home), None) if self.event else None

    def _found(self, home: Path) -> Iterator[Path]:
        for file in sorted((home / self.file.parent).glob("*.y*ml")):
            try:
                data = Boundary.around(home).read(file, LARGEST)
            except OSError:
                continue
            if (ACTION.encode() in data or MIRROR.encode() in data) and self.event.encode() in data:
                yield file


def _workflows(folder: str) -> tuple[Automation, ...]:
    place = Path(folder, "workflows")
    nights = "each night at 03:{minute} UTC: one issue, one pull request with repairs"
    return (
        Automation(place / "linkcheck.yml", "nights.yml", nights, "schedule"),
        Automation(
            place / "linkcheck-pull-request.yml", "pull-requests.yml", "at a pull request: one comment", "pull_request"
        ),
    )


_GITLAB = "at merge requests; each night, once you add a schedule (Build > Pipeline schedules)"
AUTOMATIONS: Mapping[WorkflowHost, tuple[Automation, ...]] = MappingProxyType(
    {
        WorkflowHost.GITHUB: _workflows(".github"),
        WorkflowHost.FORGEJO: _workflows(".forgejo"),
        WorkflowHost.GITEA: _workflows(".gitea"),
        WorkflowHost.GITLAB: (
            Automation(Path(".gitlab", "linkcheck.yml"), "gitlab-ci.yml", _GITLAB),
            Automation(
                Path(".gitlab-ci.yml"),
                "gitlab-include.yml",
                "includes that file",
                wanted="local: /.gitlab/linkcheck.yml",
            ),
        ),
    }
)
