"""The table of archives, and archives at several addresses as the settings say them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path

import pytest

from linkcheck.config import ArchiveEndpoint, ArchiveTable
from linkcheck.demo.wayback import ArchiveFault, Snapshot, Wayback, open_wayback
from linkcheck.history import History
from linkcheck.model import Capture, CaptureList, LinkcheckError, LookupStatus, Memento, Url
from linkcheck.run.settings import load, load_with
from linkcheck.web.archive import ARCHIVES, Archive, LookupFailure, remembered
from linkcheck.web.archive.archives import sources_by_address
from linkcheck.web.archive.client import ArchiveClient
from tests.support.archives import DAY, DEAD, lookup_in, services

EARLY = Snapshot(DEAD, "20080101000000")
LATE = Snapshot(DEAD, "20180704120000")
THIRD = "https://third.example"


def settings_of(folder: Path, text: str) -> ArchiveTable:
    """Return what a settings file says of archives."""
    (folder / "linkcheck.toml").write_text(text)
    return load(folder, {}).archive


def two_addresses(first: Wayback, second: Wayback, folder: Path) -> ArchiveTable:
    """Return the settings of two archives, whose pace is lifted."""
    return settings_of(
        folder,
        f"""
        [archive]
        url = "{first.url}"
        requests_per_minute = 0
        order = ["cdx", "timegate", "mine"]

        [archive.services.mine]
        kind = "cdx"
        url = "{second.url}"
        requests_per_minute = 0
        """,
    )


def with_two(
    work: Callable[[Wayback, Wayback], Awaitable[None]],
    first: Sequence[Snapshot],
    second: Sequence[Snapshot],
    fault: ArchiveFault | None = None,
) -> None:
    """Run `work` with two simulated archives, the first one's services at fault if that is said."""

    async def run() -> None:
        async with AsyncExitStack() as stack:
            faults = {(service, "*"): fault for service in ("cdx", "playback")} if fault is not None else None
            await work(
                await stack.enter_async_context(open_wayback(first, faults=faults)),
                await stack.enter_async_context(open_wayback(second)),
            )

    asyncio.run(run())


def test_the_second_address_is_asked_where_the_first_has_nothing(tmp_path: Path) -> None:
    """It has the copy, and it is its address that will be written."""

    async def work(first: Wayback, second: Wayback) -> None:
        async with lookup_in(two_addresses(first, second, tmp_path)) as lookup:
            (memento,) = await lookup.mementos(DEAD, [DAY])
        assert memento.url == f"{second.url}/web/20180704120000/{DEAD}"
        assert memento.probed
        assert (services(first), services(second)) == (["cdx", "cdx"], ["cdx", "playback"])

    with_two(work, [], [LATE])


def test_the_second_address_is_left_alone_where_the_first_has_a_copy(tmp_path: Path) -> None:
    """The twin: the first answer stands, although the second one has another."""

    async def work(first: Wayback, second: Wayback) -> None:
        async with lookup_in(two_addresses(first, second, tmp_path)) as lookup:
            (memento,) = await lookup.mementos(DEAD, [DAY])
        assert memento.url == f"{first.url}/web/20180704120000/{DEAD}"
        assert second.arrivals == []

    with_two(work, [LATE], [EARLY])


def test_each_day_gets_the_copy_of_the_address_that_has_one(tmp_path: Path) -> None:
    """A capture that is too late for the one post is good enough for the other."""

    async def work(first: Wayback, second: Wayback) -> None:
        async with lookup_in(two_addresses(first, second, tmp_path)) as lookup:
            mementos = await lookup.mementos(DEAD, [date(2008, 2, 1), DAY])
        assert [memento.url for memento in mementos] == [
            f"{second.url}/web/20080101000000/{DEAD}",
            f"{first.url}/web/20180704120000/{DEAD}",
        ]

    with_two(work, [LATE], [EARLY])


@pytest.mark.parametrize("fault", [ArchiveFault.RATE_LIMITED, ArchiveFault.OUTAGE_PAGE])
def test_nothing_at_one_address_is_no_none_while_the_other_could_not_tell(tmp_path: Path, fault: ArchiveFault) -> None:
    """The question stays open for the next run."""

    async def work(first: Wayback, second: Wayback) -> None:
        async with lookup_in(two_addresses(first, second, tmp_path)) as lookup:
            (memento,) = await lookup.mementos(DEAD, [DAY])
        assert memento.answer is LookupStatus.UNKNOWN
        assert second.arrivals

    with_two(work, [], [], fault)


def test_both_have_nothing(tmp_path: Path) -> None:
    """Both were asked, and nothing is there: that is `none`."""

    async def work(first: Wayback, second: Wayback) -> None:
        async with lookup_in(two_addresses(first, second, tmp_path)) as lookup:
            assert await lookup.mementos(DEAD, [DAY]) == (Memento(DAY, LookupStatus.NONE),)

    with_two(work, [], [])


def test_what_the_second_address_had_is_never_asked_for_again(tmp_path: Path) -> None:
    """Neither of it nor of the first; a run without a network knows it, too."""

    async def work(first: Wayback, second: Wayback) -> None:
        settings = two_addresses(first, second, tmp_path)
        for _ in range(2):
            with History(tmp_path / ".linkcheck") as history:
                async with lookup_in(settings, history.archive_cache) as lookup:
                    mementos = await lookup.mementos(DEAD, [DAY])
                assert remembered(DEAD, [DAY], settings, history.archive_cache) == mementos
        assert len(first.arrivals) + len(second.arrivals) == 4

    with_two(work, [], [LATE])


