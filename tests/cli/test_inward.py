"""Who may be asked, and what is sent along: the program as a process, with settings as a stranger may write them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.pages import Pages, serving
from tests.support.program import forked

pytestmark = pytest.mark.needs_linux  # elsewhere 127.0.0.1 is the one address of loopback

FAST = "host_request_interval = 0\nmax_retries = 0\n"


@pytest.fixture
def archive() -> Iterator[Pages]:
    """Something at another private address than the pages are."""
    with serving("127.0.0.2") as running:
        yield running


def blog(folder: Path, text: str, settings: str) -> Path:
    """Write a post and the settings."""
    folder.mkdir(exist_ok=True)
    (folder / "post.md").write_text(text, "utf-8")
    (folder / "linkcheck.toml").write_text(FAST + settings, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("networks", "is_asked"), [('"127.0.0.1/32"', False), ('"127.0.0.1/32", "127.0.0.2/32"', True)]
)
@pytest.mark.parametrize("key", ["url", "cdx_url", "services.ours.url"])
def test_an_archive_is_asked_where_links_are(
    server: Pages, archive: Pages, tmp_path: Path, key: str, networks: str, *, is_asked: bool
) -> None:
    """At a private address only if `allow_networks` has it, for each way to name one; else the report says why not."""
    settings = f"allow_networks = [{networks}]\n[archive]\n"
    settings += f'order = ["ours"]\nservices.ours.kind = "cdx"\n{key} = "{archive.url}"\n'
    if key != "services.ours.url":
        settings = f'allow_networks = [{networks}]\n[archive]\norder = ["cdx"]\n{key} = "{archive.url}"\n'
    folder = blog(tmp_path / "blog", f"[gone]({server.url}/gone)\n", settings)
    done = forked("scan", ".", cwd=folder, code=1)
    assert (archive.asked != []) is is_asked
    words = "127.0.0.2 is a private address, outside of allow_networks"
    assert (words in done.stdout + done.stderr) is not is_asked, done.stdout + done.stderr


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "http://0xa9fea9fe/"]
)
def test_no_settings_file_opens_metadata(tmp_path: Path, url: str) -> None:
    """Neither by its own network nor by all there are."""
    networks = 'allow_networks = ["0.0.0.0/0", "::/0", "169.254.169.254", "fd00:ec2::/32"]\n'
    folder = blog(tmp_path / "blog", "", networks)
    done = forked("explain", url, "--no-archive", cwd=folder, code=0)
    assert "private-address" in done.stdout
    assert "only --allow-network on the command line opens that" in done.stdout


def test_headers_of_a_host_go_where_its_name_says(server: Pages, tmp_path: Path) -> None:
    """A table without scheme and port sends nothing in the open, and says so."""
    port = server.server_port
    for name, is_sent in (("127.0.0.1", False), (f"127.0.0.1:{port}", True), (f"http://127.0.0.1:{port}", True)):
        settings = f'allow_networks = ["127.0.0.0/8"]\n[hosts."{name}"]\nheaders = {{ X-Key = "hush" }}\n'
        folder = blog(tmp_path / "blog", f"[good]({server.url}/good)\n", settings)
        done = forked("scan", ".", "--fresh", "--no-archive", cwd=folder, code=0)
        assert ("x-key" in server.heads[-1]) is is_sent, name
        assert ('hosts."127.0.0.1".headers go to https://127.0.0.1:443 alone' in done.stderr) is not is_sent
        assert "hush" not in done.stdout + done.stderr


def test_a_secret_for_everybody_is_told_of(server: Pages, tmp_path: Path) -> None:
    """It is sent, as the user says; one line says to whom, and does not say it."""
    settings = 'allow_networks = ["127.0.0.0/8"]\nheaders = { Authorization = "Bearer hush", Accept-Language = "de" }\n'
    folder = blog(tmp_path / "blog", f"[good]({server.url}/good)\n", settings)
    for command in (("scan", "."), ("explain", f"{server.url}/good")):
        done = forked(*command, cwd=folder, code=0)
        assert done.stderr.count("linkcheck: headers: Authorization goes to every host that is asked") == 1
        assert "Accept-Language" not in done.stderr
        assert "hush" not in done.stdout + done.stderr
        assert server.heads[-1]["authorization"] == "Bearer hush"
    assert "goes to every host" not in forked("scan", ".", "--offline", cwd=folder, code=0).stderr


def test_an_isolated_run_reads_what_it_is_told_to(tmp_path: Path) -> None:
    """No settings file, no table, no ignore file of the folder or above it; no outputs of the one that is named."""
    text = "[a](htps://a.example) [b](https://b.example)\n"
    folder = blog(tmp_path / "blog", text, 'outputs = ["x.json"]\nnonsense = 1\n')
    (folder / ".linkcheckignore").write_text("(", "utf-8")
    (tmp_path / ".linkcheckignore").write_text("(", "utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.linkcheck]\nnonsense = 1\n", "utf-8")
    assert forked("scan", ".", "--offline", cwd=folder).returncode == 2
    assert "htps" in forked("scan", ".", "--offline", "--isolated", cwd=folder, code=1).stdout
    named = tmp_path / "named"
    named.mkdir()
    (named / "linkcheck.toml").write_text('outputs = ["x.json"]\nfail_on = []\n', "utf-8")
    done = forked("scan", ".", "--offline", "--isolated", "-c", "../named/linkcheck.toml", cwd=folder, code=0)
    assert "htps" in done.stdout
    assert "excluded" not in done.stdout
    (named / ".linkcheckignore").write_text("b.example\n", "utf-8")
    done = forked("scan", ".", "--offline", "--isolated", "-vc", "../named/linkcheck.toml", cwd=folder, code=0)
    assert "excluded" in done.stdout
    assert not [*tmp_path.rglob("x.json")]
