"""cmark-gfm of Debian, called through its shared library: the independent reference of the round trip.

A process for each span would take hours. Needs the packages libcmark-gfm0.29.0.gfm.6 and its extensions.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import html
import re
from collections.abc import Sequence
from typing import NamedTuple

_FOOTNOTES = 1 << 13
_UNSAFE = 1 << 17
_EXTENSIONS = ("table", "strikethrough", "autolink", "tasklist")
_VERSION = "0.29.0.gfm.6"
_LINK = re.compile(rb'<(link|image) destination="([^"]*)"')


class Link(NamedTuple):
    """A link or an image, in document order."""

    kind: str
    destination: str


class CmarkGfm:
    """The library with GitHub's extensions switched on, except those named."""

    def __init__(self, without: Sequence[str] = ()) -> None:
        self._core = ctypes.CDLL(f"libcmark-gfm.so.{_VERSION}")
        self._extensions = ctypes.CDLL(f"libcmark-gfm-extensions.so.{_VERSION}")
        self._libc = ctypes.CDLL(ctypes.util.find_library("c"))
        self._names = [name for name in _EXTENSIONS if name not in without]
        pointers = ("cmark_parser_new", "cmark_parser_finish", "cmark_find_syntax_extension")
        for name in (*pointers, "cmark_render_xml", "cmark_render_html", "cmark_parser_get_syntax_extensions"):
            getattr(self._core, name).restype = ctypes.c_void_p
        self._extensions.cmark_gfm_core_extensions_ensure_registered()

    def links(self, text: bytes) -> list[Link]:
        """Return the links and images of a text."""
        xml = self._render(text, self._core.cmark_render_xml, _FOOTNOTES)
        return [Link(kind.decode(), html.unescape(url.decode(errors="replace"))) for kind, url in _LINK.findall(xml)]

    def html(self, text: bytes) -> bytes:
        """Return the page, raw HTML included."""

        def render(root: ctypes.c_void_p, options: int) -> int | None:
            result: int | None = self._core.cmark_render_html(root, options, None)
            return result

        return self._render(text, render, _FOOTNOTES | _UNSAFE)

    def _render(self, text: bytes, render: object, options: int) -> bytes:
        parser = ctypes.c_void_p(self._core.cmark_parser_new(options))
        for name in self._names:
            extension = ctypes.c_void_p(self._core.cmark_find_syntax_extension(name.encode()))
            self._core.cmark_parser_attach_syntax_extension(parser, extension)
        self._core.cmark_parser_feed(parser, text, ctypes.c_size_t(len(text)))
        root = ctypes.c_void_p(self._core.cmark_parser_finish(parser))
        assert callable(render)
        pointer = ctypes.c_void_p(render(root, options))
        rendered = ctypes.string_at(pointer)
        self._libc.free(pointer)
        self._core.cmark_node_free(root)
        self._core.cmark_parser_free(parser)
        return rendered
