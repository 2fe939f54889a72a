"""Prunes real blogs and documents made at random, and compares what the real generators make of them before and after.

The blogs have few unused definitions, so some are strewn into copies of their posts: at the foot, between paragraphs,
with titles, behind headings. Hugo, Jekyll, kramdown (Debian: `jekyll`) and cmark-gfm are asked. Run it with

    python -m tests.benchmarks.pruned_sites --corpora DIR [--documents 10000] [--report reports/prune.md]
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from linkcheck.model import Dialect, Document
from linkcheck.sources.documents import frontmatter
from linkcheck.sources.documents.line_index import LineIndex
from tests.benchmarks.built_sites import Blog, Built, build_hugo, build_jekyll
from tests.benchmarks.cmark_gfm import CmarkGfm
from tests.benchmarks.compare_site import HUGO as HUGO_BLOGS
from tests.benchmarks.compare_site import JEKYLL as JEKYLL_BLOGS
from tests.benchmarks.kramdown_differential import Kramdown
from tests.support.dialects import HUGO, JEKYLL, PLAIN
from tests.support.hugo import run_hugo
from tests.support.pruning import invented, pruned

FORMS = ("[{0}]: https://unused.example/{0}\n", "[{0}]: <https://unused.example/{0}> 'a title'\n", "[{0}]:\n  /u/{0}\n")
HEAD = b"---\ntitle: x\n---\n"
TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
SUMMARY = re.compile(r"(\S+) unused definitions? in (\S+) posts? taken out(?:, (\S+) left)?")


def main() -> None:
    """Compare, print, and write the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--report", type=Path)
    parser.add_argument("blogs", nargs="*", help="the names of those to build; all if none is named")
    arguments = parser.parse_args()
    lines = ["# What is the same after `linkcheck prune`", "", "Written by", ""]
    lines += ["    python -m tests.benchmarks.pruned_sites --corpora DIR --report reports/prune.md", ""]
    lines += [
        "| blog | definitions strewn in | taken out | left | files of the site | different |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += of_blogs(arguments.corpora, arguments.blogs)
    lines += ["", *of_documents(range(arguments.first, arguments.first + arguments.documents)), ""]
    print("\n".join(lines))
    if arguments.report:
        arguments.report.write_text("\n".join(lines), "utf-8")


def of_blogs(corpora: Path, names: Collection[str]) -> Iterator[str]:
    """Yield a row for each blog that is named, or for all."""
    builders = [*((blog, build_hugo) for blog in HUGO_BLOGS), *((blog, build_jekyll) for blog in JEKYLL_BLOGS)]
    for blog, build in builders:
        if blog.plain or (names and blog.name not in names):
            continue
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            strewn = _strewn(corpora, blog, work / "before")
            shutil.copytree(work / "before", work / "after")
            tree = work / "after" / blog.name / "tree" / blog.folder
            command = [sys.executable, "-m", "linkcheck", "prune", "--isolated", "."]
            said = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False).stdout
            found = SUMMARY.search(said)
            assert found, said
            built = [build(work / name, blog, work / f"{name}-built") for name in ("before", "after")]
            files = sorted(built[0].files)
            assert built[0].files == built[1].files
            different = [name for name in files if _timeless(built[0], name) != _timeless(built[1], name)]
            print(blog.name, *different, file=sys.stderr)
            cells = (
                blog.name,
                f"{strewn:,}",
                found[1],
                found[3] or "0",
                f"{len(files):,}",
                f"{len(different)}",
            )
            yield f"| {' | '.join(cells)} |"


def _timeless(built: Built, name: str) -> bytes:
    """Return a file of a site without the time at which it, or its source, was written."""
    return TIME.sub(b"", (built.public / name).read_bytes())


