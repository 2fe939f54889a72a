"""The one note on a merge request: made when the change breaks something, kept up to date, turned green."""

from __future__ import annotations

import re

from linkcheck.model import Report
from linkcheck.publishing.forge.bodies import COMMENT, comment_body, compare_report, read_state
from linkcheck.publishing.forge.client import Client
from linkcheck.publishing.forge.errors import UncertainError
from linkcheck.publishing.forge.log import Log
from linkcheck.publishing.gitlab.api import Member, Note
from linkcheck.publishing.gitlab.environment import JobEnvironment

NEEDS = "api"
"""The scope of the token."""


async def update_note(client: Client, report: Report, log: Log, environment: JobEnvironment) -> None:
    """Bring the note up to date. Raises PublishError."""
    if not environment.merge_request:
        log.say("this job is for no merge request: no note")
        return
    root = f"/projects/{environment.project}/merge_requests/{environment.merge_request}/notes"
    name = f"merge request !{environment.merge_request}"
    compared = compare_report(report)
    body = comment_body(report, compared, run_url=environment.job_url, source_url=environment.line_url)
    mine = await _find(client, root, environment)
    if mine is None:
        if not compared.broken:
            log.say("the change breaks nothing: no note")
            return
        await _make(client, root, environment, body)
        log.say(f"wrote a note on {name}")
    elif read_state(_text(mine)) == read_state(body):
        log.say(f"the note on {name} already says so")
    else:
        await client.put(f"{root}/{mine.id}", {"body": body}, doing="edit the note", needs=NEEDS)
        log.say(f"edited the note on {name}")


async def _make(client: Client, root: str, environment: JobEnvironment, body: str) -> None:
    """Write the note; where nobody knows whether it was written, look, and write again if it was not."""
    doing = "write a note on the merge request"
    try:
        await client.post(root, {"body": body}, Note, doing=doing, needs=NEEDS)
    except UncertainError:
        if await _find(client, root, environment) is None:
            await client.post(root, {"body": body}, Note, doing=doing, needs=NEEDS)


async def _find(client: Client, root: str, environment: JobEnvironment) -> Note | None:
    """Return our note, the first of them: by this token's owner, or by the bot of another token of the project."""
    me = await client.get("/user", Member, doing="ask whose token it is", needs=NEEDS)
    bot = re.compile(rf"project_{environment.project}_bot(_[0-9a-f]+)?")  # as GitLab calls them; no person may be so
    query = {"order_by": "created_at", "sort": "asc"}
    async for note in client.pages(root, Note, query, doing="list the notes", needs=NEEDS):
        if note.author is None or note.system or not _text(note).startswith(COMMENT):
            continue
        if note.author.id == me.id or bot.fullmatch(note.author.username):
            return note
    return None


def _text(note: Note) -> str:
    return note.body.replace("\r\n", "\n")
