"""Draws conclusions from several nights: failures that last, deaths that a later night is to confirm, what came back.

A death that is established in one run is written down at once, but one night may be wrong: a link that was known alive
is `unconfirmed` until a run of a later night agrees, and so is every link of a host that lost half of its living ones
at once. What is dead because it has failed for many nights needs no further one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from linkcheck.model import Change, Check, Evidence, Flag, Page, Past, Reason, State, StrikeKind, Verdict, host_of
from linkcheck.verdict.moves import moved_page, moved_since
from linkcheck.verdict.strikes import (
    MIN_RUN_GAP,
    Confirm,
    Strikes,
    has_lasted,
    kind_of,
    needs_witness,
    strikes_after,
    strikes_of,
)

NAME = "nights"

LIVING = 5
"""The fewest living links of a host of which half may be lost at once."""


def remember(past: Past | None, check: Check, verdict: Verdict, confirm: Confirm, page: Page | None = None) -> Past:
    """Return what is known after one check more.

    `verdict` is what the check says by itself, `page` the fingerprint of what it found.
    """
    at = check.checked_at
    before = past if past is not None else Past(check.url, at, verdict)
    strikes = strikes_after(past, check, verdict)
    good, unreachable = verdict.state.is_good, verdict.state is State.UNREACHABLE
    new = Past(
        url=check.url,
        checked_at=at,
        verdict=verdict,
        failing_since=None if good else before.failing_since or at,
        last_alive_at=at if good else before.last_alive_at,
        strikes=tuple(one for one, _ in strikes),
        failures=0 if good else before.failures + 1,
        first_page=before.first_page or (page if good else None),
        strike_kinds=tuple(kind for _, kind in strikes),
        unreachable_since=(before.unreachable_since or at) if unreachable else None,
        unreachable_checks=before.unreachable_checks + 1 if unreachable else 0,
        moved_since=moved_since(before, verdict, at),
        moved_page=moved_page(before, verdict, page),
    )
    said = _persisting(verdict, new, check, confirm)
    since = None if good else _dead_since(past, at if said.state is State.DEAD else None)
    flags = (*said.flags, Flag.UNCONFIRMED) if _waits(said, before, new, since) else said.flags
    return replace(new, dead_since=since, verdict=replace(said, flags=flags, evidence=()))


def _dead_since(past: Past | None, now: datetime | None) -> datetime | None:
    """Return the first death, `now` being that of this check; an older version wrote down the last one only."""
    then = None
    if past is not None:
        alone = past.verdict.state is State.DEAD and past.verdict.reason is not Reason.PERSISTENT_FAILURE
        then = past.dead_since or (past.checked_at if alone else None)
    return min((one for one in (then, now) if one is not None), default=None)  # a clock may have been ahead


def _waits(verdict: Verdict, before: Past, now: Past, since: datetime | None) -> bool:
    """Tell whether a death waits for a later night."""
    if verdict.state is not State.DEAD or verdict.reason is Reason.PERSISTENT_FAILURE or since is None:
        return False
    doubted = before.last_alive_at is not None or Flag.UNCONFIRMED in before.verdict.flags
    return doubted and now.checked_at - since < MIN_RUN_GAP


def confirmed(verdict: Verdict, past: Past | None, check: Check, confirm: Confirm) -> Verdict:
    """Return what a check says in the light of the nights before: `past` is the record with that check in it.

    A failure that has lasted long enough is `dead`; a death that waits for a later night has the flag for it.
    """
    if past is None:
        return verdict
    if verdict.state is not State.DEAD:
        return _persisting(verdict, past, check, confirm)
    then = past.verdict
    if Flag.UNCONFIRMED in then.flags:
        detail = then.detail if then.reason is verdict.reason else verdict.detail  # it may tell of the host
        return replace(verdict, detail=detail, flags=(*verdict.flags, Flag.UNCONFIRMED))
    # A better rule calls old evidence dead, or an older version did.
    waits = past.dead_since is None and past.last_alive_at is not None
    return replace(verdict, flags=(*verdict.flags, Flag.UNCONFIRMED)) if waits else verdict


def kept_verdict(past: Past, confirm: Confirm) -> Verdict:
    """Return the verdict of a record whose evidence is not here; a death that today's strikes do not bear is undone."""
    verdict = past.verdict
    if verdict.reason is not Reason.PERSISTENT_FAILURE or _bear_death(strikes_of(past), confirm):
        return verdict
    word = verdict.detail.partition(" in ")[0]
    reason = Reason(word) if word in set(Reason) else Reason.TIMEOUT
    return replace(
        verdict, state=State.UNSURE if reason is Reason.SAME_EVERYWHERE else State.UNREACHABLE, reason=reason
    )


