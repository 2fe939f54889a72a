"""What the Action installs is pinned, whole and by hashes, and is what the program says that it needs."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.action.requirements import FILE
from tests.support.paths import ROOT

PIN = re.compile(r"^([\w.-]+)==(\S+)(?: ; (.+?))?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)


def pins() -> dict[str, str]:
    """Return package → its version."""
    return {canonicalize_name(found[1]): found[2] for found in PIN.finditer(FILE.read_text("utf-8"))}


def needed() -> list[Requirement]:
    """Return what pyproject.toml names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [Requirement(line) for line in project["dependencies"]]


def test_all_that_is_needed_is_pinned_as_it_is_needed() -> None:
    """A dependency that is added or raised makes the file old: `python -m tests.action.requirements`."""
    found = pins()
    assert [one.name for one in needed() if canonicalize_name(one.name) not in found] == []
    assert [str(one) for one in needed() if not one.specifier.contains(found[canonicalize_name(one.name)])] == []


def test_every_line_is_a_pin() -> None:
    """No open range, no address, no option gets in beside them."""
    text = FILE.read_text("utf-8")
    left = PIN.sub("", text).split("\n")
    assert [line for line in left if line and not line.startswith("#")] == []


@pytest.mark.slow
@pytest.mark.needs_runner
@pytest.mark.timeout(300)
def test_it_can_be_installed_and_a_changed_file_cannot(tmp_path: Path) -> None:
    """All of it, from the registry, by hashes alone; with one wrong digit in a hash, nothing."""
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-I", "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    wrong = tmp_path / "wrong.txt"
    first = next(PIN.finditer(FILE.read_text("utf-8")))
    wrong.write_text(re.sub(r"(?<=sha256:)[0-9a-f]{2}", "zz", first[0]).replace("zz", "00"), "utf-8")
    for file, is_good in ((FILE, True), (wrong, False)):
        done = subprocess.run(
            [
                *(sys.executable, "-I", "-m", "pip", "--python", str(python), "install", "--no-compile", "--quiet"),
                *("--only-binary", ":all:", "--require-hashes", "--force-reinstall", "--no-cache-dir"),
                *("--requirement", str(file)),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode == 0) is is_good, done.stderr
        assert ("DO NOT MATCH THE HASHES" in done.stderr) is not is_good
    check = [sys.executable, "-I", "-m", "pip", "--python", str(python), "check"]
    subprocess.run(check, check=True, capture_output=True)
