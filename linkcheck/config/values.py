"""Readers of single values, as people write them in a settings file or after a flag.

A reader takes what TOML or the command line gave and returns the value, or raises `BadValueError` with words that
continue the name of the key: `timeout: must be …`. Flags arrive as text and tuples of text, TOML as its own
types; one reader takes both, so that a flag and its key cannot differ in what they accept.

Beside each reader stands the JSON Schema of what it takes from a file. It shows the way to write a value that the
reference shows; the reader takes some more (`"3"` for 3), because flags are text.
"""

from __future__ import annotations

import difflib
import ipaddress
import json
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from linkcheck.config.editors import EDITOR_PATTERN, EDITORS
from linkcheck.model import Change, FailOn, Level, State
from linkcheck.strangers import MOST_PATTERNS, BadPatternError, LinearPattern

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Schema = Mapping[str, Any]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class BadValueError(ValueError):
    """Tells what is wrong with a value; `path` leads from the value down to the key that is wrong."""

    def __init__(self, message: str, *path: str, element: str | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.element = element
        """The item of a list that is wrong, to find its line."""


@dataclass(frozen=True, slots=True)
class Reader(Generic[T_co]):
    """Reads one kind of value."""

    parse: Callable[[object], T_co]
    describe: Callable[[], Schema]
    """Returns the JSON Schema of the value in a file."""
    known: tuple[str, ...] = ()
    """The words that it takes, in their order, where there are no others."""

    def __call__(self, value: object) -> T_co:
        """Return the value; raises `BadValueError`."""
        return self.parse(value)


def reads(schema: Schema, known: Iterable[str] = ()) -> Callable[[Callable[[object], T]], Reader[T]]:
    """Return a decorator that makes a reader of a function."""
    return lambda parse: Reader(parse, lambda: schema, tuple(known))


def shown(value: object) -> str:
    """Return a value for a message: on one line, control characters escaped, cut where it is long."""
    written = json.dumps(value, default=str, ensure_ascii=False)
    visible = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in written[:200])
    return visible if len(visible) <= 80 else f"{visible[:77]}…"


ALIKE = 0.6
"""The least similarity, of 1, of two words of which one may be a slip of the other; `yaml` and `html` have 0.5."""


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """Return the valid word that is most similar to this one; None where all are other words."""
    near = {one.replace("-", "_"): one for one in sorted(valid)}
    found = difflib.get_close_matches(word.replace("-", "_").lower(), near, n=1, cutoff=ALIKE)
    return near[found[0]] if found else None


def hint(word: str, valid: Iterable[str]) -> str:
    """Return the question after the nearest valid word, to follow what is wrong; empty where none is near."""
    near = nearest(word, valid)
    return "" if near is None else f", did you mean {near}?"


@reads({"type": "boolean"})
def switch(value: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise BadValueError(f"must be true or false, not {shown(value)}")
    return value


ONE_LINE: Schema = {"type": "string", "pattern": r"^[^\u0000-\u001f\u007f]*$"}


@reads({**ONE_LINE, "pattern": r"^(?=.*\S)[^\u0000-\u001f\u007f]*$"})
def text(value: object) -> str:
    """Read one line of text that is not empty and holds no control characters."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise BadValueError(f"must be one line of text, not {shown(value)}")
    return value


@reads({"type": "string", "pattern": EDITOR_PATTERN}, EDITORS)
def editor(value: object) -> str:
    """Read the name of an editor, or an address that one listens at."""
    found = text(value)
    if found in EDITORS or re.fullmatch(EDITOR_PATTERN, found):
        return found
    likely = nearest(found.partition(":")[0], EDITORS) or "vscode"
    raise BadValueError(
        f"must be one of {', '.join(EDITORS)}, or an address such as {EDITORS[likely] or EDITORS['vscode']}, "
        f"not {shown(value)}"
    )


ATTRIBUTES = r"\{:[ .#=\"A-Za-z0-9_-]+\}"


@reads({"type": "string", "pattern": f"^{ATTRIBUTES}$"})
def attributes(value: object) -> str:
    """Read an attribute list of kramdown."""
    if re.fullmatch(ATTRIBUTES, found := text(value)) is None:
        raise BadValueError(f'must be an attribute list such as "{{:.archived}}", not {shown(value)}')
    return found


@reads({"type": "string", "pattern": "^[^-]"})
def revision(value: object) -> str:
    """Read the name of a git revision; a name that begins with `-` would be an option to git."""
    name = text(value)
    if name.startswith("-"):
        raise BadValueError(f"must be a git revision such as origin/main, not {shown(value)}")
    return name


@reads({"type": "string", "minLength": 1})
def path(value: object) -> Path:
    """Read the path of a file."""
    return Path(text(value))


def whole(least: int) -> Reader[int]:
    """Return a reader of whole numbers from `least` up."""

    @reads({"type": "integer", "minimum": least})
    def parse(value: object) -> int:
        number = value
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
            number = int(value)
        if isinstance(number, bool) or not isinstance(number, int) or number < least:
            raise BadValueError(f"must be a whole number from {least} up, not {shown(value)}")
        return number

    return parse


def seconds(least: float) -> Reader[float]:
    """Return a reader of durations: a number of seconds, or text with a unit such as `500ms`, `2s`, `1m`."""
    some = "(?=.*[1-9])" if least > 0 else ""
    written = {"type": "string", "pattern": rf"^{some}[0-9]{{1,9}}(\.[0-9]{{1,9}})? ?(ms|s|m|h)?$"}

    @reads({"anyOf": [{"type": "number", "minimum": least}, written]})
    def parse(value: object) -> float:
        number = _duration(value)
        if number is None or not math.isfinite(number) or number < least:
            bound = "more than 0 seconds" if least > 0 else "0 seconds or more"
            raise BadValueError(f'must be {bound}, such as 20, 0.5 or "500ms", not {shown(value)}')
        return number

    return parse


@reads({"type": "number", "minimum": 0, "maximum": 36500})
def days(value: object) -> float:
    """Read a number of days, which may have a fraction."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 36500:
        raise BadValueError(f"must be a number of days, such as 7, not {shown(value)}")
    return float(value)


def _duration(value: object) -> float | None:
    if isinstance(value, str):
        found = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?(ms|s|m|h)?", value)
        units = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, None: 1.0}
        return float(found[1]) * units[found[2]] if found else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:  # TOML knows integers without end
        return None


