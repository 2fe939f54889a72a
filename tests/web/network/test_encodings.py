"""Bodies as they come packed: what is seen of them is what browsers show."""

from __future__ import annotations

import gzip
import sys
import zlib

import brotli  # type: ignore[import-untyped]  # it has none
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.web.network.encodings import named, undone
from tests.support.bombs import BOMBS
from tests.support.servers import reply
from tests.web.network.trials import trial

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAGE = b"<!doctype html><title>Page not found</title><h1>Page not found</h1>" + b"".join(
    b"<p>Lighthouse %d stands at harbour %d.</p>" % (number * number, 7 * number) for number in range(90)
)
HALF = len(PAGE) // 2
PACKED = {
    "gzip": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "raw deflate": zlib.compress(PAGE, wbits=-15),
    "br": brotli.compress(PAGE),
    "zstd": zstd.compress(PAGE),
}
BEHIND = {"zeros": bytes(600), "garbage": b"garbage" * 90, "one byte": b"\n", "a page": b"<p>another page"}
MOST = 1 << 18


def _name(kind: str) -> str:
    return kind.removeprefix("raw ")


@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("kind", PACKED)
def test_what_lies_behind_the_end_is_left_alone(kind: str, behind: str) -> None:
    """Whatever it is, the whole page is there, and nothing but the page."""
    assert undone(PACKED[kind] + BEHIND[behind], (_name(kind),), MOST)[0] == PAGE


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("kept", [0.5, 0.9, 0.99])
def test_what_was_cut_off_gives_what_it_has(kind: str, kept: float) -> None:
    """The beginning of the page, and it is known not to be all; a block of zstd is whole or not there."""
    cut = PACKED[kind][: int(len(PACKED[kind]) * kept)]
    body, whole = undone(cut, (_name(kind),), MOST)
    assert PAGE.startswith(body)
    assert not whole
    assert b"Page not found" in body or kind == "zstd"


@pytest.mark.parametrize("kind", PACKED)
def test_what_comes_before_a_fault_is_shown(kind: str) -> None:
    """As browsers show it, and as the libraries do not."""
    broken = bytearray(PACKED[kind])
    broken[-20:] = b"\xff" * 20
    body, whole = undone(bytes(broken), (_name(kind),), MOST)
    assert b"Page not found" in body or kind == "zstd"
    assert not whole


@pytest.mark.parametrize(
    ("names", "body"),
    [
        ("gzip", gzip.compress(PAGE[:HALF]) + gzip.compress(PAGE[HALF:])),
        ("gzip", gzip.compress(PAGE[:HALF]) + gzip.compress(PAGE[HALF:]) + bytes(99)),
        ("zstd", zstd.compress(PAGE[:HALF]) + zstd.compress(PAGE[HALF:])),
        ("zstd", b"\x50\x2a\x4d\x18\x04\0\0\0skip" + PACKED["zstd"]),
        ("gzip, gzip", gzip.compress(PACKED["gzip"])),
        ("br, gzip", gzip.compress(PACKED["br"])),
        ("identity, GZIP ,", PACKED["gzip"]),
        ("x-gzip", PACKED["gzip"]),
    ],
)
def test_members_and_layers_are_all_read(names: str, body: bytes) -> None:
    """In the order in which they were made."""
    assert undone(body, named([names]), MOST) == (PAGE, True)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        *(
            (name, PAGE)
            for name in ("gzip", "deflate", "br", "zstd", "compress", "rot13", "utf-8", "none", "gzip, gzip")
        ),
        *((name, PACKED["gzip"]) for name in ("deflate", "br", "zstd", "gzip, gzip", "bzip2")),
        *((name, PACKED["zstd"]) for name in ("gzip", "br", "deflate")),
        ("gzip", PACKED["deflate"]),
    ],
)
def test_a_name_that_lies_is_found_out(name: str, body: bytes) -> None:
    """By the first bytes: what is plain stays plain."""
    assert undone(body, named([name]), MOST)[0] == PAGE


@pytest.mark.parametrize("name", BOMBS)
def test_never_more_comes_out_than_is_asked_for(name: str) -> None:
    """Whatever is in it."""
    body, whole = undone(BOMBS[name](8), named([name]), 1000)
    assert (len(body), whole) == (1000, False)


def test_a_thousand_members_have_an_end() -> None:
    """Each costs a copy of the rest."""
    assert len(undone(gzip.compress(b"a") * 10_000, ("gzip",), MOST)[0]) < 1000


@given(st.sampled_from(sorted(PACKED)), st.binary(max_size=80), st.integers(0, 400), st.integers(1, 2000))
def test_any_bytes_come_to_an_end(kind: str, noise: bytes, place: int, most: int) -> None:
    """A fault at any place raises nothing and gives no more than was asked for."""
    packed = PACKED[kind][:place] + noise + PACKED[kind][place:]
    assert len(undone(packed, (_name(kind),), most)[0]) <= most


def test_binary_noise_is_no_page() -> None:
    """What cannot be unpacked is not shown as if it were text."""
    assert undone(b"\x1f\x8b" + bytes(range(256)) * 4, ("gzip",), MOST) == (b"", False)


@pytest.mark.parametrize("kind", PACKED)
def test_the_words_of_a_page_are_seen(kind: str) -> None:
    """With zeros behind it, from the wire to the verdict's evidence."""
    packed = PACKED[kind] + bytes(99)
    seen = trial(reply(200, "Content-Type: text/html", f"Content-Encoding: {_name(kind)}", body=packed))
    assert seen.response.body == PAGE


def test_a_faulty_head_hides_no_packed_page() -> None:
    """The second reader asks for nothing packed, and reads it where it comes all the same."""
    seen = trial(reply(200, "nonsense", "Content-Type: text/html", "Content-Encoding: gzip", body=PACKED["gzip"]))
    assert seen.response.malformed
    assert seen.response.body == PAGE
