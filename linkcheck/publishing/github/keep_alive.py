"""Keeps GitHub from switching the nightly run off, where that is wanted.

In a public repository without any activity for 60 days, GitHub switches scheduled workflows off. To enable a workflow
through the API, though it is enabled, has been seen to begin the 60 days anew; GitHub documents no such thing and may
end it, and took down an action that did it for everybody (2025). So it is an option, off by default. A workflow that
is off already does not run, and so cannot switch itself on: its page has a button. What somebody switched off by hand
stays off.
"""

from __future__ import annotations

import re

from linkcheck.publishing.forge.errors import PublishError, sanitise
from linkcheck.publishing.forge.log import Log
from linkcheck.publishing.github.api import Api
from linkcheck.publishing.github.environment import Environment
from linkcheck.publishing.github.models import Workflow

NEEDS = "actions"
_FILE = re.compile(r"[A-Za-z0-9_. -]+\.ya?ml")


def workflow_file(given: str) -> str:
    """Return the file name of a workflow, given as a name, a path or GITHUB_WORKFLOW_REF; raises PublishError."""
    name = given.partition("@")[0].rpartition("/")[2]
    if not _FILE.fullmatch(name):
        raise PublishError(f"no workflow file: {sanitise(given) or 'none is named'}; give --workflow nightly.yml")
    return name


async def keep_alive(api: Api, log: Log, environment: Environment, workflow: str) -> None:
    """Enable a workflow again, if nobody switched it off. Raises PublishError."""
    if not api.dialect.says_roles:
        log.say(f"{api.dialect.name} switches no schedule off: there is nothing to do")
        return
    name = workflow_file(workflow or environment.workflow_ref)
    repository = await api.repository(environment.repository)
    path = f"/repos/{repository.full_name}/actions/workflows/{name.replace(' ', '%20')}"
    state = (await api.get(path, Workflow, doing=f"find the workflow {name}", needs=NEEDS)).state
    if state == "disabled_manually":
        log.say(f"{name} was switched off by hand, and stays so")
        return
    await api.put(f"{path}/enable", doing=f"enable {name}", needs=NEEDS)
    log.say(f"enabled {name} again")
