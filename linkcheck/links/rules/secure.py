"""Finds `http` where the same page is known to answer by `https`: seen in this run, never guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from linkcheck.model import Finding, Flag, Problem, Rule


def insecure_links(findings: Sequence[Finding]) -> Iterator[Problem]:
    """Yield the references to `http://…` whose twin with `https` was found alive, or that were sent on to it."""
    alive = {finding.target.url for finding in findings if _answers_securely(finding)}
    for finding in findings:
        url = finding.target.url
        if url.startswith("http://"):
            twin = f"https://{url.removeprefix('http://')}"
            if twin in alive or _sent_on_to(finding, twin):
                for reference in finding.target.references:
                    if not reference.disabled:
                        words = f"the same page answers by https: {twin}"
                        yield Problem.at(reference, Rule.INSECURE_LINK, words)


def _answers_securely(finding: Finding) -> bool:
    verdict = finding.verdict
    secure = finding.target.url.startswith("https://") and verdict.state.is_good and Flag.INSECURE not in verdict.flags
    return secure and not (verdict.final_url or "https:").startswith("http:")


def _sent_on_to(finding: Finding, twin: str) -> bool:
    verdict = finding.verdict
    alive = verdict.state.is_good and Flag.INSECURE not in verdict.flags
    return alive and verdict.final_url == twin
