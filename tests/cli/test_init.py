"""`linkcheck init`: finds out what it can, writes what is not there, and leaves alone what is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from linkcheck import config
from linkcheck.__about__ import DOCUMENTATION, HOME, __version__
from linkcheck.cli import scaffold
from linkcheck.cli.scaffold.automations import ACTION, AUTOMATIONS, Automation
from linkcheck.cli.scaffold.survey import WorkflowHost, place_of_remote
from linkcheck.cli.scaffold.write import workflow_text
from linkcheck.config import OPTIONS, settings_text
from tests.support.git import run_git
from tests.support.paths import ROOT

SETTINGS = settings_text()
NIGHTS, PULLS = AUTOMATIONS[WorkflowHost.GITHUB]
WORKFLOW, PULL_WORKFLOW = NIGHTS.file, PULLS.file
GITLAB, INCLUDE = AUTOMATIONS[WorkflowHost.GITLAB]
COMMENTED = [line.removeprefix("#") for line in SETTINGS.splitlines() if line.startswith("#") and line[1:2] not in " :"]


def init(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "linkcheck", "init", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
    )


def repository(folder: Path, remote: str | None = "git@github.com:octo/blog.git") -> Path:
    """Make a folder a git repository."""
    folder.mkdir(parents=True, exist_ok=True)
    run_git(folder, "init", "-q", "-b", "trunk")
    if remote is not None:
        run_git(folder, "remote", "add", "origin", remote)
    return folder


def hugo(folder: Path) -> Path:
    """Make a folder a Hugo site."""
    (folder / "content").mkdir(parents=True)
    (folder / "hugo.toml").write_text('baseURL = "https://blog.example/"\n')
    return folder


def files(folder: Path) -> set[str]:
    """Return what there is, without git's own."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if path.parts[0] != ".git"}


def test_a_blog_at_github_gets_all_four(tmp_path: Path) -> None:
    """Settings, two workflows and ignore entry are written, and the next steps named."""
    blog = hugo(repository(tmp_path / "blog"))
    done = init(blog)
    assert done.returncode == 0, done.stderr
    workflows = [WORKFLOW.as_posix(), PULL_WORKFLOW.as_posix()]
    assert files(blog) == {"hugo.toml", "linkcheck.toml", *workflows, ".gitignore"}
    assert done.stdout.startswith(
        "A Hugo site; its posts are in content/.\nIn the repository octo/blog at GitHub, branch trunk.\n"
    )
    assert f"\n  linkcheck scan content/\n  git add linkcheck.toml {' '.join(workflows)} .gitignore" in done.stdout
    assert (blog / ".gitignore").read_bytes() == b".linkcheck/\n"


def test_the_second_time_nothing_changes(tmp_path: Path) -> None:
    """It may be run again at any time, and says that all is there."""
    blog = hugo(repository(tmp_path / "blog"))
    init(blog)
    before = {name: (blog / name).read_bytes() for name in files(blog)}
    done = init(blog)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("  kept ") == 4
    assert "wrote" not in done.stdout
    assert "git add" not in done.stdout
    assert {name: (blog / name).read_bytes() for name in files(blog)} == before


def test_no_file_is_written_over(tmp_path: Path) -> None:
    """What the owner has is the owner's, a link that leads nowhere too."""
    blog = hugo(repository(tmp_path / "blog"))
    (blog / "linkcheck.toml").write_text("timeout = 5\n")
    (blog / WORKFLOW).parent.mkdir(parents=True)
    (blog / WORKFLOW).symlink_to(tmp_path / "nowhere.yml")
    done = init(blog)
    assert done.returncode == 0, done.stderr
    assert (blog / "linkcheck.toml").read_text() == "timeout = 5\n"
    assert not (tmp_path / "nowhere.yml").exists()


