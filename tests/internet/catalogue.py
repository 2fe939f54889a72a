"""The rows of the catalogue, and where each is: on the small internet, in a whole run, in a pure function, in tests
of their own, or nowhere.

Nothing of it may be in none of these: a test holds the ids against them.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.internet import behaviours, faults
from tests.internet.behaviour import REGISTRY
from tests.internet.machine import FAULTS
from tests.internet.pure import CASES

__all__ = ["behaviours", "faults"]  # imported for their effect: they fill the registries

NOT_REPRODUCIBLE = {
    "B205": "the program speaks HTTP/1.1 only and offers nothing else in ALPN: it has no streams that could break",
}
"""Id → why no test can show it."""

NIGHTS = "nights by a moved clock, through the command line"
ARCHIVES = "tests of the archive"
IN_OTHER_TESTS = {
    "W130": NIGHTS,
    "W131": NIGHTS,
    "W132": NIGHTS,
    "W133": "tests of silent hosts",
    "W134": ARCHIVES,
    "W135": ARCHIVES,
}
"""Id → the tests that try it, because one run of the small internet cannot."""


def words() -> dict[str, str]:
    """Return each id with a few words on what it is."""
    sections = tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))
    return {identity: text for section in sections.values() for identity, text in section.items()}


def missing() -> dict[str, str]:
    """Return the ids that are nowhere."""
    covered = {behaviour.identity for behaviour in REGISTRY.values()} | NOT_REPRODUCIBLE.keys()
    covered |= IN_OTHER_TESTS.keys()
    covered |= {fault.identity for fault in FAULTS} | {case.identity for case in CASES}
    return {identity: text for identity, text in words().items() if identity not in covered}
