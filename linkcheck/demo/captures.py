"""The captures in the archive of the small internet: most of the dead pages, at several dates, and some not at all.

`homepages.demo/~jones/` was never archived, so the blog keeps a dead link that nobody can repair.
"""

from __future__ import annotations

from linkcheck.demo.answers import Visit, good
from linkcheck.demo.wayback import Snapshot

CAPTURED = {
    "http://leafy-startup.demo/": ("20081120071500", "20090402101112", "20120815000000"),
    "http://leafy-startup.demo/kettles/red": ("20130421093000",),
    "http://leafy-startup.demo/blog/our-numbers": ("20160304120000", "20160612120000"),
    "http://forum.demo/thread/4711": ("20090313235959", "20100101000000", "20240229120000"),
    "http://forum.demo/thread/12?page=2": ("20100630120000",),
    "http://forum.demo/thread/1999": ("20121109061500", "20141109061500"),
    "http://forum.demo/thread/77": ("20140911111111",),
    "http://forum.demo/thread/2020": ("20201226000000",),
    "http://daily.demo/2011/05/budget?part=1&print=yes": ("20110518180000", "20110520180000"),
    "http://daily.demo/2011/05/graph": ("20110601000000",),
    "http://daily.demo/2011/04/minutes": ("20110430000000",),
    "http://homepages.demo/~smith/kettle.html": ("20070707070707", "20100711000000"),
    "http://homepages.demo/~smith/keyboard.html": ("20121101000000",),
}
"""URL → timestamps of good copies."""

CAPTURED_DEAD = {
    "http://forum.demo/thread/4711": ("20090314120000", "20190101000000"),
    "http://homepages.demo/~jones/": ("20180101000000",),
}
"""URL → timestamps of captured errors, which no link should be repaired to."""


def _content(url: str) -> bytes:
    host, _, path = url.removeprefix("http://").partition("/")
    return good(Visit(host, f"/{path}")).partition(b"\r\n\r\n")[2]


SNAPSHOTS = (
    *(Snapshot(url, stamp, body=_content(url)) for url, stamps in CAPTURED.items() for stamp in stamps),
    *(Snapshot(url, stamp, status=404) for url, stamps in CAPTURED_DEAD.items() for stamp in stamps),
)
