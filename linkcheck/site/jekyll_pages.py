"""The pages of a Jekyll site: the URLs of pages and posts, and the files that `link` and `post_url` find.

Source: jekyllrb.com, "Permalinks", "Posts", "Tags filters". A post's time zone may move it to the day before or after
the one in its front matter, so its neighbours count as well.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from linkcheck.site.heads import Head, read_head
from linkcheck.site.places import is_one_of
from linkcheck.site.plain import SOURCE_SUFFIXES

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
POST = re.compile(r"(?P<year>\d{2,4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})-(?P<title>.+)")
FIELD = re.compile(r":(categories|year|month|i_month|day|i_day|short_day|y_day|week|title|slug|output_ext)\b")
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
PAGINATED = re.compile(r"(?:^|/)page/?\d+$")
HTML_SUFFIXES = (".html", ".htm")


@dataclass(frozen=True)
class Pages:
    """What the source folder becomes."""

    source: Path
    permalink: str
    """The pattern of posts."""
    redirects: bool
    """Whether jekyll-redirect-from makes pages of `redirect_from`."""
    urls_are_known: bool
    """Whether URLs follow from files, front matter and the pattern alone."""
    shared: bool
    """Whether other sites may lie below the same host."""

    @functools.cached_property
    def files(self) -> tuple[Path, ...]:
        """All files that Jekyll reads: hidden folders and those of other programs are left out."""
        found: list[Path] = []
        for folder, folders, names in os.walk(self.source):
            folders[:] = [
                name for name in folders if not name.startswith(".") and name not in ("_site", "node_modules")
            ]
            found.extend(map(Path(folder).joinpath, names))
        return tuple(found)

    @functools.cached_property
    def posts(self) -> frozenset[str]:
        """`2013-05-06-title` of every post, as post_url names it, with and without its folders."""
        paths = [file.relative_to(self.source) for file in self.files]
        names: set[str] = set()
        for path in paths:
            if "_posts" in path.parts:
                below = Path(*path.parts[path.parts.index("_posts") + 1 :]).with_suffix("")
                names |= {_normal_post(below.as_posix()), _normal_post(below.name)}
        return frozenset(names)

    @functools.cached_property
    def urls(self) -> frozenset[str]:
        """The normalised paths of all pages, posts and redirects."""
        urls = {""}
        for file in self.files:
            if file.suffix.lower() in SOURCE_SUFFIXES or file.suffix.lower() in HTML_SUFFIXES:
                head = read_head(file)
                urls |= {normal_url(url) for url in self._urls_of(file, head)}
                urls |= {normal_url(url) for url in head.all("redirect_from") if self.redirects}
        return frozenset(urls)

    def _urls_of(self, file: Path, head: Head) -> Iterator[str]:
        permalink = head.one("permalink")
        path = file.relative_to(self.source)
        if permalink is not None and not FIELD.search(permalink) and permalink not in STYLES:
            yield permalink
        elif "_posts" in path.parts or "_drafts" in path.parts:
            yield from self._post_urls(path, head, STYLES.get(permalink or self.permalink, permalink or self.permalink))
        elif not any(part.startswith("_") for part in path.parts):
            yield path.with_suffix("").as_posix()

    def _post_urls(self, path: Path, head: Head, pattern: str) -> Iterator[str]:
        match = POST.fullmatch(path.stem)
        title = match["title"] if match else path.stem
        folders = path.parts[: next(index for index, part in enumerate(path.parts) if part in ("_posts", "_drafts"))]
        given = (*head.all("categories"), *head.all("category"))
        split = tuple(word for text in given for word in text.split())
        categories = {folders, (*folders, *given), (*folders, *split)}
        titles = {title, head.one("slug") or title, *(re.sub(r"[^\w]+", "-", title).strip("-"),)}
        for day, words, name in itertools.product(_days(match, head.one("date")), categories, titles):
            yield fill(pattern, day, words, name)

    def path_of(self, file: Path, front_matter: Mapping[str, object]) -> str | None:
        """Return a page's URL path; None where it depends on more than the file, its front matter and the pattern."""
        if not file.is_relative_to(self.source):
            return None
        permalink = front_matter.get("permalink")
        if isinstance(permalink, str):
            return permalink if not FIELD.search(permalink) and permalink not in STYLES else None
        path = file.relative_to(self.source)
        if "_posts" in path.parts:
            found = set(self._post_urls(path, read_head(file), STYLES.get(self.permalink, self.permalink)))
            return found.pop() if len(found) == 1 else None
        if any(part.startswith("_") for part in path.parts) or not self.urls_are_known:
            return None
        page = path.suffix.lower() in SOURCE_SUFFIXES
        return "/" + path.with_suffix(".html" if page else path.suffix).as_posix()

    def has(self, path: str) -> bool | None:
        """Tell whether a URL path is a page; None where that does not follow from the files alone."""
        if not self.urls_are_known:
            return None
        path = normal_url(path)
        return True if PAGINATED.search(path) else is_one_of(path, self.urls, shared=self.shared)


def fill(pattern: str, day: date | None, categories: tuple[str, ...], title: str) -> str:
    """Return a post's URL path by a pattern of `permalink`."""
    values = {"categories": "/".join(categories), "title": title, "slug": title, "output_ext": ".html"}
    if day is not None:
        values |= {"year": f"{day:%Y}", "month": f"{day:%m}", "i_month": str(day.month), "day": f"{day:%d}"}
        values |= {"i_day": str(day.day), "y_day": f"{day:%j}", "week": f"{day:%V}", "short_day": f"{day:%a}"}
    return re.sub("//+", "/", "/" + FIELD.sub(lambda match: values.get(match[1], match[0]), pattern))


def _days(match: re.Match[str] | None, given: str | None) -> tuple[date | None, ...]:
    """Return the days that a post may belong to."""
    days: list[date] = []
    written = DAY.match(given) if given else None
    for numbers in (match.group("year", "month", "day") if match else None, written.groups() if written else None):
        if numbers is not None:
            with contextlib.suppress(ValueError, OverflowError):
                day = date(*map(int, numbers))
                days += [day - timedelta(1), day, day + timedelta(1)] if written else [day]
    return tuple(days) or (None,)


def _normal_post(name: str) -> str:
    """Return a post's name with its date in one spelling."""
    folder, last = posixpath.split(name.strip("/"))
    match = POST.fullmatch(last)
    if match is not None:
        last = f"{int(match['year'])}-{int(match['month'])}-{int(match['day'])}-{match['title']}"
    return posixpath.join(folder, last).lower()


def names_post(argument: str, posts: frozenset[str]) -> bool:
    """Tell whether `post_url` finds a post."""
    return _normal_post(argument.strip().removesuffix(".md").removesuffix(".markdown")) in posts


def normal_url(path: str) -> str:
    """Return one spelling for all URL paths that lead to the same page; servers find `a` as `a.html` and `a/`."""
    path = path.strip("/").lower()
    for end in ("index.html", *HTML_SUFFIXES):
        path = path.removesuffix(end)
    return path.rstrip("/")
