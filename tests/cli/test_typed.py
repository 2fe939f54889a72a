"""What people type in their first minute: no path, no command, another program's words, a slip of the finger."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from linkcheck.cli import EXIT_INTERRUPTED
from linkcheck.report import summary
from tests.support.pages import Pages
from tests.support.program import LOOPBACK, interruptible, linkcheck

POST = "[a](htps://a.example/) [b](https://b.example/)\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Write a Hugo site with one post, and a README that no page of it is made of."""
    post = tmp_path / "content" / "posts" / "a.md"
    post.parent.mkdir(parents=True)
    post.write_text(POST)
    (tmp_path / "hugo.toml").write_text("title = 'x'\n")
    (tmp_path / "README.md").write_text(POST)
    return tmp_path


def read(folder: Path, *arguments: str) -> set[str]:
    """Return the files in which an offline scan finds the misspelt link."""
    done = linkcheck(*arguments, cwd=folder, code=1)
    return {line.split(":")[0] for line in done.stdout.splitlines() if line.endswith(": 1 invalid")}


def test_a_site_is_scanned_where_it_has_its_posts(site: Path) -> None:
    """From its root, from a folder of posts, which is read alone, and from one without any."""
    (site / "static").mkdir()
    assert read(site, "scan", "--offline") == {"content/posts/a.md"}
    assert read(site / "content" / "posts", "scan", "--offline") == {"a.md"}
    assert read(site / "static", "scan", "--offline") == {"../content/posts/a.md"}


def test_paths_of_the_settings_come_before_the_site(site: Path) -> None:
    """They are relative to the settings file, and a path on the command line takes their place."""
    (site / "linkcheck.toml").write_text('paths = ["README.md"]\n')
    assert read(site, "scan", "--offline") == {"README.md"}
    assert read(site / "content", "scan", "--offline") == {"../README.md"}
    assert read(site, "scan", "--offline", "content") == {"content/posts/a.md"}


def test_paths_of_the_settings_hold_for_other_commands(site: Path) -> None:
    """`report` tells of them, `prune` takes definitions out of them and of no other file."""
    (site / "linkcheck.toml").write_text('paths = ["README.md"]\n')
    for file in (site / "README.md", site / "content" / "posts" / "a.md"):
        file.write_text("text\n\n[unused]: https://c.example/\n")
    assert "in 1 file" in linkcheck("report", cwd=site, code=0).stdout
    linkcheck("prune", cwd=site, code=0)
    assert "unused" not in (site / "README.md").read_text()
    assert "unused" in (site / "content" / "posts" / "a.md").read_text()


@pytest.mark.parametrize("path", ["..", "../other", "/etc", "out"])
def test_settings_name_no_path_outside(site: Path, path: str) -> None:
    """They may be a stranger's; links are resolved."""
    (site / "out").symlink_to("/etc")
    (site / "linkcheck.toml").write_text(f'offline = true\npaths = ["{path}"]\n')
    assert "linkcheck.toml:2: paths: " in linkcheck("scan", cwd=site, code=2).stderr


