"""Writes a URL into the place of another, so that the document's format reads back exactly that URL.

First what no URL can hold is percent-encoded (`|` too: it would end a table's cell), which leaves few characters for
the formats to escape. Where none of a format's escapes gives the URL back, the answer is None, never a near miss.
"""

from __future__ import annotations

import re
from typing import assert_never

from linkcheck.model import Quoting

_ILLEGAL = frozenset('"<>\\^`{|}')
# CommonMark §6.2; what looks like an entity but is none would come through, and escaping it does no harm.
_ENTITY = re.compile(r"&(?=(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);)")
_LATEX = re.compile(r"[_%&#$]")
_DEEPEST_PARENTHESES = 32  # cmark gives up there
_TRAILING = "?!.,:*_~'\");"
"""The characters that GFM takes for punctuation behind a bare URL."""


def legal(url: str) -> str:
    """Return a URL with what no URL can hold percent-encoded: spaces, controls, invisible and illegal characters."""
    return "".join(_percent(character) if _is_illegal(character) else character for character in url)


def _is_illegal(character: str) -> bool:
    return character in _ILLEGAL or not character.isprintable() or character.isspace()


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def encode(url: str, quoting: Quoting) -> bytes | None:
    """Return the bytes that mean `url` in the place of a destination with this quoting.

    They stay in their quotes whatever the URL holds. None: it cannot be written there.
    """
    text = _written(legal(url), quoting)
    return None if text is None else text.encode()


def _written(url: str, quoting: Quoting) -> str | None:
    if not url:
        return None
    match quoting:
        case Quoting.MARKDOWN:
            return _ENTITY.sub("&amp;", _balanced(url))
        case Quoting.ANGLE:
            return _ENTITY.sub("&amp;", url)
        case Quoting.AUTOLINK:
            # cmark resolves entities in there, commonmark.js and goldmark do not.
            return url if _SCHEME.match(url) and not _ENTITY.search(url) else None
        case Quoting.TEXT:
            return url if _stands_alone(url) else None
        case Quoting.HTML_DOUBLE:
            return url.replace("&", "&amp;")
        case Quoting.HTML_SINGLE:
            return url.replace("&", "&amp;").replace("'", "&#39;")
        case Quoting.HTML_UNQUOTED:
            # CommonMark takes no tag for one whose unquoted value holds a `'` or `=`.
            return url.replace("&", "&amp;").replace("'", "&#39;").replace("=", "&#61;")
        case Quoting.SRCSET:
            return None if url[0] == "," or url[-1] == "," else url.replace("&", "&amp;").replace("'", "&#39;")
        case Quoting.YAML_PLAIN:
            return url if _is_plain(url) else None
        case Quoting.YAML_FLOW:
            return url if _is_plain(url) and not set("[],") & set(url) and ":?" not in url else None
        case Quoting.YAML_SINGLE:
            return url.replace("'", "''")
        case Quoting.TOML_LITERAL | Quoting.TEMPLATE_SINGLE:
            return None if "'" in url else url
        case Quoting.TEMPLATE_BARE:
            return None if "'" in url or url[-1] == "," else url
        case Quoting.YAML_DOUBLE | Quoting.TOML_BASIC | Quoting.JSON | Quoting.TEMPLATE_DOUBLE:
            return url  # a quote or backslash would have to be escaped, and no URL holds one
        case Quoting.VERBATIM:
            return url
        case Quoting.LATEX:
            return None if "~" in url else _LATEX.sub(r"\\\g<0>", url)
        case Quoting.FIXED:
            return None
        case _:
            assert_never(quoting)


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:")
_BARE = re.compile(r"(?:https?|ftp)://[A-Za-z0-9]\S*", re.IGNORECASE)


def _stands_alone(url: str) -> bool:
    """Tell whether running text ends a bare URL where it ends; emphasis and brackets around it could end it sooner."""
    if not _BARE.fullmatch(url) or url[-1] in _TRAILING or set("*[]'") & set(url) or _ENTITY.search(url):
        return False
    return _balanced(url) == url and all(character.isascii() or character.isalnum() for character in url)


def _is_plain(url: str) -> bool:
    """Tell whether YAML reads it as the string it is; spaces, and so `: ` and ` #`, are gone already."""
    return (url[0].isalnum() or url[0] in "/.") and url[-1] != ":"


def _balanced(url: str) -> str:
    """Percent-encode parentheses that have no partner.

    CommonMark would take `\\(`, but kramdown knows no escapes in a destination and sends the backslash.
    """
    alone: list[int] = []
    depth = 0
    opened: list[int] = []
    for index, character in enumerate(url):
        if character == "(":
            opened.append(index)
            depth = max(depth, len(opened))
        elif character == ")":
            if opened:
                opened.pop()
            else:
                alone.append(index)
    if depth >= _DEEPEST_PARENTHESES:
        return url.replace("(", "%28").replace(")", "%29")
    lonely = frozenset((*alone, *opened))
    return "".join(_percent(character) if index in lonely else character for index, character in enumerate(url))
