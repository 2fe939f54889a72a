"""The one rolling issue: opened when something breaks, edited when that changes, closed when all is well, reopened.

Never a second one: it is found by the marker that begins its body, whoever's token wrote it; after opening, linkcheck
looks again, and of two that were opened at the same time the younger is closed. An issue that was closed by hand is
reopened only when something new breaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from linkcheck.model import Report
from linkcheck.publishing.forge.bodies import ISSUE, IssueComparison, compare_report, issue_body, issue_note, read_state
from linkcheck.publishing.forge.errors import ApiError, PublishError, UncertainError, sanitise
from linkcheck.publishing.forge.log import Log
from linkcheck.publishing.github.api import Api
from linkcheck.publishing.github.environment import Environment
from linkcheck.publishing.github.errors import explain_refusal
from linkcheck.publishing.github.models import Issue, Label

TITLE = "Broken links"
NEEDS = "issues"
RECENT = 100
"""Open issues that are looked at after opening one: a second run's is among the newest."""


@dataclass(frozen=True, slots=True)
class IssueClient:
    """Reads and writes the issues of a repository."""

    api: Api
    root: str
    """`/repos/owner/name`."""
    me: str | None
    """The token's owner; None for an app's token, which may not ask."""
    labels: Mapping[str, int]
    """The label's numbers by their names, where the forge wants these."""

    @property
    def _believed(self) -> frozenset[str]:
        return self.api.dialect.bots | ({self.me} if self.me else frozenset())

    @classmethod
    async def open(cls, api: Api, environment: Environment) -> IssueClient:
        """Look at the repository; raises PublishError where it has no issues or can have no new ones."""
        repository = await api.repository(environment.repository)
        if repository.archived:
            raise PublishError(explain_refusal(403, "archived", (), doing="write an issue", needs=NEEDS))
        if not repository.has_issues:
            raise PublishError(explain_refusal(410, "disabled", (), doing="write an issue", needs=NEEDS))
        root = f"/repos/{repository.full_name}"
        return cls(api, root, await api.token_owner(), {} if api.dialect.has_refs else await _labels(api, root))

    async def ours(self) -> list[Issue]:
        """Return every issue of ours, open or closed, those by this token's owner first looked for."""
        found: list[Issue] = []
        dialect = self.api.dialect
        for creator in dict.fromkeys(filter(None, [self.me, *dialect.creators])):
            found += await self._list({"state": "all", dialect.creator: creator, "sort": "created", "direction": "asc"})
        return found or await self._list({"state": "all", "sort": "created", "direction": "asc"})

    async def recent(self) -> list[Issue]:
        """Return the open issues of ours among the newest."""
        return await self._list({"state": "open", "sort": "created", "direction": "desc"}, most=RECENT)

    async def _list(self, query: dict[str, str], most: int | None = None) -> list[Issue]:
        found, seen = [], 0
        try:
            async for issue in self.api.pages(f"{self.root}/issues", Issue, query, doing="list issues", needs=NEEDS):
                seen += 1
                if issue.pull_request is None and issue.is_ours(ISSUE, self._believed):
                    found.append(issue)
                if seen == most:
                    break
        except ApiError as error:
            # An installation may not know that user.
            if error.status not in {404, 422} or self.api.dialect.creator not in query:
                raise
        return found

    async def make(self, payload: dict[str, object]) -> Issue:
        """Open an issue; raises UncertainError where nobody knows whether it was opened."""
        if not self.api.dialect.has_refs:
            named = payload["labels"] if isinstance(payload["labels"], list) else []
            payload = {**payload, "labels": [self.labels[name] for name in named if name in self.labels]}
        return await self.api.post(f"{self.root}/issues", payload, Issue, doing="open the issue", needs=NEEDS)

    async def edit(self, number: int, doing: str, **fields: object) -> None:
        """Change an issue."""
        await self.api.patch(f"{self.root}/issues/{number}", fields, doing=doing, needs=NEEDS)

    async def comment(self, number: int, body: str) -> None:
        """Comment on an issue."""
        path = f"{self.root}/issues/{number}/comments"
        await self.api.post(path, {"body": body}, dict, doing="comment on the issue", needs=NEEDS)