def _strewn(corpora: Path, blog: Blog, to: Path) -> int:
    """Copy a corpus with definitions strewn into its posts; return how many."""
    shutil.copytree(corpora / blog.name, to / blog.name)
    draw = random.Random(blog.name)  # noqa: S311 - documents, no secrets
    count = 0
    for file in sorted((to / blog.name / "tree").rglob("*")):
        if file.suffix in (".md", ".markdown") and file.is_file():
            data = file.read_bytes()
            end = frontmatter.read(Document("a.md", data), LineIndex(data), Dialect()).end
            blocks = re.split(rb"(?<=\n)(?=\r?\n)", data[end:])
            for number in range(len(blocks)):
                if number and draw.random() < 0.15:
                    blocks[number] = b"\n" + draw.choice(FORMS).format(f"strewn-{count}").encode() + blocks[number]
                    count += 1
            foot = "".join(FORMS[0].format(f"foot-{count + number}") for number in range(3))
            file.chmod(0o644)
            file.write_bytes(data[:end] + b"".join(blocks) + b"\n\n" + foot.encode())
            count += 3
    if blog.settings:
        (to / blog.name / "tree" / blog.folder / "hugo.toml").write_text(blog.settings)
    return count


def of_documents(numbers: range) -> Iterator[str]:
    """Yield what the engines make of documents at random, the same or not."""
    counted: Counter[str] = Counter()
    kramdown, gfm = Kramdown(), CmarkGfm()
    hugo: dict[int, tuple[bytes, bytes]] = {}
    for number in numbers:
        data = invented(f"s{number}")
        for name, dialect in (("Hugo", HUGO), ("kramdown", JEKYLL), ("cmark-gfm", PLAIN)):
            after, edits = pruned(Document("a.md", data), dialect)
            counted[f"{name} taken"] += sum(edit.refused is None for edit in edits)
            counted[f"{name} left"] += sum(edit.refused is not None for edit in edits)
            if after == data:
                continue
            counted[f"{name} documents"] += 1
            if name == "Hugo":
                hugo[number] = data, after
            elif name == "kramdown":
                pages = [kramdown.read(each.decode("utf-8-sig").replace("\r\n", "\n")) for each in (data, after)]
                counted["kramdown different"] += pages[0].get("html") != pages[1].get("html")
            else:
                counted["cmark-gfm different"] += gfm.html(data) != gfm.html(after)
    counted["Hugo different"] = _different_to_hugo(hugo)
    yield f"Of {len(numbers):,} documents made at random of odd pieces:"
    yield ""
    yield "| engine | definitions taken out | left | documents changed | pages different |"
    yield "|---|--:|--:|--:|--:|"
    for name in ("Hugo", "kramdown", "cmark-gfm"):
        yield (
            f"| {name} | "
            + " | ".join(f"{counted[f'{name} {what}']:,}" for what in ("taken", "left", "documents", "different"))
            + " |"
        )


def _different_to_hugo(documents: dict[int, tuple[bytes, bytes]]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        for side, name in enumerate(("before", "after")):
            root = Path(folder) / name
            (root / "content").mkdir(parents=True)
            (root / "layouts").mkdir()
            (root / "layouts" / "single.html").write_text("{{ .Content }}{{ .Summary }}")
            kinds = 'disableKinds = ["home", "taxonomy", "term", "section", "sitemap", "rss"]\n'
            (root / "hugo.toml").write_text(f"{kinds}[markup.goldmark.renderer]\nunsafe = true\n")
            for number, texts in documents.items():
                (root / "content" / f"p{number}.md").write_bytes(HEAD + texts[side].removeprefix(b"\xef\xbb\xbf"))
            done = run_hugo(root, "--quiet")
            assert done.returncode == 0, done.stderr
        pages = [Path(folder) / name / "public" for name in ("before", "after")]
        names = [file.relative_to(pages[0]) for file in pages[0].rglob("*.html")]
        return sum((pages[0] / name).read_bytes() != (pages[1] / name).read_bytes() for name in names)


if __name__ == "__main__":
    main()
