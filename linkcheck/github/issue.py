"""The one rolling issue: opened when something breaks, edited when that changes, closed when all is well, reopened.

Never a second one: it is found by the marker that begins its body, whoever's token wrote it; after opening, linkcheck
looks again, and of two that were opened at the same time the younger is closed. Whoever closes the issue by hand hears
of it again only when something new breaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linkcheck.github.api import Api
from linkcheck.github.bodies import ISSUE, Tally, hidden_of, issue_body, issue_note, tally_of
from linkcheck.github.environment import Environment
from linkcheck.github.errors import ApiError, PublishError, UncertainError, foreign, refusal
from linkcheck.github.log import Log
from linkcheck.github.models import Issue, Person
from linkcheck.model import Report

TITLE = "Broken links"
BOT = "github-actions[bot]"
NEEDS = "issues"
RECENT = 100
"""Open issues that are looked at after opening one: a second run's is among the newest."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the issues of a repository are read and written."""

    api: Api
    root: str
    """`/repos/owner/name`."""
    me: str | None
    """The token's owner; None for an app's token, which may not ask."""

    @classmethod
    async def open(cls, api: Api, environment: Environment) -> Desk:
        """Look at the repository; raises PublishError where it has no issues or can have no new ones."""
        repository = await api.repository(environment.repository)
        if repository.archived:
            raise PublishError(refusal(403, "archived", (), doing="write an issue", needs=NEEDS))
        if not repository.has_issues:
            raise PublishError(refusal(410, "disabled", (), doing="write an issue", needs=NEEDS))
        return cls(api, f"/repos/{repository.full_name}", await who_am_i(api))

    async def ours(self) -> list[Issue]:
        """Return every issue of ours, open or closed, those by this token's owner first looked for."""
        found: list[Issue] = []
        for creator in dict.fromkeys(filter(None, [self.me, BOT])):
            found += await self._list({"state": "all", "creator": creator, "sort": "created", "direction": "asc"})
        return found or await self._list({"state": "all", "sort": "created", "direction": "asc"})

    async def recent(self) -> list[Issue]:
        """Return the open issues of ours among the newest."""
        return await self._list({"state": "open", "sort": "created", "direction": "desc"}, most=RECENT)

    async def _list(self, query: dict[str, str], most: int | None = None) -> list[Issue]:
        found, seen = [], 0
        try:
            async for issue in self.api.pages(f"{self.root}/issues", Issue, query, doing="list issues", needs=NEEDS):
                seen += 1
                if issue.pull_request is None and issue.is_ours(ISSUE, self.me):
                    found.append(issue)
                if seen == most:
                    break
        except ApiError as error:
            if error.status != 422 or "creator" not in query:  # an installation may not know that user
                raise
        return found

    async def edit(self, number: int, doing: str, **fields: object) -> None:
        """Change an issue."""
        await self.api.patch(f"{self.root}/issues/{number}", fields, doing=doing, needs=NEEDS)

    async def comment(self, number: int, body: str) -> None:
        """Comment on an issue."""
        path = f"{self.root}/issues/{number}/comments"
        await self.api.post(path, {"body": body}, dict, doing="comment on the issue", needs=NEEDS)


async def who_am_i(api: Api) -> str | None:
    """Return the login of the token's owner; None where the token is an app's."""
    try:
        return (await api.get("/user", Person, doing="ask whose token it is", needs="contents")).login
    except ApiError as error:
        if error.status in {403, 404}:
            return None
        raise


async def roll_issue(
    api: Api,
    report: Report,
    notes: Log,
    environment: Environment,
    *,
    title: str = TITLE,
    labels: Sequence[str] = (),
) -> None:
    """Bring the issue up to date. Raises PublishError; what was done until then is in the notes."""
    if report.environment_fault is not None:
        notes.say(f"the issue stays as it is: {foreign(report.environment_fault)}")
        return
    desk = await Desk.open(api, environment)
    known = sorted(await desk.ours(), key=lambda one: (one.state != "open", one.number))
    issue = known[0] if known else None
    state = hidden_of(issue.text) if issue is not None else None
    tally = tally_of(report, state.keys if state is not None else None)
    body = issue_body(report, tally, run_url=environment.run_url, source_url=environment.source_url)
    if issue is None:
        if tally.broken:
            issue = await _open(desk, {"title": title, "body": body, "labels": list(labels)}, notes)
        else:
            notes.say("nothing is broken, and there is no issue to close")
    elif issue.state != "open":
        await _maybe_reopen(desk, issue, tally, body, notes)
    elif tally.is_healthy:
        await _close(desk, issue, report, tally, body, notes)
    else:
        await _edit(desk, issue, body, notes)
    if issue is not None:
        notes.outputs["issue"] = str(issue.number)
        await _close_twins(desk, issue, known[1:], notes)


async def _open(desk: Desk, payload: dict[str, object], notes: Log) -> Issue:
    """Open an issue and look again: another run may have done the same at this moment."""
    doing = "open the issue"
    try:
        made = await desk.api.post(f"{desk.root}/issues", payload, Issue, doing=doing, needs=NEEDS)
    except UncertainError:
        found = await desk.recent()
        if not found:
            made = await desk.api.post(f"{desk.root}/issues", payload, Issue, doing=doing, needs=NEEDS)
        else:
            made = min(found, key=lambda one: one.number)
    first = min((made, *await desk.recent()), key=lambda one: one.number)
    if first.number == made.number:
        notes.say(f"opened issue #{made.number}")
        return made
    await _close_twins(desk, first, [made], notes)
    await _edit(desk, first, str(payload["body"]), notes)
    return first


async def _edit(desk: Desk, issue: Issue, body: str, notes: Log) -> None:
    if hidden_of(issue.text) == hidden_of(body):
        notes.say(f"issue #{issue.number} already says so")
        return
    await desk.edit(issue.number, "edit the issue", body=body)
    notes.say(f"edited issue #{issue.number}")


async def _maybe_reopen(desk: Desk, issue: Issue, tally: Tally, body: str, notes: Log) -> None:
    if not tally.broken:
        notes.say(f"nothing is broken, and issue #{issue.number} is closed")
    elif not tally.new:
        notes.say(f"issue #{issue.number} was closed by somebody, and nothing new is broken: it stays closed")
    else:
        await desk.edit(issue.number, "reopen the issue", state="open", body=body)
        notes.say(f"reopened issue #{issue.number}")


async def _close(desk: Desk, issue: Issue, report: Report, tally: Tally, body: str, notes: Log) -> None:
    try:
        await desk.comment(issue.number, issue_note(tally, report))
    except PublishError as error:  # a locked conversation takes no comment, and can be closed all the same
        notes.warn(str(error))
    await desk.edit(issue.number, "close the issue", state="closed", state_reason="completed", body=body)
    notes.say(f"closed issue #{issue.number}: nothing is broken")


async def _close_twins(desk: Desk, first: Issue, others: Iterable[Issue], notes: Log) -> None:
    """Close what another run opened as well; an issue that somebody else wrote is left to them."""
    for twin in others:
        if twin.state == "open" and twin.is_by(first) and twin.number != first.number:
            await desk.comment(twin.number, f"Duplicate of #{first.number}")
            await desk.edit(twin.number, "close the second issue", state="closed", state_reason="not_planned")
            notes.say(f"closed issue #{twin.number}: #{first.number} says the same")
