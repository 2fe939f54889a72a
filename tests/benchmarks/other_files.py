"""Holds what is found in notebooks, BibTeX, reStructuredText and AsciiDoc against the programs that render them.

Needs nbconvert, pybtex and docutils (PyPI), and `@asciidoctor/core` (npm) in the folder of `--node`. Prints for each
kind of document how many addresses its renderer shows, and which were missed or were too much:

    python -m tests.benchmarks.other_files --node FOLDER FILE…
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from linkcheck.model import Document, Quoting
from linkcheck.sources import documents
from linkcheck.sources.documents.html import links
from tests.support.dialects import PLAIN

ADDRESS = re.compile(r"(?:https?|ftp)://[^\s/.]\S*", re.IGNORECASE)
CONVERT = """
import { readFileSync } from 'node:fs'
import { convert } from '@asciidoctor/core'
const text = readFileSync(process.argv[1], 'utf8')
process.stdout.write(String(await convert(text, { safe: 'secure', standalone: false, attributes: { showtitle: '' } })))
"""


def of_html(html: str) -> Iterator[str]:
    """Yield the URIs of a page."""
    return (attribute.value for attribute in links(html.encode()))


def of_notebook(file: Path, node: Path) -> Iterable[str]:
    """Return what nbconvert shows of the Markdown cells; each cell is read alone."""
    notebook: Any = importlib.import_module("nbformat").reads(file.read_text("utf-8-sig"), as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    exporter = importlib.import_module("nbconvert").HTMLExporter(template_name="basic")
    return of_html(exporter.from_notebook_node(notebook)[0])


def of_bibtex(file: Path, node: Path) -> Iterable[str]:
    """Return the fields that pybtex reads, whole, and the `\\url` in them; LaTeX's escapes are resolved roughly."""
    parser: Any = importlib.import_module("pybtex.database.input.bibtex").LowLevelParser
    for command, entry in parser(file.read_text("utf-8"), handle_error=lambda error: None):
        fields = [entry] if command == "string" else entry[1] if len(entry) == 2 else []
        for name, pieces in fields:
            text = re.sub(r"\\([_%&#$])", r"\1", "".join(pieces))
            if name.lower() != "doi":
                whole = text.strip(" \n{}")
                yield from [whole] if ADDRESS.fullmatch(whole) else re.findall(r"\\(?:url|href)\{([^{}]*)\}", text)


def of_rst(file: Path, node: Path) -> Iterable[str]:
    """Return what docutils links to, shows and defines."""
    from docutils import nodes
    from docutils.core import publish_doctree

    quiet = {"report_level": 5, "halt_level": 6, "file_insertion_enabled": False, "_disable_config": True}
    tree = publish_doctree(file.read_text("utf-8-sig"), settings_overrides=quiet)
    for element in tree.findall():
        if isinstance(element, nodes.reference | nodes.target):
            yield str(element.get("refuri", ""))
        elif isinstance(element, nodes.image):
            yield str(element["uri"])
        elif isinstance(element, nodes.raw) and element.get("format") == "html":
            yield from of_html(element.astext())


def of_adoc(file: Path, node: Path) -> Iterable[str]:
    """Return what Asciidoctor links to and shows."""
    command = ["node", "--input-type=module", "-e", CONVERT, str(file.resolve())]
    return of_html(subprocess.run(command, cwd=node, check=True, capture_output=True, text=True).stdout)


ORACLES: dict[str, Callable[[Path, Path], Iterable[str]]] = {
    ".ipynb": of_notebook,
    ".bib": of_bibtex,
    ".rst": of_rst,
    ".adoc": of_adoc,
}


def found(file: Path) -> set[str]:
    """Return the addresses that we find, without DOIs, which no renderer was asked for."""
    references = documents.extract(Document(file.name, file.read_bytes()), PLAIN).references
    dois = [each for each in references if each.quoting is Quoting.FIXED and "doi.org" in each.destination]
    return {
        unquote(each.destination) for each in references if each not in dois and ADDRESS.fullmatch(each.destination)
    }


def main() -> None:
    """Compare the files and print the differences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--node", type=Path, default=Path())
    parser.add_argument("files", nargs="+", type=Path)
    arguments = parser.parse_args()
    totals = {suffix: [0, 0, 0, 0] for suffix in ORACLES}
    for file in arguments.files:
        truth = {unquote(each) for each in ORACLES[file.suffix](file, arguments.node) if ADDRESS.fullmatch(each)}
        ours = found(file)
        missed, too_much = sorted(truth - ours), sorted(ours - truth)
        for number, more in enumerate((1, len(truth), len(missed), len(too_much))):
            totals[file.suffix][number] += more
        if missed or too_much:
            print(json.dumps({"file": str(file), "missed": missed, "too much": too_much}, ensure_ascii=False))
    for suffix, (files, addresses, missing, extra) in totals.items():
        print(f"{suffix}: {files} files, {addresses} addresses, {missing} missed, {extra} too much")


if __name__ == "__main__":
    main()