@reads({"type": "array", "items": {"type": "string", "minLength": 1}})
def strings(value: object) -> tuple[str, ...]:
    """Read a list of text."""
    if not isinstance(value, list | tuple):
        hint = f"; write it as [{shown(value)}]" if isinstance(value, str) else ""
        raise BadValueError(f"must be a list of texts, not {shown(value)}{hint}")
    for item in value:
        if not isinstance(item, str) or not item:
            raise BadValueError(f"must be a list of texts, but {shown(item)} is none")
    return tuple(value)


@reads({"type": "array", "items": {"type": "string", "minLength": 1, "format": "regex"}})
def patterns(value: object) -> tuple[LinearPattern, ...]:
    """Read a list of regular expressions."""
    items = strings(value)
    if len(items) > MOST_PATTERNS:
        raise BadValueError(f"may hold {MOST_PATTERNS:,} regular expressions, and not {len(items):,}")
    return tuple(map(pattern, items))


def pattern(item: str) -> LinearPattern:
    """Read one regular expression."""
    try:
        return LinearPattern(item)
    except BadPatternError as error:
        raise BadValueError(f"{shown(item)} is no regular expression: {error}", element=item) from None


@reads({"type": "array", "items": {"type": "string", "pattern": "^[0-9A-Fa-f:.]+(/[0-9.]+)?$"}})
def networks(value: object) -> tuple[Network, ...]:
    """Read a list of networks; a single address is a network of one, and host bits are ignored."""
    return tuple(_network(item) for item in strings(value))


def _network(item: str) -> Network:
    try:
        return ipaddress.ip_network(item, strict=False)
    except ValueError:
        message = f"{shown(item)} is no network; write it as 127.0.0.0/8 or fd00::/8"
        raise BadValueError(message, element=item) from None


_CODES = r"[1-9][0-9]{2}(\.\.=?[1-9][0-9]{2})?"
_ONE_CODE: Schema = {
    "anyOf": [
        {"type": "integer", "minimum": 100, "maximum": 999},
        {"type": "string", "pattern": f"^ *{_CODES}( *, *{_CODES})* *$"},
    ]
}


@reads({"anyOf": [*_ONE_CODE["anyOf"], {"type": "array", "items": _ONE_CODE}]})
def codes(value: object) -> frozenset[int]:
    """Read statuses: `200..=204,429` as lychee writes it, a number, or a list of either. `a..b` leaves out `b`."""
    if isinstance(value, list | tuple):
        return frozenset().union(*(codes(item) for item in value))
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise BadValueError(f'must be statuses such as "200..=204,429", not {shown(value)}')
    return frozenset().union(*(_code_range(part.strip()) for part in value.split(",") if part.strip()))


