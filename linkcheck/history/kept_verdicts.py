"""Verdicts as bytes and back, with as much of the check as reports show: the column `verdict` of the table `verdicts`.

They spare a night the judging of what was judged before, and decide nothing: `rules` says by which rules each was
found, and by others the evidence is judged again.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec
from msgspec import Struct

from linkcheck.history.evidence import UNREADABLE, FlatCheck, check_of, flat
from linkcheck.model import Check, Evidence, Exchange, Flag, Page, Reason, Response, State, Verdict


class KeptVerdict(Struct, frozen=True):
    """The word of the rules on kept evidence."""

    check: Check
    """Without pages, but for the titles of its probes."""
    verdict: Verdict
    """The word of the evidence by itself, drift included."""
    rules: str
    """Names the rules."""


class _Row(msgspec.Struct, array_like=True, gc=False):
    check: FlatCheck
    state: State
    reason: Reason
    detail: str
    status: int | None
    final_url: str | None
    flags: tuple[Flag, ...]
    evidence: tuple[tuple[str, State, Reason, str], ...]


_decoder = msgspec.msgpack.Decoder(_Row)


def pack_verdict(kept: KeptVerdict) -> bytes:
    """Return a verdict as bytes."""
    said = kept.verdict
    evidence = tuple((one.signal, one.state, one.reason, one.detail) for one in said.evidence)
    check = replace(kept.check, probes=tuple(map(titled, kept.check.probes)))
    return msgspec.msgpack.encode(
        _Row(flat(check), said.state, said.reason, said.detail, said.status, said.final_url, said.flags, evidence)
    )


def unpack_verdict(data: bytes, rules: str) -> KeptVerdict | None:
    """Return the verdict; None for bytes that are not ours."""
    try:
        row = _decoder.decode(data)
    except UNREADABLE:
        return None
    evidence = tuple(Evidence(*one) for one in row.evidence)
    said = Verdict(row.state, row.reason, row.detail, row.status, row.final_url, row.flags, evidence)
    return KeptVerdict(check_of(row.check), said, rules)


def titled(probe: Exchange) -> Exchange:
    """Return a probe with no more of its page than the title."""
    if not isinstance(probe.outcome, Response) or probe.outcome.page is None:
        return probe
    return replace(probe, outcome=replace(probe.outcome, page=Page(title=probe.outcome.page.title)))
