"""Several nights with an injected clock: what is asked, what is known, what becomes dead, and what the report says."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from linkcheck import report
from linkcheck.model import State
from tests.support.over_nights import START, Nights, targets_of


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    """Return a blog with one link each."""
    web = Nights(tmp_path, {"well.lab": "alive", "down.lab": "refused", "lost.lab": "gone", "odd.lab": "wall"})
    web.write(*web.hosts)
    return web


def test_a_failure_that_persists_becomes_dead(nights: Nights) -> None:
    """Refused on the first night, on the second, and after a week."""
    first = nights.targets()["down.lab"]
    assert (first["verdict"], first["reason"], first["strikes"]) == ("unreachable", "refused", 1)
    nights.sleep(1)
    assert nights.targets()["down.lab"]["strikes"] == 2
    nights.sleep(6)
    last = nights.targets()["down.lab"]
    assert (last["verdict"], last["reason"], last["strikes"]) == ("dead", "persistent-failure", 3)
    assert last["change"] == "new"
    assert last["failing_since"] == "2026-03-01T02:30:00Z"


def test_any_sign_of_life_clears(nights: Nights) -> None:
    """What was down twice and came back begins anew."""
    nights.targets()
    nights.sleep(1)
    nights.targets()
    nights.sleep(3)
    nights.hosts["down.lab"] = "alive"
    well = nights.targets()["down.lab"]
    assert (well["verdict"], well["strikes"], well["last_alive_at"]) == ("alive", 0, "2026-03-05T02:30:00Z")
    nights.sleep(8)
    nights.hosts["down.lab"] = "refused"
    again = nights.targets()["down.lab"]
    assert (again["verdict"], again["strikes"], again["last_alive_at"]) == ("unreachable", 1, "2026-03-05T02:30:00Z")


@pytest.mark.parametrize("state", ["wall", "busy"])
def test_walls_and_rate_limits_never_die(nights: Nights, state: str) -> None:
    """However long they last."""
    nights.hosts["down.lab"] = state
    for _ in range(4):
        nights.run(fresh=True)
        nights.sleep(10)
    said = nights.targets(fresh=True)["down.lab"]
    assert said["verdict"] in {"blocked", "unreachable"}
    assert said["strikes"] == 0


def test_only_what_is_due_is_asked(nights: Nights) -> None:
    """The living for a week not, the failing and the dead ever more seldom; --fresh asks all."""
    nights.hosts["down.lab"] = "fault"
    nights.run()
    assert set(nights.asked) == set(nights.hosts)
    nights.sleep(1)
    nights.run()
    assert set(nights.asked) == {"down.lab", "odd.lab", "lost.lab"}
    nights.sleep(1)
    nights.run()
    assert set(nights.asked) == set()
    nights.sleep(3)
    nights.run()
    assert set(nights.asked) == {"down.lab", "odd.lab", "lost.lab"}
    nights.sleep(1)
    known = nights.targets()
    assert set(nights.asked) == set()
    assert {host: target["from_history"] for host, target in known.items()} == {
        "well.lab": True,
        "lost.lab": True,
        "down.lab": True,
        "odd.lab": True,
    }
    assert known["lost.lab"]["verdict"] == "dead"
    assert known["lost.lab"]["checked_at"] == "2026-03-06T02:30:00Z"
    nights.run(fresh=True)
    assert set(nights.asked) == set(nights.hosts)
    nights.sleep(9)
    nights.run()
    assert set(nights.asked) == {"well.lab", "lost.lab"}


def test_a_fix_asks_the_dead_again(nights: Nights) -> None:
    """Nothing is replaced because it was dead last week."""
    nights.run()
    nights.sleep(3)
    nights.hosts["lost.lab"] = "alive"
    assert nights.targets(diff=True)["lost.lab"]["verdict"] == "alive"


def test_what_is_new_and_what_came_back(nights: Nights) -> None:
    """The first night says nothing of news; later ones say what broke, what still is, and what is back."""
    assert {target["change"] for target in nights.targets().values()} == {None}
    nights.sleep(31)
    nights.hosts |= {"well.lab": "gone", "lost.lab": "alive"}
    changes = {host: target["change"] for host, target in nights.targets().items()}
    assert (changes["well.lab"], changes["lost.lab"]) == ("new", "back")
    nights.sleep(31)
    scanned = nights.run()
    assert targets_of(scanned)["well.lab"]["change"] == "still"
    text = report.render(scanned.report, "text")
    assert "still  failing since 2026-04-01, last seen alive 2026-03-01" in text


def test_only_what_broke_since_the_baseline_fails(nights: Nights) -> None:
    """An old blog begins without a red wall: `--fail-on new` draws a baseline where there is none."""
    first = nights.run(fail_on="new")
    assert first.report.exit_code == 0
    assert "baseline drawn" in first.messages[0]
    assert nights.run(fail_on="new").report.exit_code == 0
    assert nights.run(fail_on="dead").report.exit_code == 1
    nights.sleep(8)
    nights.hosts["well.lab"] = "gone"
    broken = nights.run(fail_on="new")
    assert broken.report.exit_code == 1
    assert {host: target["known"] for host, target in targets_of(broken).items()}["lost.lab"] is True
    nights.sleep(8)
    assert nights.run(fail_on="new").report.exit_code == 1  # it stays red until someone acts
    assert nights.run(baseline=True).report.exit_code == 0
    assert nights.run(fail_on="new").report.exit_code == 0


def test_a_budget_of_requests_is_kept(nights: Nights) -> None:
    """Never more, and the longest unchecked first: after enough runs all have been asked."""
    names = [f"host{number:02}.lab" for number in range(12)]
    nights.hosts = dict.fromkeys(names, "alive")
    nights.write(*names)
    seen: set[str] = set()
    for _ in range(3):
        targets = nights.targets(max_requests="4")
        assert len(nights.asked) <= 4
        assert not seen & set(nights.asked)
        seen |= set(nights.asked)
        assert sum(target["reason"] == "over-budget" for target in targets.values()) == 12 - len(seen)
    assert seen == set(names)
    assert nights.targets(max_requests="4").keys() == seen
    assert nights.asked == []


def test_half_a_check_is_none(nights: Nights) -> None:
    """A negative whose second look no longer fits into the budget is no verdict."""
    nights.hosts = {"lost.lab": "gone"}
    nights.write("lost.lab")
    said = nights.targets(max_requests="1")["lost.lab"]
    assert (said["verdict"], said["reason"]) == ("unchecked", "over-budget")


def test_no_time_at_all(nights: Nights) -> None:
    """A run that may ask the web for next to no time says what it did not ask."""
    said = nights.targets(max_time="1ms")
    assert "over-budget" in {target["reason"] for target in said.values()}


def test_a_report_asks_nothing(nights: Nights) -> None:
    """`linkcheck report` judges what is kept; what was never asked is unchecked."""
    before = nights.targets()
    nights.write(*nights.hosts, "newcomer.lab")
    after = nights.targets(ask=False)
    assert nights.asked == []
    assert (after["newcomer.lab"]["verdict"], after["newcomer.lab"]["reason"]) == ("unchecked", "offline")
    for host in before:
        assert after[host]["from_history"]
        for key in ("verdict", "reason", "detail", "status", "exchanges", "evidence"):
            assert after[host][key] == before[host][key], (host, key)


def test_new_rules_judge_old_evidence(nights: Nights) -> None:
    """A setting of today decides about an answer of yesterday."""
    assert nights.targets()["lost.lab"]["verdict"] == "dead"
    assert nights.targets(ask=False, accept="404")["lost.lab"]["verdict"] == "alive"


def test_drift_is_told_and_nothing_else(nights: Nights) -> None:
    """A page whose text has become another's stays alive."""
    nights.hosts = {"well.lab": "essay", "same.lab": "essay"}
    nights.write(*nights.hosts)
    assert nights.targets()["well.lab"]["flags"] == []
    nights.sleep(9)
    nights.hosts["well.lab"] = "recipe"
    later = nights.run()
    said = targets_of(later)
    assert (said["well.lab"]["flags"], said["same.lab"]["flags"]) == (["drift"], [])
    assert "http://well.lab/page  was «Salt and ships»" in report.render(later.report, "text")
    assert said["well.lab"]["verdict"] == "alive"
    assert later.report.exit_code == 0


