"""Says which references may be led to a copy. What else is dead is proposed: a person decides.

A copy of 2012 in place of a script, a frame or a stylesheet would run in the author's page; an address in front matter
may be the page's identity or an instruction; a home page, a profile or a feed stands for somebody, not for what it
showed one day; and the author's own pages are to be mended.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from linkcheck.model import Role, Row, Rule, Syntax

LOADED = "it is loaded, not linked"
EMBEDDED = "nobody knows whether the shortcode links to it or loads it"
IMAGE = "it is an image, and repair.images is off"
BARE = "it stands bare in the text, and repair.bare_urls is off"
JUNK = "what is at its end is probably no part of it"
OWN = "it is a page of your own site: mend it"


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be written, as the settings say."""

    keys: Collection[str] = ()
    """Keys of front matter and data whose links are replaced."""
    bare_urls: bool = False
    images: bool = False
    own_hosts: Collection[str] = ()
    """Hosts of the author, of which the registrable domains count."""
    titles: bool = False
    """Links to copies get a title."""
    attributes: str = ""
    """The attribute list that they get, in the documents where it is one; none where it is empty."""
    with_attributes: Collection[str] = ()
    """The paths of these documents."""

    def attributes_in(self, path: str) -> bytes:
        """Return the attribute list that links to copies get in a document; nothing where they get none."""
        return self.attributes.encode() if path in self.with_attributes else b""

    def objection(self, row: Row) -> str | None:
        """Return why a reference is left as it is, whatever becomes of its target; None where it may be written."""
        reference = row.reference
        if Rule.TRAILING_JUNK in row.rules:
            return JUNK
        if reference.role is Role.LOADED:
            return EMBEDDED if reference.syntax is Syntax.SHORTCODE else LOADED
        if reference.role is Role.SHOWN:
            return None if self.images else IMAGE
        if reference.syntax is Syntax.BARE and not self.bare_urls:
            return BARE
        if reference.key is not None and _plain(reference.key) not in map(_plain, self.keys):
            return f"repair.front_matter does not name {reference.key}"
        return None

    def objection_to_copy(self, url: str) -> str | None:
        """Return why a target is not led to a copy, however good it is; None where it may be."""
        from linkcheck.verdict.signals.addresses import registrable  # few runs repair anything
        from linkcheck.verdict.standing import standing

        host = registrable(urlsplit(url).hostname)
        if host in {registrable(own) for own in self.own_hosts}:
            return OWN
        kind = standing(url)
        return f"it is {kind}: what is meant may live on elsewhere" if kind is not None else None


def _plain(key: str) -> str:
    return key.lower().replace("-", "").replace("_", "")
