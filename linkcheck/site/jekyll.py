"""Jekyll: configuration, what `link` and `post_url` find, and `site.url` and `site.baseurl` in destinations."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from linkcheck.model import Dialect, Engine
from linkcheck.site.plain import SOURCE_SUFFIXES, Site, exists

POST = re.compile(r"(?P<date>\d{4}-\d{1,2}-\d{1,2})-(?P<title>.+)")
OUTPUT = re.compile(
    r"\{\{-?\s*(?:site\.(?P<name>url|baseurl)|(?P<quote>[\"'])(?P<text>[^\"'{}]*)(?P=quote)\s*\|\s*(?P<filter>relative_url|absolute_url))"
    r"\s*-?\}\}"
)


def jekyll_site(root: Path, config: Mapping[str, object]) -> Site:
    """Make a site of a Jekyll configuration (keys in lower case)."""
    source = root / str(config.get("source") or ".")
    url, base = str(config.get("url") or "").rstrip("/"), str(config.get("baseurl") or "").rstrip("/")
    names = _Names(source, url, f"/{base.strip('/')}" if base.strip("/") else "")
    return Site(
        root,
        Dialect(Engine.JEKYLL, math=False, raw_html=True),
        base_url=f"{url}{names.base}/" if url.startswith("http") else None,
        page_path=names.path_of,
        find_page=names.has,
        static=(source,),
        find_call=names.finds,
        expand=names.expand,
    )


@dataclass(frozen=True)
class _Names:
    source: Path
    url: str
    base: str

    @functools.cached_property
    def posts(self) -> frozenset[str]:
        """`[folder/]2013-05-06-title` of every post, as post_url names it."""
        names = set()
        for folder in self.source.rglob("_posts"):
            for file in folder.rglob("*"):
                names.add(file.relative_to(folder).with_suffix("").as_posix())
                names.add(file.stem)
        return frozenset(names)

    def path_of(self, file: Path, front_matter: Mapping[str, object]) -> str | None:
        """Return a page's URL path where its front matter says it, or where the file is an ordinary page."""
        permalink = front_matter.get("permalink")
        if isinstance(permalink, str):
            return permalink if ":" not in permalink else None
        if not file.is_relative_to(self.source):
            return None
        path = file.relative_to(self.source)
        if any(part.startswith("_") for part in path.parts):
            return None  # a collection: its pattern decides
        return "/" + path.with_suffix(".html" if path.suffix in SOURCE_SUFFIXES else path.suffix).as_posix()

    def has(self, path: str) -> bool | None:
        """Tell yes where a source of that name lies there; permalinks and plugins make more, so never no."""
        name = path.strip("/")
        stems = (name, name.removesuffix(".html"), f"{name}/index")
        found = any(
            exists(str(self.source / f"{stem}{suffix}")) for stem in stems for suffix in (".md", ".html", ".markdown")
        )
        return True if found else None

    def finds(self, call: str, argument: str, page: Path) -> bool | None:
        """Tell whether `link` or `post_url` names a file that is there; Jekyll stops the build where it does not."""
        if "{{" in argument or "{%" in argument:
            return None
        match call:
            case "link":
                return exists(str(self.source / argument.lstrip("/"))) or self._in_collections(argument)
            case "post_url":
                return argument.strip("/").removesuffix(".md").removesuffix(".markdown") in self.posts
            case _:
                return None

    def _in_collections(self, argument: str) -> bool | None:
        return None if argument.startswith("_") and not exists(str(self.source / argument.split("/")[0])) else False

    def expand(self, text: str) -> str | None:
        """Fill in `site.url`, `site.baseurl` and the two URL filters; None where other templates remain."""
        filled = OUTPUT.sub(self._value, text)
        return None if "{{" in filled or "{%" in filled else filled

    def _value(self, match: re.Match[str]) -> str:
        if match["name"] is not None:
            return self.url if match["name"] == "url" else self.base
        path = f"{self.base}/{match['text'].lstrip('/')}"
        return path if match["filter"] == "relative_url" else f"{self.url}{path}"
