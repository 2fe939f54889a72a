"""Looks dead links up in a real archive, pywb, instead of the simulator: is what we read what others write?

    python -m tests.benchmarks.pywb_archive [--venv DIR] [--report reports/pywb.md]

pywb is GPLv3 and is never imported: it lives in a virtual environment of its own, made on demand (about 100 MB), and
runs as a separate process on 127.0.0.1. It is another dialect of everything: objects line by line, other column names,
"fuzzy" rows, 307 instead of 302.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory

from linkcheck.config import ArchiveTable
from linkcheck.history.copies import OwnCopy, document, pack
from linkcheck.model import Exchange, LookupStatus, Memento, Request, Url
from linkcheck.verdict.captures import CaptureFault
from linkcheck.web.archive import ArchiveLookup, LookupFailure
from linkcheck.web.network import NetworkSettings
from linkcheck.web.network.fetch import open_fetcher

PACKAGES = ("pywb==2.10.0", "warcio")
POST = Url("http://example.test/post")
ODD = Url("http://example.test/~a/%7Eb;c?x=1&y=%c3%a9+z")
STAR = Url("http://example.test/star*")
ONLY_404 = Url("http://example.test/only404")
NOTHING = Url("http://example.test/nothing")
REDIRECT = Url("http://moved.test/")
WRITTEN = date(2018, 6, 1)

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
TEXT = document("http://kept.test/a?b=1&c=2", AT, "Größe", "de", [("h1", "Größe"), ("p", "Text <b>")], 20_000)
OWN = OwnCopy(Url("http://kept.test/a?b=1&c=2"), AT, TEXT)

MAKE_WARC = """
import io, sys
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

def write(writer, kind, url, when, status, body, location=None):
    headers = [("Content-Type", "text/html"), ("Content-Length", str(len(body)))]
    if location:
        headers.append(("Location", location))
    head = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
    record = writer.create_warc_record(url, kind, payload=io.BytesIO(body), http_headers=head,
                                       warc_headers_dict={"WARC-Date": when})
    writer.write_record(record)
    return record

def revisit(writer, first, url, when):
    digest, then = (first.rec_headers.get_header(name) for name in ("WARC-Payload-Digest", "WARC-Date"))
    record = writer.create_revisit_record(url, digest, url, then, http_headers=first.http_headers)
    record.rec_headers.replace_header("WARC-Date", when)
    writer.write_record(record)

with open(sys.argv[1], "wb") as file:
    writer = WARCWriter(file, gzip=True)
    post = "http://example.test/post"
    write(writer, "response", post, "2015-03-01T10:00:00Z", "200 OK", b"as of 2015")
    write(writer, "response", "https://www.example.test/post", "2017-01-01T00:00:00Z", "200 OK", b"as of 2017")
    write(writer, "response", post, "2018-07-04T12:00:00Z", "200 OK", b"as of 2018")
    write(writer, "response", post, "2019-01-01T00:00:00Z", "301 Moved", b"", "http://example.test/new-post")
    write(writer, "response", post, "2020-05-05T05:05:05Z", "404 Not Found", b"gone")
    write(writer, "response", post, "2022-02-02T02:02:02Z", "200 OK", b"this domain is for sale")
    write(writer, "response", "http://example.test/only404", "2016-01-01T00:00:00Z", "404 Not Found", b"gone")
    write(writer, "response", "http://moved.test/", "2016-01-01T00:00:00Z", "301 Moved", b"", "http://example.test/")
    words = b"<title>Red kettles</title><p>They boil."
    write(writer, "response", "http://soft.test/red-kettles", "2018-03-01T00:00:00Z", "200 OK", words)
    lost = b"<title>Page not found</title>"
    write(writer, "response", "http://soft.test/red-kettles", "2018-05-30T00:00:00Z", "200 OK", lost)
    new = "http://new.test/red-kettles"
    write(writer, "response", "http://old.test/red-kettles", "2018-06-02T00:00:00Z", "301 Moved", b"", new)
    write(writer, "response", "http://new.test/red-kettles", "2018-06-02T00:00:01Z", "200 OK", words)
    write(writer, "response", "http://up.test/", "2018-06-02T00:00:00Z", "301 Moved", b"", "https://up.test/")
    write(writer, "response", "https://up.test/", "2018-06-02T00:00:01Z", "200 OK", words)
    first = write(writer, "response", "http://same.test/red-kettles", "2010-04-01T00:00:00Z", "200 OK", words)
    revisit(writer, first, "http://same.test/red-kettles", "2018-06-01T00:00:00Z")
    odd = "http://example.test/~a/%7Eb;c?x=1&y=%c3%a9+z"
    write(writer, "response", odd, "2016-01-01T00:00:00Z", "200 OK", b"odd")
    write(writer, "response", "http://example.test/star*", "2016-01-01T00:00:00Z", "200 OK", b"itself")
    write(writer, "response", "http://example.test/starling", "2017-12-01T00:00:00Z", "200 OK", b"another page")
