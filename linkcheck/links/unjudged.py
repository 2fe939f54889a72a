"""Counts the links inside the blog of which nobody could say whether they lead anywhere, by the reason for that.

A site is silent about what its configuration leaves open, as it is about what is there. So what it answers when a
link is looked up is listened to: nothing that was found is in order, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from linkcheck.model import Gap, Reference
from linkcheck.sources.site import Site
from linkcheck.sources.site.paths import exists
from linkcheck.sources.site.plain import HOST, LOOSE
from linkcheck.sources.site.published import Lookup, Presence


class Unjudged(StrEnum):
    """The reasons, as what is said of such links."""

    FROM_ROOT = "beginning with a slash: no configuration of a site says where that is"
    UNRENDERED = "to no file, but perhaps to what something makes of one"
    LOOSE = "in front matter or template calls: templates decide where they lead"
    NO_ADDRESS = "in files whose own address is not known"
    OUTSIDE = "to the site's host, but not into the site"
    OPEN = "to what themes, plugins, code or another site on the host may bring"
    TEMPLATES = "to no page or file, though the site's templates may see to them"
    FILLED_IN = "that templates fill in"


NOTHING = frozenset({Presence.ABSENT, Presence.UNKNOWN})


class GapCounter:
    """Hears what a site answers about one link after another, and counts those that it could not judge."""

    def __init__(self, site: Site) -> None:
        """Listen to a site; its `site` is the one to ask."""
        self._heard: list[Presence] = []
        lookups: dict[str, Any] = {
            each.name: self._heard_of(each.name, getattr(site, each.name))
            for each in fields(site)
            if each.name.startswith("find_")
        }
        self.site = replace(site, **lookups)
        self._counts: Counter[Unjudged] = Counter()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The reasons that were met, the commonest first."""
        order = list(Unjudged)
        found = sorted(self._counts.items(), key=lambda pair: (-pair[1], order.index(pair[0])))
        return tuple(Gap(why.value, number) for why, number in found)

    def begin(self) -> None:
        """Forget what was said of the link before."""
        self._heard.clear()

    def count(self, reference: Reference, inside: str | None, file: Path, front_matter: Mapping[str, object]) -> None:
        """Count a link without a target or a problem, if nothing shows that it leads somewhere.

        `inside` is its path; None for a template call, and for what a template fills in. Nobody follows a definition
        that no link uses, nor what is left out of the page; what a change does not touch was judged before it.
        """
        if reference.disabled or reference.unrendered or reference.untouched or reference.used is False:
            return
        why = self._of_template(reference) if inside is None else self._why(reference, inside, file, front_matter)
        if why is not None:
            self._counts[why] += 1

    def _of_template(self, reference: Reference) -> Unjudged | None:
        if reference.call is not None:
            return _of_answers(set(self._heard)) if self._heard else None
        destination = reference.destination
        return Unjudged.FILLED_IN if "{{" in destination or "{%" in destination else None

    def _why(self, reference: Reference, path: str, file: Path, front_matter: Mapping[str, object]) -> Unjudged | None:
        site, path = self.site, unquote(path).replace("\\", "/")
        if path.startswith("/") and not site.dialect.known:
            return Unjudged.FROM_ROOT
        if self._heard:
            return _of_answers(set(self._heard))
        if path.startswith("/"):
            return None if site.inside(path) is not None else Unjudged.OUTSIDE
        places = (file.parent, *site.static, *site.elsewhere)
        if HOST.match(path) or any(exists(f"{place}/{path}") for place in places):
            return None
        if reference.syntax in LOOSE:
            return Unjudged.LOOSE
        if not site.dialect.known:
            return Unjudged.UNRENDERED
        return Unjudged.NO_ADDRESS if site.page_path(file, front_matter) is None else None

    def _heard_of(self, name: str, find: Callable[..., Lookup | None]) -> Callable[..., Lookup | None]:
        def ask(*arguments: Any) -> Lookup | None:
            found = find(*arguments)
            # A destination that is no name may be a path, and is looked up as one.
            if found is not None and (name != "find_name" or found.presence not in NOTHING):
                self._heard.append(found.presence)
            return found

        return ask


def _of_answers(heard: set[Presence]) -> Unjudged | None:
    """Return why a link has no problem though nothing that was asked for was there."""
    if not heard <= NOTHING:
        return None
    return Unjudged.OPEN if Presence.UNKNOWN in heard else Unjudged.TEMPLATES
