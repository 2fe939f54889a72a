"""The one sticky comment on a pull request: made when the change breaks something, kept up to date, turned green."""

from __future__ import annotations

from dataclasses import replace

from linkcheck.model import Report
from linkcheck.publishing.forge.bodies import COMMENT, comment_body, compare_report, read_state
from linkcheck.publishing.forge.errors import ApiError, PublishError
from linkcheck.publishing.forge.log import Log
from linkcheck.publishing.github.api import Api
from linkcheck.publishing.github.environment import Environment
from linkcheck.publishing.github.event import PullEvent, pull_event
from linkcheck.publishing.github.models import Comment

NEEDS = "pull-requests"


async def update_comment(api: Api, report: Report, log: Log, environment: Environment) -> None:
    """Bring the comment up to date. Raises PublishError."""
    event = pull_event(environment)
    if event is None:
        log.say(f"this run ({environment.event_name or 'no event'}) is for no pull request: no comment")
        return
    try:
        await _stick(api, report, log, environment, event)
    except ApiError as error:
        if error.status == 403 and event.is_fork and "not accessible by" in error.message:
            raise PublishError(
                "a fork's pull request has no token that may write: the report is in the job summary"
            ) from error
        raise


async def _stick(api: Api, report: Report, log: Log, environment: Environment, event: PullEvent) -> None:
    repository = await api.repository(environment.repository)
    root = f"/repos/{repository.full_name}/issues"
    compared = compare_report(report)
    place = replace(environment, source_root=event.head)
    body = comment_body(report, compared, run_url=environment.run_url, source_url=place.source_url)
    mine = await _find(api, f"{root}/{event.number}/comments")
    doing = "comment on the pull request"
    if mine is None:
        if not compared.broken:
            log.say("the change breaks nothing: no comment")
            return
        made = await api.post(f"{root}/{event.number}/comments", {"body": body}, Comment, doing=doing, needs=NEEDS)
        log.say(f"commented on pull request #{event.number}")
        log.outputs["comment"] = str(made.id)
        return
    log.outputs["comment"] = str(mine.id)
    if read_state(mine.text) == read_state(body):
        log.say(f"the comment on pull request #{event.number} already says so")
        return
    await api.patch(f"{root}/comments/{mine.id}", {"body": body}, doing=doing, needs=NEEDS)
    log.say(f"edited the comment on pull request #{event.number}")


async def _find(api: Api, path: str) -> Comment | None:
    """Return our comment, the first of them; whose token wrote it is asked only where a stranger's may be meant."""
    doubted: list[Comment] = []
    async for comment in api.pages(path, Comment, {}, doing="list comments", needs=NEEDS):
        if comment.is_ours(COMMENT):
            return comment
        if comment.text.startswith(COMMENT):
            doubted.append(comment)
    believed = await api.believed() if doubted else ()
    return next((comment for comment in doubted if comment.is_ours(COMMENT, believed)), None)
