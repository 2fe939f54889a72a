"""Puts a sentinel at the spans of real documents and asks independent parsers what has changed.

A span is right when exactly its own destination becomes the sentinel and nothing else changes: cmark-gfm says so for
Markdown, lexbor for HTML, the format's own parser for front matter, a second extraction for templates and bare URLs
(and for all the others too). On every file, rewriting nothing must give the same bytes. Run it with

    python -m tests.benchmarks.roundtrip --corpora DIR [--report reports/roundtrip.md]
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import assert_never

from linkcheck.model import Dialect, Document, Extraction, Linkify, Quoting, Reference, Syntax, Wins
from linkcheck.sources import documents
from linkcheck.sources.documents import frontmatter, templates, utf8
from linkcheck.sources.documents.definitions import fold
from linkcheck.sources.documents.line_index import LineIndex
from tests.benchmarks import oracles
from tests.benchmarks.fix_everything import dialect_of

SENTINEL = "https://sentinel.invalid/a_(b)/c%2Fd?e=f&copy=h#i"
WITH_ENTITY = "https://sentinel.invalid/a_(b)/c%2Fd?e=f&lt;=g&copy=h#i"
"""Must be escaped, which is possible everywhere but in bare text and between `<` and `>`."""
SAMPLES = {
    Syntax.INLINE: 9000,
    Syntax.IMAGE: 2500,
    Syntax.DEFINITION: 4500,
    Syntax.AUTOLINK: 1000,
    Syntax.BARE: 3000,
    Syntax.HTML: 4500,
    Syntax.FRONTMATTER: 1000,
    Syntax.SHORTCODE: 1000,
}
HTML = (".html", ".htm")


@dataclass
class Tally:
    """What was seen of one syntax."""

    found: int = 0
    fixed: int = 0
    tried: int = 0
    exact: int = 0
    wrong: list[str] = field(default_factory=list)


def main() -> None:
    """Sample, check, print and write the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0, help="factor on the number of samples")
    arguments = parser.parse_args()
    begun = time.perf_counter()
    files = list(_files(arguments.corpora))
    tallies: dict[Syntax, Tally] = {syntax: Tally() for syntax in Syntax}
    chosen = _choose(files, tallies, random.Random(arguments.seed), arguments.scale)  # noqa: S311 - a sample
    for (path, dialect), indices in sorted(chosen.items(), key=lambda item: item[0][0]):
        document = _read(arguments.corpora, path)
        _check(document, dialect, indices, tallies)
    report = _report(files, arguments.corpora, tallies, time.perf_counter() - begun)
    print(report)
    if arguments.report:
        arguments.report.write_text(report)


def _files(corpora: Path) -> Iterator[tuple[Path, Dialect]]:
    for tree in sorted(corpora.glob("*/tree")):
        dialect = dialect_of(tree)
        for path in sorted(tree.rglob("*")):
            if path.suffix.lower() in documents.suffixes_below_folders(of_site=False) and path.is_file():
                yield path, dialect


def _read(corpora: Path, path: Path) -> Document:
    return Document(path.relative_to(corpora).as_posix(), path.read_bytes())


def _choose(
    files: Sequence[tuple[Path, Dialect]], tallies: dict[Syntax, Tally], rng: random.Random, scale: float
) -> dict[tuple[Path, Dialect], list[int]]:
    """Extract every file, prove that rewriting nothing changes nothing, and choose among the spans."""
    candidates: dict[Syntax, list[tuple[Path, Dialect, int]]] = defaultdict(list)
    for path, dialect in files:
        document = Document(path.as_posix(), path.read_bytes())
        references = documents.extract(document, dialect).references
        assert _rewritten(document, references, [_old(document, each) for each in references]) == document.data, path
        for index, reference in enumerate(references):
            tally = tallies[reference.syntax]
            tally.found += 1
            if reference.quoting is Quoting.FIXED:
                tally.fixed += 1
            else:
                candidates[reference.syntax].append((path, dialect, index))
    chosen: dict[tuple[Path, Dialect], list[int]] = defaultdict(list)
    for syntax, places in sorted(candidates.items()):
        for path, dialect, index in rng.sample(places, min(len(places), round(SAMPLES[syntax] * scale))):
            chosen[path, dialect].append(index)
    return chosen


def _old(document: Document, reference: Reference) -> bytes:
    return document.data[reference.span.start : reference.span.end]


def _rewritten(document: Document, references: Sequence[Reference], news: Sequence[bytes]) -> bytes:
    pieces: list[bytes] = []
    place = 0
    for reference, new in zip(references, news, strict=True):
        if reference.span.start < place:  # a template call inside a destination
            continue
        pieces += (document.data[place : reference.span.start], new)
        place = reference.span.end
    return b"".join([*pieces, document.data[place:]])


def _check(document: Document, dialect: Dialect, indices: Sequence[int], tallies: dict[Syntax, Tally]) -> None:
    extraction = documents.extract(document, dialect)
    for index in indices:
        reference = extraction.references[index]
        tally = tallies[reference.syntax]
        tally.tried += 1
        sentinel = SENTINEL if reference.quoting in (Quoting.TEXT, Quoting.AUTOLINK) else WITH_ENTITY
        new = documents.encode(sentinel, reference)
        fault = "cannot be written" if new is None else _fault(document, dialect, extraction, index, new, sentinel)
        if fault is None:
            tally.exact += 1
        else:
            tally.wrong.append(f"{fault}: {document.path}:{reference.position.line} `{reference.destination[:80]}`")