def test_a_workflow_by_another_name_is_found(tmp_path: Path) -> None:
    """A blog that uses the Action already is not checked twice a night."""
    blog = hugo(repository(tmp_path / "blog"))
    (blog / WORKFLOW).parent.mkdir(parents=True)
    (blog / WORKFLOW).with_name("nightly.yaml").write_text(f"on: [schedule]\n- uses: someone/fork/{ACTION}@v1\n")
    assert "kept      .github/workflows/nightly.yaml" in init(blog).stdout
    assert not (blog / WORKFLOW).exists()
    assert (blog / PULL_WORKFLOW).exists()


def test_one_workflow_for_both_events_is_enough(tmp_path: Path) -> None:
    """As earlier versions wrote it: what it does is not done twice."""
    blog = hugo(repository(tmp_path / "blog"))
    (blog / WORKFLOW).parent.mkdir(parents=True)
    (blog / WORKFLOW).write_text(f"on: {{schedule: [], pull_request: }}\n- uses: {ACTION}@v0.1.0\n")
    assert init(blog).stdout.count("kept      .github/workflows/linkcheck.yml") == 2
    assert not (blog / PULL_WORKFLOW).exists()


def test_settings_in_pyproject_are_settings(tmp_path: Path) -> None:
    """A second settings file would hide the first."""
    (tmp_path / "pyproject.toml").write_text("[tool.linkcheck]\ntimeout = 5\n")
    assert "kept      pyproject.toml" in init(tmp_path).stdout
    assert not (tmp_path / "linkcheck.toml").exists()


def test_another_projects_pyproject_is_none(tmp_path: Path) -> None:
    """Without our table it says nothing of links."""
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n")
    assert "wrote     linkcheck.toml" in init(tmp_path).stdout


def test_settings_above_the_blog_do_not_count(tmp_path: Path) -> None:
    """A file in a home folder is not this blog's."""
    (tmp_path / "linkcheck.toml").write_text("")
    blog = hugo(tmp_path / "blog")
    init(blog)
    assert (blog / "linkcheck.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "remote", "is_written"),
    [
        ((), "https://github.com/octo/blog", True),
        ((), "https://git.example/octo/blog", False),
        ((), None, False),
        (("--workflow",), None, True),
        (("--no-workflow",), "https://github.com/octo/blog", False),
    ],
)
def test_the_workflow_is_for_github(
    tmp_path: Path, arguments: tuple[str, ...], remote: str | None, *, is_written: bool
) -> None:
    """It is written where it can run, unless somebody says otherwise."""
    done = init(repository(tmp_path / "blog", remote), *arguments)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "blog" / WORKFLOW).exists() == is_written


def test_an_empty_folder_without_git(tmp_path: Path) -> None:
    """Only settings: there is nothing to ignore, and no workflow to run."""
    done = init(tmp_path)
    assert done.returncode == 0, done.stderr
    assert files(tmp_path) == {"linkcheck.toml"}
    assert done.stdout.startswith("A folder of Markdown; its posts are in this folder.\n")


def test_a_folder_by_name(tmp_path: Path) -> None:
    """The words name all paths as seen from where the user is."""
    hugo(tmp_path / "my blog")
    assert "\n  linkcheck scan 'my blog/content/'\n" in init(tmp_path, "my blog").stdout


def test_in_a_repository_everything_lies_at_its_top(tmp_path: Path) -> None:
    """There the workflow runs, and finds settings and history as people do in the folders below."""
    top = repository(tmp_path / "all")
    blog = hugo(top / "site" / "blog")
    done = init(blog)
    assert done.returncode == 0, done.stderr
    assert {"linkcheck.toml", ".gitignore", WORKFLOW.as_posix()} < files(top)
    assert 'paths: "site/blog/content/"' in (top / WORKFLOW).read_text()
    assert "  linkcheck scan content/\n" in done.stdout


