"""Makes the URLs that Jekyll's `permalink` patterns give.

Source: jekyllrb.com, "Permalinks", and what Jekyll 4.3 writes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from linkcheck.sources.site.front_matter import INSTANT, in_utc, instant

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
FIELD = re.compile(r":([a-z_]+)")
PRETTY = frozenset("._~!$&'()+,;=@")
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WIDEST_ZONE = timedelta(hours=14)


class JekyllFacts(Struct, frozen=True):
    """The values of the fields of a document's pattern."""

    day: datetime | None
    """None where there is none, as for a page."""
    categories: Sequence[str] = ()
    slug: str = ""
    """From the front matter, else the file's name without date and suffix."""
    name: str = ""
    """The file's name without suffix."""
    path: str = ""
    """The path in the collection, or a page's folder, without suffix."""
    collection: str = ""
    output_ext: str = ".html"


def slugify(text: str, *, pretty: bool = False, lower: bool = True) -> str:
    """Return a text as a slug: letters and digits, and if `pretty` a few signs, with hyphens for the rest."""
    kept = (sign if _is_kept(sign, pretty=pretty) else " " for sign in text)
    slug = re.sub(r"^-|-$", "", "-".join(re.split(" +", "".join(kept))))
    return slug.lower() if lower else slug


def _is_kept(sign: str, *, pretty: bool) -> bool:
    return unicodedata.category(sign)[0] in "LM" or unicodedata.category(sign) == "Nd" or (pretty and sign in PRETTY)


def fill(pattern: str, facts: JekyllFacts) -> str | None:
    """Return a document's URL path by a pattern; None where a field is not known."""
    unknown = False

    def value(match: re.Match[str]) -> str:
        nonlocal unknown
        for name in (match[1], match[1].removesuffix("_")):
            if name in TEXTS:
                return TEXTS[name](facts) + match[1].removeprefix(name)
            if name in DAYS and facts.day is not None:
                return DAYS[name](facts.day) + match[1].removeprefix(name)
        unknown = True
        return ""

    filled = FIELD.sub(value, pattern)
    return None if unknown else clean(filled)


def clean(url: str) -> str:
    """Return a URL path as Jekyll writes it."""
    return re.sub("//+", "/", f"/{unquote(url)}".replace("..", "/").replace("./", ""))


def days(named: datetime | None, given: str | None, zone: str | None) -> tuple[datetime, ...]:
    """Return the days that a document may belong to; several where the zone of the machine that builds decides.

    named: the date in the file's name; given: that of its front matter, which wins; zone: the site's, if it has one.
    """
    written = instant(given) if given else None
    if written is None or given is None:
        return (named,) if named is not None else ()
    match = INSTANT.match(given.strip())
    if match is None or match["hour"] is None:
        return (written,)
    local = _local(written, zone)
    if local is not None:
        return (local,)
    utc = in_utc(written)
    around = (utc, written.replace(tzinfo=UTC), _later(utc, -WIDEST_ZONE), _later(utc, WIDEST_ZONE))
    return tuple({day.date(): day for day in around}.values())


def _local(moment: datetime, zone: str | None) -> datetime | None:
    try:
        return moment.astimezone(ZoneInfo(zone)) if zone else None
    except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        return None


def _later(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:  # before the year 1, or after 9999
        return moment


def suffix_for(style: str) -> str:
    """Return what a site's `permalink` puts behind the URLs of pages and other collections."""
    if style == "pretty" or style.endswith("/"):
        return "/"
    return ":output_ext" if style in ("date", "ordinal", "none") or style.endswith(":output_ext") else ""


TEXTS: Mapping[str, Callable[[JekyllFacts], str]] = {
    "collection": lambda facts: facts.collection,
    "output_ext": lambda facts: facts.output_ext,
    "path": lambda facts: facts.path,
    "basename": lambda facts: facts.name,
    "name": lambda facts: slugify(facts.name),
    "title": lambda facts: slugify(facts.slug, pretty=True, lower=False),
    "slug": lambda facts: slugify(facts.slug),
    "categories": lambda facts: "/".join(dict.fromkeys(each.lower() for each in facts.categories)),
    "slugified_categories": lambda facts: "/".join(dict.fromkeys(map(slugify, facts.categories))),
}
DAYS: Mapping[str, Callable[[datetime], str]] = {
    "year": lambda day: f"{day.year:04}",
    "short_year": lambda day: f"{day.year % 100:02}",
    "month": lambda day: f"{day.month:02}",
    "i_month": lambda day: str(day.month),
    "short_month": lambda day: MONTH_NAMES[day.month - 1][:3],
    "long_month": lambda day: MONTH_NAMES[day.month - 1],
    "day": lambda day: f"{day.day:02}",
    "i_day": lambda day: str(day.day),
    "y_day": lambda day: f"{day.timetuple().tm_yday:03}",
    "week": lambda day: f"{day.isocalendar().week:02}",
    "w_year": lambda day: str(day.isocalendar().year),
    "w_day": lambda day: str(day.isoweekday()),
    "short_day": lambda day: DAY_NAMES[day.weekday()][:3],
    "long_day": lambda day: DAY_NAMES[day.weekday()],
    "hour": lambda day: f"{day.hour:02}",
    "minute": lambda day: f"{day.minute:02}",
    "second": lambda day: f"{day.second:02}",
}
