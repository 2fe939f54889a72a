"""A program that makes sites of documents, as one value: how to know its sites, and what to make of one.

The table is `GENERATORS` in the package; nothing else asks which configuration file belongs to whom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from linkcheck.model import Dialect
from linkcheck.sources.site.config import read_config
from linkcheck.sources.site.plain import Site
from linkcheck.strangers import Boundary

Config = Mapping[str, object]
"""A configuration, keys in lower case; empty for a generator without any."""


def unread(_root: Path, _file: Path, _within: Boundary) -> Config:
    """Return no settings: those that are a program are not run."""
    return {}


class Generator(Struct, frozen=True):
    """The facts of a generator, without any of its sites."""

    name: str
    title: str
    """The words for one of its sites: `A Hugo site`."""
    dialect: Callable[[Config], Dialect]
    """Return how a site of this configuration reads its documents."""
    make_site: Callable[[Path, Config, Dialect, datetime, Boundary], Site]
    """Return the site in a folder, as it is published at an instant; nothing outside the boundary is read.

    May raise LinkcheckError.
    """
    content_folders: Callable[[Path, Config], Iterable[Path]]
    """Return the folders in which pages are written, those that are not there too. May raise LinkcheckError."""
    configs: tuple[str, ...] = ()
    """Its configuration files, or folders of such, from the root of a site; the first that is there counts."""
    shared_configs: tuple[str, ...] = ()
    """Names that other programs use, too: they are looked for after the `configs` of all generators."""
    read_config: Callable[[Path, Path, Boundary], Config] = lambda root, file, within: read_config(file, within)
    """Return the configuration of the site in a folder, of which one file was found. May raise LinkcheckError."""
    recognises: Callable[[str], bool] | None = None
    """Tell by its text whether a configuration is its own, where other generators have the same name for theirs."""
    exclusion: str = ""
    """The advice that keeps linkcheck's settings off the site; empty where no file beside the posts is published."""


PLAIN = Generator(
    name="plain",
    title="A folder of Markdown",
    dialect=lambda config: Dialect(),
    make_site=lambda root, config, dialect, now, within: Site(root, dialect),
    content_folders=lambda root, config: (),
)
"""A folder of files that link to one another, as a README and its neighbours on a forge."""
