"""Makes the Action's folder into the root of a repository of its own: `python -m tests.action.root FOLDER`.

The Marketplace takes an action only from there. The program lies beside the action, so that who pins it by a hash has
pinned the program, too. `--workflow HASH TAG` adds the reusable workflow once the action's own commit is known: it
names the action by that hash, where this repository's has `$/`, which only github.com understands.
`.ci/release-action` calls both.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.support.paths import PACKAGE, ROOT

ACTION = ROOT / ".github" / "actions" / "linkcheck"
WORKFLOW = Path(".github", "workflows", "linkcheck.yml")
HERE = "linkcheck-md/linkcheck/.github/actions/linkcheck"
THERE = "linkcheck-md/linkcheck-action"
"""The repository of the action; nobody has to call it so."""
MADE = ("__pycache__", "*.pyc")


def make_root(folder: Path) -> None:
    """Fill a folder, which is made if need be; what lies in it already, but for git's own, is taken away."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.name != ".git":
            shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    shutil.copytree(ACTION, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*MADE))
    shutil.copytree(PACKAGE, folder / "linkcheck", ignore=shutil.ignore_patterns(*MADE))
    shutil.copy(ROOT / "LICENSE", folder)
    for name in ("action.yml", "README.md"):
        file = folder / name
        file.write_text(file.read_text("utf-8").replace(HERE, THERE), "utf-8")


def add_workflow(folder: Path, commit: str, tag: str) -> None:
    """Write the reusable workflow that runs the action of one commit."""
    file = folder / WORKFLOW
    file.parent.mkdir(parents=True, exist_ok=True)
    before, own, after = (ROOT / WORKFLOW).read_text("utf-8").partition("$/.github/actions/linkcheck")
    lines = before.splitlines(keepends=True)
    while lines[-2].strip().startswith("#"):  # they tell of `$/`
        del lines[-2]
    head = "".join(lines).replace(HERE.partition("/.github/")[0] + "/.github/workflows", f"{THERE}/.github/workflows")
    assert own, "the workflow names the action in another way"
    file.write_text(f"{head}{THERE}@{commit} # {tag}{after}", "utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(prog="python -m tests.action.root", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workflow", nargs=2, metavar=("HASH", "TAG"))
    given = parser.parse_args(arguments)
    if given.workflow:
        add_workflow(given.folder, *given.workflow)
    else:
        make_root(given.folder)


if __name__ == "__main__":
    main()
