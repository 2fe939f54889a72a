"""The records of targets: evidence as bytes and back, two runs at once, kill -9, and JSON Lines."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.history import History
from linkcheck.history.evidence import pack, unpack
from linkcheck.history.jsonl import KeptMemento, SharedHistory, decode, decode_past, encode, encode_past
from linkcheck.model import (
    Check,
    Exchange,
    Failure,
    FailureCode,
    Flag,
    Fragment,
    Page,
    Past,
    Profile,
    Reason,
    Request,
    Response,
    RunStats,
    State,
    Tls,
    Url,
    Verdict,
)
from linkcheck.verdict.confirmation import remember
from linkcheck.verdict.strikes import Confirm

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
URL = Url("https://site.lab/page")
DOWN = Verdict(State.UNREACHABLE, Reason.REFUSED, "refused")

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
INSTANTS = st.integers(0, 7 * 10**9).map(lambda second: datetime.fromtimestamp(second, UTC))
PAGES = st.builds(
    Page,
    TEXT,
    st.lists(TEXT, max_size=3).map(tuple),
    TEXT,
    st.integers(0, 10**6),
    TEXT,
    st.lists(st.integers(0, 2**32 - 1), max_size=64).map(tuple),
    st.integers(0, 2**64 - 1),
    st.frozensets(TEXT, max_size=4),
)
FINGERPRINTS = st.builds(
    Page,
    TEXT,
    st.lists(TEXT, max_size=3).map(tuple),
    words=st.integers(0, 9),
    simhash=st.integers(0, 2**64 - 1),
)
NIGHTS = st.builds(RunStats, INSTANTS, st.dictionaries(st.sampled_from(State), st.integers(1, 9)), st.integers(0, 9))
RESPONSES = st.builds(
    Response,
    st.integers(100, 999),
    st.lists(st.tuples(st.sampled_from(["Location", "content-type", "Retry-After"]), TEXT), max_size=3).map(tuple),
    complete=st.booleans(),
    malformed=st.none() | TEXT,
    page=st.none() | PAGES,
)
FAILURES = st.builds(Failure, st.sampled_from(FailureCode), TEXT)
REQUESTS = st.builds(
    Request,
    TEXT.map(Url),
    profile=st.sampled_from(Profile),
    tls=st.sampled_from(Tls),
    delay=st.sampled_from([0.0, 1.0]),
    hop=st.integers(0, 20),
)
EXCHANGES = st.lists(st.builds(Exchange, REQUESTS, RESPONSES | FAILURES, st.integers(0, 10**5)), max_size=4).map(tuple)
CHECKS = st.builds(
    Check,
    TEXT.map(Url),
    EXCHANGES,
    INSTANTS,
    EXCHANGES,
    st.lists(st.tuples(TEXT, st.sampled_from(Fragment)), max_size=3).map(tuple),
    st.integers(0, 9),
)
VERDICTS = st.builds(
    Verdict,
    st.sampled_from(State),
    st.sampled_from(Reason),
    TEXT,
    st.none() | st.integers(100, 999),
    st.none() | TEXT,
    st.lists(st.sampled_from(Flag), max_size=2).map(tuple),
)
PASTS = st.builds(
    Past,
    TEXT,
    INSTANTS,
    VERDICTS,
    st.none() | INSTANTS,
    st.none() | INSTANTS,
    st.lists(INSTANTS, max_size=4).map(tuple),
    st.integers(0, 99),
    st.none() | FINGERPRINTS,
)


@given(CHECKS)
def test_a_check_comes_back_as_it_was(check: Check) -> None:
    """All that signals read survives the disk."""
    assert unpack(pack(check)) == check


def test_what_is_nobody_s_business_is_not_kept() -> None:
    """No cookie, no token, no body."""
    request = Request(URL, headers=(("Cookie", "session=secret"), ("Authorization", "Bearer secret")))
    response = Response(200, (("Set-Cookie", "id=secret"), ("X-Token", "secret"), ("Server", "nginx")), b"secret")
    kept = unpack(pack(Check(URL, (Exchange(request, response, 1),), NOW)))
    assert kept is not None
    assert "secret" not in repr(kept)
    assert "nginx" in repr(kept)


@pytest.mark.parametrize("data", [b"", b"nonsense", b"\x78\x9c\x03\x00\x00\x00\x00\x01"])
def test_evidence_of_another_version_is_passed_over(data: bytes) -> None:
    """It is asked for anew."""
    assert unpack(data) is None


@given(PASTS)
def test_a_record_comes_back_as_it_was(past: Past) -> None:
    """One line, whatever stands in it."""
    line = encode_past(past)
    assert "\n" not in line
    assert decode_past(line) == past


@given(
    st.lists(PASTS, max_size=4, unique_by=lambda past: past.url),
    st.none() | st.frozensets(TEXT.filter(bool)),
    st.lists(NIGHTS, max_size=3, unique_by=lambda night: night.at),
)
def test_the_shared_file_comes_back_as_it_was(
    pasts: list[Past], baseline: frozenset[str] | None, nights: list[RunStats]
) -> None:
    """Sorted: the order of the facts is not in it."""
    mementos = [KeptMemento(f"key{number}", "", "u", "2020-01-01T00:00:00+00:00", "exact") for number in range(3)]
    facts = SharedHistory(
        tuple(sorted(pasts, key=lambda past: past.url)),
        tuple(mementos),
        baseline,
        tuple(sorted(nights, key=lambda night: night.at)),
    )
    text = encode(facts)
    assert text == encode(SharedHistory(tuple(pasts[::-1]), tuple(mementos[::-1]), baseline, tuple(nights[::-1])))
    assert decode(text) == facts


def test_nights_are_kept_in_order_and_not_for_ever(tmp_path: Path) -> None:
    """The last 400; one of the same second replaces the other."""
    nights = [RunStats(NOW + timedelta(days=number), {State.DEAD: number + 1}, number) for number in range(410)]
    with History(tmp_path) as history:
        assert history.run_stats.all() == ()
        assert not list(tmp_path.iterdir())
        history.run_stats.keep(nights[:5])
        history.run_stats.keep(nights[::-1])
    with History(tmp_path) as history:
        assert history.run_stats.all() == tuple(nights[10:])


def test_a_verdict_of_a_newer_version_is_passed_over() -> None:
    """The night it stands in is kept."""
    lines = decode('{"night":"2026-01-01T00:00:00Z","verdicts":{"haunted":3,"dead":1},"repaired":2}')
    assert lines.run_stats == (RunStats(datetime(2026, 1, 1, tzinfo=UTC), {State.DEAD: 1}, 2),)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        "=======",
        '{"baseline":7}',
        '{"url":"x"}',
        '{"url":"x","checked_at":"yesterday","verdict":"alive","reason":"ok"}',
        '{"url":"x","checked_at":"2026-01-01T00:00:00Z","verdict":"undead","reason":"ok"}',
    ],
)
def test_a_bad_line_costs_itself_only(line: str) -> None:
    """Its number is known, the lines around it are read."""
    good = encode_past(Past("http://a.lab/", NOW, DOWN))
    lines = decode(f"{good}\n{line}\n\n{good}\n")
    assert lines.bad_lines == (2,)
    assert len(lines.pasts) == 2


def a_check(at: datetime, url: Url = URL) -> Check:
    """Return a check that was refused."""
    return Check(url, (Exchange(Request(url), Failure(FailureCode.CONNECT_REFUSED, "no"), 3),), at)


def rule(before: Past | None, check: Check) -> Past:
    """Remember it as what it is."""
    return remember(before, check, DOWN, Confirm())


def test_checks_are_kept_on_top_of_one_another(tmp_path: Path) -> None:
    """The second night knows the first."""
    with History(tmp_path / "h", now=lambda: NOW) as history:
        history.targets.keep([(a_check(NOW - timedelta(days=2)), rule)])
        history.targets.keep([(a_check(NOW), rule)])
        past = history.targets.pasts()[URL]
        assert len(past.strikes) == 2
        assert list(history.targets.evidence([URL, "http://other.lab/"])) == [a_check(NOW)]


def test_an_older_check_does_not_undo_a_newer_one(tmp_path: Path) -> None:
    """Two runs at once: who ends last has not always asked last. A check from the future is no newer one."""
    with History(tmp_path / "h", now=lambda: NOW) as history:
        history.targets.keep([(a_check(NOW), rule)])
        history.targets.keep([(a_check(NOW - timedelta(minutes=5)), rule)])
        assert history.targets.pasts()[URL].checked_at == NOW
        history.targets.keep([(a_check(NOW + timedelta(days=900)), rule)])
        history.targets.keep([(a_check(NOW), rule)])
        assert history.targets.pasts()[URL].checked_at == NOW


def test_probes_are_kept_for_a_month(tmp_path: Path) -> None:
    """What a host says of random siblings changes, but not often."""
    today = NOW
    with History(tmp_path / "h", now=lambda: today) as history:
        exchanges = a_check(NOW).exchanges
        history.probes.keep_probes({"https://site.lab /a/": exchanges})
        assert history.probes.probes("https://site.lab /a/") == exchanges
        assert history.probes.probes("https://site.lab /b/") is None
        today += timedelta(days=31)
        assert history.probes.probes("https://site.lab /a/") is None


def test_an_empty_baseline_is_one(tmp_path: Path) -> None:
    """A healthy blog has a baseline too: nothing is known to be broken."""
    with History(tmp_path / "h") as history:
        assert history.baseline.keys() is None
        history.baseline.draw([])
        assert history.baseline.keys() == frozenset()
        history.baseline.draw(["a", "b"])
        assert history.baseline.keys() == frozenset({"a", "b"})


def test_a_history_that_cannot_be_written_says_so_once(tmp_path: Path) -> None:
    """A file where the folder should be: the run goes on."""
    (tmp_path / "h").write_text("")
    said: list[str] = []
    with History(tmp_path / "h", warn=said.append) as history:
        history.targets.keep([(a_check(NOW), rule)])
        history.probes.keep_probes({"k": ()})
        assert history.targets.pasts() == {}
    assert len(said) == 1
    assert "not remembered" in said[0]


WRITER = """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from linkcheck.history import History
    from linkcheck.model import Check, Past, Reason, State, Url, Verdict

    with History(Path(sys.argv[1])) as history:
        print("ready", flush=True)
        for number in range(int(sys.argv[3])):
            at = datetime.now(UTC)
            rule = lambda before, check: Past(check.url, at, Verdict(State.ALIVE, Reason.OK, ""), failures=number)
            history.targets.keep([(Check(Url(f"http://{sys.argv[2]}-{i}.lab/"), (), at), rule) for i in range(20)])
"""


def writer(folder: Path, name: str, times: int) -> subprocess.Popen[str]:
    """Start a process that writes to the history."""
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(folder), name, str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_runs_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each waits for the other's transaction."""
    with writer(tmp_path / "h", "a", 30) as one, writer(tmp_path / "h", "b", 30) as other:
        assert [one.wait(60), other.wait(60)] == [0, 0]
    with History(tmp_path / "h") as history:
        assert len(history.targets.pasts()) == 40
        assert {past.failures for past in history.targets.pasts().values()} == {29}


def test_a_killed_run_leaves_whole_transactions(tmp_path: Path) -> None:
    """Twenty records of one transaction are there together, or none is."""
    with writer(tmp_path / "h", "a", 10**6) as run:
        with History(tmp_path / "h") as history:
            while not history.targets.pasts():
                assert run.poll() is None
        run.kill()
    with History(tmp_path / "h") as history:
        assert len({past.failures for past in history.targets.pasts().values()}) == 1
        assert len(history.targets.pasts()) == 20
