"""Reads what people would see of a body: its title, headings and words, and the marks in its source.

A body is read once and let go; a `Page` is kept, and every signal reads that. So evidence that was stored without
bodies is judged as it was on the wire. Scripts, styles and `<noscript>` are not seen.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import replace
from hashlib import blake2b
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from linkcheck.links.urls.redirects import REFRESH_MARK, meta_refresh
from linkcheck.model import Check, Exchange, Page, Response
from linkcheck.strangers import Sieve
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.charset import decoded
from linkcheck.verdict.signals.sketches import HASHED_CHARACTERS, SKETCH, UNSPACED, sketched

READ_BYTES = 256 * 1024
TEXT_CHARACTERS = 2048
SMALL = 64 * 1024
MARKED = 32 * 1024
"""Bytes that are searched for a vendor's mark: walls and parking pages are small."""
DEEP = 10_000
"""Tags that are never closed; the parser takes the square of its time for them."""
MOST_HEADINGS, MOST_KEPT = 9, 3
"""Headings that are looked at for some with words."""
FIRST_WORDS = 2048
"""Of a text, in most of which are as many characters as are hashed: the others are counted, and no more."""
LETTERS = bytes(not chr(code).isspace() for code in range(256))
"""1 for each byte of ASCII that is no white space."""
HEADING = 300
"""Characters of a title or heading that are kept."""
NOTHING = Page()
CHARACTER = re.compile(rf"[{UNSPACED}]")
BEFORE_CHARACTER = bytes((0xE0, *range(0xE3, 0xEA)))
"""In UTF-8 each of them begins with one of these."""
HIDDEN = frozenset({"script", "style", "noscript", "template", "title", "svg"})
HEADINGS = "h1,h2,h3"
SHELL_WORDS = 50
"""An application's page before its scripts ran holds fewer."""
BARE_WORDS = 10
APP_ROOT = "app-root"
APPLICATIONS = f"#root,#app,#__next,#__nuxt,#q-app,#___gatsby,#svelte,{APP_ROOT}"
OF_A_SITE = "link[rel=canonical],link[rel=alternate],nav,article,aside,time"
"""What pages of a site have and walls have not; Open Graph's names are none, Anubis passes them on."""
MANY_LINKS = 8
TEXT = "textarea:not([name*=captcha])"
FIELDS = "input:not([type]),input[type=text],input[type=email],input[type=tel]"
MANY_FIELDS = 2
"""The answer to a captcha is one."""
PASSWORD = 'input[type="password" i]'  # noqa: S105 -- a selector
ROBOTS = 'meta[name="robots" i]'
SHELLS = ",".join(f"div#{name}" for name in ("root", "app", "__next", "__nuxt", "main", "q-app"))
ERROR_SHELL = "html#__next_error__"
IDS = frozenset(re.findall(r"#([\w-]+)", f"{APPLICATIONS},{SHELLS},{ERROR_SHELL}"))
LOOKED_FOR = ",".join((*HIDDEN, HEADINGS, ROBOTS, "input,textarea", APP_ROOT, *(f"#{name}" for name in sorted(IDS))))
"""To go through a tree takes a third of the time to build it: most pages have few of these, and are asked no more."""
SCRIPT_REDIRECT = re.compile(rb"location(?:(?:\.href)?\s*=\s*[\"'`]|\.(?:replace|assign)\s*\()")
"""In lower case, and begins with a word: it is found thirty times as fast."""
LOCATION = Sieve((b"location",))


def seen(response: Response) -> Page:
    """Return what an answer shows: the page that is kept of it, or else its body's."""
    if response.page is not None:
        return response.page
    return read(response.body, (response.header("Content-Type") or "").lower()) if response.body else NOTHING


def with_page(exchange: Exchange) -> Exchange:
    """Return an exchange with the page that its answer shows, beside the body: many signals ask for it."""
    if not isinstance(exchange.outcome, Response) or exchange.outcome.page is not None or not exchange.outcome.body:
        return exchange
    outcome = exchange.outcome
    return replace(exchange, outcome=replace(outcome, page=seen(outcome), digest=digest(outcome)))


def digest(response: Response) -> bytes:
    """Return what stands for a body and its type: answers that share it show the same page."""
    kind = (response.header("Content-Type") or "").lower()
    return blake2b(response.body, digest_size=16, key=kind.encode()[:64]).digest()


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
    names = {marks.CONTENT, marks.LARGE} if len(body) >= SMALL else {marks.CONTENT}
    body = body[: SMALL if _is_deep(body) else READ_BYTES]
    start = body[:MARKED].lower()
    names |= marks.found(start) | _refreshes(body)
    text = decoded(body, kind)
    if not _is_html(kind, text):
        return _page(text, *_spaced(text), "", (), "", frozenset(names))
    tree = LexborHTMLParser(text)
    found = list({node.mem_id: node for node in tree.css(LOOKED_FOR)}.values())
    names |= _html_marks(tree, found, body)
    html = tree.css_first("html")
    attributes = html.attributes if html is not None else {}
    for node in found:
        if node.tag in HIDDEN:
            node.decompose(recursive=False)
    shown = tree.root.text(separator=" ") if tree.root is not None else ""
    beginning, words = _spaced(shown)
    if marks.LARGE not in names and words <= marks.EXPLAINED:
        names |= marks.walls(start, shown)
    title = next((_squeezed(node.text()) for node in found if node.tag == "title"), "")
    headings = (_squeezed(node.text(separator=" ")) for node in _headings(tree, found))
    language = (attributes.get("lang") or "").strip().lower()[:20]
    first = tuple(islice(filter(None, headings), MOST_KEPT))
    return _page(shown, beginning, words, title, first, language, frozenset(names))


