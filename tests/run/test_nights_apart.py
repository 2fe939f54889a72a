"""What several nights say and one does not: failures that last, deaths that wait, hosts that lose half of their links.

Whole runs with an injected clock against hosts on loopback, and an archive where one is a witness.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from linkcheck import report
from linkcheck.demo.wayback import Snapshot
from tests.support.over_nights import Nights, targets_of

COPY = b"<title>Salt and ships</title><p>The harbour of the old town was built by monks who sold salt to ships.</p>"


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    """Return a blog with one link, which is well on the first night, beside one that always is."""
    web = Nights(tmp_path, {"one.lab": "alive", "well.lab": "alive"})
    web.write(*web.hosts)
    return web


def verdicts(nights: Nights, state: str, *days: float) -> list[str]:
    """Return what is said of a host that is in one state for some nights, as verdict and reason."""
    nights.hosts["one.lab"] = state
    said = []
    for day in days:
        nights.sleep(day)
        target = nights.targets(fresh=True)["one.lab"]
        said.append(f"{target['verdict']} {target['reason']}")
    return said


@pytest.mark.parametrize(("state", "reason"), [("refused", "refused"), ("no-dns", "dns-failure")])
def test_nobody_met_for_a_week_is_death(nights: Nights, state: str, reason: str) -> None:
    """Refused, or not resolved: three runs over seven days."""
    nights.run()
    said = verdicts(nights, state, 1, 1, 5, 1)
    assert said == [*[f"unreachable {reason}"] * 3, "dead persistent-failure"]


@pytest.mark.parametrize("state", ["fault", "wall", "busy", "fault-everywhere"])
def test_whoever_answers_lives(nights: Nights, state: str) -> None:
    """However long it lasts."""
    nights.run()
    assert not [said for said in verdicts(nights, state, *[10] * 6) if said.startswith("dead")]
    target = nights.targets(fresh=True)["one.lab"]
    assert (target["strikes"], "strike_kinds" in target) == (0, False)


TWO_STRIKES = (
    '{"schema":"linkcheck-history/1"}\n{"url":"http://one.lab/page","checked_at":"2026-02-10T02:30:00Z",'
    '"verdict":"unreachable","reason":"timeout","failing_since":"2026-01-20T02:30:00Z","failures":2,'
    '"strikes":["2026-01-20T02:30:00Z","2026-02-10T02:30:00Z"],"strike_kinds":["not-answered","not-answered"]}\n'
)


@pytest.mark.parametrize(
    ("snapshots", "is_up", "last"),
    [
        ((), True, "dead persistent-failure"),
        ((Snapshot("http://one.lab/page", "20260119000000", body=COPY),), True, "dead persistent-failure"),
        ((Snapshot("http://one.lab/page", "20260125000000", body=COPY),), True, "unreachable timeout"),
        (
            (Snapshot("http://one.lab/page", "20260125000000", status=0, mimetype="warc/revisit"),),
            True,
            "unreachable timeout",
        ),
        ((Snapshot("http://one.lab/page", "20260125000000", status=503),), True, "dead persistent-failure"),
        ((), False, "unreachable timeout"),
        (None, True, "unreachable timeout"),
    ],
)
def test_calls_that_nobody_takes_need_a_witness(
    nights: Nights, snapshots: tuple[Snapshot, ...] | None, is_up: bool, last: str
) -> None:
    """A month, and an archive that was asked and has not seen the page since."""
    (nights.folder / "linkcheck.toml").write_text('[history]\nfile = "history.jsonl"\n')
    (nights.folder / "history.jsonl").write_text(TWO_STRIKES)
    nights.archive, nights.archive_is_up = snapshots, is_up
    nights.hosts["one.lab"] = "mute"
    said = nights.targets()["one.lab"]
    assert f"{said['verdict']} {said['reason']}" == last
    assert said["strike_kinds"] == ["not-answered"] * 3
    nights.archive = None
    nights.sleep(0.1)
    assert nights.targets()["one.lab"]["verdict"] == last.split()[0]  # the evidence holds what the archive said


def test_calls_that_nobody_takes_need_a_month(nights: Nights) -> None:
    """A week is not enough, whatever an archive says."""
    nights.archive = ()
    (nights.folder / "linkcheck.toml").write_text('[history]\nfile = "history.jsonl"\n')
    (nights.folder / "history.jsonl").write_text(TWO_STRIKES.replace("2026-01-20", "2026-02-02"))
    nights.hosts["one.lab"] = "mute"
    assert nights.targets()["one.lab"]["verdict"] == "unreachable"


@pytest.mark.parametrize("gap", [0.5, 1])
def test_a_first_death_waits_for_a_later_night(nights: Nights, gap: float) -> None:
    """It is dead and fails the run, but is not written before a run of a later night agrees."""
    nights.archive = [Snapshot("http://one.lab/page", "20200501000000", body=COPY)]
    nights.run()
    nights.sleep(8)
    nights.hosts["one.lab"] = "gone"
    first = nights.run(fix="dead")
    said = targets_of(first)["one.lab"]
    assert (said["verdict"], said["flags"], first.report.exit_code) == ("dead", ["unconfirmed"], 1)
    (edit,) = first.report.edits
    assert edit.refused == "it was alive before, so it waits for a second night; --fix-unconfirmed repairs it now"
    words = "1 dead link was alive before and waits for a second night; --fix-unconfirmed repairs it now"
    for format_name in ("text", "html"):
        assert words in report.render(first.report, format_name).replace("\n", " ")
    assert words in report.render(first.report, "markdown").replace("\\", "")
    assert words in report.short_summary(first.report)
    nights.sleep(gap)
    second = nights.run(fix="dead")
    assert second.report.edits[0].applied is (gap == 1)
    assert (targets_of(second)["one.lab"]["flags"] == []) is (gap == 1)


@pytest.mark.parametrize("how", ["flag", "setting"])
def test_whoever_wants_it_has_it_at_once(nights: Nights, how: str) -> None:
    """By a flag, or for good."""
    if how == "setting":
        (nights.folder / "linkcheck.toml").write_text('[confirm]\nfix = "at-once"\n')
    nights.archive = [Snapshot("http://one.lab/page", "20200501000000", body=COPY)]
    nights.run()
    nights.sleep(8)
    nights.hosts["one.lab"] = "gone"
    assert b"/web/20200501000000/" in nights.run(diff=True, fix_unconfirmed=how == "flag").diff
    done = nights.run(fix="dead", fix_unconfirmed=how == "flag").report
    assert [edit.applied for edit in done.edits] == [True]
    assert done.exit_code == 0
    told = report.render(done, "text")
    assert "  repaired" in told
    assert "waits" not in told, "what is repaired waits for nothing"


def test_a_diff_shows_nothing_that_waits(nights: Nights) -> None:
    """What a fix would not write, and a line on why."""
    nights.archive = [Snapshot("http://one.lab/page", "20200501000000", body=COPY)]
    nights.run()
    nights.sleep(8)
    nights.hosts["one.lab"] = "gone"
    shown = nights.run(diff=True)
    assert shown.diff == b""
    assert "1 dead link was alive before and waits for a second night" in "\n".join(shown.messages)


def test_a_death_that_is_the_first_thing_known_is_written_at_once(nights: Nights) -> None:
    """The first run on an old blog repairs it."""
    nights.archive = [Snapshot("http://one.lab/page", "20200501000000", body=COPY)]
    nights.hosts["one.lab"] = "gone"
    done = nights.run(fix="dead")
    assert targets_of(done)["one.lab"]["flags"] == []
    assert [edit.applied for edit in done.report.edits] == [True]


def test_a_host_that_loses_half_of_its_links(nights: Nights) -> None:
    """All that died there in that run wait, what was never seen alive too; the next night they are dead for certain."""
    pages = [f"big.lab/{number}" for number in range(6)]
    nights.hosts |= {"big.lab": "gone", **dict.fromkeys(pages, "alive")}
    nights.write(*nights.hosts, name="post.md")
    nights.run()
    nights.sleep(9)
    nights.hosts |= dict.fromkeys(pages[:3], "gone") | {"big.lab/new": "gone"}
    nights.write(*nights.hosts, name="post.md")
    told = {finding.target.url.removeprefix("http://"): finding.verdict for finding in nights.run().report.findings}
    words = "3 of 6 living links of big.lab died in one run, so a later night is to agree"
    for page in (*pages[:3], "big.lab/new"):
        assert [*told[page].flags] == ["unconfirmed"]
        assert told[page].detail.endswith(words)
    assert told["big.lab/page"].flags == ()  # dead since the first night
    nights.sleep(0.1)
    again = {finding.target.url.removeprefix("http://"): finding for finding in nights.run().report.findings}
    assert again["big.lab/new"].from_history
    assert again["big.lab/new"].verdict == told["big.lab/new"]
    nights.sleep(0.9)
    assert {one.verdict.flags for one in nights.run().report.findings} == {()}


@pytest.mark.parametrize("format_name", ["text", "markdown", "html"])
def test_what_has_not_been_reachable_for_long_has_a_heading(nights: Nights, format_name: str) -> None:
    """Since when, after a week and three checks."""
    heading = "Not reachable from here for a week or longer"
    nights.run()
    nights.hosts["one.lab"] = "fault"
    nights.sleep(8)
    assert heading not in report.render(nights.run().report, format_name)
    nights.sleep(1)
    nights.run()
    nights.sleep(6.5)
    later = nights.run()
    text = report.render(later.report, format_name)
    assert heading in text
    assert "2026-03-09" in text.partition(heading)[2]
    said = targets_of(later)["one.lab"]
    assert (said["unreachable_since"], said["unreachable_checks"]) == ("2026-03-09T02:30:00Z", 3)


def test_a_page_that_returns_is_seen_the_next_day(nights: Nights) -> None:
    """The dead are asked again after 1, 3, 7, 14 and 30 days."""
    nights.run()
    nights.sleep(8)
    nights.hosts["one.lab"] = "gone"
    nights.run()
    asked = []
    for day in range(1, 32):
        nights.sleep(1)
        nights.run()
        asked += [day] if "one.lab" in nights.asked else []
    assert asked == [1, 3, 7, 14, 30]
    nights.sleep(30)
    nights.hosts["one.lab"] = "alive"
    assert nights.targets()["one.lab"]["change"] == "back"


def test_a_clock_that_jumped_ahead_for_a_night_kills_nothing(nights: Nights) -> None:
    """Nor does it cost a strike."""
    nights.hosts["one.lab"] = "refused"
    nights.run()
    nights.sleep(1)
    nights.run()
    nights.now += timedelta(days=400)
    assert nights.targets()["one.lab"]["verdict"] == "unreachable"
    nights.now -= timedelta(days=400)
    for days, verdict in ((1, "unreachable"), (1, "unreachable"), (4, "dead")):
        nights.sleep(days)
        assert nights.targets(fresh=True)["one.lab"]["verdict"] == verdict


def test_strikes_of_an_older_version_kill_nothing(nights: Nights) -> None:
    """Two server faults that an older version counted, and a refusal."""
    record = (
        '{"url":"http://one.lab/page","checked_at":"2026-02-25T02:30:00Z","verdict":"%s","reason":"%s",'
        '"detail":"server-error in 3 runs since 2026-02-10: status 502","failing_since":"2026-02-10T02:30:00Z",'
        '"strikes":["2026-02-10T02:30:00Z","2026-02-20T02:30:00Z","2026-02-25T02:30:00Z"],"failures":3}\n'
    )
    (nights.folder / "linkcheck.toml").write_text('[history]\nfile = "history.jsonl"\n')
    file = nights.folder / "history.jsonl"
    for verdict, reason in (("unreachable", "server-error"), ("dead", "persistent-failure")):
        for each in (nights.folder / ".linkcheck").glob("history.sqlite*"):
            each.unlink()
        file.write_text('{"schema":"linkcheck-history/1"}\n' + record % (verdict, reason))
        kept = nights.targets(ask=False)["one.lab"]
        assert (kept["verdict"], kept["reason"]) == ("unreachable", "server-error")
        nights.hosts["one.lab"] = "refused"
        asked = nights.targets(fresh=verdict == "unreachable")["one.lab"]  # what is dead so is due at once
        assert (asked["verdict"], asked["strikes"]) == ("unreachable", 1)
        nights.sleep(8)