def _fault(
    document: Document, dialect: Dialect, before: Extraction, index: int, new: bytes, sentinel: str
) -> str | None:
    reference = before.references[index]
    after = Document(document.path, _rewritten(document, [reference], [new]))
    second = documents.extract(after, dialect)
    wanted = [each.destination for each in before.references]
    wanted[index] = sentinel
    got = [each.destination for each in second.references]
    around = [each.span.start < reference.span.start < each.span.end for each in before.references]
    if [old for old, outer in zip(got, around, strict=False) if not outer] != [
        new for new, outer in zip(wanted, around, strict=True) if not outer
    ]:
        return "second extraction differs"
    if [each.rule for each in second.problems] != [each.rule for each in before.problems]:
        return "problems differ"
    match reference.syntax:
        case Syntax.DEFINITION:
            return _definition_fault(document, after, dialect, before, index)
        case Syntax.FRONTMATTER:
            return _one_change(
                oracles.front_matter_values(document.data) or [], oracles.front_matter_values(after.data) or []
            )
        case Syntax.INLINE | Syntax.IMAGE | Syntax.AUTOLINK:
            oracle = oracles.markdown_links
        case Syntax.HTML:
            page = document.path.lower().endswith(HTML)
            attributes = oracles.html_attributes if page else oracles.markdown_attributes
            return _one_change(attributes(_body(document, dialect)), attributes(_body(after, dialect)), repeated=True)
        case Syntax.BARE if dialect.linkify is Linkify.GFM:
            oracle = oracles.markdown_links
        case Syntax.BARE | Syntax.SHORTCODE | Syntax.DATA:
            return None
        case _:
            assert_never(reference.syntax)
    return _one_change(oracle(_body(document, dialect)), oracle(_body(after, dialect)))


def _body(document: Document, dialect: Dialect) -> bytes:
    """Return what the engine gives to its Markdown parser: no front matter, templates set aside."""
    end = frontmatter.read(document, LineIndex(document.data), dialect).end
    return utf8.parseable(templates.mask(document.data, dialect.templates, end).text, end)


def _one_change(before: Sequence[str], after: Sequence[str], times: int = 1, *, repeated: bool = False) -> str | None:
    if len(before) != len(after):
        return f"{len(before)} before, {len(after)} after"
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    if repeated and len(set(changed)) == 1:
        changed = changed[:1]
    if len(changed) != times:
        return f"{len(changed)} changed instead of {times}"
    return None if all(SENTINEL in new or WITH_ENTITY in new for _, new in changed) else "changed to something else"


def _definition_fault(
    document: Document, after: Document, dialect: Dialect, before: Extraction, index: int
) -> str | None:
    """Put a use of the label on top: an unused definition has none, and cmark-gfm tells nothing of it then."""
    reference = before.references[index]
    text = _body(document, dialect)
    label = reference.label or ""
    place = text.rfind(b"]", 0, reference.span.start)
    written = text[place - len(label.encode()) : place]
    use = b"[use][" + re.sub(rb"\s*\n[ \t>]*", b" ", written) + b"]\n\n"
    same = [each.span for each in before.references if each.label is not None and fold(each.label) == fold(label)]
    if same[0] != reference.span:
        times = 0  # cmark-gfm takes the first of duplicates
    elif dialect.definition_wins is Wins.LAST and len(same) > 1:
        times = 1 + len(before.references[before.references.index(reference)].used_at)
    else:
        times = 1 + len(reference.used_at)
    return _one_change(oracles.markdown_links(use + text), oracles.markdown_links(use + _body(after, dialect)), times)


def _report(files: Sequence[tuple[Path, Dialect]], corpora: Path, tallies: dict[Syntax, Tally], seconds: float) -> str:
    size = sum(path.stat().st_size for path, _ in files)
    names = sorted({path.relative_to(corpora).parts[0] for path, _ in files})
    lines = [
        "# Round trip",
        "",
        f"{len(files)} files, {size / 1e6:.1f} MB, {len(names)} corpora: {', '.join(names)}.",
        "Every file was read without a crash, and rewriting nothing gave the same bytes in every one.",
        "",
        "References: cmark-gfm 0.29.0.gfm.6 for links, images, autolinks, definitions (a use is put atop the file,",
        "so that unused ones show) and GFM's bare URLs; lexbor for HTML, raw HTML in Markdown as cmark-gfm renders it;",
        "PyYAML, tomllib and json for front matter; a second extraction for all of these and for template calls.",
        "",
        "`not rewritten`: a template stands in the destination, or its bytes could not be proved; such a span is never",
        "edited. `exact`: of those tried, the sentinel changed exactly that destination for the reference and for us.",
        "",
        "| syntax | found | not rewritten | tried | exact |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {syntax} | {tally.found} | {tally.fixed} | {tally.tried} | {tally.exact} |"
        for syntax, tally in tallies.items()
    ]
    tried, exact = (sum(getattr(tally, name) for tally in tallies.values()) for name in ("tried", "exact"))
    lines += [f"| all | | | {tried} | {exact} ({exact / tried:.3%}) |", "", f"{seconds:.0f} s.", ""]
    for syntax, tally in tallies.items():
        if tally.wrong:
            classes = Counter(wrong.split(":")[0] for wrong in tally.wrong)
            lines += [f"## {syntax}: {dict(classes)}", "", *(f"- {wrong}" for wrong in sorted(tally.wrong)[:40]), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