def test_a_dead_network_is_no_strike(nights: Nights) -> None:
    """Where nobody answers it is us: nothing is learned, nothing is forgotten."""
    nights.hosts = {f"host{number}.lab": "alive" for number in range(6)}
    nights.write(*nights.hosts)
    nights.run()
    nights.sleep(8)
    nights.hosts = dict.fromkeys(nights.hosts, "refused")
    assert nights.run().report.exit_code == 3
    nights.sleep(1)
    nights.hosts = dict.fromkeys(nights.hosts, "alive")
    nights.hosts["host0.lab"] = "refused"
    assert nights.targets()["host0.lab"]["strikes"] == 1


def test_the_repository_may_own_the_history(nights: Nights, tmp_path: Path) -> None:
    """A runner without a disk: the file of lines carries verdicts, strikes and the baseline from night to night."""
    (tmp_path / "linkcheck.toml").write_text('[history]\nfile = "reports/history.jsonl"\n')
    nights.run(fail_on="new")
    file = tmp_path / "reports" / "history.jsonl"
    first = file.read_text()
    lines = [json.loads(line) for line in first.splitlines()]
    assert lines[0] == {"schema": "linkcheck-history/1"}
    assert [line["url"] for line in lines if "verdict" in line] == sorted(
        f"http://{host}/page" for host in nights.hosts
    )
    for each in (tmp_path / ".linkcheck").iterdir():
        each.unlink()
    nights.sleep(1)
    targets = nights.targets(fail_on="new")
    assert targets["down.lab"]["strikes"] == 2
    assert targets["well.lab"]["from_history"]
    assert targets["lost.lab"]["known"] is True
    changed = set(first.splitlines()) ^ set(file.read_text().splitlines())
    lines = [json.loads(line) for line in changed]
    assert len({line["url"] for line in lines if "url" in line}) == 3  # those that were due, and no other line
    assert [line["night"] for line in lines if "url" not in line] == ["2026-03-02T02:30:00Z"]
    nights.sleep(1)
    assert len(nights.run(fail_on="new").report.nights) == 3


