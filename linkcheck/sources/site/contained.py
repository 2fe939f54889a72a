"""A site as far as its configuration can be read, and no further where a reader of it fails.

What a site's files say decides about links inside the blog alone: a fault in them must cost no link to the web.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, TypeVar

from linkcheck.model import Dialect, HeadingIds
from linkcheck.sources.site.plain import Reading, Site, SiteFault
from linkcheck.sources.site.published import UNKNOWN
from linkcheck.strangers import Boundary

NOT_JUDGED = "links inside the blog were not judged"

LONGEST = 200
"""Characters of an exception's own words."""

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def unknown_site(root: Path, dialect: Dialect, within: Boundary, fault: SiteFault) -> Site:
    """Return a site of which only the generator is known: nothing in it is missing."""
    dialect = replace(dialect, heading_ids=HeadingIds.UNKNOWN, drops_raw_html=False)
    return Site(root, dialect, all_templates=False, certain=False, within=within, faults=lambda: (fault,))


def contained(site: Site, file: Path) -> Site:
    """Return a site whose own functions raise nothing: after the first fault, which is told, nothing is known."""
    faults: list[SiteFault] = []

    def guarded(function: Callable[Parameters, Result], otherwise: Result) -> Callable[Parameters, Result]:
        def ask(*arguments: Parameters.args, **named: Parameters.kwargs) -> Result:
            if faults:
                return otherwise
            try:
                return function(*arguments, **named)
            except Exception as error:  # a bug of ours, or files that nobody thought of
                faults.append(SiteFault(file, 1, 1, failed_words(error)))
                return otherwise

        return ask

    return replace(
        site,
        page_path=guarded(site.page_path, None),
        find_page=guarded(site.find_page, UNKNOWN),
        find_call=guarded(site.find_call, UNKNOWN),
        find_name=guarded(site.find_name, UNKNOWN),
        find_source=guarded(site.find_source, UNKNOWN),
        reading=guarded(site.reading, Reading.OWN | Reading.NAMES | Reading.BASE),
        has_elsewhere=guarded(site.has_elsewhere, True),
        own_dialect=guarded(site.own_dialect, None),
        is_outside=guarded(site.is_outside, False),
        is_unpublished=guarded(site.is_unpublished, True),
        renders=guarded(site.renders, False),
        expand=guarded(site.expand, None),
        faults=lambda: tuple(faults),
    )


def failed_words(error: Exception) -> str:
    """Say that reading the files of a site ended in an exception."""
    why = error.strerror if isinstance(error, OSError) else str(error)
    return f"linkcheck failed on the files of this site ({type(error).__name__}: {str(why)[:LONGEST]}); {NOT_JUDGED}"
