"""Reads what people would see of a body: its title, headings and words, and the marks in its source.

A body is read once and let go; a `Page` is kept, and every signal reads that. So evidence that was stored without
bodies is judged as it was on the wire. Scripts, styles and `<noscript>` are not seen.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from hashlib import blake2b

from selectolax.lexbor import LexborHTMLParser, LexborNode

from linkcheck.links.urls.redirects import REFRESH_MARK, meta_refresh
from linkcheck.model import Check, Exchange, Page, Response
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.charset import decoded

READ_BYTES = 256 * 1024
TEXT_CHARACTERS = 2048
SMALL = 64 * 1024
MARKED = 32 * 1024
"""Bytes that are searched for a vendor's mark: walls and parking pages are small."""
SKETCH = 64
SAMPLE = 256
"""Shingles that vote for the simhash: the smallest hashes, which near pages share as they share the rest."""
LOW = (1 << 64) - 1
BITS = (1 << 96) - 1
ODDS = (0x9E3779B97F4A7C15F39CC061, 0xC2B2AE3D27D4EB4F165667B1, 0xD6E8FEB86659FD93CA5A8269)
"""Odd numbers of 96 bits: a shingle's hash is the sum of its words' hashes, each times one of them."""
SPREAD = tuple(sum((byte >> bit & 1) << 16 * bit for bit in range(8)) for byte in range(256))
"""A byte's bits, each in a lane of 16 bits, so that a sum counts them all at once."""
HASHED_CHARACTERS = 8 * 1024
"""Of a text: enough to know it by, and thousands of pages are read in a run."""
DEEP = 10_000
"""Tags that are never closed; the parser takes the square of its time for them."""
HEADING = 300
"""Characters of a title or heading that are kept."""
LONGEST_WORD = 20
"""A longer one is no word but an address or a code, and differs from page to page."""

NOTHING = Page()
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff"
"""Thai, kana, Chinese characters: written without spaces, so each stands for a word."""
WORD = re.compile(rf"[{UNSPACED}]|[^\W\d_{UNSPACED}]+")
CHARACTER = re.compile(rf"[{UNSPACED}]")
ADDRESS = re.compile(r"(?<![!-~])(?:[!-~]*?[/_=@\d]|[!-~]*?\w[.-]\w+[.-]\w)[!-~]*", re.ASCII)
"""Dates, numbers and addresses: what differs between two copies of one page. Begins where a run of ASCII does."""
SHELL_WORDS = 50
"""An application's page before its scripts ran holds fewer."""
BARE_WORDS = 10
APPLICATIONS = "#root,#app,#__next,#__nuxt,#q-app,#___gatsby,#svelte,app-root"
OF_A_SITE = "link[rel=canonical],link[rel=alternate],nav,article,aside,time"
"""What pages of a site have and walls have not; Open Graph's names are none, Anubis passes them on."""
MANY_LINKS = 8
TEXT = "textarea:not([name*=captcha])"
FIELDS = "input:not([type]),input[type=text],input[type=email],input[type=tel]"
MANY_FIELDS = 2
"""The answer to a captcha is one."""
SHELLS = ",".join(f"div#{name}" for name in ("root", "app", "__next", "__nuxt", "main", "q-app"))
SCRIPT_REDIRECT = re.compile(rb"location(?:(?:\.href)?\s*=\s*[\"'`]|\.(?:replace|assign)\s*\()")
"""In lower case, and begins with a word: it is found thirty times as fast."""


def seen(response: Response) -> Page:
    """Return what an answer shows: the page that is kept of it, or else its body's."""
    if response.page is not None:
        return response.page
    return read(response.body, (response.header("Content-Type") or "").lower()) if response.body else NOTHING


def without_bodies(check: Check) -> Check:
    """Return the same evidence with pages in place of bodies: it is judged the same and is small."""
    return replace(
        check,
        exchanges=tuple(map(_without_body, check.exchanges)),
        probes=tuple(map(_without_body, check.probes)),
    )


def _without_body(exchange: Exchange) -> Exchange:
    if not isinstance(exchange.outcome, Response) or (exchange.outcome.page is not None and not exchange.outcome.body):
        return exchange
    return replace(exchange, outcome=replace(exchange.outcome, body=b"", page=seen(exchange.outcome)))


@functools.lru_cache(maxsize=16)
def read(body: bytes, kind: str = "text/html") -> Page:
    """Read a body; `kind` is its Content-Type in lower case, empty where it is not known."""
    size = {marks.CONTENT, marks.LARGE} if len(body) >= SMALL else {marks.CONTENT}
    body = body[
        : SMALL if body.count(b"<", 0, READ_BYTES) > DEEP + 2 * body.count(b"</", 0, READ_BYTES) else READ_BYTES
    ]
    lowered = body.lower()
    names = size | marks.found(lowered[:MARKED]) | _refreshes(body)
    text = decoded(body, kind)
    if not _is_html(kind, text):
        return _page(text, "", (), "", frozenset(names))
    tree = LexborHTMLParser(text)
    title = tree.css_first("title")
    html = tree.css_first("html")
    attributes = html.attributes if html is not None else {}
    names |= _html_marks(tree, lowered)
    tree.strip_tags(["script", "style", "noscript", "template", "title", "svg"])
    headings = [_squeezed(node.text(separator=" ")) for node in tree.css("h1,h2,h3")[:9]]
    shown = tree.root.text(separator=" ") if tree.root is not None else ""
    if marks.LARGE not in names and len(shown.split(None, marks.EXPLAINED)) <= marks.EXPLAINED:
        names |= marks.walls(lowered[:MARKED], shown)
    return _page(
        shown,
        _squeezed(title.text()) if title is not None else "",
        tuple(heading for heading in headings if heading)[:3],
        (attributes.get("lang") or "").strip().lower()[:20],
        frozenset(names),
    )


