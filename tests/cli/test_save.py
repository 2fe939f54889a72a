"""`linkcheck save` as a process, against a simulator of Save Page Now on this machine."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from linkcheck.history import History
from linkcheck.model import Past, Reason, SaveState, State, Verdict
from tests.support.program import forked, interruptible, linkcheck
from tests.support.save_page_now import KEYS, SavePageNowSimulator

POST = """---
title: A
date: 2018-06-01
---
[alive](https://alive.lab/a#part) [moved](http://moved.lab/b) [gone](https://gone.lab/) [new](https://new.lab/)
[token](https://alive.lab/?token=x) [nas](http://nas.local/) [mine](https://wiki.lab/) [quiet](https://quiet.lab/)
[copy](https://web.archive.org/web/2018/https://alive.lab/)
<!-- [hidden](https://hidden.lab/) -->
"""
DRAFT = "---\ntitle: D\ndraft: true\n---\n[secret](https://draft.lab/)\n"
SETTINGS = """
[save]
private = ["//quiet\\\\."]
per_minute = 1000
[hosts."wiki.lab"]
headers = { "X-Wiki" = "1" }
"""
SENT = ["http://moved.lab/b", "https://alive.lab/a"]


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Hugo blog after a night on which all but one link were alive."""
    (tmp_path / "content").mkdir()
    (tmp_path / "hugo.toml").write_text('title = "x"\nbaseURL = "https://blog.lab/"\n')
    (tmp_path / "linkcheck.toml").write_text(SETTINGS)
    (tmp_path / "content" / "a.md").write_text(POST)
    (tmp_path / "content" / "d.md").write_text(DRAFT)
    alive = ["https://alive.lab/a", "https://alive.lab/?token=x", "http://nas.local/", "https://wiki.lab/"]
    alive += ["https://quiet.lab/", "https://hidden.lab/", "https://draft.lab/"]
    now = datetime(2026, 11, 20, tzinfo=UTC)
    with History(tmp_path / ".linkcheck") as history:
        pasts = [Past(url, now, Verdict(State.ALIVE, Reason.OK, "", 200)) for url in alive]
        pasts.append(Past("http://moved.lab/b", now, Verdict(State.MOVED, Reason.PERMANENT_REDIRECT, "", 200, "x")))
        pasts.append(Past("https://gone.lab/", now, Verdict(State.DEAD, Reason.GONE, "", 404)))
        history.targets.adopt(pasts)
    for name, key in zip(("IA_ACCESS_KEY_ID", "IA_SECRET_ACCESS_KEY"), KEYS, strict=True):
        monkeypatch.setenv(name, key)
    return tmp_path


@contextmanager
def serving(service: SavePageNowSimulator) -> Iterator[str]:
    """Serve the simulator, which closes each connection and does not say so; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path = self.path.removeprefix("/save")
            status, wait, told = service.answer(self.command, path, dict(self.headers), body)
            self.send_response(status)
            if wait is not None:
                self.send_header("Retry-After", wait)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)
            self.close_connection = True

        do_POST = do_GET  # noqa: N815 -- the library's name

        def log_message(self, *_: object) -> None:
            """Keep silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/save"
    finally:
        server.shutdown()
        server.server_close()


def test_nothing_is_sent_unless_asked(blog: Path) -> None:
    """What would be sent, where, and what is left out, with the reason; no keys are needed for that."""
    done = linkcheck("save", cwd=blog, code=0)
    lines = done.stdout.splitlines()
    assert lines[0] == "2 pages for web.archive.org (Save Page Now), under a minute at best"
    assert [line for line in lines if line.startswith("http")] == SENT
    assert lines[-1] == "nothing was sent; --send sends it"
    for why in (
        "1: no published page shows it",
        "3: not known to live",
        "1: a password or token stands in it, or may",
        "1: its host is a private one",
        "1: its host gets headers of your own",
        "1: the settings keep it private",
    ):
        assert f"left out: {why}" in lines


def test_it_is_sent_once(blog: Path) -> None:
    """Another run has nothing to send; the history knows what became of each."""
    service = SavePageNowSimulator(time.monotonic, capture_s=0, is_archived=lambda url: "moved" in url, per_minute=1000)
    with serving(service) as address:
        done = forked("save", "--send", "--to", address, cwd=blog, code=0)
        assert "saved 20261129031500 https://alive.lab/a\n" in done.stdout
        assert "archived http://moved.lab/b\n" in done.stdout
        assert done.stdout.endswith("1 saved, 1 archived\n")
        assert dict(service.asked) == dict.fromkeys(SENT, 1)
        again = forked("save", "--send", "--to", address, cwd=blog, code=0)
        assert "left out: 2: saved, or found to be archived, before" in again.stdout
        assert again.stdout.endswith("nothing to send\n")
        assert sum(service.requests.values()) == 4
    with History(blog / ".linkcheck") as history:
        assert {one.state for one in history.saves.all().values()} == {SaveState.SAVED, SaveState.ARCHIVED}
    for key in KEYS:
        assert key not in done.stdout + done.stderr
        assert not any(key.encode() in file.read_bytes() for file in (blog / ".linkcheck").iterdir())


def test_the_blogs_own_posts_by_choice(blog: Path) -> None:
    """Those that are published."""
    listed = linkcheck("save", "--posts", cwd=blog, code=0).stdout
    assert "https://blog.lab/a/\n" in listed
    assert "https://blog.lab/d/\n" not in listed


def test_captures_of_an_earlier_run_are_looked_at(blog: Path) -> None:
    """What was begun is not begun again; `--limit` leaves the rest for later."""
    service = SavePageNowSimulator(time.monotonic, capture_s=10**9, per_minute=1000)
    with serving(service) as address:
        done = forked("save", "--send", "--limit", "1", "--to", address, cwd=blog, code=1)
        assert "left out: 1: beyond --limit\n" in done.stdout
        assert done.stdout.endswith("no capture ended; 1 left for the next run\n")
        service.capture_s = 0
        done = forked("save", "--send", "--to", address, cwd=blog, code=0)
        assert "1 page for 127.0.0.1 (Save Page Now), under a minute at best; 1 capture asked for before" in done.stdout
        assert done.stdout.endswith("2 saved\n")
    assert dict(service.asked) == dict.fromkeys(SENT, 1)


@pytest.mark.slow  # a capture is looked at after 30 seconds
def test_ctrl_c_loses_nothing(blog: Path) -> None:
    """What was begun is looked at by the next run, and not begun again."""
    service = SavePageNowSimulator(time.monotonic, capture_s=10**9, per_minute=1000)
    service.begun = begun = Begun(len(SENT))
    with serving(service) as address, interruptible():
        process = subprocess.Popen([sys.executable, "-m", "linkcheck", "save", "--send", "--to", address], cwd=blog)
        begun.all.wait()
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
        service.capture_s = 0
        assert forked("save", "--send", "--to", address, cwd=blog, code=0).stdout.endswith("2 saved\n")
    assert dict(service.asked) == dict.fromkeys(SENT, 1)


class Begun(dict[str, tuple[str, float]]):
    """Captures that were begun; `all` is set once somebody asks what became of one, after so many."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.all = Event()
        self._number = number

    def __getitem__(self, job: str) -> tuple[str, float]:
        """Return a capture that is asked about."""
        if len(self) == self._number:
            self.all.set()
        return super().__getitem__(job)


def test_wrong_keys(blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Are told of, and not shown; without any nothing is asked."""
    with serving(SavePageNowSimulator(time.monotonic)) as address:
        monkeypatch.setenv("IA_SECRET_ACCESS_KEY", "wrong-secret")
        done = linkcheck("save", "--send", "--to", address, cwd=blog, code=1)
        assert "stopped: the keys are not accepted" in done.stderr
        assert "wrong-secret" not in done.stdout + done.stderr
        monkeypatch.setenv("IA_SECRET_ACCESS_KEY", "two words")
        assert "two words" not in linkcheck("save", "--send", "--to", address, cwd=blog, code=2).stderr
        monkeypatch.delenv("IA_SECRET_ACCESS_KEY")
        assert "are not set" in linkcheck("save", "--send", "--to", address, cwd=blog, code=2).stderr


@pytest.mark.parametrize("address", ["http://web.archive.org/save", "http://10.0.0.1/save", "https://user@x/", "x"])
def test_keys_go_by_https(blog: Path, address: str) -> None:
    """Or to this machine."""
    assert "no https address" in linkcheck("save", "--to", address, cwd=blog, code=2).stderr


def test_the_settings_cannot_say_where_keys_go(blog: Path) -> None:
    """They may be a stranger's; nor can they hold the keys."""
    for key in ("url", "to", "access_key"):
        (blog / "linkcheck.toml").write_text(f'[save]\n{key} = "https://evil.lab/"\n')
        assert key in linkcheck("save", "--send", cwd=blog, code=2).stderr


def test_a_secret_of_all_hosts(blog: Path) -> None:
    """Whoever shows a token to every host cannot tell what strangers see."""
    (blog / "linkcheck.toml").write_text('headers = { Authorization = "Bearer x" }\n')
    assert "nobody knows which pages are public" in linkcheck("save", cwd=blog, code=2).stderr


def test_private_networks(blog: Path) -> None:
    """Where such are allowed, names that lead into one stay private, and so does what cannot be looked up."""
    (blog / "content" / "a.md").write_text("---\ntitle: A\n---\n[a](https://alive.lab/a)\n")
    done = linkcheck("save", "--allow-network", "10.0.0.0/8", cwd=blog, code=0)
    assert "left out: 1: its host is a private one, or cannot be looked up" in done.stdout
