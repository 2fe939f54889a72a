"""The command line as a process: what a user types, sees and gets back."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.support.pages import Pages
from tests.support.program import LOOPBACK, SCHEMA, interruptible, linkcheck

POST = """---
title: A post
date: 2016-06-05
---
[good]({base}/good), [gone]({base}/gone) and [typo](http:/x.org/).

[unused]: {base}/gone "never used"
[9]:
[10]:
"""


@pytest.fixture
def blog(tmp_path: Path, server: Pages) -> Path:
    """Write one post whose links lead to the server."""
    content = tmp_path / "content"
    content.mkdir()
    (content / "post.md").write_text(POST.format(base=server.url))
    return tmp_path


def test_version_loads_next_to_nothing(tmp_path: Path) -> None:
    """`--version` needs neither the network nor a parser."""
    program = (
        "import sys; from linkcheck.cli import run_command_line; run_command_line(['--version']);"
        "print(sorted({'aiohttp', 'rich', 'waybackpy', 'pyromark', 'yaml', 'tabulate'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.splitlines()[0].startswith("linkcheck ")
    assert done.stdout.splitlines()[1] == "[]"


def test_a_scan_reports_and_fails(blog: Path) -> None:
    """A dead and an invalid link fail the run; the text names place, verdict and reason."""
    done = linkcheck("scan", "content", *LOOPBACK, cwd=blog, code=1)
    assert "content/post.md:5:" in done.stdout
    assert "gone" in done.stdout
    assert "did you mean http://x.org/" in done.stdout
    assert done.stderr == ""


def test_json_keeps_the_contract(blog: Path) -> None:
    """The JSON fits its schema, and holds offsets that cut the destination out of the file."""
    done = linkcheck("scan", "content/", *LOOPBACK, "--format", "json", cwd=blog, code=1)
    report = json.loads(done.stdout)
    jsonschema.validate(report, json.loads(SCHEMA.read_text()))
    data = (blog / "content" / "post.md").read_bytes()
    for reference in report["references"]:
        assert data[reference["start"] : reference["end"]].decode() == reference["destination"]
    verdicts = {target["url"].rpartition("/")[2]: target["verdict"] for target in report["targets"]}
    assert verdicts["good"] == "alive"
    assert verdicts["gone"] == "dead"
    assert report["run"]["exit_code"] == 1
    gone = next(target for target in report["targets"] if target["url"].endswith("/gone"))
    assert [exchange["status"] for exchange in gone["exchanges"]] == [404, 404]


def test_the_same_input_gives_the_same_bytes(blog: Path) -> None:
    """Two offline runs differ in their times only."""
    first, second = (
        json.loads(linkcheck("scan", "content", "--offline", "--format", "json", cwd=blog).stdout) for _ in range(2)
    )
    for report in (first, second):
        report["run"] |= {"duration_s": None, "started_at": None}
    assert first == second


def test_offline_asks_nothing(blog: Path, server: Pages) -> None:
    """Offline, every link is unchecked and no connection is made."""
    server.server_close()
    done = linkcheck("scan", "content", "--offline", "--format", "json", "--fail-on", "dead", cwd=blog, code=0)
    report = json.loads(done.stdout)
    assert report["run"]["requests"] == 0
    assert {target["verdict"] for target in report["targets"]} <= {"unchecked", "invalid"}


def test_outputs_take_the_format_of_their_suffix(blog: Path) -> None:
    """Several files at once, a summary on standard output, none with -q."""
    done = linkcheck("scan", "content", "--offline", "-o", "a.json", "-o", "a.md", cwd=blog, code=1)
    assert json.loads((blog / "a.json").read_text())["schema"] == "linkcheck-report/1"
    assert "| Verdict |" in (blog / "a.md").read_text()
    assert "references in 1 file" in done.stdout
    assert linkcheck("scan", "content", "--offline", "-q", "-o", "a.json", cwd=blog, code=1).stdout == ""


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="Windows has no /dev/stdout")
def test_a_device_is_written_to_directly(blog: Path) -> None:
    """`--output /dev/stdout` is no file to be replaced."""
    done = linkcheck("scan", "content", "--offline", "-q", "-o", "/dev/stdout", "--format", "json", cwd=blog, code=1)
    assert json.loads(done.stdout)["schema"] == "linkcheck-report/1"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["scan"], "Missing argument"),
        (["scan", "nowhere"], "nowhere: no such file or folder"),
        (["scan", "content", "--format", "pdf"], "pdf"),
        (["scan", "content", "--fix=blocked"], "blocked"),
        (["scan", "content", "--exclude", "("], "exclude"),
        (["scan", "content", "--config", "missing.toml"], "missing.toml"),
        (["scan", "content", "--timeout", "soon"], "timeout"),
        (["nonsense"], "nonsense"),
        (["undo", "abc"], "abc"),
    ],
)
def test_what_the_user_can_mend_is_exit_2(blog: Path, arguments: list[str], words: str) -> None:
    """Wrong arguments end with one clear message, exit 2, and no traceback."""
    done = linkcheck(*arguments, cwd=blog, code=2)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_names_its_place(blog: Path) -> None:
    """The message has file, line, key and the nearest key."""
    (blog / "linkcheck.toml").write_text('# settings\nexclud = ["x"]\n')
    done = linkcheck("scan", "content", "--offline", cwd=blog, code=2)
    assert "linkcheck.toml:2" in done.stderr
    assert "exclude" in done.stderr


def test_five_silent_hosts_are_our_own_fault(tmp_path: Path) -> None:
    """When nobody answers, nothing is judged: exit 3 and every verdict unchecked."""
    with socket.socket() as closed:  # bound and not listening: connections are refused
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        (tmp_path / "post.md").write_text("\n".join(f"<http://127.0.0.{n}:{port}/>" for n in range(2, 8)))
        done = linkcheck("scan", ".", *LOOPBACK, "--format", "json", cwd=tmp_path, code=3)
    report = json.loads(done.stdout)
    assert {target["verdict"] for target in report["targets"]} == {"unchecked"}
    assert report["run"]["environment_fault"]
    assert "online" in done.stderr


@pytest.mark.parametrize(
    ("flags", "streams"),
    [
        ((), (1, 0)),
        (("-q",), (0, 1)),
        (("-o", "report.json"), (1, 0)),
        (("-o", "report.json", "-q"), (0, 1)),
        (("--format", "csv"), (6, 1)),  # a row for each link
        (("--diff",), (0, 1)),
    ],
)
def test_what_is_wrong_with_the_environment_is_said_once(
    flags: tuple[str, ...], streams: tuple[int, int], tmp_path: Path
) -> None:
    """In the report where it is text, else on standard error."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        (tmp_path / "post.md").write_text("\n".join(f"<http://127.0.0.{n}:{port}/>" for n in range(2, 8)))
        done = linkcheck("scan", ".", *LOOPBACK, *flags, cwd=tmp_path, code=3)
    assert (done.stdout.count("is this machine online"), done.stderr.count("is this machine online")) == streams


