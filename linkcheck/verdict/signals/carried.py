"""Reads a redirect for what its end carries of the cited address: as what failed, or as words to search for.

An address that is carried to come back to it later says the opposite, so the name of the parameter decides: a log-in,
a gate or a queue names it `next`, `return` or `url`, and none of these is a sign here.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from linkcheck.verdict.signals.addresses import is_home, registrable, slug

BLAMED = re.compile(
    r"[\w-]*(?:error|err|missing|not[-_]?found|broken|bad|wrong|invalid|unknown|dead|lost)[-_]?"
    r"(?:path|ur[li]|page|link|address|file|request|target)",
    re.IGNORECASE,
)
"""Parameters whose value is what was asked for in vain: ASP.NET's `aspxerrorpath`, `error_url`, `badlink`."""
SEARCH = re.compile(
    r"(?:^|[/._-])(?:\w*search\w*|find(?:er)?|suchen?|suchergebnis\w*|recherche|buscar?|busqueda|pesquisa|ricerca|cerca"
    r"|zoek(?:en)?|sok|søg|sog|haku|szukaj|hledat|kereses|cautare|arama|poisk|lookup|query)(?=$|[/._-])",
    re.IGNORECASE,
)
SOUGHT = re.compile(r"s|q|k|wd|kw|query|terms?|text|keywords?|words?|phrase|find|suche|\w*search\w*", re.IGNORECASE)
"""Parameters that hold what is searched for."""
LISTING = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies)|labels?|keywords?|subjects?|authors?|people|browse|collections?|themen?|rubri\w+"
    r"|etiquetas?|sujets?|genres?|brands?|shop)(?=/)",
    re.IGNORECASE,
)
"""Directories whose pages may well be searches: then one that finds nothing tonight is the page that was cited."""
TOKEN = re.compile(r"[^\W_]+")


def blames(start: str, end: str) -> bool:
    """Tell whether an address names the cited one, whole, as what failed."""
    cited = urlsplit(start)
    known = {_bare(each) for each in (start, cited.path, f"{cited.path}?{cited.query}")}
    own = {name for name, _ in parse_qsl(cited.query)}
    return any(
        BLAMED.fullmatch(name) is not None and name not in own and _bare(value) in known
        for name, value in parse_qsl(urlsplit(end).query)
    )


def searches(start: str, end: str) -> bool:
    """Tell whether an address is a search of the same site for the words of the cited one, which is none itself."""
    one, other = urlsplit(start), urlsplit(end)
    if registrable(one.hostname) != registrable(other.hostname):
        return False
    if SEARCH.search(one.path) is not None or LISTING.search(one.path) is not None or _sought(start):
        return False
    if SEARCH.search(other.path) is None and not is_home(end.partition("?")[0]):
        return False
    named = slug(start) or set(_tokens(one.path.rstrip("/").rpartition("/")[2]))
    return any(named and named <= sought <= set(_tokens(one.path)) for sought in map(set, map(_tokens, _sought(end))))


def _sought(url: str) -> list[str]:
    return [value for name, value in parse_qsl(urlsplit(url).query) if SOUGHT.fullmatch(name)]


def _tokens(text: str) -> list[str]:
    return TOKEN.findall(unquote(text).lower())


def _bare(address: str) -> str:
    return unquote(address).lower().strip("/?")