async def _labels(api: Api, root: str) -> dict[str, int]:
    labels = api.pages(f"{root}/labels", Label, {}, doing="list labels", needs=NEEDS)
    return {label.name: label.id async for label in labels}


async def update_issue(
    api: Api,
    report: Report,
    log: Log,
    environment: Environment,
    *,
    title: str = TITLE,
    labels: Sequence[str] = (),
) -> None:
    """Bring the issue up to date. Raises PublishError; what was done until then is in the log."""
    if report.environment_fault is not None:
        log.say(f"the issue stays as it is: {sanitise(report.environment_fault)}")
        return
    client = await IssueClient.open(api, environment)
    known = sorted(await client.ours(), key=lambda one: (one.state != "open", one.number))
    issue = known[0] if known else None
    state = read_state(issue.text) if issue is not None else None
    compared = compare_report(report, state.keys if state is not None else None)
    body = issue_body(report, compared, run_url=environment.run_url, source_url=environment.source_url)
    if issue is None:
        if compared.broken:
            issue = await _open(client, {"title": title, "body": body, "labels": list(labels)}, log)
        else:
            log.say("nothing is broken, and there is no issue to close")
    elif issue.state != "open":
        await _maybe_reopen(client, issue, compared, body, log)
    elif compared.is_healthy:
        await _close(client, issue, report, compared, body, log)
    else:
        await _edit(client, issue, body, log)
    if issue is not None:
        log.outputs["issue"] = str(issue.number)
        await _close_duplicates(client, issue, known[1:], log)


async def _open(client: IssueClient, payload: dict[str, object], log: Log) -> Issue:
    """Open an issue and look again: another run may have done the same at this moment."""
    try:
        made = await client.make(payload)
    except UncertainError:
        found = await client.recent()
        made = min(found, key=lambda one: one.number) if found else await client.make(payload)
    first = min((made, *await client.recent()), key=lambda one: one.number)
    if first.number == made.number:
        log.say(f"opened issue #{made.number}")
        return made
    await _close_duplicates(client, first, [made], log)
    await _edit(client, first, str(payload["body"]), log)
    return first


async def _edit(client: IssueClient, issue: Issue, body: str, log: Log) -> None:
    if read_state(issue.text) == read_state(body):
        log.say(f"issue #{issue.number} already says so")
        return
    await client.edit(issue.number, "edit the issue", body=body)
    log.say(f"edited issue #{issue.number}")


async def _maybe_reopen(client: IssueClient, issue: Issue, compared: IssueComparison, body: str, log: Log) -> None:
    if not compared.broken:
        log.say(f"nothing is broken, and issue #{issue.number} is closed")
    elif not compared.new:
        log.say(f"issue #{issue.number} was closed by somebody, and nothing new is broken: it stays closed")
    else:
        await client.edit(issue.number, "reopen the issue", state="open", body=body)
        log.say(f"reopened issue #{issue.number}")


async def _close(
    client: IssueClient, issue: Issue, report: Report, compared: IssueComparison, body: str, log: Log
) -> None:
    try:
        await client.comment(issue.number, issue_note(compared, report))
    except PublishError as error:  # a locked conversation takes no comment, and can be closed all the same
        log.warn(str(error))
    await client.edit(issue.number, "close the issue", state="closed", state_reason="completed", body=body)
    log.say(f"closed issue #{issue.number}: nothing is broken")


async def _close_duplicates(client: IssueClient, first: Issue, others: Iterable[Issue], log: Log) -> None:
    """Close other issues that say the same; an issue that somebody else wrote is left to them."""
    for duplicate in others:
        if duplicate.state == "open" and duplicate.is_by(first) and duplicate.number != first.number:
            await client.comment(duplicate.number, f"Duplicate of #{first.number}")
            await client.edit(duplicate.number, "close the second issue", state="closed", state_reason="not_planned")
            log.say(f"closed issue #{duplicate.number}: #{first.number} says the same")