def test_the_workflow_runs_where_the_settings_lie(tmp_path: Path) -> None:
    """Settings that are below the top of the repository are found from there only."""
    top = repository(tmp_path / "all")
    blog = hugo(top / "blog")
    (blog / "linkcheck.toml").touch()
    assert init(blog).returncode == 0
    given = yaml.safe_load((top / WORKFLOW).read_text("utf-8"))["jobs"]["linkcheck"]["steps"][1]["with"]
    assert (given["workingDirectory"], given["paths"]) == ("blog", "content/")


def test_a_repository_that_ignores_the_blog_is_not_its_own(tmp_path: Path) -> None:
    """A home folder kept in git ignores what it does not know."""
    home = repository(tmp_path / "home")
    (home / ".gitignore").write_text("*\n")
    init(hugo(home / "blog"))
    assert files(home) == {".gitignore", "blog/hugo.toml", "blog/linkcheck.toml"}


def test_the_only_site_below_is_found(tmp_path: Path) -> None:
    """Documentation in a folder of a project; of two sites none is preferred."""
    hugo(tmp_path / "docs")
    assert scaffold.look(tmp_path).paths(tmp_path) == ("docs/content/",)
    hugo(tmp_path / "other")
    assert scaffold.look(tmp_path).paths(tmp_path) == (".",)


CONTENT = {
    "hugo.toml": ("contentDir = 'posts'", ("posts",), "hugo"),
    "config.yaml": ("languages: {en: {contentDir: content/en}, de: {contentDir: content/de}}",
                    ("content/de", "content/en"), "hugo"),
    "hugo.yaml": ("theme: t", (), "hugo"),
    "_config.yml": ("source: src", ("src",), "jekyll"),
    "_config.yaml": ("title: x", (), "jekyll"),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTENT)
def test_where_the_posts_are(tmp_path: Path, name: str) -> None:
    """What the site's configuration says, its root where it says nothing that is there."""
    text, folders, generator = CONTENT[name]
    (tmp_path / name).write_text(text)
    for folder in (*folders, "themes/t/content"):
        (tmp_path / folder).mkdir(parents=True)
    survey = scaffold.look(tmp_path)
    assert set(survey.paths(tmp_path)) == ({f"{folder}/" for folder in folders} or {"."})
    assert survey.generator.name == generator


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"/public/\n", b"/public/\n.linkcheck/\n"),
        (b"/public/", b"/public/\n.linkcheck/\n"),
        (b"/public/\r\n", b"/public/\r\n.linkcheck/\r\n"),
        (b"a\r\nb", b"a\r\nb\r\n.linkcheck/\r\n"),
        (b"", b".linkcheck/\n"),
        (b"# \xff\n", b"# \xff\n.linkcheck/\n"),
        (b".linkcheck\n", b".linkcheck\n"),
        (b"!.linkcheck/\n", b"!.linkcheck/\n"),
        (b".*\n", b".*\n"),
    ],
)
def test_the_ignore_entry_is_added_once(tmp_path: Path, before: bytes, after: bytes) -> None:
    """Line ends are kept, and what git leaves out already is not named again."""
    blog = repository(tmp_path / "blog")
    (blog / ".gitignore").write_bytes(before)
    for _ in range(2):
        assert init(blog).returncode == 0
        assert (blog / ".gitignore").read_bytes() == after


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    """One line that names the file, and exit code 2."""
    blog = repository(tmp_path / "blog")
    (blog / ".github").write_text("a file where a folder should be")
    done = init(blog)
    assert done.returncode == 2
    assert done.stderr.startswith(f"linkcheck: {blog / WORKFLOW}: it cannot be written: ")
    assert done.stderr.count("\n") == 1
    assert (blog / "linkcheck.toml").exists()


def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    """A checkout of somebody else's may hold links to anywhere."""
    blog = repository(tmp_path / "blog")
    outside = tmp_path / "outside"
    outside.mkdir()
    (blog / ".github").symlink_to(outside)
    done = init(blog)
    assert done.returncode == 2
    assert "leads out of the folder" in done.stderr
    assert list(outside.iterdir()) == []


