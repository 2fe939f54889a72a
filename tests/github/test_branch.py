"""The token that git pushes with: in its environment, and nowhere else."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.publishing.forge.errors import PublishError
from linkcheck.publishing.github.branch import Checkout, is_branch_name
from linkcheck.publishing.github.environment import Environment
from tests.support.git import run_git

TOKEN = "ghs_secretsecret"  # noqa: S105 - it opens nothing


class _Recording(BaseHTTPRequestHandler):
    """A git server that answers nobody, and remembers who asked."""

    seen: list[list[str]]

    def do_GET(self) -> None:
        self.seen.append(self.headers.get_all("Authorization") or [])
        self.send_response(403)
        self.end_headers()
        self.wfile.write(b"Write access to repository not granted.")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def refusing() -> Iterator[tuple[str, list[list[str]]]]:
    """Run a server that says 403; give its address and the Authorization headers that it saw."""
    seen: list[list[str]] = []
    server = HTTPServer(("127.0.0.1", 0), type("Recording", (_Recording,), {"seen": seen}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_token_goes_by_the_environment_in_one_header(
    refusing: tuple[str, list[list[str]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the checkout left in .git/config is taken back: GitHub refuses two headers. Nothing is written down."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    url, seen = refusing
    run_git(tmp_path, "init", "-q")
    run_git(tmp_path, "remote", "add", "origin", f"{url}/me/blog.git")
    run_git(tmp_path, "config", f"http.{url}/.extraheader", "AUTHORIZATION: basic b2xk")
    config = (tmp_path / ".git" / "config").read_bytes()
    checkout = Checkout.of(tmp_path, Environment(token=TOKEN, server_url=url))
    with pytest.raises(PublishError, match=r"contents: write") as caught:
        checkout.tip("x")
    assert seen == [["basic " + b64encode(f"x-access-token:{TOKEN}".encode()).decode()]]
    assert (tmp_path / ".git" / "config").read_bytes() == config
    assert TOKEN not in str(caught.value)
    assert TOKEN not in repr(checkout)


def test_the_token_goes_to_no_other_host(refusing: tuple[str, list[list[str]]], tmp_path: Path) -> None:
    """A remote that is not GitHub's is asked without it."""
    url, seen = refusing
    run_git(tmp_path, "init", "-q")
    run_git(tmp_path, "remote", "add", "origin", f"{url}/me/blog.git")
    checkout = Checkout.of(tmp_path, Environment(token=TOKEN, server_url="https://github.example"))
    with pytest.raises(PublishError):
        checkout.tip("x")
    assert seen == [[]]


GOOD = ("linkcheck/repairs", "a", "ü", "a.b", "a@b", "x" * 200)
BAD = (
    "",
    "-x",
    "a b",
    "a..b",
    "/a",
    "a/",
    "a//b",
    "a.lock",
    "a.lock/b",
    "@",
    "a@{b",
    ".a",
    "a/.b",
    "a~1",
    "a:b",
    "a\n",
)


@pytest.mark.parametrize("name", GOOD)
def test_names_of_branches(name: str) -> None:
    """What git takes is taken."""
    assert is_branch_name(name)


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_name_of_a_branch(name: str) -> None:
    """What git does not take is a wrong argument."""
    assert not is_branch_name(name)


@given(st.text(alphabet="a./@{~^:-\\ *[?", min_size=1, max_size=6))
def test_a_name_that_is_taken_is_one_for_git(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    """git agrees with every yes."""
    if is_branch_name(name):
        run_git(tmp_path_factory.getbasetemp(), "check-ref-format", f"refs/heads/{name}")