def test_a_line_that_cannot_be_read_is_told(nights: Nights, tmp_path: Path) -> None:
    """A merge conflict in the file loses no other line."""
    (tmp_path / "linkcheck.toml").write_text('[history]\nfile = "history.jsonl"\n')
    nights.run()
    file = tmp_path / "history.jsonl"
    file.write_text("<<<<<<< ours\n" + file.read_text())
    assert nights.targets()["well.lab"]["from_history"]
    assert nights.warnings == [
        f"{file}:1: this line cannot be read and will be left out (a merge conflict?)",
    ]
    assert "<<<<" not in file.read_text()


def test_a_newer_file_is_left_alone(nights: Nights, tmp_path: Path) -> None:
    """An older program does not write over what it does not understand."""
    (tmp_path / "linkcheck.toml").write_text('[history]\nfile = "history.jsonl"\n')
    file = tmp_path / "history.jsonl"
    file.write_text('{"schema":"linkcheck-history/9"}\n{"x":1}\n')
    nights.run()
    assert "newer linkcheck" in nights.warnings[0]
    assert file.read_text().startswith('{"schema":"linkcheck-history/9"}')


def test_a_damaged_history_costs_requests_only(nights: Nights, tmp_path: Path) -> None:
    """It is set aside, and the run is as the first."""
    nights.run()
    (tmp_path / ".linkcheck" / "history.sqlite").write_bytes(b"no database" * 1000)
    nights.sleep(1)
    assert nights.targets()["well.lab"]["from_history"] is False
    assert "set aside" in nights.warnings[0]