def test_the_program_alone_scans_or_helps(site: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where somebody says what to read it scans, by the settings; elsewhere it shows its help and makes nothing."""
    (site / "linkcheck.toml").write_text("offline = true\n")
    assert read(site) == {"content/posts/a.md"}
    plain = tmp_path_factory.mktemp("plain")
    (plain / "notes.md").write_text(POST)
    assert "Commands:" in linkcheck(cwd=plain, code=2).stderr
    assert [one.name for one in plain.iterdir()] == ["notes.md"]


def test_a_plain_folder_is_named(tmp_path: Path) -> None:
    """Nobody says what to read, and the message says what to type."""
    assert "linkcheck scan ." in linkcheck("scan", cwd=tmp_path, code=2).stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["content"], "To check that folder: linkcheck scan content\n"),
        (["README.md", "-v"], "To check that file: linkcheck scan README.md -v\n"),
        (["check", "content"], "To check links: linkcheck scan content\n"),
        (["https://a.example/"], "To check one URL: linkcheck explain https://a.example/\n"),
        (["scna", "a b"], "Did you mean linkcheck scan 'a b'?\n"),
        (["frobnicate"], "No such command 'frobnicate'.\n"),
        (["--offline", "content"], "It is one of scan: linkcheck scan --offline content\n"),
        (["--frobnicate"], "No such option '--frobnicate'.\n"),
        (["scan", "--ofline"], "No such option '--ofline'. Did you mean '--offline'?\n"),
        (["scan", "--fix", "moved"], "the kinds of repair follow an equals sign: --fix=moved\n"),
        (["scan", "--fix", "dead,moved"], "--fix=dead,moved\n"),
        (["scan", "-o", "report.htlm"], "suffix .htlm; did you mean .html?\n"),
        (["scan", "-o", "report.xyzzy"], "suffix .xyzzy; --format can name one\n"),
        (["scan", "-f", "yaml"], '"yaml" is unknown (known: text, '),
        (["scan", "-o", "README.md/a.json"], "README.md/a.json: cannot write the report"),
    ],
)
def test_a_slip_is_answered_with_what_to_type(site: Path, arguments: list[str], words: str) -> None:
    """Before any work, and with nothing that is only the least far of other words."""
    done = linkcheck(*arguments, cwd=site, code=2)
    assert words in done.stderr
    assert done.stdout == ""
    assert not (site / ".linkcheck").exists()


def test_a_path_that_is_called_like_a_kind_is_a_path(site: Path) -> None:
    """`--fix moved` reads the folder, where there is one."""
    (site / "moved").mkdir()
    (site / "moved" / "a.md").write_text(POST)
    assert read(site, "scan", "--offline", "--fix", "moved") == {"moved/a.md"}


def test_a_format_may_have_any_suffix(site: Path) -> None:
    """Where `--format` says it, and where a file has none."""
    linkcheck("scan", "--offline", "-o", "report.out", "-f", "json", "-o", "plain", cwd=site, code=1)
    assert (site / "report.out").read_text().startswith("{")
    assert (site / "plain").read_text().startswith("{")
    linkcheck("diff", "report.out", "report.out", "-o", "d.html", cwd=site, code=2)


def test_help_tells_values_and_defaults(site: Path) -> None:
    """Grouped, and a value that may be left out in brackets."""
    shown = " ".join(linkcheck("scan", "--help", cwd=site, code=0).stdout.split())
    for words in (
        "--fix[=KINDS]",
        "values: dead, kept, moved, restored, all",
        "default: 20]",
        "Which links are checked:",
    ):
        assert words in shown
    assert "default: 0]" not in shown
    assert "Options:" not in shown


def test_quiet_prints_what_failed_and_nothing_else(tmp_path: Path, server: Pages) -> None:
    """Neither numbers nor what fails nothing."""
    (tmp_path / "good.md").write_text(f"<{server.url}/good>\n\n[unused]: {server.url}/good\n")
    (tmp_path / "bad.md").write_text(f"<{server.url}/gone> <{server.url}/good>\n")
    done = linkcheck("scan", "good.md", *LOOPBACK, "-q", cwd=tmp_path, code=0)
    assert (done.stdout, done.stderr) == ("", "")
    done = linkcheck("scan", ".", *LOOPBACK, "-q", cwd=tmp_path, code=1)
    assert f"{server.url}/gone" in done.stdout
    assert f"{server.url}/good" not in done.stdout
    assert "distinct link" not in done.stdout
    done = linkcheck("scan", ".", *LOOPBACK, "-q", "--fail-on", "moved", cwd=tmp_path, code=0)
    assert done.stdout == ""


def test_a_long_report_is_cut_between_two_summaries(tmp_path: Path) -> None:
    """The numbers first and last, where the rest is, and all of it in a file and with `-v`."""
    (tmp_path / "a.md").write_text("".join(f"[x](htps://{number}.example/)\n" for number in range(70)))
    done = linkcheck("scan", ".", "--offline", "-o", "all.txt", cwd=tmp_path, code=1)
    assert (tmp_path / "all.txt").read_text().count("  invalid  bad-scheme: ") == 70
    done = linkcheck("scan", ".", "--offline", cwd=tmp_path, code=1)
    lines = done.stdout.splitlines()
    assert done.stdout.count("  invalid  bad-scheme: ") == 50
    assert "and 20 more: -v shows them here, -o report.html in a browser" in lines
    assert "a.md: 70 invalid" in lines
    assert lines[0].startswith("70 references in 1 file")
    assert lines[lines.index("70 invalid") + 1] == ""
    assert lines[-1] == "70 invalid"
    done = linkcheck("scan", ".", "--offline", "-v", cwd=tmp_path, code=1)
    assert done.stdout.count("  invalid  bad-scheme: ") == 70
    assert not done.stdout.startswith("70 references")


def test_a_short_report_has_one_summary(tmp_path: Path) -> None:
    """At its end."""
    (tmp_path / "a.md").write_text("".join(f"[x](htps://{number}.example/)\n" for number in range(50)))
    done = linkcheck("scan", ".", "--offline", cwd=tmp_path, code=1)
    assert done.stdout.count("50 references in 1 file") == 1


def test_ctrl_c_before_any_answer_says_nothing_good(tmp_path: Path, server: Pages) -> None:
    """Neither that all is well nor that there was nothing to check."""
    (tmp_path / "post.md").write_text(f"<{server.url}/hang>\n")
    with interruptible():
        command = [sys.executable, "-m", "linkcheck", "scan", ".", *LOOPBACK]
        started = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    with started as running:
        assert server.hung.wait()
        running.send_signal(signal.SIGINT)
        output, _ = running.communicate()
    assert running.returncode == EXIT_INTERRUPTED == summary.INTERRUPTED
    assert "Interrupted with 1 link not asked." in output
    assert "well" not in output
