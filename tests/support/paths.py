"""Where the parts of the project lie."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
"""The checkout."""
PACKAGE = ROOT / "linkcheck"
CASES = ROOT / "tests" / "cases"
