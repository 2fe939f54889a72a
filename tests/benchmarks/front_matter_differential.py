"""Compares what Jekyll, Hugo and linkcheck refuse of odd YAML front matter, which people write and tools export.

Needs Hugo, and Ruby with Jekyll. Run it with

    python -m tests.benchmarks.front_matter_differential --report reports/front-matter-differential.md
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from linkcheck.model import Dialect, Document, YamlReader
from linkcheck.sources.documents import frontmatter
from linkcheck.sources.documents.line_index import LineIndex
from tests.benchmarks.front_matter_cases import CASES

CONFIG = 'baseURL = "https://blog.example/"\ndisableKinds = ["taxonomy", "term", "rss", "sitemap", "404"]\n'
HEAD = """# Odd front matter: Jekyll, Hugo and linkcheck

Written by

    python -m tests.benchmarks.front_matter_differential --report reports/front-matter-differential.md

A false alarm is a fault that linkcheck tells of what the engine takes; missed is what the engine refuses in silence of
linkcheck. Dates in ways that Hugo refuses are missed on purpose: its build stops, so no published post has one.
"""


def main() -> None:
    """Compare all cases; print and report those on which linkcheck and an engine do not agree."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in CASES.items():
            (root / f"{name}.md").write_bytes(f"---\n{text}---\ntext\n".encode("utf-8", "surrogatepass"))
        said = {YamlReader.LIBYAML: of_jekyll(root), YamlReader.STRICT: {name: of_hugo(root, name) for name in CASES}}
        report = "\n".join([HEAD, *_rows(root, said), ""])
    print(report)
    if arguments.report:
        arguments.report.write_text(report, "utf-8")


def of_jekyll(root: Path) -> Mapping[str, str]:
    """Return what Jekyll says of each case: `ok`, or why not."""
    script = Path(__file__).with_name("front_matter.rb")
    done = subprocess.run(["ruby", script, root], capture_output=True, text=True, check=True)
    return dict(line.split("\t", 1) for line in done.stdout.splitlines())


def of_hugo(root: Path, name: str) -> str:
    """Return what Hugo says of a case: `ok`, or why not."""
    site = root / "hugo" / name
    (site / "content").mkdir(parents=True)
    (site / "layouts").mkdir()
    (site / "hugo.toml").write_text(CONFIG)
    (site / "layouts" / "all.html").write_text("{{ .Content }}")
    (site / "content" / f"{name}.md").write_bytes((root / f"{name}.md").read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "hugo", "--quiet"], cwd=site, capture_output=True, text=True, check=False
    )
    if (site / "public" / name / "index.html").exists() and done.returncode == 0:
        return "ok"
    said = [line for line in (done.stdout + done.stderr).splitlines() if "rror" in line]
    return re.sub(r'"[^"]*/', '"', said[0])[-90:] if said else "no page"


def of_linkcheck(root: Path, name: str, reader: YamlReader) -> str:
    """Return what linkcheck says of a case: `ok`, or the fault."""
    document = Document(f"{name}.md", (root / f"{name}.md").read_bytes())
    found = frontmatter.read(document, LineIndex(document.data), Dialect(yaml=reader))
    return "; ".join(problem.message.partition(": ")[2] or problem.message for problem in found.problems) or "ok"


def _rows(root: Path, said: Mapping[YamlReader, Mapping[str, str]]) -> Iterator[str]:
    for reader, engine in ((YamlReader.LIBYAML, "Jekyll"), (YamlReader.STRICT, "Hugo")):
        rows = [(name, theirs, of_linkcheck(root, name, reader)) for name, theirs in said[reader].items()]
        false = [row for row in rows if row[1] == "ok" != row[2]]
        missed = [row for row in rows if row[1] != "ok" == row[2]]
        yield f"## {engine}: {len(rows)} cases, {len(false)} false alarms, {len(missed)} missed\n"
        yield "| case | kind | engine | linkcheck |\n|---|---|---|---|"
        for kind, found in (("false alarm", false), ("missed", missed)):
            yield from (f"| {name} | {kind} | {_cell(theirs)} | {_cell(ours)} |" for name, theirs, ours in found)
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\x1b", "")


if __name__ == "__main__":
    main()
