"""Reads the Markdown of Sphinx and Jupyter Book (myst-parser.readthedocs.io); compared with MyST 5 and Sphinx 9.

Their settings are a program, and half of their documents may be no Markdown, so only names of files are judged. A link
`#label` finds its target in any document.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from linkcheck.model import Dialect
from linkcheck.sources.site.generator import Config, Generator, unread
from linkcheck.sources.site.names import site_by_names
from linkcheck.sources.site.plain import SOURCE_SUFFIXES, Site
from linkcheck.sources.site.templates import files_below
from linkcheck.strangers import Boundary

OWN = re.compile(
    r"^\s*extensions\s*(?::[^=\n]*)?\+?= | myst_ | ^(?:format|root|project|site|version|-\s*file)\s*:",
    re.MULTILINE | re.VERBOSE,
)
"""What stands in `conf.py`, and in `_toc.yml` and `myst.yml`."""
LABEL = re.compile(
    r"""^[ \t>]*\(([^()\n]+)\)=[ \t]*$ | ^[ \t]*\.\.[ ]_`?([^:`\n]+)`?: | ^[ \t]*:(?:name|label):[ \t]*(\S+)
      | \{[^{}\n]*\#([\w:.-]+)""",
    re.MULTILINE | re.VERBOSE,
)
OBJECT = re.compile(r"[.\s]")
"""What documentation is made of describes objects (`package.Class`), and glossaries terms."""
SOURCES = SOURCE_SUFFIXES | {".rst", ".txt", ".ipynb", ".py"}
LARGEST = 4 << 20
"""Bytes; larger files are no documents."""


def _site(root: Path, config: Config, dialect: Dialect, now: datetime, within: Boundary) -> Site:
    labels = _Labels(root, within)
    return replace(site_by_names(root, config, dialect, now, within), has_elsewhere=labels.may_have)


@dataclass(frozen=True)
class _Labels:
    root: Path
    within: Boundary

    @functools.cached_property
    def known(self) -> frozenset[str]:
        """The labels of all documents, in lower case."""
        return frozenset(label.strip().lower() for label in self._read())

    def may_have(self, place: str) -> bool:
        """Tell whether any document may have a label."""
        return bool(OBJECT.search(place)) or place.lower() in self.known

    def _read(self) -> Iterator[str]:
        for file in files_below(self.root, self.within):
            if file.suffix.lower() in SOURCES:
                try:
                    text = self.within.read(file, LARGEST).decode("utf-8", "replace")
                except OSError:
                    continue
                yield from (next(filter(None, groups)) for groups in LABEL.findall(text))


SPHINX = Generator(
    name="sphinx",
    title="A Sphinx project",
    dialect=lambda config: Dialect(fenced_directives=True),
    make_site=_site,
    content_folders=lambda root, config: (root,),
    configs=("_toc.yml", "myst.yml"),
    shared_configs=("conf.py",),
    read_config=unread,
    recognises=lambda text: OWN.search(text) is not None,
)
