"""The log of a command: lines for the job's log, warnings for the run's page, outputs for later steps."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Log:
    """Collects actions and failures; what was collected survives a failure in the middle."""

    said: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)

    def say(self, line: str) -> None:
        """Add a line about an action."""
        self.said.append(line)

    def warn(self, line: str) -> None:
        """Add a warning about what could not be published, and why."""
        self.warnings.append(line)
