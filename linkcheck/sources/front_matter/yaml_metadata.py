"""Reads YAML front matter: the data by PyYAML, the places by PyYAML's events.

The events come first, because they cost nothing however the text is made: depth, aliases and size are bounded before
anything is built from them, and equal keys, which PyYAML lets pass, are seen in them. tree-sitter gives spans, too,
but `tree-sitter-yaml` 0.7.2 ends the process at 300 lists in one another (600 bytes).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

import yaml
from msgspec import Struct, field
from msgspec.structs import replace

from linkcheck.model import Quoting, YamlReader
from linkcheck.sources.front_matter.metadata import DEEPEST, Metadata, MetadataFault, Parsed, Value, failed

if TYPE_CHECKING:
    from yaml import BaseLoader, SafeLoader
else:  # the one written in C where there is one; a type checker can take no subclass of "either"
    from frontmatter.default_handlers import SafeLoader

    BaseLoader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_MOST_NODES = 100_000
"""After aliases are written out: a few hundred bytes of them can stand for billions."""


_DATES = frozenset({
    "date", "expirydate", "lastmod", "modified", "pubdate", "publishdate", "published", "unpublishdate",
})  # fmt: skip
"""Outermost keys of which engines make dates; any other may say what it likes."""
_BEHIND_MONTH = re.compile(r"\d{4}-\d\d?-(?:29|3[01])\b")
"""Ruby and JavaScript take `2016-06-31` for the first of July."""
_CONTROL = "[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""Compiled for the few texts with a fault: it takes 4 ms."""
_INNER_TAB = re.compile(r"^((?: *-)+| +)\t", re.MULTILINE)
_SURROGATES = re.compile(r"\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}")


