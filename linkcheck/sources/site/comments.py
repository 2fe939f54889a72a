"""Knows the services that put readers' comments into pages: ids of comments are made by them, not by the site."""

from __future__ import annotations

import re
from collections.abc import Mapping

SERVICE = re.compile(
    r"disqus|utteranc|giscus|\bisso\b|commento|remark42|staticman|cusdis|hyvor|gitalk|valine|waline|twikoo|artalk"
    r"|livere|graphcomment|fb-comments|webmention|talkyard|intensedebate|muut|gitment|discourse",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"(?:comments?|responses?|respond|repl(?:y|ies)|webmentions?)"
    r"(?:[-_:]?(?:threads?|sections?|container|list|form|area|wrap(?:per)?|\w*\d[\w-]*))?"
    r"|(?:disqus|isso|giscus|utterances|gitalk|waline|vcomments|remark42|commento|cusdis|idc)[\w-]*",
    re.IGNORECASE,
)


def is_place(fragment: str) -> bool:
    """Tell whether a fragment reads as a service names its comments: `comment-4192835297`, `disqus_thread`."""
    return PLACE.fullmatch(fragment) is not None


def in_config(setting: object, name: str = "") -> bool:
    """Tell whether a configuration sets up such a service: by keys with a value, or as the value of one on comments.

    `name` holds the keys that lead to the setting.
    """
    if isinstance(setting, Mapping):
        return any(in_config(value, f"{name}.{key}".lower()) for key, value in setting.items())
    if isinstance(setting, list):
        return any(in_config(value, name) for value in setting)
    return bool(setting) and bool(SERVICE.search(name) or ("comment" in name and SERVICE.search(str(setting))))
