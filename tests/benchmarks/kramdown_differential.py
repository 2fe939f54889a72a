"""Makes Markdown documents at random and compares what kramdown does with them with what linkcheck says of them.

Every URL of a document is its own, so what kramdown's page leads to tells which definitions count and are used, and
which links there are. Compared are definitions, uses, undefined references, lost definitions, links and ids. Each
difference is made as small as it stays one. Needs Ruby with kramdown and kramdown-parser-gfm (Debian: `jekyll`). Run

    python -m tests.benchmarks.kramdown_differential --documents 20000 --report reports/kramdown-differential.md
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path

from linkcheck.model import Dialect, Document, Extraction, Rule, Syntax, TemplateLanguage
from linkcheck.sources import documents
from linkcheck.sources.documents import frontmatter, templates
from linkcheck.sources.documents.line_index import LineIndex
from tests.benchmarks.kramdown_pieces import document
from tests.support.dialects import JEKYLL

KINDS = {
    "false unused": "a definition is called unused, and kramdown's page leads to it",
    "false used": "a definition is taken for used, and kramdown's page does not lead to it",
    "definition missed": "kramdown has a definition that linkcheck has not",
    "definition too many": "linkcheck has a definition that kramdown has not",
    "false undefined": "an undefined reference whose brackets are not on kramdown's page",
    "undefined missed": "`[text][label]` is on kramdown's page, and nothing is said",
    "false lost": "a lost definition that kramdown has",
    "link missed": "kramdown's page leads to an inline link, an autolink or HTML that linkcheck has not",
    "link too many": "linkcheck has a link that kramdown's page does not lead to",
    "id missed": "an id of kramdown's page that linkcheck does not know: a link to it would be a false alarm",
    "id too many": "an id that linkcheck takes for one of the page and that is not there: a fault may be missed",
}
FALSE_ALARMS = ("false unused", "definition missed", "false undefined", "false lost", "id missed")
BLOGS = ("benbalter", "haacked", "jekyll", "poychang", "wet-boew-gcweb")
HEAD = """# kramdown and linkcheck on documents made at random

Written by

    python -m tests.benchmarks.kramdown_differential --documents 20000 --corpora DIR \\
        --report reports/kramdown-differential.md

(Ruby with kramdown and kramdown-parser-gfm). The pieces are chosen to be read in different ways, so the shares say
nothing of real blogs, which `--corpora DIR` adds: their posts with the front matter taken off and Liquid masked.