def _page(
    text: str,
    start: str,
    words: int,
    title: str,
    headings: tuple[str, ...],
    language: str,
    names: frozenset[str],
) -> Page:
    sketch, simhash = sketched(start)
    return Page(
        title=title,
        headings=headings,
        text=start[:TEXT_CHARACTERS],
        words=words + _unspaced(text) // 2,
        language=language,
        sketch=sketch,
        simhash=simhash,
        marks=names,
    )


def _spaced(text: str) -> tuple[str, int]:
    """Return the beginning of a text with single spaces, no less than is hashed, and the number of all its words."""
    *words, rest = text.split(maxsplit=FIRST_WORDS) or [""]
    if len(words) < FIRST_WORDS:
        return " ".join((*words, rest)).strip(), len(words) + bool(rest)
    start = " ".join(words)
    return start if len(start) >= HASHED_CHARACTERS else " ".join(text.split()), len(words) + _counted(rest)


def _counted(text: str) -> int:
    """Return the number of words, as `len(text.split())`: of ASCII by the last letters of them, all at once."""
    if not text.isascii():
        return len(text.split())
    letters = int.from_bytes(text.encode("ascii").translate(LETTERS), "little")
    return (letters ^ letters & letters >> 8).bit_count()


def _is_deep(body: bytes) -> bool:
    opened = body.count(b"<", 0, READ_BYTES)
    return opened > DEEP and opened > DEEP + 2 * body.count(b"</", 0, READ_BYTES)


def _unspaced(text: str) -> int:
    """Count the characters that stand for words."""
    if text.isascii():
        return 0
    encoded = text.encode("utf-8", "replace")
    may = len(encoded.translate(None, BEFORE_CHARACTER)) < len(encoded)
    return len(CHARACTER.findall(text)) if may else 0


def _headings(tree: LexborHTMLParser, found: list[LexborNode]) -> list[LexborNode]:
    """Return the first headings of a tree out of which what is hidden was taken; `found` is in its order."""
    first = [node for node in found if node.tag in HEADINGS.split(",")][:MOST_HEADINGS]
    return first if all(map(_is_within, first)) else tree.css(HEADINGS)[:MOST_HEADINGS]


def _is_within(node: LexborNode) -> bool:
    """Tell whether a node still hangs in its tree."""
    above = node.parent
    while above is not None:
        node, above = above, above.parent
    return node.tag in {"html", "-document"}  # the root's parent is nothing to old versions of selectolax


def _is_html(kind: str, text: str) -> bool:
    if "html" in kind or "xml" in kind:
        return True
    return not kind.startswith(("text/plain", "application/", "text/css")) and text.lstrip()[:1] == "<"


def _refreshes(body: bytes) -> set[str]:
    refresh = meta_refresh(body)
    return {REFRESH_MARK + refresh} if refresh is not None else set()


def _html_marks(tree: LexborHTMLParser, found: list[LexborNode], body: bytes) -> set[str]:
    """Return the marks of a tree; of what it has nothing `found` that may be it, it is not asked."""
    tags = Counter(node.tag for node in found)
    script = tags["script"] > 0
    named = APP_ROOT in tags or any((node.id or "").lower() in IDS for node in found)
    shells = tree.css(SHELLS) if script and named else []
    robots = tree.css(ROBOTS) if tags["meta"] else []
    marked = {
        marks.HTML: True,
        marks.PASSWORD: tags["input"] > 0 and tree.css_first(PASSWORD) is not None,
        marks.APP_SHELL: any(_is_empty(node) for node in shells),
        marks.APPLICATION: script and named and tree.css_first(APPLICATIONS) is not None,
        marks.SCRIPT: script,
        marks.NOINDEX: any("noindex" in (node.attributes.get("content") or "").lower() for node in robots),
        marks.ERROR_SHELL: named and tree.css_first(ERROR_SHELL) is not None,
        marks.SCRIPT_REDIRECT: script and _redirects(body.lower()),
        marks.PUBLISHED: tree.css_first(OF_A_SITE) is not None or len(tree.css("a[href]")) >= MANY_LINKS,
        marks.FIELDS: (tags["textarea"] > 0 and tree.css_first(TEXT) is not None)
        or (tags["input"] >= MANY_FIELDS and len(tree.css(FIELDS)) >= MANY_FIELDS),
    }
    return {name for name, is_there in marked.items() if is_there}


def _redirects(lowered: bytes) -> bool:
    return LOCATION.has(lowered) and SCRIPT_REDIRECT.search(lowered) is not None


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
