"""The JSON report keeps its contract: its keys, its order, its schema."""

from __future__ import annotations

import json
import random
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.links.urls import redact
from linkcheck.model import Report, Rule, Span, State, Url
from linkcheck.report import Context, encoding, render
from linkcheck.report.contract import JsonReport
from tests.support.copies import replace
from tests.support.sample_report import EMPTY, FIXED, GONE, SAMPLE, reference

CONTRACT = {
    "run": {"exit_code", "offline", "duration_s", "requests", "environment_fault"},
    "summary": {"documents", "references", "targets", "verdicts", "problems"},
    "targets": {
        *("url", "verdict", "reason", "status", "final_url", "flags", "checked_at", "from_history", "strikes"),
        *("last_alive_at", "exchanges", "mementos"),
    },
    "references": {
        *("path", "line", "column", "start", "end", "syntax", "label", "used", "used_at", "destination", "url"),
        *("fragment", "problems"),
    },
    "problems": {"rule", "level", "path", "line", "column", "start", "end", "message"},
    "edits": {"path", "start", "end", "old", "new", "reason", "applied"},
}
"""The keys that tools from outside rely on; more may come, none may go."""


def read(report: Report) -> dict[str, Any]:
    """Render a report and read it again."""
    whole: dict[str, Any] = json.loads(render(report, "json"))
    return whole


def committed_schema() -> str:
    """Return the schema as it is packaged."""
    return files("linkcheck.report").joinpath("schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("report", [SAMPLE, FIXED, EMPTY], ids=["sample", "fixed", "empty"])
def test_reports_fit_the_schema(report: Report) -> None:
    """What is written is what the schema promises."""
    jsonschema.Draft202012Validator(json.loads(committed_schema())).validate(read(report))


@pytest.mark.parametrize("part", CONTRACT)
def test_every_key_of_the_contract_is_there(part: str) -> None:
    """No row lacks a key, even where its value is not known."""
    found = read(FIXED)[part]
    for row in found if isinstance(found, list) else [found]:
        assert set(row) >= CONTRACT[part]


def test_the_schema_is_named_first() -> None:
    """A reader learns the version before anything else."""
    assert render(SAMPLE, "json").startswith('{\n  "schema": "linkcheck-report/1",')


def test_an_exchange_has_a_status_or_a_failure() -> None:
    """Exactly one of the two keys is there."""
    exchanges = [one for target in read(SAMPLE)["targets"] for one in target["exchanges"]]
    assert {"status", "failure"} >= {key for one in exchanges for key in one if key in {"status", "failure"}}
    assert all(("status" in one) != ("failure" in one) for one in exchanges)


def test_every_verdict_is_counted() -> None:
    """A verdict that nobody has is 0, so that a reader need not ask whether the key is there."""
    assert set(read(EMPTY)["summary"]["verdicts"]) == set(State)


def test_order_of_the_report_does_not_matter() -> None:
    """The same input gives the same bytes, in whatever order the work was done."""
    shuffled = random.Random(7)  # noqa: S311 – no secret is made of it
    mixed = replace(
        FIXED,
        rows=tuple(shuffled.sample(FIXED.rows, len(FIXED.rows))),
        findings=tuple(shuffled.sample(FIXED.findings, len(FIXED.findings))),
        problems=tuple(shuffled.sample(FIXED.problems, len(FIXED.problems))),
        edits=tuple(shuffled.sample(FIXED.edits, len(FIXED.edits))),
    )
    assert render(mixed, "json") == render(FIXED, "json")


def test_bytes_that_are_not_utf_8_become_escapes() -> None:
    """A file name or an edit that is not UTF-8 can be reported."""
    odd = replace(SAMPLE.rows[0], reference=reference("bad\udcff.md", 1, "http://x.example/"))
    edit = replace(FIXED.edits[0], old=b"caf\xe9")
    found = read(replace(FIXED, rows=(odd,), edits=(edit,)))
    assert found["references"][0]["path"] == "bad\\udcff.md"
    assert found["edits"][0]["old"] == "caf\\xe9"


def test_marks_that_steer_a_terminal_are_json_escapes() -> None:
    """A report printed to a terminal is safe, and means the same to a reader of JSON."""
    nasty = "\x1b[31m\x9b\u202e"
    report = replace(SAMPLE, rows=(replace(SAMPLE.rows[0], rules=(Rule.BROKEN_REF,), url=nasty),))
    text = render(report, "json")
    assert not {"\x1b", "\x9b", "\u202e"} & set(text)
    assert json.loads(text)["references"][0]["url"] == nasty


def test_spans_are_byte_offsets() -> None:
    """`start` and `end` are those of the model, untouched."""
    row = next(one for one in read(SAMPLE)["references"] if one["destination"] == GONE.target.url)
    first = min(one.span for one in GONE.target.references if one.path == row["path"])
    assert Span(row["start"], row["end"]) == first


SECRET_URLS = st.builds(
    "https://{}x.org/{}?{}={}".format,
    st.sampled_from(["", "me:pw@", "you:pw@", "me@"]),
    st.sampled_from(["", "a"]),
    st.sampled_from(["token", "sid", "id"]),
    st.sampled_from(["66538", "66539", "0c1d9e8b7a435f60d2e1c3b4a5968778", "1c1d9e8b7a435f60d2e1c3b4a5968778"]),
)


@given(st.sets(SECRET_URLS, min_size=1))
def test_urls_that_differ_only_by_a_secret_stay_two(urls: set[str]) -> None:
    """Each is a target of its own, none shows its secret, what holds none is exact; read again, all are the same."""
    findings = tuple(replace(GONE, target=replace(GONE.target, url=Url(url))) for url in sorted(urls))
    context = Context(redact=redact)
    written = render(replace(EMPTY, findings=findings), "json", context)
    shown = {target["url"] for target in json.loads(written)["targets"]}
    assert len(shown) == len(urls)
    assert shown & urls == {url for url in urls if redact(url) == url}
    assert not any(secret in url for url in shown for secret in ("pw@", "token=0c1d", "token=1c1d", "sid=0c1d"))
    assert {redact(url) for url in shown} == shown


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 5])
def test_pieces_are_the_whole(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """An array that is made a few items at a time reads as one that is made at once, whatever stands in it."""
    monkeypatch.setattr(encoding, "BATCH", 2)
    rows = [{"text": f"line\n{each}\u202e\udc80", "list": [each, []], "empty": {}} for each in range(number)]
    pieces = encoding.pieces({"schema": "x", "run": {"at": 1}, "rows": iter(rows), "none": iter(()), "last": None})
    whole = {"schema": "x", "run": {"at": 1}, "rows": rows, "none": [], "last": None}
    assert "".join(pieces) == encoding.document(whole, indent=2)


def test_the_members_are_those_of_the_contract() -> None:
    """What is written in pieces has the names of the contract, in their order."""
    assert tuple(read(SAMPLE)) == JsonReport.__struct_fields__