def test_a_newer_history_costs_requests_only(nights: Nights, tmp_path: Path) -> None:
    """The run goes on and says so once; the file stays as it is."""
    nights.run()
    with sqlite3.connect(tmp_path / ".linkcheck" / "history.sqlite") as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    assert nights.targets()["well.lab"]["verdict"] == "alive"
    assert len(nights.warnings) == 1
    assert "newer linkcheck" in nights.warnings[0]


def test_a_clock_that_jumped_ahead_and_back(nights: Nights) -> None:
    """What was checked in the future is asked again, and nothing dies of it."""
    nights.sleep(4000)
    nights.run()
    nights.now -= timedelta(days=4000)
    said = nights.targets()
    assert not any(target["from_history"] for target in said.values())
    assert said["down.lab"]["verdict"] == "unreachable"


def test_a_new_fragment_is_looked_for(nights: Nights) -> None:
    """A page that is not due is asked for all the same where a reference names a place that nobody looked for."""
    nights.run()
    (nights.folder / "second.md").write_text("[a](http://well.lab/page#harbour)\n")
    nights.run()
    assert nights.asked == ["well.lab"]
    nights.run()
    assert nights.asked == []


def test_no_baseline_is_drawn_offline(nights: Nights, tmp_path: Path) -> None:
    """Nothing is known to be dead then; nor is the repository's file touched."""
    (tmp_path / "linkcheck.toml").write_text('[history]\nfile = "history.jsonl"\n')
    assert nights.run(offline=True, fail_on="new").messages == ()
    assert not (tmp_path / "history.jsonl").exists()
    assert "baseline drawn" in nights.run(fail_on="new").messages[0]


def test_a_report_remembers_the_nights_before(nights: Nights) -> None:
    """What each run came to, oldest first, this one last."""
    nights.run()
    nights.sleep(1)
    nights.hosts["well.lab"] = "gone"
    told = nights.run(fresh=True).report
    assert told.started_at == nights.now
    assert [night.at for night in told.nights] == [START, nights.now]
    assert [night.verdicts.get(State.DEAD, 0) for night in told.nights] == [1, 2]
    assert told.nights[-1].verdicts == Counter(finding.verdict.state for finding in told.findings)


def test_some_runs_are_no_nights(nights: Nights) -> None:
    """Offline, without asking, some files by name, an environment at fault: what is kept is shown, nothing is added."""
    nights.run()
    nights.sleep(1)
    assert len(nights.run(offline=True).report.nights) == 1
    assert len(nights.run(ask=False).report.nights) == 1
    nights.paths = [Path("post.md")]
    assert len(nights.run().report.nights) == 1
    nights.paths = [Path()]
    nights.write(*(f"host{number}.lab" for number in range(8)))
    nights.hosts = {f"host{number}.lab": "refused" for number in range(8)}
    assert nights.run().report.exit_code == 3
    assert len(nights.run().report.nights) == 1


def test_a_night_of_a_clock_that_was_ahead_is_not_shown(nights: Nights) -> None:
    """The nights of a report are in order, and none comes after it."""
    nights.sleep(4000)
    nights.run()
    nights.now -= timedelta(days=4000)
    assert [night.at for night in nights.run().report.nights] == [START]


def test_repairs_belong_to_a_night(nights: Nights, tmp_path: Path) -> None:
    """A run in which nothing was repaired has none, and posts and lines at fault are told as they stood."""
    told = nights.run().report
    assert told.nights[0].repaired == 0
    assert [(post.path, str(post.date), post.title) for post in told.posts] == [("post.md", "2020-05-01", "Links")]
    written = (tmp_path / "post.md").read_text().splitlines()
    faulty = {place: text for place, text in told.lines.items() if "lost.lab" in text or "down.lab" in text}
    assert len(faulty) == 2
    assert all(written[line - 1] == text for (_, line), text in told.lines.items())
    assert not any("well.lab" in text for text in told.lines.values())