def _code_range(part: str) -> range:
    found = re.fullmatch(r"([1-9][0-9]{2})(?:\.\.(=?)([1-9][0-9]{2}))?", part)
    if not found:
        raise BadValueError(
            f'{shown(part)} is no status from 100 to 999, nor a range such as "200..=204"', element=part
        )
    first, last = int(found[1]), int(found[3] or found[1])
    result = range(first, last if found[3] and not found[2] else last + 1)
    if not result:
        raise BadValueError(f"{shown(part)} is an empty range", element=part)
    return result


HEADER_NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
"""A token of RFC 9110 §5.6.2."""


@reads({"type": "object", "propertyNames": {"pattern": f"^{HEADER_NAME}$"}, "additionalProperties": ONE_LINE})
def headers(value: object) -> dict[str, str]:
    """Read headers: a table of name and value, or `Name: value` lines as flags give them."""
    if isinstance(value, Mapping):
        return dict(_header(name, item) for name, item in value.items())
    if isinstance(value, list | tuple):
        return dict(_header_line(line) for line in strings(value))
    raise BadValueError(f'must be a table such as {{ "X-Token" = "…" }}, not {shown(value)}')


def _header_line(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon:
        raise BadValueError(f"{shown(name)} is no header; write it as 'Name: value'", element=line)
    return _header(name.strip(), value.strip())


def _header(name: str, value: object) -> tuple[str, str]:
    if not re.fullmatch(HEADER_NAME, name):
        raise BadValueError(f"{shown(name)} is no header name", name)
    # The value may be a secret, so no message repeats it.
    if not isinstance(value, str) or not value.isprintable():
        raise BadValueError(f"the value of header {name} must be one line of text", name)
    return name, value


_FAILING: Mapping[str, FailOn] = {word.value: word for kinds in (State, Level, (Change.NEW,)) for word in kinds}


def _fail_on(value: object) -> frozenset[FailOn]:
    return frozenset(_FAILING[word] for word in words(_FAILING)(value))


def words(known: Iterable[str]) -> Reader[tuple[str, ...]]:
    """Return a reader of words out of a known set, as a list or as text with commas; an empty set knows every word."""
    valid = tuple(known)
    one = f"({'|'.join(valid)})" if valid else "[^, ]+"
    listed = {"type": "array", "items": {"enum": [*map(str, valid)]} if valid else strings.describe()["items"]}

    @reads({"anyOf": [listed, {"type": "string", "pattern": f"^ *{one}( *, *{one})* *$"}]}, valid)
    def parse(value: object) -> tuple[str, ...]:
        items: Sequence[object] = value.split(",") if isinstance(value, str) else strings(value)
        found = tuple(str(item).strip() for item in items if str(item).strip())
        for word in found:
            if valid and word not in valid:
                raise BadValueError(f"{shown(word)} is unknown{_choices(word, valid)}", element=word)
        return found

    return parse


fail_on = Reader(_fail_on, words(_FAILING).describe, tuple(_FAILING))
"""Reads what makes a run exit with 1: verdicts, levels of problems, and `new`."""


ALL = "all"
"""Every kind of repair that there is."""


def fixes(built: Collection[str]) -> Reader[frozenset[str]]:
    """Return a reader of the kinds of repairs that `--fix` makes; a verdict that none repairs is an error."""
    known = dict.fromkeys((*State, *built, ALL))

    def parse(value: object) -> frozenset[str]:
        kinds = frozenset(words(known)(value))
        if ALL in kinds:
            kinds = (kinds - {ALL}) | frozenset(built)
        for kind in sorted(kinds.difference(built)) if built else ():
            raise BadValueError(f"{kind} cannot be repaired by this version, only {', '.join(sorted(built))}")
        return kinds

    return Reader(parse, words((*built, ALL) if built else ()).describe, (*sorted(built), ALL))


def one_of(known: Iterable[str]) -> Reader[str]:
    """Return a reader of one word out of a known set; an empty set knows every word."""
    valid = tuple(known)

    @reads({"enum": [*valid]} if valid else text.describe(), valid)
    def parse(value: object) -> str:
        word = text(value)
        if valid and word not in valid:
            raise BadValueError(f"{shown(word)} is unknown{_choices(word, valid)}")
        return word

    return parse


def _choices(word: str, valid: Sequence[str]) -> str:
    return f"{hint(word, valid)} (known: {', '.join(valid)})"


@reads({"type": "string", "pattern": r"^https?://[^/\s]"})
def base_url(value: object) -> str:
    """Read the http(s) URL of a service, without a slash at its end."""
    url = text(value)
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise BadValueError(f"must be an http or https URL, not {shown(value)}")
    return url.rstrip("/")
