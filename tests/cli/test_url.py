"""`scan --url URL`: one link is asked, told and repaired, and all others are left aside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from linkcheck.report.reading import read
from tests.support.pages import Pages
from tests.support.program import LOOPBACK, SCHEMA, forked

POST = (
    "[gone]({base}/gone#part), [other]({base}/other-gone), [good]({base}/good), [no page](never.md), [bad](http:/x/)\n"
)


@pytest.fixture
def blog(tmp_path: Path, server: Pages) -> Path:
    """Write two posts whose links lead to the server."""
    (tmp_path / "content").mkdir()
    for name in ("a.md", "b.md"):
        (tmp_path / "content" / name).write_text(POST.format(base=server.url))
    return tmp_path


def scan(blog: Path, *more: str, code: int) -> dict[str, Any]:
    """Scan, and return the JSON report, which fits its schema."""
    done = forked("scan", "content", *LOOPBACK, "--format", "json", *more, cwd=blog, code=code)
    report: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(report, json.loads(SCHEMA.read_text()))
    assert read(done.stdout.encode()).only == tuple(report["run"]["only"])
    return report


def test_one_link_is_asked_and_told(blog: Path, server: Pages) -> None:
    """In all its places; what else is broken neither is told nor fails the run."""
    report = scan(blog, "--url", f"{server.url}/gone", code=1)
    assert [one["url"] for one in report["targets"]] == [f"{server.url}/gone"]
    assert [one["path"] for one in report["references"]] == ["content/a.md", "content/b.md"]
    assert report["problems"] == []
    assert not any("other" in path or path.endswith("/good") for path in server.asked)
    assert scan(blog, "--url", f"{server.url}/good", code=0)["summary"]["targets"] == 1


def test_several_may_be_named_as_they_are_written(blog: Path, server: Pages) -> None:
    """With a fragment, or as no URL at all."""
    given = ("--url", f"{server.url}/gone#part", "--url", "http:/x/")
    urls = {one["url"] for one in scan(blog, *given, code=1)["targets"]}
    assert urls == {f"{server.url}/gone", "http:/x/"}


def test_a_url_without_its_secret_is_known(blog: Path, server: Pages) -> None:
    """As reports show it: whoever copies a command from one has no other."""
    address = server.url.replace("http://", "http://ann:verysecret@")
    (blog / "content" / "a.md").write_text(f"<{address}/gone>\n")
    shown = scan(blog, "--offline", code=1)["targets"]
    (masked,) = [one["url"] for one in shown if "***" in one["url"]]
    assert scan(blog, "--offline", "--url", masked, code=0)["summary"]["references"] == 1


def test_the_whole_blogs_numbers_stay(blog: Path, server: Pages) -> None:
    """A run about one link is no night of the blog."""
    scan(blog, code=1)
    assert len(scan(blog, "--url", f"{server.url}/gone", code=1)["nights"]) == 1
    assert len(scan(blog, code=1)["nights"]) == 2


def test_the_words_say_that_it_is_one(blog: Path, server: Pages) -> None:
    """Nobody takes it for a report of all."""
    done = forked("scan", "content", *LOOPBACK, "--url", f"{server.url}/good", cwd=blog, code=0)
    assert f"Only what leads to {server.url}/good; all else is left aside" in done.stdout


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--url", "{base}/goen"], "nothing that was read links to {base}/goen; did you mean {base}/gone?"),
        (["--url", "http://nowhere.example/"], "nothing that was read links to http://nowhere.example/\n"),
        (["--url", "{base}/gone", "--baseline"], "--baseline: it is drawn of the whole blog; leave out --url"),
    ],
)
def test_what_cannot_be_meant(blog: Path, server: Pages, more: list[str], words: str) -> None:
    """One line that says why; nobody is asked."""
    given = [one.format(base=server.url) for one in more]
    done = forked("scan", "content", *LOOPBACK, *given, cwd=blog, code=2)
    assert words.format(base=server.url) in done.stderr
    assert server.asked == []