class _ScalarKeys:
    """Leaves out the keys that are lists or tables: PyYAML gives up on them, libyaml lets them pass."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """Make a mapping of the pairs whose keys are scalars."""
        node.value = [pair for pair in node.value if isinstance(pair[0], yaml.ScalarNode)]
        return super().construct_mapping(node, deep)  # type: ignore[misc]  # of the loader beside it


class _WrittenLoader(_ScalarKeys, BaseLoader):
    """Makes texts of all scalars."""


class _Loader(_ScalarKeys, SafeLoader):
    """Keeps a scalar as text where its type cannot be made of it (`2016-06-31`), and notes the fault.

    Tags that nobody knows are passed over.
    """

    def __init__(self, stream: str, faults: list[MetadataFault]) -> None:
        super().__init__(stream)
        self.faults = faults


def _forgiving(construct: Callable[[Any, yaml.ScalarNode], object]) -> Callable[[_Loader, yaml.ScalarNode], object]:
    def constructed(loader: _Loader, node: yaml.ScalarNode) -> object:
        try:
            made = construct(loader, node)
            str(made)  # not of a number of thousands of digits, which hexadecimal ones may have
        except (ValueError, ArithmeticError, LookupError, AttributeError) as error:  # PyYAML checks little itself
            loader.faults.append(
                MetadataFault(_at(node.start_mark), f"{str(node.value)[:40]!r} is not possible: {error}")
            )
            return node.value
        return made

    return constructed


def _untagged(loader: _Loader, node: yaml.Node) -> object:
    match node:
        case yaml.ScalarNode():
            return loader.construct_scalar(node)
        case yaml.SequenceNode():
            return loader.construct_sequence(node, deep=True)
        case _:
            return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(None, _untagged)
for _kind in ("bool", "float", "int", "timestamp"):
    _tag = f"tag:yaml.org,2002:{_kind}"
    _Loader.add_constructor(_tag, _forgiving(SafeLoader.yaml_constructors[_tag]))


def read(text: str, reader: YamlReader = YamlReader.ANY, *, as_written: bool = False) -> Metadata:
    """Read a YAML text that stood between `---`; `Metadata.data` is empty where it is no mapping at all.

    Faults are what `reader` refuses (checked with Hugo 0.168, and with Psych 4.0 as Jekyll 4.3 uses it). `as_written`
    leaves numbers, dates and words like `yes` in the data as the texts that stand there. Values and some faults may be
    missing then, for a site has thousands of posts and asks for neither.
    """
    strict = reader is YamlReader.STRICT
    metadata = _mapping(_parsed(text, strict=strict, as_written=as_written))
    if not metadata.faults or metadata.data or reader is YamlReader.LIBYAML:
        return metadata
    relaxed = _relaxed(text)
    return metadata if relaxed == text else _mapping(_parsed(relaxed, strict=strict, as_written=as_written))


def read_any(text: str, *, most: int = _MOST_NODES) -> Parsed:
    """Read a YAML text, whatever its value is, of at most so many values.

    Of several documents it is the first: so it is for Hugo 0.168 and for Ruby's Psych.
    """
    return _parsed(text, strict=False, most=most)


def _mapping(parsed: Parsed) -> Metadata:
    empty = parsed.data is None and not parsed.failed
    return (replace(parsed, data={}) if empty else parsed).mapping("is no mapping of keys to values")


def _relaxed(text: str) -> str:
    """Replace what libyaml alone refuses by something of the same length that it takes."""
    text = _INNER_TAB.sub(r"\1 ", re.sub(_CONTROL, "\ufffd", text))
    return _SURROGATES.sub(r"\\ufffd\\ufffd", text)


def _parsed(text: str, *, strict: bool, as_written: bool = False, most: int = _MOST_NODES) -> Parsed:
    survey = _Survey(text, most, strict=strict)
    faults: list[MetadataFault] = []
    try:
        if not as_written or _may_exhaust(text):
            for event in yaml.parse(text, Loader=SafeLoader):
                survey.see(event)
                if isinstance(event, yaml.DocumentEndEvent) and not strict:
                    break  # libyaml's users read no further
        data = _first_document(_WrittenLoader(text) if as_written else _Loader(text, faults))
    except yaml.YAMLError as error:
        return failed(*survey.faults, _fault(error))
    except _BoundError as error:
        return failed(error.args[0])
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        return failed(MetadataFault(0, f"cannot be read: {error}"))
    return Parsed(data, tuple(survey.values), (*survey.faults, *survey.refused(faults)))


def _first_document(loader: Any) -> object:
    try:
        return loader.get_data() if loader.check_data() else None
    finally:
        loader.dispose()


def _may_exhaust(text: str) -> bool:
    """Tell whether a text can hold aliases or deep nesting at all: every level needs one of these marks."""
    return "*" in text or sum(map(text.count, "[{-?:")) > DEEPEST


def _fault(error: yaml.YAMLError) -> MetadataFault:
    if isinstance(error, yaml.MarkedYAMLError):
        return MetadataFault(
            _at(error.problem_mark or error.context_mark), str(error.problem or error.context or error)
        )
    if isinstance(error, yaml.reader.ReaderError):
        return MetadataFault(int(error.position), "a control character stands in it")
    return MetadataFault(0, str(error))


def _at(mark: _Mark | None) -> int:
    """Return the character that a mark stands at; both of PyYAML's readers count characters, not bytes."""
    return mark.index if mark else 0


class _Mark(Protocol):
    index: int


class _BoundError(Exception):
    """The text is built to exhaust its reader; carries the fault."""


class _Level(Struct):
    """A mapping or list that is open."""

    keys: tuple[str, ...]
    mapping: bool
    flow: bool
    anchor: str | None
    size: int = 1
    key: str | None = None
    """The key whose value comes next."""
    expects_key: bool = True
    seen: set[str] = field(default_factory=set)


