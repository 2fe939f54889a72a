"""What a command has to say: to the log, to the run's page as a warning, and to later steps as outputs."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Log:
    """Collects what was done and what was not; it survives a failure in the middle."""

    said: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)

    def say(self, line: str) -> None:
        """Note what was done."""
        self.said.append(line)

    def warn(self, line: str) -> None:
        """Note what could not be published, and why."""
        self.warnings.append(line)
