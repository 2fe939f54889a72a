"""Walls, known by data: each is blocked, whatever its status; pages that resemble one stay alive.

The cases are whole answers in `cases/walls`: `url` is what was cited, `to` where redirects led, the rest is as sent.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from email import message_from_bytes
from itertools import chain, pairwise
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from linkcheck.history.evidence import KEPT_HEADERS
from linkcheck.model import Check, Request, Response, State, Url
from linkcheck.verdict.signals import challenge, marks
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.page import without_bodies
from linkcheck.verdict.signals.walls.providers import Strength, known, providers, schema_text, sources
from linkcheck.verdict.weighing import judge
from linkcheck.web.check import next_request
from tests.support import paths
from tests.support.checks import check, html

DATA = paths.PACKAGE / "verdict" / "signals" / "walls"
CASES = paths.CASES / "walls"
ALIKE = (200, 202, 403, 405, 429, 503)
"""Statuses beside which a wall's page tells the same."""
TOLD = {"url", "to", "provider", "reason", "status"}
OF_IS_ANTIBOT = {
    *("Cloudflare", "Vercel", "Akamai", "DataDome", "PerimeterX", "Shape Security", "Kasada", "Imperva", "Reblaze"),
    *("CHEQ", "Sucuri", "ThreatMetrix", "Meetrics", "Ocule", "reCAPTCHA", "hCaptcha", "FunCaptcha", "GeeTest"),
    *("Cloudflare Turnstile", "Friendly Captcha", "captcha.eu", "Tencent Captcha", "AliExpress captcha", "Houzz"),
    *("Reddit", "Google", "LinkedIn", "Instagram", "YouTube", "Amazon", "Anubis", "Fastly", "AWS WAF", "Weibo"),
    *("Dribbble", "Douban", "CloudFront", "Hostinger"),
}
KEPT = {
    *("Cloudflare", "Amazon", "Akamai", "Imperva", "PerimeterX", "Kasada", "Sucuri", "Reblaze", "DataDome", "Anubis"),
    "proof of work",
}
"""Names of marks that histories hold."""


@dataclass(frozen=True)
class Case:
    """One answer, as a file has it."""

    check: Check
    provider: str
    reason: str


def cases(kind: str) -> list[object]:
    """Return the cases of a folder, each at the statuses that it names."""
    return [
        pytest.param(case, id=f"{path.stem}-{status}")
        for path in sorted((CASES / kind).glob("*.http"))
        for status, case in read(path)
    ]


def read(path: Path) -> list[tuple[int, Case]]:
    """Read one file: what is told of the answer, its headers, its body."""
    head, _, body = path.read_bytes().partition(b"\n\n")
    fields = message_from_bytes(head)
    told = {name: value for name, value in fields.items() if name in TOLD}
    headers = tuple((name, value) for name, value in fields.items() if name not in TOLD)
    ways = [Url(told["url"]), *([Url(told["to"])] if "to" in told else [])]
    steps = [(Request(one, hop=hop), redirect(to)) for hop, (one, to) in enumerate(pairwise(ways))]
    statuses = ALIKE if told["status"] == "any" else (int(told["status"]),)
    found = []
    for status in statuses:
        last = (Request(ways[-1], hop=len(steps)), Response(status, headers, body.strip()))
        made = check(*steps, last, url=ways[0])
        found.append((status, Case(made, told.get("provider", ""), told.get("reason", "challenge"))))
    return found


def redirect(to: Url) -> Response:
    """Return the answer that leads there."""
    return Response(302, (("Location", to),))


@pytest.mark.parametrize("case", cases("walls"))
def test_a_wall_is_blocked_by_whoever_built_it(case: Case) -> None:
    """With 200 as with 403; nobody tries to get past it; evidence without bodies says the same."""
    said = challenge.read(Attempt(case.check, case.check.exchanges))
    assert said is not None
    assert (said.state, said.reason) == (State.BLOCKED, case.reason)
    assert f"({case.provider}: " in said.detail
    assert next_request(case.check) is None
    verdicts = judge(case.check), judge(without_bodies(case.check))
    assert {verdict.state for verdict in verdicts} == {State.BLOCKED}
    assert verdicts[0] == verdicts[1]


@pytest.mark.parametrize("case", cases("genuine"))
def test_a_page_that_resembles_a_wall_is_alive(case: Case) -> None:
    """Vendors' own pages, articles with samples of code, scripts and cookies of vendors, forms with a captcha."""
    verdict = judge(case.check)
    assert verdict.state is State.ALIVE, verdict.detail
    assert challenge.read(Attempt(case.check, case.check.exchanges)) is None


def test_each_provider_has_a_wall() -> None:
    """A provider without a case is a guess."""
    named = {case.provider for path in (CASES / "walls").glob("*.http") for _, case in read(path)}
    assert named == {provider.name for provider in providers()}
    assert named >= OF_IS_ANTIBOT
    assert len(list((CASES / "genuine").glob("*.http"))) >= 60


def test_the_file_is_what_its_schema_says() -> None:
    """And the schema is what the types make; `python -m tests.verdict.signals.test_walls` writes it anew."""
    schema = json.loads(schema_text())
    Draft202012Validator.check_schema(schema)
    assert (DATA / "schema.json").read_text("utf-8") == schema_text()
    Draft202012Validator(schema).validate(tomllib.loads((DATA / "providers.toml").read_text("utf-8")))
    assert not Draft202012Validator(schema).is_valid({"providers": [{"name": "x", "signs": [{"mark": "y"}]}]})


def test_names_are_told_once_and_marks_are_declared() -> None:
    """A mark is its provider's, is used, and those of old evidence keep their names."""
    everyone = providers()
    assert len({provider.name for provider in everyone}) == len(everyone)
    for provider in everyone:
        assert set(chain.from_iterable(sign.marks for sign in provider.signs)) == set(provider.marks)
    assert len(sources()) == sum(len(provider.marks) for provider in everyone)
    assert set(sources()) >= KEPT


def test_no_sign_is_empty_or_weaker_than_it_looks() -> None:
    """Each seeks something; words are sought on small pages or beside a refusal; patterns are patterns."""
    for provider in providers():
        for sign in provider.signs:
            assert set(sign.subjects) <= set(known().subjects)
            assert any(
                (sign.place, sign.header, sign.cookies, sign.marks, sign.title, sign.words, sign.subjects, sign.host)
            )
            assert sign.strength is not Strength.ALWAYS or not (sign.marks or sign.words or sign.subjects), (
                provider.name
            )
            assert sign.value is None or sign.header, provider.name
            for text in (sign.host, sign.place, sign.header, sign.value, *sign.title, *sign.words):
                assert text is None or re.compile(text).pattern


def test_the_history_keeps_the_headers_of_walls() -> None:
    """Cookies it does not keep, nor the one name that is a pattern: both tell beside a refusal."""
    names = {sign.header for provider in providers() for sign in provider.signs if sign.header is not None}
    assert {name for name in names if "[" not in name} <= KEPT_HEADERS


def test_old_evidence_is_judged_as_it_was() -> None:
    """A kept page has names of marks and no source."""
    kept = without_bodies(check(html("<script>window._pxAppId = 1</script>", "Denied", 403)))
    outcome = kept.exchanges[0].outcome
    assert isinstance(outcome, Response)
    assert outcome.page is not None
    assert marks.WALL + "PerimeterX" in outcome.page.marks
    assert "PerimeterX" in judge(kept).detail


if __name__ == "__main__":
    (DATA / "schema.json").write_text(schema_text(), "utf-8")