class _Survey:
    """Takes from the events of one text what they say, without building it."""

    def __init__(self, text: str, most: int, *, strict: bool) -> None:
        self.text = text
        self.most = most
        self.strict = strict
        self.values: list[Value] = []
        self.faults: list[MetadataFault] = []
        self._levels: list[_Level] = []
        self._sizes: dict[str, int] = {}

    def see(self, event: yaml.Event) -> None:
        match event:
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.AliasEvent():
                name = event.anchor or ""
                if name in {level.anchor for level in self._levels}:
                    raise _BoundError(MetadataFault(_at(event.start_mark), f"alias *{name} contains itself"))
                self._node(event, self._sizes.get(name, 1), None)
            case yaml.CollectionStartEvent():
                self._open(event)
            case yaml.CollectionEndEvent():
                level = self._levels.pop()
                self._node(event, level.size, level.anchor)
            case _:
                pass

    def refused(self, impossible: Iterable[MetadataFault]) -> Iterator[MetadataFault]:
        """Yield the impossible values at which the reader stops: those of the post's own dates."""
        dates = {value.start: value.text for value in self.values if value.keys and value.keys[0].lower() in _DATES}
        for fault in impossible:
            written = dates.get(fault.offset)
            rolled = fault.message.endswith("day is out of range for month") and _BEHIND_MONTH.match(written or "")
            if written is not None and (self.strict or not rolled):
                yield fault

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        if len(self._levels) >= DEEPEST:
            raise _BoundError(MetadataFault(_at(event.start_mark), f"is nested more than {DEEPEST} levels deep"))
        mapping = isinstance(event, yaml.MappingStartEvent)
        if self.strict and self._levels and self._levels[-1].mapping and self._levels[-1].expects_key:
            self.faults.append(MetadataFault(_at(event.start_mark), "a list or a table stands in the place of a key"))
        self._levels.append(_Level(self._keys(), mapping, bool(event.flow_style), event.anchor))

    def _keys(self) -> tuple[str, ...]:
        """The keys that lead to the node that begins now."""
        if not self._levels:
            return ()
        level = self._levels[-1]
        return (*level.keys, level.key or "") if level.mapping else level.keys

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        level = self._levels[-1] if self._levels else None
        if level and level.mapping and level.expects_key:
            if self.strict and event.value in level.seen and event.value != "<<":
                self.faults.append(MetadataFault(_at(event.start_mark), f"key {event.value[:40]!r} stands there twice"))
            level.seen.add(event.value)
            level.key = event.value
        elif level:
            self.values.append(_value(self.text, event, self._keys(), flow=any(outer.flow for outer in self._levels)))
        self._node(event, 1, event.anchor)

    def _node(self, event: yaml.Event, size: int, anchor: str | None) -> None:
        """Count a finished node; in a mapping, keys and values take turns."""
        if anchor:
            self._sizes[anchor] = size
        if not self._levels:
            return
        level = self._levels[-1]
        level.size += size
        if level.size > self.most:
            raise _BoundError(MetadataFault(_at(event.start_mark), f"holds more than {self.most:,} values"))
        if level.mapping:
            if level.expects_key and not isinstance(event, yaml.ScalarEvent):
                level.key = None
            level.expects_key = not level.expects_key


def _value(text: str, event: yaml.ScalarEvent, keys: tuple[str, ...], *, flow: bool) -> Value:
    start, end = _at(event.start_mark), _at(event.end_mark)
    match event.style:
        case "'" if _decoded(text[start:end]) == event.value:
            return Value(keys, event.value, start + 1, end - 1, Quoting.YAML_SINGLE)
        case '"' if _decoded(text[start:end]) == event.value:
            return Value(keys, event.value, start + 1, end - 1, Quoting.YAML_DOUBLE)
        case None | "" if text[start:end] == event.value:
            return Value(keys, event.value, start, end, Quoting.YAML_FLOW if flow else Quoting.YAML_PLAIN)
        case _:
            # A block, a folded line, an anchor or a tag in front: it can be read, not rewritten.
            return Value(keys, event.value, start, end, Quoting.FIXED)


def _decoded(written: str) -> object:
    """Return what a quoted scalar means on its own; None where it goes over several lines or is no quoted scalar."""
    if "\n" in written or written[:1] not in ("'", '"'):
        return None
    if "\\" not in written and written[0] not in written[1:-1]:
        return written[1:-1]
    try:
        return yaml.load(written, Loader=SafeLoader)  # noqa: S506 (SafeLoader in C, where there is one)
    except yaml.YAMLError:
        return None
