"""Decides which values of a front matter are references, whatever its format.

A key has no fixed meaning across themes, so a value speaks for itself where it can: an absolute URL is a link, and
so is what begins with `/`. Left out is what names the page itself: its address, its old addresses, its ids.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from linkcheck.model import Quoting


class Value(Struct, frozen=True):
    """One string in a front matter; offsets are characters of its text, without the quotes."""

    keys: tuple[str, ...]
    """The keys that lead to it, from the outermost; items of a list have their list's."""
    text: str
    """What the format means by it."""
    start: int
    end: int
    quoting: Quoting


class MetadataFault(Struct, frozen=True):
    """A thing that is wrong with a front matter, and at which character of its text."""

    offset: int
    message: str


class Metadata(Struct, frozen=True):
    """A front matter as read: its data, the strings in it, and what is wrong with it."""

    data: Mapping[str, object] = field(default_factory=dict)
    values: tuple[Value, ...] = ()
    faults: tuple[MetadataFault, ...] = ()


class Parsed(Struct, frozen=True):
    """A whole text of data, which need not be a mapping: a folder of data holds lists as well."""

    data: object = None
    values: tuple[Value, ...] = ()
    """In the order of the text; of a key that stands there twice each of its values."""
    faults: tuple[MetadataFault, ...] = ()
    """The last one is why there is nothing, where `failed`."""
    failed: bool = False

    def mapping(self, otherwise: str) -> Metadata:
        """Return it as front matter; `otherwise` says what it is where it is no mapping."""
        if self.failed:
            return Metadata(faults=self.faults)
        if not isinstance(self.data, dict):
            return Metadata(faults=(MetadataFault(0, otherwise),))
        return Metadata(self.data, self.values, self.faults)


def failed(*faults: MetadataFault) -> Parsed:
    """Return what there is of a text that cannot be read: nothing but its faults."""
    return Parsed(faults=faults, failed=True)


DEEPEST = 50
"""Levels of lists and tables in one another; what is deeper is not read."""


def too_deep(tokens: Iterable[re.Match[str]]) -> MetadataFault | None:
    """Return the fault of a text whose brackets, the groups `mark` of its tokens, stand too deep in one another."""
    depth = 0
    for token in tokens:
        depth += (token["mark"] in ("{", "[")) - (token["mark"] in ("}", "]"))
        if depth > DEEPEST:
            return MetadataFault(token.start(), f"is nested more than {DEEPEST} levels deep")
    return None


_URL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^\s/.]+[.:\]][^\s]*|https?:/[^\s]+")
_ADDRESS = re.compile(r"https?://[^\s/.\ud800-\udfff][^\s\ud800-\udfff]*", re.IGNORECASE)
_SITE_PATH = re.compile(r"/[^\s*]*")
_FILE = re.compile(r"[^\s:*?#{}|]+\.(?:avif|gif|jpe?g|mp3|mp4|pdf|png|svg|webm|webp)", re.IGNORECASE)

_OWN_ADDRESS = frozenset(("guid", "id", "path", "permalink", "slug", "url", "uuid"))
"""Outermost keys that say where the page itself is, or what it is called."""
_OLD_ADDRESSES = frozenset(("alias", "aliases", "redirect_from"))
_IDENTIFIERS = frozenset(("disqus_identifier", "dsq_thread_id"))
_PICTURES = frozenset((
    "audio", "avatar", "background", "banner", "cover", "cover_image", "excerpt_image", "featured_image",
    "featuredimage", "featuredimagepreview", "feature_image", "featureimage", "file", "header_image", "header_img",
    "hero", "hero_image", "heroimage", "icon", "image", "images", "img", "logo", "og_image", "ogimage",
    "overlay_image", "photo", "picture", "preview", "src", "teaser", "thumb", "thumbnail", "thumbnails",
    "twitter_image", "video",
))  # fmt: skip
"""Keys whose value may be a file without a leading `/`."""


def is_reference(value: Value) -> bool:
    """Return whether a value is a URI by itself; a URL inside a sentence is not."""
    if "/" not in value.text and "." not in value.text:
        return False
    keys = [key.lower().replace("-", "_") for key in value.keys]
    if not keys or keys[0].startswith("@") or not _OLD_ADDRESSES.isdisjoint(keys) or keys[-1] in _IDENTIFIERS:
        return False
    absolute = _URL.fullmatch(value.text) is not None
    if len(keys) == 1 and keys[0] in _OWN_ADDRESS:
        return absolute and keys[0] == "url"  # with a host it is what the post is about
    if absolute or (_SITE_PATH.fullmatch(value.text) and not value.text.startswith("//")):
        return True
    return keys[-1] in _PICTURES and _FILE.fullmatch(value.text) is not None


def is_picture(value: Value) -> bool:
    """Return whether a value stands under a key that pages make a picture, a player or a file of."""
    return bool(value.keys) and value.keys[-1].lower().replace("-", "_") in _PICTURES


def is_address(value: Value) -> bool:
    """Return whether a value is an absolute URL of the web, whole and by itself: what data files are read for."""
    return _ADDRESS.fullmatch(value.text) is not None


def proved(metadata: Metadata | Parsed, chosen: Callable[[Value], bool] = is_reference) -> Iterator[Value]:
    """Yield the values that are references; one that the format's own parser does not confirm is never rewritten."""
    confirmed: frozenset[tuple[tuple[str, ...], str]] | None = None
    for value in metadata.values:
        if not chosen(value):
            continue
        if confirmed is None:
            confirmed = frozenset(strings(metadata.data))
        known = (value.keys, value.text) in confirmed
        yield value if known and "{{" not in value.text else replace(value, quoting=Quoting.FIXED)


def strings(data: object, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield all strings in the data of a front matter, each with the keys that lead to it."""
    match data:
        case str():
            yield keys, data
        case Mapping():
            for key, inner in data.items():
                yield from strings(inner, (*keys, str(key)))
        case list():
            for inner in data:
                yield from strings(inner, keys)
        case _:
            pass
