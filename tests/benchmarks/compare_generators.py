"""Builds the small sites of `tests/cases/sites` with their own generators, beside what linkcheck knows of them.

Every page and every id that a generator writes is looked for. Run it with the programs that are to be asked, as

    python -m tests.benchmarks.compare_generators --with "mkdocs=mkdocs build -q -d OUT" --with "zola=zola build -o OUT"

where OUT stands for the folder of what is written. Generators without a program are left out.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path

from linkcheck.sources import documents, files, site
from linkcheck.sources.extraction import extract_file
from linkcheck.sources.site.published import Presence
from tests.support.paths import CASES

ID = re.compile(r"<(?:h[1-6]|span|section|p|img|div)\b[^>]*?\sid=\"([^\"]*)\"")
OF_THEMES = re.compile(r"mkdocs|toc-|navbar|[kK]eyboard|searchModal|__")
"""Ids around a page, to which nobody links."""


def main() -> None:
    """Build each case whose generator has a program, and print what differs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--with", action="append", default=[], metavar="NAME=COMMAND", dest="programs")
    programs = dict(given.split("=", 1) for given in parser.parse_args().programs)
    built = pages = different = 0
    for case in sorted((CASES / "sites").glob("*.json")):
        with tempfile.TemporaryDirectory() as work:
            root = _laid_out(case, Path(work) / "site")
            command = programs.get(site.generator_of(root).name)
            if command is None or not _build(command, root, Path(work) / "out"):
                continue
            found = list(_compared(root, Path(work) / "out"))
            built, pages, different = built + 1, pages + len(found), different + sum(map(bool, found))
            for words in filter(None, found):
                print(f"{case.stem}: {words}")
    print(f"{built} sites, {pages} pages, {different} different")


def _laid_out(case: Path, root: Path) -> Path:
    contents: Mapping[str, str] = json.loads(case.read_bytes())["files"]
    for name, text in contents.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8", newline="")
    return root


def _build(command: str, root: Path, out: Path) -> bool:
    """Build a site; some cases are such that their generator stops."""
    done = subprocess.run(shlex.split(command.replace("OUT", str(out))), cwd=root, capture_output=True, check=False)
    return done.returncode == 0 and out.is_dir()


def _compared(root: Path, out: Path) -> Iterator[str]:
    """Yield for each page that was written, or should be, what is wrong with our idea of it; empty if nothing is."""
    blog = site.load(root)
    written = {path.relative_to(out).as_posix(): path for path in out.rglob("*.html")}
    for path in files.find(
        [root], cwd=root, exclude=(), readable=files.Readable(documents.suffixes(), documents.suffixes())
    ).paths:
        source, _ = extract_file(path, root, blog.dialect_of(path))
        url = blog.page_path(path, source.extraction.front_matter) if source is not None else None
        if source is None or url is None or blog.find_page(url).presence is not Presence.PRESENT:
            continue
        names = (f"{url}index.html" if url.endswith("/") else url).lstrip("/")
        page = written.get(names)
        yield f"{source.path}: {url} is not written" if page is None else _ids(page, source.extraction.anchors)


def _ids(page: Path, anchors: tuple[str, ...] | None) -> str:
    ids = {unescape(each) for each in ID.findall(page.read_text("utf-8"))}
    lacking = sorted(each for each in ids - set(anchors or ()) if each and not OF_THEMES.match(each))
    return f"{page.name}: {lacking} are not known" if lacking and anchors is not None else ""


if __name__ == "__main__":
    main()