Known, and left as they are: kramdown needs an end for fenced code; it takes `(title)` for part of the URL, indented
headings for text, HTML without an end tag for all that follows, Markdown in HTML without `markdown="1"` for text
(which linkcheck reads, so that its links are checked), and a footnote that nothing names for nothing."""
URL = re.compile(r"(?:href|src)=\"([^\"]*)\"")
URL_TEXT = re.compile(rb"https://u\d+\.example/")
IDS = re.compile(r"\s(?:id|name)=\"([^\"]*)\"")
CODE = re.compile(r"<(code|pre|script|style)\b.*?</\1>|<!--.*?-->|\$\$.*?\$\$|\\\[.*?\\\]|\\\(.*?\\\)", re.DOTALL)
BLOCKS_OF_CODE = re.compile(r"<(pre|script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
PAIR = re.compile(r"\[[^\[\]]+\]\[[^\[\]]+\]")


class Kramdown:
    """A process of kramdown."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("kramdown.rb")
        self._ruby = subprocess.Popen(["ruby", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def read(self, text: str) -> Mapping[str, object]:
        """Return kramdown's definitions and its page."""
        assert self._ruby.stdin is not None
        assert self._ruby.stdout is not None
        self._ruby.stdin.write(json.dumps(text) + "\n")
        self._ruby.stdin.flush()
        answer: Mapping[str, object] = json.loads(self._ruby.stdout.readline())
        return answer


def differences(text: str, oracle: Kramdown) -> frozenset[tuple[str, str]]:
    """Return the differences of a document: their kind, and the URL, id or text that is meant."""
    said = oracle.read(text)
    if "error" in said:
        return frozenset()
    html = str(said["html"])
    data = text.encode()
    found = documents.extract(Document("a.md", data), JEKYLL)
    return frozenset(
        [
            *_definitions(found, data, dict(said["definitions"]), html),  # type: ignore[call-overload]  # of texts
            *_undefined(found, data, html),
            *_ids(found, html),
        ]
    )


def _definitions(found: Extraction, data: bytes, theirs: Mapping[str, str], html: str) -> Iterator[tuple[str, str]]:
    led = {unescape(url) for url in URL.findall(html)}
    only = {url for url, times in Counter(theirs.values()).items() if times == 1}
    defined = {each.destination: each for each in found.references if each.label is not None}
    counting = {url.strip() for url in theirs.values()}
    for url, reference in defined.items():
        if url in led & only and not reference.used:
            yield "false unused", url
        if url not in led and reference.used:
            yield "false used", url
    yield from (("definition missed", url) for url in counting - set(defined))
    losers = {each.destination for each in found.references if each.label is not None and not each.used}
    yield from (("definition too many", url) for url in set(defined) - counting - losers)
    for each in found.problems:
        if each.rule is Rule.LOST_DEFINITION:
            meant = URL_TEXT.search(data, each.span.start)
            if meant is not None and meant[0].decode() in counting:
                yield "false lost", meant[0].decode()
    links = {
        each.destination
        for each in found.references
        if each.label is None and each.syntax is not Syntax.BARE and each.destination.startswith("https://u")
    }
    made = {url for url in led if url.startswith("https://u")}
    yield from (("link missed", url) for url in made - links - set(defined) - counting)
    yield from (("link too many", url) for url in links - led)


def _undefined(found: Extraction, data: bytes, html: str) -> Iterator[tuple[str, str]]:
    shown = unescape(" ".join(TAG.sub("", CODE.sub(" ", html)).split()))
    everywhere = _letters(unescape(TAG.sub("", BLOCKS_OF_CODE.sub(" ", html))))
    told = [
        " ".join(data[each.span.start : each.span.end].decode("utf-8", "replace").split())
        for each in found.problems
        if each.rule is Rule.UNDEFINED_REFERENCE
    ]
    for brackets in told:
        if _letters(brackets) not in everywhere:
            yield "false undefined", brackets
    for pair in PAIR.findall(shown):
        if not any(pair in each for each in told):
            yield "undefined missed", pair


def _letters(text: str) -> str:
    """Return a text without what marks emphasis, code and escapes, and without blanks."""
    return re.sub(r"[*_`~\\\s]", "", text)


def _ids(found: Extraction, html: str) -> Iterator[tuple[str, str]]:
    if found.anchors is None:
        return
    theirs = {unescape(each) for each in IDS.findall(CODE.sub(" ", html))} - {""}
    yield from (("id missed", each) for each in theirs - set(found.anchors))
    ours = {each for each in found.anchors if not each.startswith(("fn", "fnref"))}
    yield from (("id too many", each) for each in ours - theirs)


def smallest(pieces: Sequence[str], kind: str, oracle: Kramdown) -> str:
    """Return the smallest document with a difference of a kind that remains when pieces are left out."""
    kept = list(pieces)
    for count in (4, 2, 1, 1):
        place = 0
        while place < len(kept):
            fewer = kept[:place] + kept[place + count :]
            if any(each == kind for each, _ in differences("".join(fewer), oracle)):
                kept = fewer
            else:
                place += 1
    return "".join(kept)


def main() -> None:
    """Compare; print and report the differences by their kinds, with the smallest examples."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=3)
    parser.add_argument("--kind", help="show examples of this kind alone")
    parser.add_argument("--corpora", type=Path, help="the folder with the blogs of the development corpora")
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    oracle = Kramdown()
    counts: Counter[str] = Counter()
    examples: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for number in range(arguments.documents):
        pieces = document(random.Random(f"{arguments.seed}:{number}"))  # noqa: S311 - documents, no secrets
        kinds = {kind for kind, _ in differences("".join(pieces), oracle)}
        counts.update(kinds)
        for kind in kinds:
            if len(examples[kind]) < arguments.examples and arguments.kind in (None, kind):
                examples[kind][smallest(pieces, kind, oracle)] = None
    report = "\n".join(_report(arguments.documents, arguments.seed, counts, examples))
    if arguments.corpora:
        report += "\n".join(of_blogs(arguments.corpora, oracle))
    print(report)
    if arguments.report:
        arguments.report.write_text(report, "utf-8")


def of_blogs(corpora: Path, oracle: Kramdown) -> Iterator[str]:
    """Compare the posts of real blogs, and yield what may be a false alarm."""
    number = 0
    told: list[str] = []
    for name in BLOGS:
        for file in sorted((corpora / name / "tree").rglob("*")):
            if file.suffix in (".md", ".markdown") and (text := _body(file)) is not None:
                number += 1
                found = differences(text, oracle)
                told += [f"- {name}/{file.name}: {kind}: `` {what} ``" for kind, what in found if kind in FALSE_ALARMS]
    yield f"\n{number:,} documents of {', '.join(BLOGS)}: {len(told)} differences that may be false alarms.\n"
    yield from told
    yield ""


def _body(file: Path) -> str | None:
    """Return a post as kramdown gets it, Liquid masked; None where it is not UTF-8."""
    data = file.read_bytes().replace(b"\r\n", b"\n")
    try:
        data.decode()
    except UnicodeDecodeError:
        return None
    end = frontmatter.read(Document("a.md", data), LineIndex(data), Dialect()).end
    return templates.mask(data, TemplateLanguage.LIQUID, end).text[end:].decode()


def _report(number: int, seed: int, counts: Mapping[str, int], examples: Mapping[str, Iterable[str]]) -> Iterator[str]:
    yield from (HEAD, "", f"{number:,} documents, seed {seed}, kramdown with its GFM parser as Jekyll calls it.", "")
    yield from ("| difference | documents | meaning |", "|---|---|---|")
    yield from (f"| {kind} | {counts.get(kind, 0):,} | {words} |" for kind, words in KINDS.items())
    yield from ("", "The smallest documents that differ, as Python writes them:", "")
    for kind in KINDS:
        yield from (f"- {kind}: `` {text!r} ``" for text in examples.get(kind, ()))
    yield ""


if __name__ == "__main__":
    main()
