"""What is newly broken is told: to a mail server and to a web hook on loopback, and no secret is in any line of it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import web
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from linkcheck.model import Report, State
from linkcheck.publishing.notify.message import MOST_LINES, news
from linkcheck.report import render
from tests.support.copies import replace
from tests.support.nights_at_forges import error, link, night
from tests.support.threaded import served

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # of a loopback server
PASSWORD = "hunter2Secret"  # noqa: S105 - it opens nothing
ONE, TWO = "http://gone.example/1", "http://gone.example/2"
HEALTHY = night(link(ONE, State.ALIVE), link(TWO, State.ALIVE))
BROKEN = night(link(ONE), link(TWO, State.ALIVE))


@dataclass
class Mailbox:
    """A mail server that wants a password, and keeps what it gets."""

    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail."""
        assert session.authenticated
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@contextmanager
def mail_server(box: Mailbox) -> Iterator[int]:
    """Run it; yields its port."""

    def knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data.password == PASSWORD.encode())

    with socket.socket() as spare:  # Controller connects to the port that it is given, so 0 is none
        spare.bind(("127.0.0.1", 0))
        port = spare.getsockname()[1]
    controller = Controller(
        box, "127.0.0.1", port, authenticator=knows, auth_require_tls=False, auth_required=True, decode_data=False
    )
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@contextmanager
def web_hook(taken: list[Any], status: int = 200) -> Iterator[str]:
    """Run a web hook; yields its address as Apprise has it."""

    async def take(request: web.Request) -> web.Response:
        taken.append((request.path, json.loads(await request.text())))
        return web.Response(status=status)

    app = web.Application()
    app.router.add_post("/{path:.*}", take)
    with served(app) as address:
        yield address.replace("http://", f"json://me:{PASSWORD}@")


def notify(folder: Path, report: Report, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command; whatever comes of it, it says no secret."""
    file = folder / "report.json"
    file.write_text(render(report, "json"), "utf-8")
    clean = {key: value for key, value in os.environ.items() if not key.startswith("LINKCHECK_")}
    done = subprocess.run(
        [sys.executable, "-m", "linkcheck", "notify", str(file), *arguments],
        cwd=folder,
        env=clean | {"NO_PROXY": "127.0.0.1"} | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert PASSWORD not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_mail_and_web_hook_are_told(tmp_path: Path) -> None:
    """By addresses of the environment; each says what is new, where, and why."""
    box, taken = Mailbox(), list[Any]()
    with mail_server(box) as port, web_hook(taken) as hook:
        mail = f"mailto://me:{PASSWORD}@127.0.0.1:{port}?from=linkcheck@blog.example&to=me@blog.example&mode=insecure"
        done = notify(
            tmp_path, BROKEN, "--address", "https://ci.example/1", LINKCHECK_NOTIFY=f"{mail} {hook}/secretpath"
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "".join(
        f"linkcheck: told service {name}: 1 link new since the last run\n" for name in ("1 (mailto)", "2 (json)")
    )
    (letter,), ((path, hooked),) = box.mails, taken
    assert "1 link new since the last run" in letter["Subject"]
    part = letter.get_body(("plain", "html"))
    assert part is not None
    for text in (part.get_content(), hooked["message"]):
        assert "a.md:1 http://gone.example/1 (gone: status 404)" in text
        assert "https://ci.example/1" in text
    assert (path, hooked["title"]) == ("/secretpath", "1 link new since the last run")


def test_where_nothing_is_new_nobody_is_told(tmp_path: Path) -> None:
    """Not of what is alive, not of what was broken the night before, not of what the baseline knows."""
    taken: list[Any] = []
    old = tmp_path / "old.json"
    old.write_text(render(BROKEN, "json"), "utf-8")
    with web_hook(taken) as hook:
        for report, more in ((HEALTHY, ()), (BROKEN, ("--before", str(old)))):
            done = notify(tmp_path, report, "--to", hook, *more)
            assert (done.returncode, done.stdout) == (0, "linkcheck: nothing is newly broken: nobody is told\n")
        notify(tmp_path, replace(BROKEN, baseline=frozenset({ONE})), "--to", hook)
        assert taken == []
        notify(tmp_path, night(link(ONE), link(TWO)), "--to", hook, "--before", str(old))
    ((_, told),) = taken
    assert told["title"] == "1 link new since the last run"
    assert TWO in told["message"]
    assert "Still broken: 1" in told["message"]


def test_a_service_that_fails_is_a_warning_and_the_next_is_told(tmp_path: Path) -> None:
    """It is called by its number and kind, for its address is a secret."""
    taken, refused = list[Any](), list[Any]()
    with web_hook(refused, 500) as broken, web_hook(taken) as hook:
        done = notify(tmp_path, BROKEN, "--to", broken, "--to", hook)
    assert done.returncode == 0
    assert done.stderr == "linkcheck: service 1 (json) could not be told; `apprise -vv` tells why\n"
    assert len(taken) == 1


def test_a_wrong_password_is_not_repeated(tmp_path: Path) -> None:
    """Neither by us, nor by Apprise, nor by what it stands on."""
    box = Mailbox()
    with mail_server(box) as port:
        server = f"me:{quote(PASSWORD)}-not@127.0.0.1:{port}"
        mail = f"mailto://{server}?from=linkcheck@blog.example&to=me@blog.example&mode=insecure"
        done = notify(tmp_path, BROKEN, "--to", mail)
    assert done.returncode == 0
    assert done.stderr.count("\n") == 1
    assert box.mails == []


@pytest.mark.parametrize("address", [f"nonsense://{PASSWORD}", PASSWORD, f"slack://{PASSWORD}"])
def test_an_address_of_no_service_is_the_users_to_mend(tmp_path: Path, address: str) -> None:
    """Told by its number, before anybody is told anything."""
    done = notify(tmp_path, BROKEN, "--to", address)
    assert done.returncode == 2
    assert done.stderr.startswith("linkcheck: notify: the address 1 is of no service that Apprise knows")


def test_nobody_named_is_the_users_to_mend(tmp_path: Path) -> None:
    """The variable is named, too."""
    done = notify(tmp_path, BROKEN)
    assert (done.returncode, done.stdout) == (2, "")
    assert "LINKCHECK_NOTIFY" in done.stderr


def test_text_of_posts_calls_nobody() -> None:
    """`@everyone` in an address or in a path, and `<!channel>`."""
    found = link("http://gone.example/@everyone", path="@here/<!channel>.md")
    told = news(night(found, problems=(error("no page @all"),)))
    assert told is not None
    assert "http://gone.example/%40everyone" in told.body
    assert not set("@<>") & set(told.body)
    assert told.title == "1 link and 1 error new since the last run"


def test_a_message_stays_short() -> None:
    """However much broke; the number of the rest is told."""
    told = news(night(*(link(f"http://gone.example/{number:0300}") for number in range(400))))
    assert told is not None
    lines = told.body.split("\n")
    assert len(lines) == MOST_LINES + 1
    assert lines[-1] == "... and 385 more"
    assert len(told.body) < 4_000