def test_no_such_folder(tmp_path: Path) -> None:
    """What is no folder is an error of the user's."""
    (tmp_path / "file.md").touch()
    done = init(tmp_path, "nowhere")
    assert (done.returncode, done.stderr) == (2, f"linkcheck: {tmp_path / 'nowhere'}: no such folder\n")
    done = init(tmp_path, "file.md")
    assert done.returncode == 2
    assert "'file.md' is a file" in done.stderr


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://github.com/octo/blog.git", (WorkflowHost.GITHUB, "octo/blog")),
        ("https://github.com/octo/octo.github.io", (WorkflowHost.GITHUB, "octo/octo.github.io")),
        ("https://token:x@github.com/octo/blog/", (WorkflowHost.GITHUB, "octo/blog")),
        ("git@github.com:octo/blog.git", (WorkflowHost.GITHUB, "octo/blog")),
        ("github.com:octo/blog", (WorkflowHost.GITHUB, "octo/blog")),
        ("ssh://git@ssh.github.com:443/octo/blog.git", (WorkflowHost.GITHUB, "octo/blog")),
        ("git://github.com/octo/blog", (WorkflowHost.GITHUB, "octo/blog")),
        ("https://github.firm.example/octo/blog", (WorkflowHost.GITHUB, "octo/blog")),
        ("https://gitlab.com/octo/github.git", (WorkflowHost.GITLAB, "octo/github")),
        ("git@gitlab.firm.example:group/sub/blog.git", (WorkflowHost.GITLAB, "group/sub/blog")),
        ("https://codeberg.org/octo/pages", (WorkflowHost.FORGEJO, "octo/pages")),
        ("ssh://git@gitea.firm.example:2222/octo/blog.git", (WorkflowHost.GITEA, "octo/blog")),
        ("https://github.com/octo/blog/tree/main", None),
        ("https://notgithub.com/octo/blog", None),
        ("https://github.com/octo", None),
        ("/srv/git/github.com/octo/blog", None),
        ("../blog", None),
        ("", None),
    ],
)
def test_addresses_of_remotes(address: str, place: tuple[WorkflowHost, str] | None) -> None:
    """As git writes them, and as forges show them."""
    assert place_of_remote(address) == place


def test_the_default_branch_is_the_remotes(tmp_path: Path) -> None:
    """A clone knows it; the branch that is checked out may be any other."""
    origin = repository(tmp_path / "origin", None)
    run_git(origin, "commit", "-q", "--allow-empty", "-m", "x")
    run_git(tmp_path, "clone", "-q", str(origin), "clone")
    clone = tmp_path / "clone"
    run_git(clone, "switch", "-q", "-c", "feature/x")
    found = scaffold.look(clone).repository
    assert found is not None
    assert (found.name, found.branch) == (None, "trunk")


# --- what is written ---------------------------------------------------------------------------


@pytest.mark.parametrize("line", COMMENTED)
def test_each_line_of_the_settings_can_be_taken(tmp_path: Path, line: str) -> None:
    """Uncommented, it is a setting that the program takes."""
    (tmp_path / "linkcheck.toml").write_text(line, "utf-8")
    config.load(tmp_path)


def test_the_settings_show_the_true_defaults(tmp_path: Path) -> None:
    """What is not called an example says what holds without it."""
    sections = [part.partition("example")[0] for part in SETTINGS.split("\n\n")]
    lines = [line[1:] for part in sections for line in part.splitlines() if line[:1] == "#" and line[1:2] not in " :"]
    (tmp_path / "linkcheck.toml").write_text("\n".join(lines), "utf-8")
    without = tmp_path / "without"
    without.mkdir()
    (without / "linkcheck.toml").write_text(SETTINGS, "utf-8")
    shown, usual = config.load(tmp_path), config.load(without)
    assert len(lines) > 12
    assert [name for name in config.Settings.__slots__ if getattr(shown, name) != getattr(usual, name)] == ["file"]