"""

CONFIG = "framed_replay: false\nenable_memento: true\nredirect_to_exact: true\n"


@dataclass(frozen=True, slots=True)
class Case:
    """One look-up, and what must come of it."""

    url: Url
    near: date | None
    order: tuple[str, ...]
    answer: LookupStatus
    timestamp: str | None = None
    detail: str | None = None


CDX, TIMEGATE, BOTH, RFC7089 = ("cdx",), ("timegate",), ("timegate", "cdx"), ("rfc7089",)
CASES = (
    Case(POST, date(2018, 1, 1), CDX, LookupStatus.FOUND, "20180704120000"),
    Case(POST, date(2015, 1, 1), CDX, LookupStatus.FOUND, "20150301100000"),
    Case(POST, date(2017, 2, 1), CDX, LookupStatus.FOUND, "20170101000000"),
    Case(POST, date(2020, 5, 5), CDX, LookupStatus.FOUND, "20180704120000"),
    Case(POST, None, CDX, LookupStatus.FOUND, "20180704120000"),
    Case(Url("https://www.example.test/post"), date(2018, 1, 1), CDX, LookupStatus.FOUND, "20180704120000"),
    Case(ODD, date(2018, 1, 1), CDX, LookupStatus.FOUND, "20160101000000"),
    Case(STAR, date(2018, 1, 1), CDX, LookupStatus.FOUND, "20160101000000"),
    Case(NOTHING, date(2018, 1, 1), CDX, LookupStatus.NONE),
    Case(ONLY_404, date(2018, 1, 1), CDX, LookupStatus.NONE),
    Case(REDIRECT, date(2018, 1, 1), CDX, LookupStatus.FOUND, "20160101000000", LookupFailure.REDIRECT_CAPTURE),
    Case(Url("http://soft.test/red-kettles"), WRITTEN, CDX, LookupStatus.FOUND, "20180301000000"),
    Case(Url("http://old.test/red-kettles"), WRITTEN, CDX, LookupStatus.FOUND, "20180602000000"),
    Case(Url("http://up.test/"), WRITTEN, CDX, LookupStatus.FOUND, "20180602000001"),
    Case(Url("http://same.test/red-kettles"), WRITTEN, CDX, LookupStatus.FOUND, "20180601000000"),
    Case(
        Url("http://soft.test/red-kettles?utm_source=x"),
        WRITTEN,
        CDX,
        LookupStatus.FOUND,
        "20180301000000",
        "other-address",
    ),
    Case(POST, date(2018, 1, 1), TIMEGATE, LookupStatus.FOUND, "20180704120000"),
    Case(POST, None, TIMEGATE, LookupStatus.FOUND, "20220202020202", CaptureFault.PARKED),
    Case(ODD, date(2018, 1, 1), TIMEGATE, LookupStatus.FOUND, "20160101000000"),
    Case(STAR, date(2018, 1, 1), TIMEGATE, LookupStatus.FOUND, "20160101000000"),
    Case(NOTHING, date(2018, 1, 1), TIMEGATE, LookupStatus.UNKNOWN, detail=LookupFailure.NOT_ARCHIVED),
    Case(ONLY_404, date(2018, 1, 1), TIMEGATE, LookupStatus.FOUND, "20160101000000", LookupFailure.ERROR_CAPTURE),
    Case(REDIRECT, date(2018, 1, 1), TIMEGATE, LookupStatus.FOUND, "20160101000000", LookupFailure.REDIRECT_CAPTURE),
    Case(POST, date(2018, 1, 1), RFC7089, LookupStatus.FOUND, "20180704120000"),
    Case(POST, None, RFC7089, LookupStatus.FOUND, "20220202020202", CaptureFault.PARKED),
    Case(ODD, date(2018, 1, 1), RFC7089, LookupStatus.FOUND, "20160101000000"),
    Case(STAR, date(2018, 1, 1), RFC7089, LookupStatus.FOUND, "20160101000000"),
    Case(NOTHING, date(2018, 1, 1), RFC7089, LookupStatus.UNKNOWN, detail=LookupFailure.NOT_ARCHIVED),
    Case(ONLY_404, date(2018, 1, 1), RFC7089, LookupStatus.FOUND, "20160101000000", LookupFailure.ERROR_CAPTURE),
    Case(REDIRECT, date(2018, 1, 1), RFC7089, LookupStatus.FOUND, "20160101000000", LookupFailure.REDIRECT_CAPTURE),
    Case(ONLY_404, date(2018, 1, 1), BOTH, LookupStatus.NONE),
    Case(POST, date(2020, 5, 5), BOTH, LookupStatus.FOUND, "20180704120000"),
)


def main() -> int:
    """Run all cases; 0 if each came out as it must."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--venv", type=Path, help="where pywb is or will be installed (default: a temporary folder)")
    parser.add_argument("--report", type=Path, help="Markdown file to write")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        binaries = installed(arguments.venv or Path(folder) / "venv")
        with serving(binaries, Path(folder)) as (base, ready):
            rows = [*asyncio.run(looked_up(base)), replayed(base)]
            rate = asyncio.run(measured(base))
    text = report(rows, ready, rate)
    print(text)
    if arguments.report:
        arguments.report.write_text(text, encoding="utf-8")
    return 0 if all(row[-1] == "yes" for row in rows) else 1


