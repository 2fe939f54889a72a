"""The image: its recipe is clean, and takes in what is there and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

RECIPE = ROOT / ".ci" / "Dockerfile"


@pytest.mark.needs_runner
def test_hadolint_finds_nothing() -> None:
    """Neither in the recipe nor, by ShellCheck, in its scripts."""
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([str(hadolint), str(RECIPE)], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_it_copies_is_there_and_is_sent_to_the_builder() -> None:
    """The builder sees what `.dockerignore` lets through; what was moved would be noticed at a release only."""
    copied = re.findall(r"^COPY (?!--from)(\S+) ", RECIPE.read_text("utf-8"), re.MULTILINE)
    sent = RECIPE.with_name("Dockerfile.dockerignore").read_text("utf-8").split()
    assert copied == [".github/actions/linkcheck/requirements.txt", "linkcheck"]
    assert all((ROOT / path).exists() for path in copied)
    assert "*" in sent
    assert {f"!{path}" for path in copied} <= set(sent)


def test_nobody_is_root_in_it() -> None:
    """A blog is strangers' text."""
    lines = RECIPE.read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("USER ")] == ["USER 1000:1000"]
