"""Looks for documents that make the readers fail, and for those that make them slow.

Hostile repetitions are read at a size and at four times that size: the time must grow in proportion. Then documents are
made at random, by atheris where it is installed (it looks at which lines of ours a document reaches), else by splicing
pieces of the specifications. Whatever is found must be in its place, and a rewritten destination must be the only
thing that changes. Run it with

    python -m tests.benchmarks.fuzz_documents --minutes 30
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from linkcheck.model import Dialect, Document, Reference, Syntax
from linkcheck.sources.documents import encode, extract
from tests.support import paths
from tests.support.dialects import DIALECTS, JEKYLL, PLAIN
from tests.support.hostile_documents import hostile

CASES = paths.CASES / "documents"
NEW = "https://archive.example/web/2020/http://x.org/?a=(1)&b=2"
SIZE = 250_000
SLOWEST = 30.0
"""Seconds for a megabyte of the worst."""
STEEPEST = 8.0
"""Four times the size may take that many times as long: twice what is right, for a machine with other work."""
PROVABLE = (Syntax.INLINE, Syntax.IMAGE, Syntax.DEFINITION, Syntax.AUTOLINK)
"""A bare URL may grow into the text behind it; that is left to the proof before writing."""
LEFT_TO_THE_PROOF = (Syntax.DEFINITION, JEKYLL)
"""What kramdown alone takes for a definition, an edit nearby may bring within the sight of CommonMark, or out of it."""


def main() -> None:
    """Run both parts; the exit code says whether anything was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only-slow", action="store_true", help="hostile repetitions only")
    parser.add_argument("--only-random", action="store_true", help="random documents only")
    arguments = parser.parse_args()
    faults = [] if arguments.only_random else list(slow())
    print(*faults, sep="\n")
    if not arguments.only_slow:
        fuzz(60 * arguments.minutes, arguments.seed)
    sys.exit(1 if faults else 0)


def slow() -> Iterator[str]:
    """Read the hostile documents; yield what took too long."""
    small, large = hostile(SIZE // 4), hostile(SIZE)
    for name, data in large.items():
        for generator, dialect in DIALECTS.items():
            for suffix in (".md", ".html"):
                seconds = [_seconds(Document(f"a{suffix}", each), dialect) for each in (small[name], data)]
                steep = seconds[1] > max(STEEPEST * seconds[0], 1.0)
                size = len(data) / 1e6
                line = (
                    f"{name}{suffix} {generator}: {size:.2f} MB in {seconds[1]:.2f} s, a quarter in {seconds[0]:.2f} s"
                )
                if seconds[1] > 1:
                    print(line, flush=True)
                if steep or seconds[1] > SLOWEST * size:
                    yield f"SLOW {line}"


def _seconds(document: Document, dialect: Dialect) -> float:
    begun = time.process_time()
    extract(document, dialect)
    return time.process_time() - begun


def check(data: bytes, dialect: Dialect) -> None:
    """Read and rewrite one document; raises AssertionError with the document where something is wrong."""
    for suffix in (".md", ".html"):
        document = Document(f"a{suffix}", data)
        references = extract(document, dialect).references
        for index, reference in enumerate(references[:8]):
            assert 0 <= reference.span.start <= reference.span.end <= len(data), (dialect, data)
            new = encode(NEW, reference)
            if new is not None and reference.syntax in PROVABLE and (reference.syntax, dialect) != LEFT_TO_THE_PROOF:
                _check_rewritten(document, dialect, references, index, new)


def _check_rewritten(
    document: Document, dialect: Dialect, references: tuple[Reference, ...], index: int, new: bytes
) -> None:
    span = references[index].span
    data = document.data[: span.start] + new + document.data[span.end :]
    after = extract(Document(document.path, data), dialect).references
    if [each.syntax for each in references] != [each.syntax for each in after]:
        return  # a parenthesis or a quote less, and a line becomes a definition or a tag: also left to the proof
    expected = [each.destination for each in references]
    expected[index] = NEW
    assert [each.destination for each in after] == expected, (dialect, document.data, references[index])


def seeds() -> list[bytes]:
    """Return the specifications' examples and our own cases."""
    files = [path for path in CASES.rglob("*") if path.suffix in (".md", ".html")]
    specifications = [json.loads(path.read_text(encoding="utf-8")) for path in CASES.glob("commonmark/*.json")]
    examples = [example["markdown"].encode() for each in specifications for example in each["examples"]]
    return [*examples, *(path.read_bytes() for path in files)]


def fuzz(seconds: float, seed: int) -> None:
    """Check random documents until the time is over, or until one fails."""
    run = _atheris if importlib.util.find_spec("atheris") else _splice
    run(seconds, seed)


def _one(data: bytes) -> None:
    dialect = list(DIALECTS.values())[data[0] % len(DIALECTS)] if data else PLAIN
    check(data[1:], dialect)


def _atheris(seconds: float, seed: int) -> None:
    atheris = importlib.import_module("atheris")  # not installed everywhere
    atheris.instrument_all()
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(seeds()):
            Path(folder, str(number)).write_bytes(bytes([number % 3]) + data)
        options = [
            f"-max_total_time={seconds:.0f}",
            f"-seed={seed}",
            "-max_len=4096",
            "-timeout=20",
            "-verbosity=1",
            f"-artifact_prefix={tempfile.gettempdir()}/",
        ]
        atheris.Setup([sys.argv[0], folder, *options], _one)
        atheris.Fuzz()


def _splice(seconds: float, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - reproducible, no secret
    pieces = [piece for data in seeds() for piece in (data, *data.splitlines(keepends=True))]
    mutations: list[Callable[[bytes], bytes]] = [
        lambda data: data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"".join(b"> " + line for line in data.splitlines(keepends=True)),
        lambda data: data[: rng.randrange(len(data) + 1)],
        lambda data: data[: len(data) // 2] + bytes([rng.randrange(256)]) + data[len(data) // 2 :],
    ]
    ends, count = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        data = b"".join(rng.choice(mutations)(rng.choice(pieces)) for _ in range(rng.randrange(1, 7)))
        check(data, rng.choice(list(DIALECTS.values())))
        count += 1
    print(f"{count} documents")


if __name__ == "__main__":
    main()
