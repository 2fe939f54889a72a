"""The blog itself: which generator makes it, where its pages live, and what a link inside it leads to.

Links inside the blog are no targets: nothing is asked of the web, and what is wrong with them is a problem. A wrong
"missing" is worse than a missed one, so what the configuration leaves open is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from linkcheck.sources.site.anchors import SourcePage, missing_headings, unread_targets
from linkcheck.sources.site.astro import ASTRO
from linkcheck.sources.site.config import UnreadableConfigError, text_of
from linkcheck.sources.site.contained import NOT_JUDGED, contained, failed_words, unknown_site
from linkcheck.sources.site.docusaurus import DOCUSAURUS
from linkcheck.sources.site.eleventy import ELEVENTY
from linkcheck.sources.site.gatsby import GATSBY
from linkcheck.sources.site.generator import PLAIN, Config, Generator
from linkcheck.sources.site.hexo import HEXO
from linkcheck.sources.site.hugo import HUGO
from linkcheck.sources.site.jekyll import JEKYLL
from linkcheck.sources.site.mkdocs import MKDOCS
from linkcheck.sources.site.paths import exists, is_folder
from linkcheck.sources.site.pelican import PELICAN
from linkcheck.sources.site.plain import Site, SiteFault
from linkcheck.sources.site.quarto import QUARTO
from linkcheck.sources.site.sphinx import SPHINX
from linkcheck.sources.site.vitepress import VITEPRESS
from linkcheck.sources.site.zola import ZOLA
from linkcheck.strangers import Boundary

__all__ = [
    "GENERATORS",
    "Generator",
    "Site",
    "SourcePage",
    "content_folders",
    "find_root",
    "generator_of",
    "is_root",
    "load",
    "missing_headings",
    "unread_targets",
]

GENERATORS: tuple[Generator, ...] = (
    ZOLA,
    SPHINX,
    HEXO,
    HUGO,
    JEKYLL,
    MKDOCS,
    PELICAN,
    ELEVENTY,
    DOCUSAURUS,
    ASTRO,
    QUARTO,
    VITEPRESS,
    GATSBY,
    PLAIN,
)
"""In the order of preference where a folder has the configurations of several."""


def find_root(paths: Sequence[Path], cwd: Path) -> Path:
    """Return the nearest folder above a path that has a site's configuration, else the working directory.

    Of several sites it is that of the first path that lies in one: a README before the posts is no site.
    """
    seen: set[Path] = set()
    for path in paths:
        start = (cwd / path).resolve()
        if not Boundary.around(cwd / path).holds(start):
            continue  # a link that leads outside, of which nothing is read
        for folder in (start, *start.parents):
            if folder in seen:
                break
            if is_root(folder):
                return folder
            seen.add(folder)
    return cwd


def is_root(folder: Path) -> bool:
    """Tell whether a folder has a site's configuration."""
    return _found(folder)[1] is not None


def generator_of(root: Path) -> Generator:
    """Return the generator whose configuration a folder has; without one it is a plain collection of files."""
    return _found(root)[0]


def load(root: Path, now: datetime | None = None, within: Boundary | None = None) -> Site:
    """Read a site's configuration and return the site.

    Posts later than `now` (if None, than the clock) are of the future: the generators leave them out. No file outside
    of `within` (if None, of the boundary around the root) is read.

    Where the configuration cannot be read, only the generator is known, and `faults` of the site says so.
    """
    within = within or Boundary.around(root)
    generator, file = _found(root)
    try:
        config = generator.read_config(root, file, within) if file is not None else {}
        site = generator.make_site(root, config, generator.dialect(config), now or datetime.now(UTC), within)
    except UnreadableConfigError as error:
        fault = SiteFault(error.file, error.line, error.column, f"{error.why}; {NOT_JUDGED}")
    except Exception as error:  # a bug of ours, or a setting of a kind that nobody thought of
        fault = SiteFault(file or root, 1, 1, failed_words(error))
    else:
        return contained(site, file or root)
    return unknown_site(root, generator.dialect({}), within, fault)


def content_folders(root: Path) -> tuple[Path, ...]:
    """Return where the pages of a site are written, as far as that is in the site: its root where nothing is said.

    Raises LinkcheckError where the configuration cannot be read.
    """
    generator, config = _read(root, Boundary.around(root))
    named = generator.content_folders(root, config)
    folders = dict.fromkeys(folder.resolve() for folder in named if is_folder(folder))
    return tuple(folder for folder in folders if folder.is_relative_to(root.resolve())) or (root,)


def _read(root: Path, within: Boundary) -> tuple[Generator, Config]:
    generator, file = _found(root)
    return generator, generator.read_config(root, file, within) if file is not None else {}


def _found(root: Path) -> tuple[Generator, Path | None]:
    own = ((generator, root / name) for generator in GENERATORS for name in generator.configs)
    shared = ((generator, root / name) for generator in GENERATORS for name in generator.shared_configs)
    for generator, file in (*own, *shared):
        if exists(file) and (generator.recognises is None or generator.recognises(text_of(file))):
            return generator, file
    return PLAIN, None
