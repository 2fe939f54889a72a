"""`--url`: of all that was read, only the links to some URLs. The others are neither asked nor told nor edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from msgspec import structs

from linkcheck.config import Settings
from linkcheck.links.urls import canonicalise, redact
from linkcheck.model import LinkcheckError, Target
from linkcheck.run.collect import Inventory


def narrowed(inventory: Inventory, settings: Settings) -> Inventory:
    """Return the inventory with nothing but the links to the URLs of the settings; as it is where there are none.

    A URL is known as the author wrote it, as it is sent, and as reports show it, without its secrets. Raises
    LinkcheckError for one that no document links to.
    """
    if not settings.only:
        return inventory
    if settings.baseline:
        raise LinkcheckError("--baseline: it is drawn of the whole blog; leave out --url")
    named = {name: target for target in inventory.targets for name in _names(target)}
    wanted: dict[str, Target] = {}
    for url in settings.only:
        target = named.get(url) or named.get(str(canonicalise(url)))
        if target is None:
            raise LinkcheckError(f"--url: nothing that was read links to {redact(url)}{_hint(url, inventory.targets)}")
        wanted[target.url] = target
    targets = tuple(one for one in inventory.targets if one.url in wanted)
    rows = tuple(structs.replace(row, rules=()) for row in inventory.rows if row.url in wanted)
    return replace(inventory, targets=targets, rows=rows, problems=(), gaps=())


def _names(target: Target) -> set[str]:
    return {target.url, redact(target.url), *(one.destination for one in target.references)}


def _hint(url: str, targets: Sequence[Target]) -> str:
    near = get_close_matches(url, [redact(one.url) for one in targets], n=1, cutoff=0.8)
    return f"; did you mean {near[0]}?" if near else ""
