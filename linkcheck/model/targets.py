"""One absolute URL, owning all its references."""

from __future__ import annotations

from dataclasses import dataclass

from linkcheck.model.references import Reference
from linkcheck.model.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Target:
    """One unique absolute URL without its fragment, owning all its references."""

    url: str
    references: tuple[Reference, ...]
    """Never empty; in document order."""
    preset: Verdict | None = None
    """Concluded without a request: `invalid` and `unchecked`."""

    @property
    def untouched(self) -> bool:
        """Tell whether the change that `--since` asks about touches none of its references."""
        return bool(self.references) and all(reference.untouched for reference in self.references)