def test_all_lines_of_the_settings_together() -> None:
    """No line stands in another's way, but where an example sets a key again."""
    keys = [line.partition(" =")[0] for line in COMMENTED]
    assert tomllib.loads("\n".join(dict(zip(keys, COMMENTED, strict=True)).values()))
    known = {option.key for option in OPTIONS}
    assert {key.partition(".")[0] for key in keys} <= known


def workflow(tmp_path: Path, name: str = "blog", part: Automation = NIGHTS) -> str:
    """Return the workflow of a blog of this name."""
    blog = hugo(repository(tmp_path / name, f"https://github.com/octo/{name}"))
    (blog / 'a "b"').mkdir(exist_ok=True)
    (blog / "hugo.toml").write_text("[languages.en]\ncontentDir='content'\n[languages.de]\ncontentDir='a \"b\"'\n")
    return workflow_text(scaffold.look(blog), part)


@pytest.mark.parametrize("part", [NIGHTS, PULLS], ids=lambda part: str(part.template))
def test_the_workflow_is_one(tmp_path: Path, part: Automation) -> None:
    """GitHub's schema takes it, and it is short."""
    text = workflow(tmp_path, part=part)
    file = tmp_path / "linkcheck.yml"
    file.write_text(text, "utf-8")
    takes(file, "vendor.github-workflows")
    assert len(text.splitlines()) <= 25
    job = yaml.safe_load(text)["jobs"]["linkcheck"]
    assert job["steps"][1]["uses"] == f"{HOME.removeprefix('https://github.com/')}/{ACTION}@v{__version__}"
    assert set(job["steps"][1]["with"]["paths"].split("\n")) == {"content/", 'a "b"/'}


def takes(file: Path, schema: str) -> None:
    """Have a schema of others look at a file."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_schedule_and_pull_requests_are_apart(tmp_path: Path) -> None:
    """GitHub switches a workflow off whole, after 60 days without a commit, if it has a schedule."""
    nights, pulls = (yaml.safe_load(workflow(tmp_path, part.template, part))[True] for part in (NIGHTS, PULLS))
    assert set(nights) == {"schedule", "workflow_dispatch"}
    assert set(pulls) == {"pull_request"}


@pytest.mark.parametrize("part", [NIGHTS, PULLS], ids=lambda part: str(part.template))
def test_the_workflow_asks_for_no_trouble(tmp_path: Path, part: Automation) -> None:
    """zizmor finds nothing but that our own Action is named by its version, for which there is no hash before it."""
    file = tmp_path / part.file
    file.parent.mkdir(parents=True)
    file.write_text(workflow(tmp_path, part=part), "utf-8")
    zizmor = Path(sysconfig.get_path("scripts"), "zizmor")  # a binary: it is no module
    command = [str(zizmor), "--offline", "--format=json", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert {one["ident"] for one in json.loads(done.stdout)} == {"unpinned-uses"}


@pytest.mark.parametrize("part", [NIGHTS, PULLS], ids=lambda part: str(part.template))
def test_the_action_has_the_inputs_that_the_workflow_gives(tmp_path: Path, part: Automation) -> None:
    """GitHub passes over an input that it does not know; a blog's owner would wait for its issue in vain."""
    inputs = yaml.safe_load((ROOT / ACTION / "action.yml").read_text("utf-8"))["inputs"]
    assert set(yaml.safe_load(workflow(tmp_path, part=part))["jobs"]["linkcheck"]["steps"][1]["with"]) <= set(inputs)


