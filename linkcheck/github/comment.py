"""The one sticky comment on a pull request: made when the change breaks something, kept up to date, turned green."""

from __future__ import annotations

from dataclasses import replace

from linkcheck.github.api import Api
from linkcheck.github.bodies import COMMENT, comment_body, hidden_of, tally_of
from linkcheck.github.environment import Environment
from linkcheck.github.errors import ApiError, PublishError
from linkcheck.github.event import PullEvent, pull_event
from linkcheck.github.issue import who_am_i
from linkcheck.github.log import Log
from linkcheck.github.models import Comment
from linkcheck.model import Report

NEEDS = "pull-requests"


async def stick_comment(api: Api, report: Report, notes: Log, environment: Environment) -> None:
    """Bring the comment up to date. Raises PublishError."""
    event = pull_event(environment)
    if event is None:
        notes.say(f"this run ({environment.event_name or 'no event'}) is for no pull request: no comment")
        return
    try:
        await _stick(api, report, notes, environment, event)
    except ApiError as error:
        if error.status == 403 and event.is_fork and "not accessible by" in error.message:
            raise PublishError(
                "a fork's pull request has no token that may write: the report is in the job summary"
            ) from error
        raise


async def _stick(api: Api, report: Report, notes: Log, environment: Environment, event: PullEvent) -> None:
    repository = await api.repository(environment.repository)
    root = f"/repos/{repository.full_name}/issues"
    tally = tally_of(report)
    place = replace(environment, source_root=event.head)
    body = comment_body(report, tally, run_url=environment.run_url, source_url=place.source_url)
    mine = await _find(api, f"{root}/{event.number}/comments")
    doing = "comment on the pull request"
    if mine is None:
        if not tally.broken:
            notes.say("the change breaks nothing: no comment")
            return
        made = await api.post(f"{root}/{event.number}/comments", {"body": body}, Comment, doing=doing, needs=NEEDS)
        notes.say(f"commented on pull request #{event.number}")
        notes.outputs["comment"] = str(made.id)
        return
    notes.outputs["comment"] = str(mine.id)
    if hidden_of(mine.text) == hidden_of(body):
        notes.say(f"the comment on pull request #{event.number} already says so")
        return
    await api.patch(f"{root}/comments/{mine.id}", {"body": body}, doing=doing, needs=NEEDS)
    notes.say(f"edited the comment on pull request #{event.number}")


async def _find(api: Api, path: str) -> Comment | None:
    """Return our comment, the first of them; whose token wrote it is asked only where a stranger's may be meant."""
    doubted: list[Comment] = []
    async for comment in api.pages(path, Comment, {}, doing="list comments", needs=NEEDS):
        if comment.is_ours(COMMENT):
            return comment
        if comment.text.startswith(COMMENT):
            doubted.append(comment)
    me = await who_am_i(api) if doubted else None
    return next((comment for comment in doubted if comment.is_ours(COMMENT, me)), None)