def awaits_witness(past: Past | None, check: Check, verdict: Verdict, confirm: Confirm) -> datetime | None:
    """Return since when an archive must not have seen the page for a check to be death; None for any other."""
    strikes = strikes_after(past, check, verdict)
    known = tuple(strike for strike in strikes if strike[0] <= check.checked_at)
    return known[0][0] if kind_of(check, verdict) is not None and needs_witness(known, confirm) else None


def _bear_death(strikes: Strikes, confirm: Confirm) -> bool:
    return has_lasted(strikes, confirm) or needs_witness(strikes, confirm)


def _persisting(verdict: Verdict, past: Past, check: Check, confirm: Confirm) -> Verdict:
    """Return `dead` for a failure that has lasted long enough, else the verdict as it is."""
    kind = kind_of(check, verdict)
    strikes = strikes_of(past, kind)
    if kind is None or kind is StrikeKind.DEAD or not strikes:
        return verdict
    witnessed = check.unseen_since is not None and needs_witness(strikes, confirm)
    if not has_lasted(strikes, confirm) and not witnessed:
        return verdict
    since = f"{strikes[0][0]:%Y-%m-%d}"
    unseen = ", and no archive has seen it since" if witnessed else ""
    detail = f"{verdict.reason} in {len(strikes)} runs since {since}{unseen}: {verdict.detail}"
    evidence = Evidence(NAME, State.DEAD, Reason.PERSISTENT_FAILURE, detail)
    return replace(
        verdict,
        state=evidence.state,
        reason=evidence.reason,
        detail=detail,
        flags=(),
        evidence=(evidence, *verdict.evidence),
    )


def doubted_hosts(before: Mapping[str, Past], after: Iterable[Past]) -> dict[str, str]:
    """Return the hosts half of whose living links died in one run, with that in words.

    `before` are the records of the run before, `after` those of the links that were asked in this one. A host with so
    many deaths at once has most likely something else the matter with it.
    """
    living = {url for url, past in before.items() if past.last_alive_at is not None and not _is_dead(past)}
    number: defaultdict[str, int] = defaultdict(int)
    for url in living:
        number[host_of(url)] += 1
    asked: defaultdict[str, list[Past]] = defaultdict(list)
    for past in after:
        if past.url in living:
            asked[host_of(past.url)].append(past)
    died = {host: sum(past.verdict.state is State.DEAD for past in pasts) for host, pasts in asked.items()}
    return {
        host: f"{died[host]} of {len(pasts)} living links of {host} died in one run, so a later night is to agree"
        for host, pasts in asked.items()
        if number[host] >= LIVING and died[host] * 2 >= len(pasts)
    }


def _is_dead(past: Past) -> bool:
    return past.verdict.state is State.DEAD or past.dead_since is not None


def doubted(past: Past, words: str) -> Past:
    """Return the record of a death that is not confirmed yet, for the reason in `words`; of any other, as it is."""
    verdict = past.verdict
    first = verdict.state is State.DEAD and past.dead_since == past.checked_at
    if not first or verdict.reason is Reason.PERSISTENT_FAILURE or verdict.detail.endswith(words):
        return past
    flags = tuple(dict.fromkeys((*verdict.flags, Flag.UNCONFIRMED)))
    return replace(past, verdict=replace(verdict, detail=f"{verdict.detail}; {words}", flags=flags))


def change(before: Past | None, verdict: Verdict, *, first_run: bool) -> Change | None:
    """Say what is new of a target; nothing is in the run that all begins with."""
    was_dead = before is not None and before.verdict.state is State.DEAD
    if verdict.state is State.DEAD:
        return Change.STILL if was_dead else None if first_run else Change.NEW
    return Change.BACK if was_dead and verdict.state.is_good else None