@pytest.mark.parametrize(
    ("remote", "folder", "runner"),
    [
        ("https://codeberg.org/octo/blog", ".forgejo", "docker"),
        ("git@gitea.firm.example:octo/blog.git", ".gitea", "ubuntu-latest"),
    ],
)
def test_a_blog_at_forgejo_or_gitea_names_the_action_by_its_whole_address(
    tmp_path: Path, remote: str, folder: str, runner: str
) -> None:
    """There a short name is one of the server's own."""
    blog = hugo(repository(tmp_path / "blog", remote))
    done = init(blog)
    assert done.returncode == 0, done.stderr
    for name in ("linkcheck.yml", "linkcheck-pull-request.yml"):
        job = yaml.safe_load((blog / folder / "workflows" / name).read_text("utf-8"))["jobs"]["linkcheck"]
        assert job["steps"][1]["uses"] == f"{HOME}/{ACTION}@v{__version__}"
        assert job["runs-on"] == runner
    assert not (blog / ".github").exists()


def test_a_blog_at_gitlab_gets_a_file_to_include(tmp_path: Path) -> None:
    """GitLab's schema takes both; the paths are quoted for the shell that reads them."""
    blog = hugo(repository(tmp_path / "blog", "git@gitlab.com:group/sub/blog.git"))
    (blog / "my posts").mkdir()
    (blog / "hugo.toml").write_text("contentDir = 'my posts'\n")
    done = init(blog)
    assert done.returncode == 0, done.stderr
    assert "In the repository group/sub/blog at GitLab" in done.stdout
    for part in (GITLAB, INCLUDE):
        takes(blog / part.file, "vendor.gitlab-ci")
    whole = yaml.safe_load((blog / GITLAB.file).read_text("utf-8"))
    assert whole["variables"]["LINKCHECK_PATHS"] == "'my posts/'"
    assert whole["variables"]["LINKCHECK_VERSION"] == f"=={__version__}"
    assert yaml.safe_load((blog / INCLUDE.file).read_text("utf-8")) == {
        "include": [{"local": f"/{GITLAB.file.as_posix()}"}]
    }


def test_a_pipeline_that_is_there_is_left_alone(tmp_path: Path) -> None:
    """And the line that it lacks is named."""
    blog = hugo(repository(tmp_path / "blog", None))
    (blog / INCLUDE.file).write_text("test: { script: [true] }\n")
    done = init(blog, "--workflow")
    assert (blog / INCLUDE.file).read_text() == "test: { script: [true] }\n"
    assert "add to its `include:` the line `- local: /.gitlab/linkcheck.yml`" in done.stdout
    assert (blog / GITLAB.file).exists()


def test_not_all_blogs_run_in_the_same_minute(tmp_path: Path) -> None:
    """The minute is a repository's own, the same at each look, and never the full hour."""
    texts = [workflow(tmp_path, f"blog{number}") for number in range(12)]
    minutes = {int(yaml.safe_load(text)[True]["schedule"][0]["cron"].split()[0]) for text in texts}
    assert len(minutes) > 6
    assert 0 not in minutes


def test_the_home_is_that_of_the_package() -> None:
    """One place names it; this constant says the same."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["urls"]["Source"] == HOME
    assert project["urls"]["Documentation"] == DOCUMENTATION
    assert version(project["name"]) == __version__


@pytest.mark.parametrize("has_submodules", [True, False])
def test_submodules_are_checked_out_where_there_are_some(tmp_path: Path, *, has_submodules: bool) -> None:
    """A theme that is not there would leave links unjudged every night."""
    hugo(repository(tmp_path))
    if has_submodules:
        (tmp_path / ".gitmodules").write_text('[submodule "t"]\n\tpath = themes/t\n\turl = https://a.example/t.git\n')
    assert init(tmp_path).returncode == 0
    steps = yaml.safe_load((tmp_path / WORKFLOW).read_text("utf-8"))["jobs"]["linkcheck"]["steps"]
    assert steps[0]["with"].get("submodules", False) is has_submodules
    assert steps[0]["with"]["fetch-depth"] == 0
