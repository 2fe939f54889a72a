"""`replace --archive`: copies in one archive become the nearest ones elsewhere, asked of a simulated archive."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from linkcheck.demo.snapshots import Snapshot
from linkcheck.demo.wayback import open_wayback
from linkcheck.model import LinkcheckError
from linkcheck.run.recopying import recopy
from linkcheck.run.rewriting import Rewritten
from linkcheck.run.settings import load

PAGE = "http://gone.example/a?b=c"
SNAPSHOTS = [Snapshot(PAGE, "20100101000000"), Snapshot(PAGE, "20140705120000"), Snapshot(PAGE, "20200101000000")]


def recopied(folder: Path, text: str, archive: str, snapshots: Sequence[Snapshot] = SNAPSHOTS) -> tuple[Rewritten, str]:
    """Run it on one post; return what became of it, and the archive's address."""
    (folder / "a.md").write_text(text)

    async def run() -> tuple[Rewritten, str]:
        async with open_wayback(snapshots) as wayback:
            (folder / "linkcheck.toml").write_text(
                f'allow_networks = ["127.0.0.0/8"]\n[archive]\nurl = "{wayback.url}"\nrequests_per_minute = 0\n'
            )
            done = await recopy([Path()], load(folder, {}), folder, archive, warn=lambda _: None)
            return done, wayback.url

    return asyncio.run(run())


def test_the_nearest_copy_elsewhere(tmp_path: Path) -> None:
    """Of the day on which the other was made, with the author's own bytes of the address, fragment and all."""
    text = f"[x](https://archive.ph/2014.07.04-120000/{PAGE}#f 't') <http://archive.today/20100102000000/{PAGE}>\n"
    done, archive = recopied(tmp_path, text, "archive.today")
    assert [edit.refused for edit in done.edits] == [None, None]
    assert (tmp_path / "a.md").read_text() == (
        f"[x]({archive}/web/20140705120000/{PAGE}#f 't') <{archive}/web/20100101000000/{PAGE}>\n"
    )


def test_the_title_tells_the_day_of_the_new_copy(tmp_path: Path) -> None:
    """And the twin: words of the author's stay as they are."""
    copy = f"https://elsewhere.example/web/20140704120000/{PAGE}"
    done, archive = recopied(tmp_path, f'[x]({copy} "Archived 2014-07-04") [y]({copy} "mine")\n', "elsewhere.example")
    assert [edit.refused for edit in done.edits] == [None, None]
    new = f"{archive}/web/20140705120000/{PAGE}"
    assert (tmp_path / "a.md").read_text() == f'[x]({new} "Archived 2014-07-05") [y]({new} "mine")\n'


def test_what_nobody_has_is_left(tmp_path: Path) -> None:
    """No copy elsewhere, a short id, a secret: each with its reason, and nothing is written."""
    text = (
        f"[x](https://archive.ph/2014.07.04-120000/{PAGE}) [y](https://archive.is/AbCdE)"
        " [z](https://archive.ph/2014/https://me:secret@gone.example/)\n"
    )
    done, _ = recopied(tmp_path, text, "archive.today", ())
    reasons = [edit.refused or "" for edit in done.edits]
    assert reasons[0] == "no good copy near that day is known elsewhere"
    assert reasons[1] == "its address does not tell what was copied"
    assert reasons[2] == "what was copied cannot be looked up"
    assert done.exit_code == 1
    assert (tmp_path / "a.md").read_text() == text


def test_the_archive_itself_is_not_asked(tmp_path: Path) -> None:
    """It would give its own copy back; offline nobody can be asked."""
    with pytest.raises(LinkcheckError, match="this archive is asked for copies itself; name another"):
        recopied(tmp_path, f"[x](http://127.0.0.1/web/2014/{PAGE})\n", "127.0.0.1")
    (tmp_path / "linkcheck.toml").write_text("offline = true\n")
    with pytest.raises(LinkcheckError, match="have to be asked"):
        asyncio.run(recopy([Path()], load(tmp_path, {}), tmp_path, "archive.today", warn=lambda _: None))
