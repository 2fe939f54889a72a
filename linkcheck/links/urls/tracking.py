"""Takes from a URL what only tells where its reader came from: campaigns and clicks, which no page depends on."""

from __future__ import annotations

import re

from linkcheck.model import Url

TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|igshid|igsh|twclid|ttclid|li_fat_id|mc_[ce]id"
    r"|mkt_tok|_hs(?:enc|mi)|ref_src|ref_url|s_cid|cmpid|ncid|xtor|pk_(?:campaign|kwd|source|medium)|mtm_\w+|wt[._]mc\w*",
    re.IGNORECASE,
)


def untracked(url: str) -> Url:
    """Return a URL without such parameters; every other byte stays as written."""
    bare, mark, fragment = url.partition("#")
    path, question, query = bare.partition("?")
    kept = [pair for pair in query.split("&") if not is_tracking(pair.partition("=")[0])]
    if len(kept) == len(query.split("&")):
        return Url(url)
    return Url(path + (question + "&".join(kept) if kept else "") + mark + fragment)


def is_tracking(name: str) -> bool:
    """Tell whether a parameter is one of these by its name."""
    return TRACKING.fullmatch(name) is not None
