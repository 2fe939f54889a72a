"""Makes gfm-0.29.json: the examples of GitHub's specification and what cmark-gfm, its implementation, finds in them.

Needs cmark-gfm (Debian: 0.29.0.gfm.6) and test/spec.txt of https://github.com/github/cmark-gfm:

    python make_gfm.py spec.txt > gfm-0.29.json
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

EXTENSIONS = ["-e", "table", "-e", "strikethrough", "-e", "autolink", "-e", "tasklist", "-e", "footnotes"]
EXAMPLE = re.compile(r"^`{32} example[^\n]*\n(.*?)^\.\n(.*?)^`{32}$|^#{1,6} *([^\n]*)$", re.MULTILINE | re.DOTALL)
LICENCE = "The examples are from the GitHub Flavored Markdown specification 0.29-gfm, (C) John MacFarlane, CC BY-SA 4.0"


def rendered(markdown: str, form: str) -> str:
    """Return what cmark-gfm makes of an example, all extensions switched on."""
    command = ["cmark-gfm", *EXTENSIONS, "--to", form, "--unsafe"]
    return subprocess.run(command, input=markdown, capture_output=True, check=True, text=True).stdout


def links(markdown: str) -> list[str]:
    """Return the destinations of links and images in document order."""
    tree = ElementTree.fromstring(rendered(markdown, "xml"))  # noqa: S314 - made by cmark-gfm a moment ago
    return [node.get("destination", "") for node in tree.iter() if node.tag.endswith(("}link", "}image"))]


def main() -> None:
    """Write the JSON to standard output."""
    text = Path(sys.argv[1]).read_text().split("<!-- END TESTS -->")[0]
    examples: list[dict[str, object]] = []
    section = ""
    for match in EXAMPLE.finditer(text):
        if match[3] is not None:
            section = match[3]
            continue
        markdown = match[1].replace("→", "\t")
        html = rendered(markdown, "html")
        number = len(examples) + 1
        found = links(markdown)
        examples.append({"number": number, "section": section, "markdown": markdown, "html": html, "links": found})
    sys.stdout.write(json.dumps({"licence": LICENCE, "examples": examples}, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
