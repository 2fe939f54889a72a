"""Reads the cases in tests/cases/archive: TOML files, one case each, named for what they show."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from linkcheck.model import Response
from tests.support import paths

CASES = paths.CASES / "archive"


def cases(area: str) -> list[Path]:
    """Return the files of an area, sorted."""
    found = sorted((CASES / area).glob("*.toml"))
    assert found, f"no cases in {CASES / area}"
    return found


def load(path: Path) -> dict[str, Any]:
    """Return a case as its file has it."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def response(case: dict[str, Any]) -> Response:
    """Return the answer that a case describes."""
    headers = tuple((name, value) for name, value in case["headers"])
    return Response(case["status"], headers, case["body"].encode(), complete=case.get("complete", True))
