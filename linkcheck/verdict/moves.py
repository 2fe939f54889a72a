"""Tells of a move what two nights say: whether it stays, and whether the page at its end is the one that was there.

A redirect says where a server sends people today. The title and the text that were seen at the old address, while it
still had a page, say whether it sends them to that page.
"""

from __future__ import annotations

from datetime import datetime

from linkcheck.model import Finding, MovedPage, Page, Past, Reason, State, Verdict
from linkcheck.verdict.strikes import MIN_RUN_GAP

ALIKE = 12
"""Of 64 bits of the simhash; about a Jaccard similarity of 0.6."""


def moved_since(before: Past, verdict: Verdict, at: datetime) -> datetime | None:
    """Return since when checks in a row have found a page moved to where it is now; None where it is not moved."""
    if verdict.state is not State.MOVED:
        return None
    then = before.verdict
    same = then.state is State.MOVED and then.final_url == verdict.final_url
    return (before.moved_since or before.checked_at) if same else at


def moved_page(before: Past, verdict: Verdict, page: Page | None) -> MovedPage | None:
    """Return what is known of the page at the end of a move; None where it is not moved, or nothing is known."""
    if verdict.state is not State.MOVED or page is None:
        return None
    from linkcheck.verdict.signals.closures import titled_closed  # long tables of words, for the few that move
    from linkcheck.verdict.signals.phrases import says_not_found

    if (says_not_found(page) or titled_closed(page)) is not None:
        return MovedPage.GONE
    then = before.verdict
    if then.state is State.MOVED:
        return before.moved_page if then.final_url == verdict.final_url else None
    if not then.state.is_good or before.first_page is None or before.last_alive_at is None:
        return None
    return MovedPage.SAME if _is_alike(before.first_page, page) else MovedPage.OTHER


def waits_to_stay(finding: Finding) -> bool:
    """Tell whether a move was seen in one night only; the same address by https needs no other."""
    if finding.verdict.state is not State.MOVED or finding.verdict.reason is Reason.HTTPS_UPGRADE:
        return False
    past = finding.past
    return past is None or past.moved_since is None or past.checked_at - past.moved_since < MIN_RUN_GAP


def _is_alike(then: Page, now: Page) -> bool:
    if then.title and then.title == now.title:
        return True
    return bool(then.simhash and now.simhash) and (then.simhash ^ now.simhash).bit_count() <= ALIKE