def installed(folder: Path) -> Path:
    """Return the folder of pywb's programs; install it there if it is not."""
    binaries = folder / "bin"
    if not (binaries / "wayback").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([str(binaries / "pip"), "install", "-q", *PACKAGES], check=True)
    return binaries


@contextmanager
def serving(binaries: Path, folder: Path) -> Iterator[tuple[str, float]]:
    """Serve a collection called `web`, so that the paths are those of the Internet Archive; yield base and seconds."""
    warc, own = folder / "sample.warc.gz", folder / "own.warc.gz"
    subprocess.run([binaries / "python", "-c", MAKE_WARC, warc], check=True)
    own.write_bytes(pack(OWN))
    for command in (["init", "web"], ["add", "web", str(warc), str(own)]):
        subprocess.run([binaries / "wb-manager", *command], cwd=folder, check=True, capture_output=True)
    (folder / "config.yaml").write_text(CONFIG)
    with socket.socket() as probe:  # pywb does not say which port `-p 0` chose
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = time.monotonic()
    with (folder / "pywb.log").open("w") as log:
        command = [str(binaries / "wayback"), "-p", str(port), "-b", "127.0.0.1"]
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        while not answers(port):
            if process.poll() is not None or time.monotonic() - started > 60:
                sys.exit((folder / "pywb.log").read_text())
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}", time.monotonic() - started
    finally:
        process.terminate()
        process.wait()


def answers(port: int) -> bool:
    """Tell whether somebody listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def memento_of(base: str, cases: Sequence[Case]) -> list[Memento]:
    """Look up each case by itself: nothing is remembered between them."""
    network = NetworkSettings(user_agent="linkcheck", allow_networks=(ip_network("127.0.0.0/8"),), use_proxies=False)
    settings = ArchiveTable(url=base, cdx_url=f"{base}/web/cdx", requests_per_minute=0)
    mementos: list[Memento] = []
    async with open_fetcher(network, None) as fetcher:

        async def fetch(request: Request) -> tuple[Exchange, ...]:
            return (await fetcher.exchange(request),)

        for case in cases:
            async with ArchiveLookup(fetch, replace(settings, order=case.order)) as lookup:
                mementos += await lookup.mementos(case.url, [case.near])
    return mementos


async def looked_up(base: str) -> list[list[str]]:
    """Return a row for each case: what was asked, what came, whether it is right."""
    rows = []
    for case, memento in zip(CASES, await memento_of(base, CASES), strict=True):
        cited = case.url.partition("?utm_")[0]
        expected_url = case.timestamp and f"{base}/web/{case.timestamp}/{cited}"
        probed = case.answer is LookupStatus.FOUND and case.detail is None
        wanted = (case.answer, expected_url, case.detail, probed)
        right = (memento.answer, memento.url, memento.detail, memento.probed) == wanted
        came = (memento.url or "").removeprefix(f"{base}/web/").partition("/")[0]
        probe = "probed" if memento.probed else None
        words = ", ".join(filter(None, [memento.answer, came, memento.fit, memento.detail, probe]))
        rows.append([case.url, str(case.near or "newest"), "+".join(case.order), words, "yes" if right else "NO"])
    return rows


def replayed(base: str) -> list[str]:
    """Return a row for the copy that `linkcheck keep` would write: pywb shows it as it is."""
    address = f"{base}/web/{OWN.captured_at:%Y%m%d%H%M%S}id_/{OWN.url}"
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 -- it is our own
        right = answer.read() == OWN.document
    return [OWN.url, "a copy of our own", "replay", "its document", "yes" if right else "NO"]


async def measured(base: str, count: int = 100) -> float:
    """Return look-ups (list and probe) a second, one after another, pace lifted."""
    started = time.monotonic()
    await memento_of(base, [CASES[0]] * count)
    return count / (time.monotonic() - started)


def report(rows: Sequence[Sequence[str]], ready: float, rate: float) -> str:
    """Return the outcome as Markdown."""
    lines = [
        "# Look-ups in a real archive: pywb 2.10.0",
        "",
        "Written by `python -m tests.benchmarks.pywb_archive`. pywb ran as a process of its own over a WARC file made",
        f"for it, ready after {ready:.1f} s. {sum(row[-1] == 'yes' for row in rows)} of {len(rows)} look-ups came out",
        f"as they must; one after another, {rate:.0f} look-ups with probe in a second.",
        "",
        "| dead link | near | order | answer | right |",
        "|---|---|---|---|---|",
        *(f"| `{row[0]}` | {' | '.join(row[1:])} |" for row in rows),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
