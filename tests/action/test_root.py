"""The Action as the root of a repository of its own: it runs from there, and a release brings it there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.action import root
from tests.action.blog import Blog, first_steps, install
from tests.action.seven_nights import blog_in
from tests.support.git import run_git
from tests.support.paths import PACKAGE, ROOT

CHECKER = str(Path(sys.executable).with_name("check-jsonschema"))
DESCRIPTION = 125
"""Characters that the Marketplace shows."""
LINE = re.compile(rf"uses: {root.THERE}@([0-9a-f]{{40}}) # v1\.1\.0")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder, made anew."""
    folder = tmp_path_factory.mktemp("root")
    (folder / "old.py").touch()
    root.make_root(folder)
    return folder


def test_the_root_has_all_that_the_action_needs_and_no_more(made: Path) -> None:
    """Nothing of an earlier release, nothing that Python made, no second action."""
    assert sorted(made.rglob("action.y*ml")) == [made / "action.yml"]
    assert not (made / "old.py").exists()
    assert not list(made.rglob("__pycache__"))
    ours = {path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py")}
    assert {path.relative_to(made / "linkcheck") for path in (made / "linkcheck").rglob("*.py")} == ours
    assert (made / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_marketplace_takes_it(made: Path) -> None:
    """It wants a name, a description that fits, an author and a branding; the schema knows the colours."""
    whole = yaml.safe_load((made / "action.yml").read_text("utf-8"))
    assert {"name", "description", "author", "branding"} <= whole.keys()
    assert len(whole["description"]) <= DESCRIPTION
    assert whole["branding"].keys() == {"icon", "color"}


def test_it_names_itself_by_its_own_repository(made: Path) -> None:
    """Whoever copies a line of it gets the Action of the Marketplace."""
    for name in ("action.yml", "README.md"):
        text = (made / name).read_text("utf-8")
        assert f"uses: {root.THERE}@v" in text
        assert root.HERE not in text


def test_no_word_of_it_is_of_github_alone(made: Path) -> None:
    """`$/` is understood by github.com only, and no address of it stands in a script."""
    for file in made.glob("*.*"):
        text = "".join(line for line in file.read_text("utf-8").splitlines() if not line.lstrip().startswith("#"))
        assert "$/" not in text, file
        if file.suffix in {".sh", ".yml"}:
            assert "github.com" not in text.replace("users.noreply.github.com", ""), file  # that is no server


@pytest.mark.needs_runner
@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_night_and_a_pull_request_from_the_root(tmp_path: Path) -> None:
    """As from the folder that it comes from: all tests can be run so, by the variable LINKCHECK_ACTION."""
    action = tmp_path / "action"
    root.make_root(action)
    with blog_in(tmp_path / "blog", install(tmp_path / "installed", action)) as blog:
        blog.action = action
        _a_night(blog)
        pull = blog.propose("content/draft.md", "---\ntitle: Draft\n---\n\nA [link]({url}/harbour).\n")
        run = blog.pull_request(pull)
        assert run.failed
        assert run.outputs["dead"] == "1"
        assert [one for one in blog.api.comments.values() if "1 broken link" in one["body"]]


def _a_night(blog: Blog) -> None:
    blog.internet.gone |= {"/harbour"}
    run = blog.night()
    assert not run.failed, run.printed
    assert run.outputs["dead"] == "1"
    assert [pull["state"] for pull in blog.api.pulls.values()] == ["open"]
    python = blog.installed["install"]["python"]
    where = subprocess.run([python, "-I", "-c", "import linkcheck; print(linkcheck.__file__)"], capture_output=True)
    assert where.stdout.decode().strip() == str(blog.action / "linkcheck" / "__init__.py")


@pytest.mark.needs_runner
@pytest.mark.slow
@pytest.mark.timeout(400)
def test_wheels_come_from_the_cache_and_are_held_against_their_hashes(tmp_path: Path) -> None:
    """The second time no registry is asked; a wheel that was changed meanwhile is fetched again, and not installed."""
    first = first_steps(tmp_path)
    assert "saved with key: linkcheck-wheels-" in first.step("Save the wheels in the cache").printed
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": "/dev/null"}
    second = first_steps(tmp_path, variables=nowhere)
    assert second.step("Install linkcheck").outcome == "success", second.step("Install linkcheck").printed
    assert second.step("Save the wheels in the cache").outcome == "skipped"
    (wheel,) = (tmp_path / "github" / "cache").rglob("click-*.whl")
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    third = first_steps(tmp_path, variables=nowhere)
    assert third.step("Install linkcheck").outcome == "failure"
    assert "DO NOT MATCH THE HASHES" in third.step("Install linkcheck").printed
    assert first_steps(tmp_path).step("Install linkcheck").outputs["fetched"] == "true"


def release(folder: Path, *arguments: str) -> str:
    """Run `.ci/release-action`, which must end well; return what it said."""
    done = subprocess.run(
        [str(folder / ".ci" / "release-action"), *arguments], cwd=folder, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def at(remote: Path, name: str) -> str:
    """Return the commit that a tag or branch of a repository names."""
    return run_git(remote, "rev-parse", f"{name}^{{commit}}").decode().strip()


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """The Action's own repository, still without a commit."""
    run_git(tmp_path, "init", "-q", "--bare", "-b", "main", "action.git")
    return tmp_path / "action.git"


@pytest.mark.needs_runner
def test_a_release_brings_the_action_to_its_repository(remote: Path, tmp_path: Path) -> None:
    """The workflow there names the action's own commit, and the tag of the major version follows the newest."""
    for tag in ("v1.0.0", "v1.1.0"):
        assert f"{tag} is out, and v1 is the same" in release(ROOT, "--root", tag, remote.as_uri())
    assert at(remote, "v1") == at(remote, "v1.1.0") == at(remote, "main") != at(remote, "v1.0.0")
    text = run_git(remote, "show", f"v1:{root.WORKFLOW.as_posix()}").decode()
    found = LINE.search(text)
    assert found is not None
    assert found[1] == at(remote, "v1~1")
    assert "$/" not in text
    assert root.HERE.partition("/.github")[0] + "/" not in text
    assert run_git(remote, "show", "v1~1:action.yml").decode().startswith("#")
    checked = tmp_path / "linkcheck.yml"
    checked.write_text(text, "utf-8")
    subprocess.run([CHECKER, "--builtin-schema", "vendor.github-workflows", str(checked)], check=True)


@pytest.mark.needs_runner
def test_an_older_line_moves_no_tag_but_its_own(remote: Path) -> None:
    """A patch of 1.0 comes after 1.1; a release that is out is not made again; a candidate is none."""
    release(ROOT, "--root", "v1.1.0", remote.as_uri())
    before = at(remote, "v1")
    assert release(ROOT, "--root", "v1.0.1", remote.as_uri()) == "v1.0.1 is out\n"
    assert at(remote, "v1") == before == at(remote, "main")
    assert release(ROOT, "--root", "v1.1.0", remote.as_uri()) == "v1.1.0 is there already\n"
    refused = subprocess.run([str(ROOT / ".ci" / "release-action"), "v1.2.0-rc1", remote.as_uri()], capture_output=True)
    assert refused.returncode == 2


@pytest.mark.needs_runner
def test_the_tag_of_the_major_version_moves_here_too(remote: Path, tmp_path: Path) -> None:
    """From release to release, and never back."""
    clone = tmp_path / "clone"
    run_git(tmp_path, "clone", "-q", "--shared", str(ROOT), "clone")
    for name in (".ci/release-action", ".github/actions/linkcheck/git.sh"):
        (clone / name).write_bytes((ROOT / name).read_bytes())
        (clone / name).chmod(0o755)
    for tag in ("v1.9.0", "v1.10.0", "v1.2.0"):
        run_git(clone, "commit", "-q", "--allow-empty", "-m", tag)
        run_git(clone, "tag", tag)
        run_git(clone, "push", "-q", remote.as_uri(), tag)
        release(clone, tag, remote.as_uri())
    assert at(remote, "v1") == at(remote, "v1.10.0")
