"""Repairs every link of every post of the corpora, as if all of them were dead, and counts what could not be written.

The figure to watch is the refusals: each is a link that a user would have to repair by hand. What is written is proved
as in a real run, and each corpus's diff is given to git. Run it with

    python -m tests.benchmarks.fix_everything --corpora DIR [NAME ...]
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

from linkcheck.model import Dialect, Document, Edit, Extraction, State
from linkcheck.repair import Read, apply, diff, plan, proved
from linkcheck.sources import documents
from tests.support.dialects import HUGO, JEKYLL, PLAIN
from tests.support.rewriting import ARCHIVE, dead, reader, rows_of, url_of

CONFIGS = (("hugo.toml", HUGO), ("config.toml", HUGO), ("_config.yml", JEKYLL))


def dialect_of(tree: Path) -> Dialect:
    """Guess what renders a corpus."""
    return next((dialect for name, dialect in CONFIGS if next(tree.rglob(name), None) is not None), PLAIN)


def fix(document: Document, read: Read) -> tuple[Edit, ...]:
    """Plan and prove the repair of every link."""
    extraction = read(document)
    rows = rows_of(extraction)
    alone = {url: Extraction((reference,)) for reference in extraction.references if (url := url_of(reference))}
    findings = [dead(url, reference) for url, reference in alone.items() if not url.startswith(ARCHIVE)]
    files = {document.path: document}
    return proved(files, plan(rows, findings, files, frozenset({State.DEAD}), lambda _: None), read)


def run(tree: Path, verbose: int) -> None:
    """Repair one corpus, print its figures, and let git apply its diff."""
    read = reader(dialect_of(tree))
    counted: Counter[str] = Counter()
    size, seconds, patches, expected = 0, 0.0, [], {}
    for path in sorted(
        path
        for path in tree.rglob("*")
        if path.suffix.lower() in documents.suffixes_below_folders(of_site=False) and path.is_file()
    ):
        document = Document(path.relative_to(tree).as_posix(), path.read_bytes())
        size += len(document.data)
        begun = time.perf_counter()
        edits = fix(document, read)
        seconds += time.perf_counter() - begun
        patches.append(diff(document, edits))
        if patches[-1]:
            expected[path] = apply(document, edits)
        for edit in edits:
            reason = re.sub(r"\d+", "N", edit.refused or "written")
            counted[reason] += 1
            if counted[reason] <= verbose and edit.refused is not None:
                line = document.data.count(b"\n", 0, edit.span.start) + 1
                print(f"    {document.path}:{line}: {edit.refused}: {edit.old!r}")
    same = applied_by_git(tree, b"".join(patches), expected)
    print(
        f"{tree.parent.name}: {size / 1e6:.1f} MB in {seconds:.1f} s, {dict(counted)}, git made the same {same} files"
    )


def applied_by_git(tree: Path, patch: bytes, expected: dict[Path, bytes]) -> int:
    """Apply a diff to copies of the files; return how many there were, all of them the same as ours."""
    with tempfile.TemporaryDirectory() as name:
        for path in expected:
            copy = Path(name) / path.relative_to(tree)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
        if patch:
            subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], cwd=name, input=patch, check=True)
        for path, data in expected.items():
            assert (Path(name) / path.relative_to(tree)).read_bytes() == data, path
    return len(expected)


def main() -> None:
    """Go through the corpora that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--verbose", type=int, default=0, help="how many refusals of each kind to show")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    for tree in sorted(options.corpora.glob("*/tree")):
        if not options.names or tree.parent.name in options.names:
            run(tree, options.verbose)


if __name__ == "__main__":
    main()
