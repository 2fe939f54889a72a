"""The Python API: the same verdicts as the command line's, as values, and not a word printed."""

from __future__ import annotations

import asyncio
import gc
import inspect
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import UnionType
from typing import assert_type, get_args, get_origin, get_type_hints

import pytest

import linkcheck
from linkcheck.config import OPTIONS, Keywords, load_with
from linkcheck.report import FORMATS
from linkcheck.run.settings import NAMES
from tests.support import example_api
from tests.support.pages import Pages
from tests.support.paths import ROOT
from tests.support.sample_report import SAMPLE

LOOPBACK: Keywords = {
    "allow_networks": ["127.0.0.0/8"],
    "host_request_interval": 0,
    "archive": {"enabled": False},
    "max_retries": 0,
}


@pytest.fixture
def blog(tmp_path: Path, server: Pages) -> Path:
    """Write one post with a good and a dead link."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "post.md").write_text(f"[a]({server.url}/good) and [b]({server.url}/gone)\n")
    return tmp_path


def verdicts(report: linkcheck.Report) -> dict[str, linkcheck.State]:
    """Return the verdict of each link by the last part of its URL."""
    return {one.target.url.rpartition("/")[2]: one.verdict.state for one in report.findings}


def test_a_scan_returns_a_report_and_prints_nothing(
    blog: Path, server: Pages, capfd: pytest.CaptureFixture[str]
) -> None:
    """The example of the README, on a blog of two links."""
    thresholds = gc.get_threshold()
    report = linkcheck.scan("content", cwd=blog, **LOOPBACK)
    assert_type(report, linkcheck.Report)
    assert verdicts(report) == {"good": linkcheck.State.ALIVE, "gone": linkcheck.State.DEAD}
    assert report.exit_code == 1
    assert example_api.dead_links(report) == {f"{server.url}/gone": None}
    assert capfd.readouterr() == ("", "")
    assert gc.get_threshold() == thresholds


def test_the_example_runs_as_a_program(blog: Path, server: Pages) -> None:
    """As a reader would copy it; the settings file is read as the command line reads it."""
    (blog / "linkcheck.toml").write_text('allow_networks = ["127.0.0.0/8"]\narchive.enabled = false\n')
    command = [sys.executable, str(ROOT / "tests" / "support" / "example_api.py"), "content"]
    done = subprocess.run(command, cwd=blog, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (f"{server.url}/gone has no copy\n", "")


def test_one_url(server: Pages, tmp_path: Path) -> None:
    """A finding with all its evidence, and no history."""
    finding = linkcheck.check_url(f"{server.url}/gone", cwd=tmp_path, **LOOPBACK)
    assert_type(finding, linkcheck.Finding)
    assert finding.verdict.state is linkcheck.State.DEAD
    assert finding.check is not None
    assert len(finding.check.exchanges) == 2
    assert list(tmp_path.iterdir()) == []


def test_inside_an_event_loop(blog: Path, server: Pages) -> None:
    """The async twins work there; the others say which to use, and leave nothing unawaited."""

    async def both() -> None:
        report, finding = await asyncio.gather(
            linkcheck.scan_async(blog / "content", cwd=blog, **LOOPBACK),
            linkcheck.check_url_async(f"{server.url}/good", cwd=blog, **LOOPBACK),
        )
        assert verdicts(report)["gone"] is linkcheck.State.DEAD
        assert finding.verdict.state is linkcheck.State.ALIVE
        with pytest.raises(RuntimeError, match=r"use `await linkcheck\.scan_async"):
            linkcheck.scan("content", cwd=blog)
        with pytest.raises(RuntimeError, match=r"use `await linkcheck\.check_url_async"):
            linkcheck.check_url(server.url, cwd=blog)

    asyncio.run(both())


def test_cancelling_a_scan_cancels_it(blog: Path, server: Pages) -> None:
    """A caller who gives up gets no half report in place of the cancellation."""
    (blog / "content" / "post.md").write_text(f"<{server.url}/hang>\n")

    async def give_up() -> None:
        scanning = asyncio.ensure_future(linkcheck.scan_async("content", cwd=blog, **LOOPBACK))
        await asyncio.to_thread(server.hung.wait)
        scanning.cancel()
        server.released.set()
        with pytest.raises(asyncio.CancelledError):
            await scanning

    asyncio.run(give_up())


def test_many_threads_may_scan(tmp_path: Path) -> None:
    """No state of the process is used but the working directory, and that only if none is given."""
    blogs = [tmp_path / name for name in "abc"]
    for number, folder in enumerate(blogs):
        folder.mkdir()
        (folder / "a.md").write_text("<https://x.example/>\n" * number)
    found: dict[Path, int] = {}

    def scan(folder: Path) -> None:
        found[folder] = len(linkcheck.scan(".", cwd=folder, offline=True).rows)

    threads = [threading.Thread(target=scan, args=(folder,)) for folder in blogs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict(zip(blogs, range(3), strict=True))


# --- settings ----------------------------------------------------------------------------------


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """Write a post whose only fault is a note, and settings that make it fail."""
    (tmp_path / "post.md").write_text("[a]: https://a.example/\n[b]: https://b.example/\n")
    (tmp_path / "linkcheck.toml").write_text('offline = true\nfail_on = ["note"]\nexclude = ["//a\\\\."]\n')
    return tmp_path


def test_the_settings_file_is_that_of_the_command_line(words: Path) -> None:
    """Found from the working directory that is given, another one by name, or none."""
    assert linkcheck.scan("post.md", cwd=words).exit_code == 1
    (words / "other.toml").write_text("offline = true")
    assert linkcheck.scan("post.md", cwd=words, config="other.toml").exit_code == 0
    assert linkcheck.scan("post.md", cwd=words, config=False, offline=True).exit_code == 0


def test_keywords_win_and_lists_add(words: Path) -> None:
    """As flags do."""
    report = linkcheck.scan("post.md", cwd=words, fail_on="error", exclude=[r"//b\."])
    assert report.exit_code == 0
    assert {one.verdict.reason.value for one in report.findings} == {"excluded"}
    assert linkcheck.scan("post.md", cwd=words, rules={"unused-definition": "off"}).problems == ()


def test_false_is_a_value_too(words: Path) -> None:
    """What the file switches on can be switched off, which no flag can."""
    finding = linkcheck.scan("post.md", cwd=words, offline=False, exclude=["."]).findings[0]
    assert finding.verdict.reason.value == "excluded"


MISTAKES: dict[str, tuple[dict[str, object], str]] = {
    "unknown": ({"tiemout": 3}, "tiemout: unknown setting, did you mean timeout?"),
    "only a flag": ({"verbose": 3}, "verbose: unknown setting"),
    "value": ({"timeout": "soon"}, "timeout: must be more than 0 seconds"),
    "in a table": ({"archive": {"budgt": 3}}, "archive.budgt: unknown key, did you mean budget?"),
    "in a host": ({"hosts": {"a.example": {"concurrency": 0}}}, "hosts.a.example.concurrency: must be a whole number"),
    "rule": ({"rules": {"empty-definitoin": "off"}}, "rules.empty-definitoin: unknown key, did you mean empty-def"),
    "none": ({"exclude": None}, "exclude: must be a list of texts, not null"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_told(tmp_path: Path, name: str) -> None:
    """The key, what is wrong, and what would be right."""
    settings, words = MISTAKES[name]
    with pytest.raises(linkcheck.LinkcheckError) as caught:
        linkcheck.scan(tmp_path, cwd=tmp_path, **settings)  # type: ignore[arg-type] # the mistakes
    assert str(caught.value).startswith(words)


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    """As the command line tells it."""
    with pytest.raises(linkcheck.LinkcheckError, match=r"^nowhere: no such file or folder"):
        linkcheck.scan("nowhere", cwd=tmp_path)


def test_the_keywords_are_the_keys_of_a_file() -> None:
    """All but what a terminal shows and what a call names itself; and what else only flags may say."""
    shown = {"editor", "format", "outputs", "no_progress", "notes", "verbose", "quiet", "paths"}
    keys = {option.key for option in OPTIONS if option.in_file}
    assert set(Keywords.__annotations__) == keys - shown | {"fix", "fix_unconfirmed", "baseline", "since", "only"}
    assert {option.key for option in OPTIONS if not option.in_file} >= {
        "fix",
        "fix_unconfirmed",
        "baseline",
        "since",
        "only",
    }


JSON_TYPES = {
    "array": Sequence,
    "boolean": bool,
    "integer": int,
    "number": float,
    "object": Mapping,
    "string": str,
}


def test_the_keywords_have_the_types_of_the_keys() -> None:
    """What the schema of a settings file takes for a key, the keyword takes, and nothing else."""
    hints = get_type_hints(Keywords)
    for option in OPTIONS:
        if option.key in hints:
            schema = option.reader(NAMES).describe()
            taken = [one.get("type", "string") for one in schema.get("anyOf", [schema])]  # `enum` has words alone
            hint = hints[option.key]
            written = {get_origin(one) or one for one in (get_args(hint) if isinstance(hint, UnionType) else (hint,))}
            assert written == {JSON_TYPES[each] for each in taken}, option.key


def test_a_table_of_the_call_wins_over_the_file(tmp_path: Path) -> None:
    """`archive.enabled` and `no_archive` are two words for one thing: the call's word holds."""
    (tmp_path / "linkcheck.toml").write_text("no_archive = true\narchive.budget = 7\n")
    found = load_with(tmp_path, {"archive": {"enabled": True}})
    assert (found.archive.enabled, found.archive.budget) == (True, 7)
    assert not load_with(tmp_path, {"archive": {"budget": 8}}).archive.enabled