def test_ctrl_c_still_reports(tmp_path: Path, server: Pages) -> None:
    """An interrupted run ends with 130 and the report of what is known."""
    base = server.url
    (tmp_path / "post.md").write_text(f"<{base}/good> <{base}/hang>\n")
    command = [sys.executable, "-m", "linkcheck", "scan", ".", *LOOPBACK, "--format", "json"]
    with interruptible():
        started = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    with started as running:
        assert server.hung.wait()
        running.send_signal(signal.SIGINT)
        output, _ = running.communicate()
    assert running.returncode == 130
    verdicts = {target["url"]: (target["verdict"], target["reason"]) for target in json.loads(output)["targets"]}
    assert verdicts[f"{base}/hang"] == ("unchecked", "interrupted")


def test_a_closed_pipe_is_no_fault(blog: Path) -> None:
    """`linkcheck scan | true` ends without a traceback."""
    read, write = os.pipe()
    os.close(read)
    with subprocess.Popen(
        [sys.executable, "-m", "linkcheck", "scan", "content", "--offline"],
        cwd=blog,
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        os.close(write)
        _, error = running.communicate()
    assert "Traceback" not in error
    assert "Exception" not in error


def test_fix_takes_its_value_after_the_equals_sign_only(blog: Path) -> None:
    """`--fix content` is the plain flag and a path."""
    before = (blog / "content" / "post.md").read_bytes()
    linkcheck("scan", "--fix", "content", *LOOPBACK, cwd=blog, code=1)
    assert (blog / "content" / "post.md").read_bytes() == before  # no archive, nothing to write


def test_explain_shows_every_exchange(server: Pages, tmp_path: Path) -> None:
    """`explain` names each request, what each signal says, and the verdict."""
    url = f"{server.url}/gone"
    done = linkcheck("explain", url, "--allow-network", "127.0.0.0/8", "--no-archive", cwd=tmp_path, code=1)
    assert done.stdout.count("404") >= 2
    assert "dead" in done.stdout
    assert "gone" in done.stdout


@pytest.mark.slow
@pytest.mark.timeout(400)  # two demos, which wait as the real web lets one wait
def test_the_demo_shows_the_whole_job(tmp_path: Path) -> None:
    """The demo ends well, leaves its reports, and what it repaired can be put back."""
    done = linkcheck("demo", cwd=tmp_path, code=0)
    assert "repaired" in done.stdout
    left = tmp_path / "linkcheck-demo"
    jsonschema.validate(json.loads((left / "report.json").read_text()), json.loads(SCHEMA.read_text()))
    assert "\n--- a/" in (left / "repairs.diff").read_text()
    undone = linkcheck("undo", cwd=left / "blog", code=0)
    assert "Put back" in undone.stdout
    again = linkcheck("demo", cwd=tmp_path, code=0)
    assert "repaired" in again.stdout


def test_the_demo_touches_no_foreign_folder(tmp_path: Path) -> None:
    """A folder that holds something else is left alone."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "note.txt").write_text("keep")
    linkcheck("demo", "mine", cwd=tmp_path, code=2)
    assert (tmp_path / "mine" / "note.txt").read_text() == "keep"


def test_diff_alone_shows_what_a_fix_would_do(blog: Path) -> None:
    """`--diff` needs no `--fix`; standard output is the diff's alone."""
    done = linkcheck("scan", "content", "--diff", *LOOPBACK, cwd=blog, code=1)
    assert done.stdout == ""  # no archive, no edit
    linkcheck("scan", "content", "--diff", "--offline", "-o", "-", cwd=blog, code=2)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_a_pipe_among_the_posts_is_a_problem(tmp_path: Path) -> None:
    """What is no regular file is left out, and nobody waits for it."""
    os.mkfifo(tmp_path / "pipe.md")
    done = linkcheck("scan", ".", "--offline", cwd=tmp_path, code=0)
    assert "no regular file" in done.stdout


def test_a_named_folder_is_read_though_git_ignores_it(tmp_path: Path) -> None:
    """Hugo's `public/` is in most .gitignore files; whoever names it wants it read."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("public/\n")
    (tmp_path / "public" / "deep").mkdir(parents=True)
    (tmp_path / "public" / "deep" / "page.html").write_text('<a href="http://x.org/">x</a>')
    assert "1 reference" in linkcheck("scan", "public", "--offline", cwd=tmp_path, code=0).stdout
    assert "0 references" in linkcheck("scan", ".", "--offline", cwd=tmp_path, code=0).stdout


@pytest.mark.parametrize(
    ("secret", "query", "looked_up"),
    [
        ("me:secret@", "", False),
        ("", "?token=0c1d9e8b7a435f60d2e1c3b4a5968778", False),
        ("", "", True),
        ("", "?sid=66538&key=lamps&session=2019-06-12", True),
    ],
)
def test_no_archive_is_told_a_secret(
    tmp_path: Path, server: Pages, secret: str, query: str, *, looked_up: bool
) -> None:
    """A dead link with a password or a token in it is not looked up; the twin with numbers and words is, as it is."""
    port = server.server_port
    (tmp_path / "linkcheck.toml").write_text(f'[archive]\nurl = "http://127.0.0.1:{port}"\norder = ["cdx"]\n')
    url = f"http://{secret}127.0.0.1:{port}/gone{query}"
    (tmp_path / "post.md").write_text(f"<{url}>\n")
    done = linkcheck("scan", ".", "-f", "json", "--allow-network", "127.0.0.0/8", cwd=tmp_path, code=1)
    assert any(path.startswith("/cdx/") for path in server.asked) is looked_up
    assert (url in {target["url"] for target in json.loads(done.stdout)["targets"]}) is looked_up


def test_a_second_run_asks_only_what_is_due(blog: Path, server: Pages) -> None:
    """And a report asks nothing at all, and says the same."""
    first = linkcheck("scan", "content", "--allow-network", "127.0.0.0/8", "--no-archive", cwd=blog, code=1)
    server.asked.clear()
    second = linkcheck("scan", "content", "--allow-network", "127.0.0.0/8", "--no-archive", cwd=blog, code=1)
    told = linkcheck("report", "content", "--allow-network", "127.0.0.0/8", "--no-archive", cwd=blog, code=1)
    assert server.asked == []
    assert "known from earlier runs" in second.stdout
    for text in (first.stdout, second.stdout, told.stdout):
        assert "gone: status 404" in text
    linkcheck("scan", "content", "--allow-network", "127.0.0.0/8", "--no-archive", "--fresh", cwd=blog, code=1)
    assert server.asked != []


def test_a_baseline_lets_an_old_blog_begin_green(blog: Path) -> None:
    """What is broken when it is drawn fails no run; what breaks later does."""
    options = ("--allow-network", "127.0.0.0/8", "--no-archive")
    drawn = linkcheck("scan", "content", *options, "--baseline", cwd=blog, code=0)
    assert "baseline drawn" in drawn.stderr
    linkcheck("scan", "content", *options, "--fail-on", "new", cwd=blog, code=0)
    (blog / "content" / "new.md").write_text("[typo](htps://www.python.org/)\n")
    linkcheck("scan", "content", *options, "--fail-on", "new", cwd=blog, code=1)


@pytest.mark.needs_namespace
def test_a_history_on_a_read_only_disk_is_read(blog: Path, server: Pages) -> None:
    """What it knows is told; what a run learns is not remembered, and it says so."""
    linkcheck("scan", "content", *LOOPBACK, cwd=blog, code=1)
    server.asked.clear()
    mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec "$@"'
    program = (sys.executable, "-m", "linkcheck")
    for arguments, warnings in ((("report", "content"), 0), (("scan", "content", "--fresh"), 1)):
        command = ["unshare", "-m", "sh", "-c", mount, str(blog), *program, *arguments, "--no-archive", *LOOPBACK[:2]]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, "gone: status 404" in done.stdout) == (1, True), done.stdout + done.stderr
        assert done.stderr.count("not remembered") == warnings
        assert (server.asked != []) == bool(warnings)


def test_a_history_that_cannot_be_made_costs_memory_only(blog: Path) -> None:
    """A run goes on, says so once, and its verdicts are right."""
    options = ("--allow-network", "127.0.0.0/8", "--no-archive")
    (blog / ".linkcheck").write_text("a file where the folder should be: nobody, not even root, can write there")
    done = linkcheck("scan", "content", *options, cwd=blog, code=1)
    assert "gone: status 404" in done.stdout
    assert done.stderr.count("not remembered") == 1


def test_undo_never_takes_a_damaged_journal_for_an_empty_one(tmp_path: Path) -> None:
    """It is set aside and told in one line; "nothing to undo" would not be true."""
    (tmp_path / ".linkcheck").mkdir()
    (tmp_path / ".linkcheck" / "history.sqlite").write_bytes(b"no database " * 999)
    done = linkcheck("undo", cwd=tmp_path, code=2)
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "damaged-1" in done.stderr
