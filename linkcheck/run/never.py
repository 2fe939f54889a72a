"""Dead links that no archive has → what that means, by what it has of the folders that they stand in.

Asked last, with what the look-ups left of the budget: a folder is one question, however many dead links stood there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from linkcheck.model import LookupStatus, Target, Url
from linkcheck.run.results import Results
from linkcheck.verdict.existence import unarchived
from linkcheck.web.archive import ArchiveLookup, folder_of, page_key


async def tell_apart(
    dead: Collection[Url], waiting: Mapping[Url, Target], results: Results, lookup: ArchiveLookup
) -> None:
    """Mark the dead links that most likely never led anywhere; those that were seen alive are left."""
    folders: defaultdict[Url, list[Url]] = defaultdict(list)
    for url in dead:
        mementos = results.mementos.get(url, ())
        none = bool(mementos) and all(one.answer is LookupStatus.NONE for one in mementos)
        folder = folder_of(url)
        if none and folder is not None and results.known[url].past().last_alive_at is None:
            folders[folder].append(url)
    for folder, urls in sorted(folders.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        listed = await lookup.folder(folder)
        real = [page_key(url) for url in waiting if url.startswith(folder) and _is_real(url, results)]
        for url in urls:
            told = unarchived(page_key(url), listed, real)
            if told is not None:
                known = results.known[url]
                verdict = known.verdict
                flags = (*verdict.flags, told.flag)
                said = replace(verdict, detail=f"{verdict.detail}; {told.words}", flags=flags)
                results.amend(known, said, known.recorded)


def _is_real(url: Url, results: Results) -> bool:
    """Tell whether a page is there, or was: it answers, or an archive has it."""
    known = results.known.get(url)
    return (known is not None and known.verdict.state.is_good) or any(
        one.answer is LookupStatus.FOUND for one in results.mementos.get(url, ())
    )
