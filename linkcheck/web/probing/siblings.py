"""Makes addresses that look like a given one and name nothing: the same shape, other letters."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from random import Random
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from linkcheck.model import Url
from linkcheck.verdict.signals.addresses import HOME, identity

LETTERS = 25
"""So many letters in a row are nobody's page (Bar-Yossef et al. 2004)."""
DIGITS = 12
EXTENSION = re.compile(r"\.[a-z][a-z0-9]{1,4}$", re.IGNORECASE)
SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|cgi|pl|cfm|do|dll|py)$", re.IGNORECASE)
IS_DATE = re.compile(r"(?:19|20)\d\d|\d\d?")
IS_CODE = re.compile(r"\d{3,}|(?=[a-z-]*\d)(?=\d*[a-z])[a-z\d-]{6,}", re.IGNORECASE)
"""A directory that is an item's number: what follows it is often but decoration, so it must go, too."""


def siblings(url: Url, random: Random) -> tuple[Url, Url]:
    """Return two addresses of different shapes that cannot be there.

    Extension, trailing slash and the rest of the query stay. Where the query says which page it is, its value
    changes instead, and the path as well unless it is but a script's.
    """
    path = urlsplit(url).path
    if not identity(url):
        return _by_path(url, random, _letters), _by_path(url, random, _words)
    first = _by_query(url, random, swapped=False)
    is_script = SCRIPT.search(path) is not None or HOME.fullmatch(path) is not None
    return first, _by_query(url, random, swapped=True) if is_script else _by_path(url, random, _letters)


def shape(url: Url) -> str:
    """Return where and how a URL is: host, first directory, extension or identifying parameters.

    Probes of one are evidence for all URLs of the same shape.
    """
    parts = urlsplit(url)
    directories = parts.path.split("/")[1:-1]
    names = identity(url)
    found = EXTENSION.search(parts.path.rstrip("/"))
    how = "?" + ",".join(sorted(names)) if names else found[0].lower() if found is not None else ""
    return f"{parts.netloc.lower()}/{directories[0] if directories else ''}{how}"


def _by_path(url: Url, random: Random, name: Callable[[Random], str]) -> Url:
    parts = urlsplit(url)
    *directories, last = parts.path.rstrip("/").split("/")
    extension = EXTENSION.search(last)
    replaced = [_digits(random) if _is_item(directory) else directory for directory in directories]
    path = "/".join([*replaced, name(random) + (extension[0] if extension is not None else "")])
    slash = "/" if parts.path.endswith("/") and parts.path.strip("/") else ""
    return Url(urlunsplit(parts._replace(path=(path if path.startswith("/") else f"/{path}") + slash, fragment="")))


def _is_item(directory: str) -> bool:
    return IS_CODE.fullmatch(directory) is not None and IS_DATE.fullmatch(directory) is None


def _by_query(url: Url, random: Random, *, swapped: bool) -> Url:
    parts = urlsplit(url)
    names = identity(url)

    def other(name: str, value: str) -> str:
        if name not in names:
            return value
        return _digits(random) if value.isdigit() is not swapped else _letters(random)

    pairs = [(name, other(name, value)) for name, value in parse_qsl(parts.query, keep_blank_values=True)]
    return Url(urlunsplit(parts._replace(query=urlencode(pairs), fragment="")))


def _letters(random: Random) -> str:
    return "".join(random.choices(string.ascii_lowercase, k=LETTERS))


def _words(random: Random) -> str:
    return "-".join("".join(random.choices(string.ascii_lowercase, k=LETTERS // 5)) for _ in range(5))


def _digits(random: Random) -> str:
    return "9" + "".join(random.choices(string.digits, k=DIGITS - 1))
