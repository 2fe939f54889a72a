"""Recognises a host that lacks its scheme: `](www.x.org)` leads to a page of that name on the blog itself.

A name with a path behind it is a host where somebody can have registered it, by the public suffix list, and where its
end is no suffix of files: `aka.ms/x` and `x.co.uk/y`, but not `main.rs/x`, `node.js/x` or `System.IO/x`.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"((?:{_LABEL}\.){{1,5}}([a-z]{{2,24}}))(?::\d{{1,5}})?(?=[/?#]|$)", re.IGNORECASE)
ALONE = frozenset({"com", "edu", "gov", "net"})
"""No file and no page of a site ends so; `.org` is Emacs's, `.info` Texinfo's."""
NAMED = ALONE | frozenset({"biz", "dev", "info", "mil", "org", "social", "xyz"})
"""Of the ends with more than two letters, which belong to no country, those that are no words of file names."""
FILES = frozenset({
    "am", "as", "bz", "cc", "cl", "do", "la", "md", "mk", "ml", "mm", "mo", "pl", "pm", "ps", "py", "rs", "sc", "sh",
    "so", "st", "tf", "tr", "vi", "ws",
})  # fmt: skip
"""Ends of countries that are suffixes of files, too."""


def host_without_scheme(text: str) -> str | None:
    """Return the host that a destination without scheme begins with; None where it may be a path."""
    found = _HOST.match(text)
    if found is None:
        return None
    host, top = found[1].lower(), found[2].lower()
    if (host.startswith("www.") and host.count(".") > 1) or top in ALONE:
        return host
    return host if text[found.end() : found.end() + 1] == "/" and _is_registered(found[1]) else None


def _is_registered(host: str) -> bool:
    """Tell whether the end of a name is one of hosts and of nothing else."""
    suffix = _suffixes().publicsuffix(host.lower()) or ""
    if not re.search("[a-z]", host.lower().removesuffix(suffix)) or not suffix:
        return False  # a number, or the suffix itself
    if "." in suffix:
        return True
    # Nobody writes a host with capitals in it; programs and name spaces have them.
    return host.islower() and (suffix in NAMED or (len(suffix) == len("xx") and suffix not in FILES))


@functools.cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # reads fifteen thousand lines, which few runs need

    return PublicSuffixList(accept_unknown=False)