def test_each_address_has_a_budget_of_its_own(tmp_path: Path) -> None:
    """What the first has no budget for is looked up at the second, and comes first at the first next time."""
    other = Url("http://other.test/")

    async def work(first: Wayback, second: Wayback) -> None:
        two_addresses(first, second, tmp_path)
        text = (tmp_path / "linkcheck.toml").read_text()
        settings = settings_of(tmp_path, text.replace('order = ["cdx"', 'budget = 1\norder = ["cdx"'))
        with History(tmp_path / ".linkcheck") as history:
            async with lookup_in(settings, history.archive_cache) as lookup:
                details = [(await lookup.mementos(url, [DAY]))[0].detail for url in (DEAD, other)]
            assert history.archive_cache.waiting() == {f"{first.url}/web/*/other.test/"}
        assert details == [None, LookupFailure.BUDGET]
        assert (services(first).count("cdx"), services(second).count("cdx")) == (2, 3)

    with_two(work, [], [LATE])


def test_why_archives_were_left_alone_is_said_of_each(tmp_path: Path) -> None:
    """Each by its own name."""

    async def work(first: Wayback, second: Wayback) -> None:
        settings = two_addresses(first, second, tmp_path)
        text = (tmp_path / "linkcheck.toml").read_text().replace(first.url, "http://127.0.0.1:9")
        settings = settings_of(tmp_path, text.replace(second.url, "http://127.0.0.1:9/other"))
        async with lookup_in(settings) as lookup:
            (memento,) = await lookup.mementos(DEAD, [DAY])
        assert memento.detail == LookupFailure.REFUSED
        assert lookup.gave_up is not None
        assert lookup.gave_up.count("refuses connections") == 2

    with_two(work, [], [])


async def list_third(
    url: Url, nears: Sequence[date | None], client: ArchiveClient, endpoint: ArchiveEndpoint
) -> CaptureList:
    """Know one capture of everything."""
    return CaptureList(LookupStatus.FOUND, (Capture("20180704120000"),))


def test_a_line_in_the_table_is_known_to_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line: before it the name is a mistake, after it the archive is asked, at its own address."""
    text = '[archive]\norder = ["cdx", "third"]\n'
    with pytest.raises(LinkcheckError, match=re.escape('linkcheck.toml:2: archive.order: "third" is unknown')):
        settings_of(tmp_path, text)

    async def work(first: Wayback, second: Wayback) -> None:
        endpoint = ArchiveEndpoint(url=second.url, requests_per_minute=0)
        monkeypatch.setitem(ARCHIVES, "third", Archive(list_third, endpoint=endpoint))
        settings = settings_of(tmp_path, text.replace("\n", f'\nurl = "{first.url}"\n', 1))
        async with lookup_in(settings) as lookup:
            (memento,) = await lookup.mementos(DEAD, [DAY])
        assert memento.url == f"{second.url}/web/20180704120000/{DEAD}"
        assert (services(first), services(second)) == (["cdx", "cdx"], ["playback"])

    with_two(work, [], [LATE])


def test_old_settings_ask_one_archive_as_before() -> None:
    """All that `[archive]` says holds for both of its services, which share its limits."""
    settings = ArchiveTable(url="https://pywb.example", cdx_url="https://pywb.example/web/cdx", in_flight=1)
    ((cdx, timegate),) = sources_by_address(settings)
    assert cdx.endpoint == timegate.endpoint == settings
    assert (cdx.archive, timegate.archive) == (ARCHIVES["cdx"], ARCHIVES["timegate"])


def test_limits_are_inherited_only_where_the_address_is(tmp_path: Path) -> None:
    """A pace that was lifted for one's own archive does not hold for another's; services not named come last."""
    settings = settings_of(
        tmp_path,
        f"""
        [archive]
        url = "http://127.0.0.1:8080"
        requests_per_minute = 0
        order = ["mine"]

        [archive.services.timegate]
        budget = 9

        [archive.services.mine]
        kind = "timegate"
        url = "{THIRD}"
        """,
    )
    (mine,), (timegate,) = sources_by_address(settings)
    assert mine.endpoint == ArchiveEndpoint(url=THIRD)
    assert (timegate.endpoint.url, timegate.endpoint.requests_per_minute) == ("http://127.0.0.1:8080", 0)
    assert timegate.endpoint.budget == 9


def test_an_order_that_names_none_asks_nobody(tmp_path: Path) -> None:
    """An empty list is a way to switch archives off, not a fault."""

    async def work(first: Wayback, second: Wayback) -> None:
        async with lookup_in(settings_of(tmp_path, f'[archive]\nurl = "{first.url}"\norder = []\n')) as lookup:
            assert not lookup.enabled
            assert await lookup.mementos(DEAD, [DAY]) == ()

    with_two(work, [LATE], [])


def test_keywords_may_name_and_add_to_the_services_of_the_file(tmp_path: Path) -> None:
    """In the Python API a table adds to the file's."""
    settings_of(tmp_path, f'[archive.services.mine]\nkind = "timegate"\nurl = "{THIRD}"\n')
    given = {"archive": {"order": ["mine", "more"], "services": {"more": {"kind": "cdx", "url": f"{THIRD}/more"}}}}
    archive = load_with(tmp_path, given, explicit=None, from_files=True).archive
    assert [[source.endpoint.url for source in sources] for sources in sources_by_address(archive)] == [
        [THIRD],
        [f"{THIRD}/more"],
    ]
    with pytest.raises(LinkcheckError, match=re.escape('archive.order: "mor" is unknown, did you mean more?')):
        load_with(tmp_path, {"archive": {**given["archive"], "order": ["mor"]}}, explicit=None, from_files=True)
