"""What the user can mend. Anything else that is raised is a bug and ends with a traceback and exit 3."""

from __future__ import annotations


class LinkcheckError(Exception):
    """One line for standard error that says what, where and what to do; exit code 2."""