def _page(text: str, title: str, headings: tuple[str, ...], language: str, names: frozenset[str]) -> Page:
    squeezed = " ".join(text.split())
    hashes = _hashes(squeezed)
    return Page(
        title=title,
        headings=headings,
        text=squeezed[:TEXT_CHARACTERS],
        words=len(squeezed.split()) + len(CHARACTER.findall(squeezed)) // 2,
        language=language,
        sketch=tuple(number >> 64 for number in hashes[:SKETCH]),
        simhash=_simhash(hashes),
        marks=names,
    )


def _is_html(kind: str, text: str) -> bool:
    if "html" in kind or "xml" in kind:
        return True
    return not kind.startswith(("text/plain", "application/", "text/css")) and text.lstrip()[:1] == "<"


def _refreshes(body: bytes) -> set[str]:
    refresh = meta_refresh(body)
    return {REFRESH_MARK + refresh} if refresh is not None else set()


def _html_marks(tree: LexborHTMLParser, lowered: bytes) -> set[str]:
    script = tree.css_first("script") is not None
    shells = tree.css(SHELLS) if script else []
    robots = tree.css('meta[name="robots" i]')
    marked = {
        marks.HTML: True,
        marks.PASSWORD: tree.css_first('input[type="password" i]') is not None,
        marks.APP_SHELL: any(_is_empty(node) for node in shells),
        marks.APPLICATION: script and tree.css_first(APPLICATIONS) is not None,
        marks.SCRIPT: script,
        marks.NOINDEX: any("noindex" in (node.attributes.get("content") or "").lower() for node in robots),
        marks.ERROR_SHELL: tree.css_first("html#__next_error__") is not None,
        marks.SCRIPT_REDIRECT: script and SCRIPT_REDIRECT.search(lowered) is not None,
        marks.PUBLISHED: tree.css_first(OF_A_SITE) is not None or len(tree.css("a[href]")) >= MANY_LINKS,
        marks.FIELDS: tree.css_first(TEXT) is not None or len(tree.css(FIELDS)) >= MANY_FIELDS,
    }
    return {name for name, is_there in marked.items() if is_there}


def _is_empty(node: LexborNode) -> bool:
    child = node.child
    return child is None or (child.next is None and child.is_text_node and not (child.text_content or "").strip())


def _squeezed(text: str) -> str:
    return " ".join(text.split())[:HEADING]


def is_shell(page: Page) -> bool:
    """Tell whether a page is an application that a browser would fill."""
    if marks.APP_SHELL in page.marks:
        return page.words < SHELL_WORDS
    return marks.SCRIPT in page.marks and page.words < BARE_WORDS


def is_application(page: Page) -> bool:
    """Tell whether a script may put another page in place of what is shown: then one page for all tells nothing."""
    return is_shell(page) or marks.APPLICATION in page.marks


def similarity(one: Page, other: Page) -> float:
    """Estimate the Jaccard similarity of two pages' texts by their sketches; 0 where either has no words."""
    if not one.sketch or not other.sketch:
        return 0.0
    first, second = set(one.sketch), set(other.sketch)
    smallest = sorted(first | second)[:SKETCH]
    return sum(1 for number in smallest if number in first and number in second) / len(smallest)


def _hashes(text: str) -> list[int]:
    """Return the smallest 96-bit hashes of a text's shingles; without numbers, dates and addresses."""
    known = text[:HASHED_CHARACTERS].lower()
    words = [word for word in WORD.findall(ADDRESS.sub(" ", known)) if len(word) <= LONGEST_WORD]
    codes = {word: _code(word) for word in set(words)}
    numbers = [codes[word] for word in words]
    triples = {
        (first * ODDS[0] + second * ODDS[1] + third * ODDS[2]) & BITS
        for first, second, third in zip(numbers, numbers[1:], numbers[2:], strict=False)
    }
    return sorted(triples or {sum(numbers) & BITS for _ in numbers[:1]})[:SAMPLE]


def _code(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=12).digest())


def _simhash(hashes: list[int]) -> int:
    """Return Charikar's fingerprint: each of the 64 low bits as most of the hashes have it."""
    columns = zip(*((number & LOW).to_bytes(8) for number in hashes), strict=True)
    votes = [sum(map(SPREAD.__getitem__, column)) for column in columns]
    half = len(hashes) // 2
    return sum(
        1 << 8 * (7 - place) + bit
        for place, lanes in enumerate(votes)
        for bit in range(8)
        if (lanes >> 16 * bit & 0xFFFF) > half
    )
