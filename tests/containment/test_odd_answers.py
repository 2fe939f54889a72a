"""An odd answer of an archive costs one look-up, and never the report: the program as a process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.pages import serving
from tests.support.program import linkcheck

TABLE = """[["urlkey","timestamp","original","mimetype","statuscode","digest","length"],
["k",{},"u","text/html","200","d","1"]]"""
ANSWERS = {
    "Retry-After of 400 digits": (429, "Retry-After", "9" * 400, b""),
    "Retry-After beyond the calendar": (429, "Retry-After", "Fri, 31 Dec 9999 23:59:59 -2359", b""),
    "a year of five digits": (503, "Retry-After", "Fri, 31 Dec 99999 23:59:59 GMT", b""),
    "no time": (200, "X-Odd", "1", TABLE.replace("{}", '"00000000000000"').encode()),
    "a time that is a table": (200, "X-Odd", "1", TABLE.encode()),
    "a string": (200, "Content-Type", "text/x-ndjson", b'{"timestamp": "20180601000000"}\n"timestamp"\n'),
    "a number": (200, "Content-Type", "text/x-ndjson", b"{}\n7\n"),
    "a header that is a number": (200, "X-Odd", "1", b"[7, [1, 2]]"),
    "nesting": (200, "X-Odd", "1", b"[" * 100_000),
}


@pytest.mark.parametrize("odd", ANSWERS)
def test_an_odd_answer_costs_one_look_up(odd: str, tmp_path: Path) -> None:
    """The dead link is reported, what the archive said is unknown, and the other links have their verdicts."""
    with serving() as server:
        server.list_of_captures = ANSWERS[odd]
        (tmp_path / "linkcheck.toml").write_text(f'[archive]\nurl = "{server.url}"\norder = ["cdx"]\n')
        (tmp_path / "post.md").write_text(f"<{server.url}/gone>\n\n<{server.url}/good>\n")
        flags = ("--allow-network", "127.0.0.0/8", "--host-request-interval", "0", "-n", "-f", "json")
        done = linkcheck("scan", "post.md", *flags, cwd=tmp_path, code=1)
        targets = {one["url"]: one for one in json.loads(done.stdout)["targets"]}
    assert {url: one["verdict"] for url, one in targets.items()} == {
        f"{server.url}/gone": "dead",
        f"{server.url}/good": "alive",
    }
    assert [one["answer"] for one in targets[f"{server.url}/gone"]["mementos"]] == ["unknown"]
    assert "Traceback" not in done.stderr
