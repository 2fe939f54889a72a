"""Small sites after public reports of other checkers: what must be reported of each, and what must not.

A case is one file of `tests/cases/sites/`: the files of a site, the path that is scanned, and

- `must_report`: pairs of a rule and a part of `path:line message`, or null for any;
- `must_not_report`: rules, `*` for all, each with `@` and a part of `path:line message` where only that is meant;
- `links`: URLs that are targets, with `!` before those that are none;
- `unused_labels` and `exit_code` where they matter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import linkcheck
from tests.support.paths import CASES

SITES = sorted((CASES / "sites").glob("*.json"))


@pytest.mark.parametrize("file", SITES, ids=lambda file: file.stem)
def test_a_small_site_is_judged_as_its_generator_builds_it(file: Path, tmp_path: Path) -> None:
    """All that a case asks for holds."""
    case = json.loads(file.read_bytes())
    for name, text in case["files"].items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    result = linkcheck.scan(case["scan"], cwd=tmp_path, config=False, offline=True)
    report = json.loads(linkcheck.render(result, "json"))
    assert _faults(case, report) == []


def _faults(case: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    told = [(one["rule"], f"{one['path']}:{one['line']} {one['message']}") for one in report["problems"]]
    faults = [
        f"not reported: {rule} {part}"
        for rule, part in case["must_report"]
        if not any(rule == one and (part or "") in words for one, words in told)
    ]
    for forbidden in case["must_not_report"]:
        rule, _, part = forbidden.partition("@")
        faults += [f"false: {one} {words}" for one, words in told if rule in ("*", one) and part in words]
    urls = {target["url"] for target in report["targets"]}
    faults += [
        f"link: {link}" for link in case.get("links", ()) if (link.removeprefix("!") in urls) == (link[0] == "!")
    ]
    unused = sorted(one["label"] for one in report["references"] if one["used"] is False)
    if unused != sorted(case.get("unused_labels", unused)):
        faults.append(f"unused: {unused}")
    if report["run"]["exit_code"] != case.get("exit_code", report["run"]["exit_code"]):
        faults.append(f"exit code: {report['run']['exit_code']}")
    return faults