def test_types_are_known_to_a_checker() -> None:
    """A slip in a name is found before it runs; mypy fails here when this comment is not needed."""
    with pytest.raises(linkcheck.LinkcheckError):
        linkcheck.scan(".", tiemout=3)  # type: ignore[call-arg]


# --- reports -----------------------------------------------------------------------------------


def test_reports_are_rendered_and_read() -> None:
    """Every format of the command line; JSON comes back as a report that renders the same."""
    data = linkcheck.render(SAMPLE, "json")
    assert linkcheck.render(linkcheck.read_report(data.encode()), "json") == data
    for name in FORMATS:
        assert linkcheck.render(SAMPLE, name)
    assert linkcheck.render(SAMPLE, width=60) != linkcheck.render(SAMPLE)
    with pytest.raises(linkcheck.LinkcheckError, match=r"no format 'txt', only text, "):
        linkcheck.render(SAMPLE, "txt")


def test_a_report_is_read_from_a_file(tmp_path: Path) -> None:
    """By its name; one that is not there is the caller's mistake."""
    file = tmp_path / "report.json"
    file.write_text(linkcheck.render(SAMPLE, "json"), "utf-8")
    assert linkcheck.read_report(file).findings[0].target == linkcheck.read_report(str(file)).findings[0].target
    with pytest.raises(linkcheck.LinkcheckError, match="it cannot be read: No such file"):
        linkcheck.read_report(tmp_path / "nowhere.json")


def test_secrets_are_masked(tmp_path: Path) -> None:
    """A rendered report may be sent about."""
    (tmp_path / "a.md").write_text("<https://me:secret@x.example/>\n")
    assert "secret" not in linkcheck.render(linkcheck.scan("a.md", cwd=tmp_path, offline=True), "json")


# --- the module --------------------------------------------------------------------------------


def test_importing_it_loads_nothing() -> None:
    """`linkcheck --version` pays for no API."""
    program = (
        "import sys; before = set(sys.modules); import linkcheck;"
        "print(sorted(name for name in set(sys.modules) - before if 'linkcheck' in name));"
        "linkcheck.State; print('linkcheck.api' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "['linkcheck', 'linkcheck.__about__']\nTrue\n"


def test_every_name_is_there_and_told_of() -> None:
    """`dir`, `help` and `from linkcheck import *` know the same names."""
    assert set(linkcheck.__all__) <= set(dir(linkcheck))
    for name in linkcheck.__all__:
        value = getattr(linkcheck, name)
        assert name == "__version__" or inspect.getdoc(value), name
    with pytest.raises(AttributeError, match="has no attribute 'scann'"):
        linkcheck.scann  # type: ignore[attr-defined] # noqa: B018
