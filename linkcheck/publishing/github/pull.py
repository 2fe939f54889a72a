"""The one rolling pull request with the repairs of the working tree: opened, renewed, closed when empty, reopened.

GitHub reopens a pull request only where its branch is what it was when it was closed, so a branch that was deleted is
put back there first and renewed afterwards. What somebody closed by hand is proposed again only with other repairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from linkcheck.model import Edit, LookupStatus, Report, State
from linkcheck.publishing.forge.bodies import PULL, Repair, StateComment, pull_body, pull_title, read_state
from linkcheck.publishing.forge.errors import ApiError, PublishError, UncertainError
from linkcheck.publishing.forge.log import Log
from linkcheck.publishing.github.api import Api
from linkcheck.publishing.github.branch import BranchTip, Checkout, paths_in_git
from linkcheck.publishing.github.environment import Environment
from linkcheck.publishing.github.models import Pull
from linkcheck.report.compare.comparing import NOT_ASKED
from linkcheck.report.words import counted
from linkcheck.verdict.outcome import Repairs, copies

BRANCH = "linkcheck/repairs"
NEEDS = "pull-requests"
THEIRS = (
    "Somebody else's commits are on this branch, and linkcheck leaves it as it is. Merge it, or delete the branch: "
    "then the next run begins anew."
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The repairs that the branch should hold."""

    repairs: tuple[Repair, ...]
    paths: dict[str, bytes]
    """Path in the report → path in git."""
    notes: tuple[str, ...]
    """For people."""


def plan_proposal(report: Report, checkout: Checkout, folder: Path) -> Proposal:
    """Return the repairs of a report that are changes of files in git."""
    by_path: defaultdict[str, list[Edit]] = defaultdict(list)
    for edit in report.edits:
        if edit.applied:
            by_path[edit.path].append(edit)
    paths = paths_in_git(list(by_path), checkout.changed(), folder, checkout.root)
    repairs = tuple(
        Repair(path, tuple(sorted(edits, key=lambda edit: edit.span)))
        for path, edits in sorted(by_path.items())
        if path in paths
    )
    missing = len(by_path) - len(repairs)
    words = f"{counted(missing, 'repaired post')} left out: not in git, or not to be told from another there."
    return Proposal(repairs, paths, (words,) if missing else ())


def reason_to_wait(report: Report) -> str | None:
    """Return why a report without repairs does not mean that nothing is left to repair; None where it does."""
    if report.environment_fault is not None or any(one.verdict.reason in NOT_ASKED for one in report.findings):
        return "not every link was asked"
    repairs = Repairs.of(report.edits)
    dead = [one for one in report.findings if one.verdict.state is State.DEAD and repairs.remaining(one)]
    if any(memento.answer is LookupStatus.UNKNOWN for one in dead for memento in one.mementos):
        return "not every archive could be asked"
    if any(copies(one) and not repairs.refuses(one) for one in dead):
        return "there are copies, so scan ran without --fix"
    return None


@dataclass(slots=True)
class PullClient:
    """Reads and writes the pull request of a branch."""

    api: Api
    root: str
    owner: str
    base: str
    branch: str
    environment: Environment
    log: Log
    believed: frozenset[str]
    """Names whose pull requests may be ours, where the forge does not say what they may do."""

    async def mine(self) -> list[Pull]:
        """Return all pull requests of the branch, the newest first."""
        query = {"state": "all", "head": f"{self.owner}:{self.branch}", "sort": "created", "direction": "desc"}
        doing = "list pull requests"
        pulls = self.api.pages(f"{self.root}/pulls", Pull, query, doing=doing, needs=NEEDS)
        return [pull async for pull in pulls if pull.head.is_of(self.owner, self.branch)]  # Gitea knows no `head`

    def is_ours(self, pull: Pull) -> bool:
        """Tell whether linkcheck opened a pull request."""
        return pull.is_ours(PULL, self.believed)

    async def write(self, pull: Pull, title: str, body: str, doing: str = "edit the pull request", **more: str) -> bool:
        """Change a pull request if that says anything new; tell whether it did."""
        if read_state(pull.text) == read_state(body) and pull.title == title and not more:
            return False
        fields = {"title": title, "body": body, **more}
        await self.api.patch(f"{self.root}/pulls/{pull.number}", fields, doing=doing, needs=NEEDS)
        return True

    async def reopened(self, pull: Pull, tip: BranchTip | None) -> bool:
        """Reopen a pull request, its branch put back where it was; tell whether GitHub let us."""
        try:
            if tip is None:
                await self._put_back(pull.head.sha)
            path, doing = f"{self.root}/pulls/{pull.number}", "reopen the pull request"
            await self.api.patch(path, {"state": "open"}, doing=doing, needs=NEEDS)
        except ApiError as error:
            # The branch was changed since, or its commits are gone for good.
            if error.status == 422 or (not self.api.dialect.has_refs and error.status in {404, 409, 412}):
                return False
            raise
        return True

    async def _put_back(self, commit: str) -> None:
        path, payload = "/git/refs", {"ref": f"refs/heads/{self.branch}", "sha": commit}
        if not self.api.dialect.has_refs:
            path, payload = "/branches", {"new_branch_name": self.branch, "old_ref_name": commit}
        await self.api.post(f"{self.root}{path}", payload, dict, doing="put the branch back", needs="contents")


async def update_pull(
    api: Api, report: Report, log: Log, environment: Environment, *, base: str, branch: str = BRANCH
) -> None:
    """Bring branch and pull request up to date. Raises PublishError; what was done until then is in the log."""
    if environment.event_name.startswith("pull_request"):
        log.say("this run is for a pull request, and opens none of its own")
        return
    folder = Path.cwd()
    checkout = Checkout.of(folder, environment)
    wanted = plan_proposal(report, checkout, folder)
    for line in wanted.notes:
        log.warn(line)
    repository = await api.repository(environment.repository)
    owner = repository.full_name.partition("/")[0]
    believed = frozenset() if api.dialect.says_roles else await api.believed()
    client = PullClient(api, f"/repos/{repository.full_name}", owner, base, branch, environment, log, believed)
    tip = checkout.tip(branch)
    pulls = await client.mine()
    pull = next((one for one in pulls if one.state == "open"), None)
    if tip is not None and not tip.is_ours:
        await _leave(client, report, wanted, pull)
    elif not wanted.repairs and (why := reason_to_wait(report)):
        log.say(f"nothing was repaired, but {why}: what is proposed stays as it is")
    elif not wanted.repairs:
        await _finish(client, report, checkout, tip, pull)
    elif pull is not None:
        _renew(client, checkout, wanted, tip)
        await _refresh(client, report, wanted, pull)
    else:
        await _propose(client, report, checkout, wanted, tip, pulls)


def _body(client: PullClient, report: Report, repairs: Sequence[Repair], notes: Sequence[str]) -> str:
    return pull_body(
        report,
        repairs,
        run_url=client.environment.run_url,
        notes=notes,
        workflows_note=client.api.dialect.workflows_note,
    )


async def _leave(client: PullClient, report: Report, wanted: Proposal, pull: Pull | None) -> None:
    client.log.warn(f"{client.branch}: somebody else's commits are on this branch, and linkcheck leaves it as it is")
    if pull is not None and client.is_ours(pull):
        client.log.outputs["pull_request"] = str(pull.number)
        await client.write(pull, pull.title, _body(client, report, wanted.repairs, (THEIRS, *wanted.notes)))


async def _finish(
    client: PullClient, report: Report, checkout: Checkout, tip: BranchTip | None, pull: Pull | None
) -> None:
    """Close the pull request and delete the branch, for nothing is left to repair."""
    if pull is not None and client.is_ours(pull):
        body = _body(client, report, (), ())
        await client.write(pull, pull.title, body, doing="close the pull request", state="closed")
        client.log.say(f"closed pull request #{pull.number}: nothing is left to repair")
    elif pull is not None:
        client.log.say(f"pull request #{pull.number} of {client.branch} is somebody else's, and stays as it is")
        return
    if tip is not None:
        checkout.delete(client.branch, tip.sha)
        client.log.say(f"deleted the branch {client.branch}")
    if pull is None and tip is None:
        client.log.say("nothing was repaired, and there is no pull request to close")


def _renew(client: PullClient, checkout: Checkout, wanted: Proposal, tip: BranchTip | None) -> None:
    commit = checkout.commit((repair, wanted.paths[repair.path]) for repair in wanted.repairs)
    if tip is not None and checkout.tree(commit) == tip.tree:
        client.log.say(f"{client.branch} holds these repairs already")
        return
    checkout.push(commit, client.branch, None if tip is None else tip.sha)
    client.log.say(f"pushed {counted(len(wanted.repairs), 'commit')} to {client.branch}")


async def _refresh(client: PullClient, report: Report, wanted: Proposal, pull: Pull) -> None:
    client.log.outputs["pull_request"] = str(pull.number)
    if not client.is_ours(pull):
        client.log.say(f"pull request #{pull.number} was opened by somebody: its branch is renewed, its text is theirs")
        return
    body = _body(client, report, wanted.repairs, wanted.notes)
    more = {"base": client.base} if pull.base.ref != client.base else {}
    edited = await client.write(pull, pull_title(wanted.repairs), body, **more)
    client.log.say(f"{'edited' if edited else 'nothing new for'} pull request #{pull.number}")


async def _propose(
    client: PullClient,
    report: Report,
    checkout: Checkout,
    wanted: Proposal,
    tip: BranchTip | None,
    pulls: Sequence[Pull],
) -> None:
    """Reopen the last pull request, or open one, where none is open."""
    body, title = _body(client, report, wanted.repairs, wanted.notes), pull_title(wanted.repairs)
    last = next((one for one in pulls if one.merged_at is None and client.is_ours(one)), None)
    if last is not None:
        if not _is_news(read_state(last.text), read_state(body)):
            client.log.say(f"pull request #{last.number} was closed by somebody: these repairs are not proposed again")
            return
        if await client.reopened(last, tip):
            _renew(client, checkout, wanted, checkout.tip(client.branch))
            await _refresh(client, report, wanted, last)
            client.log.say(f"reopened pull request #{last.number}")
            return
    _renew(client, checkout, wanted, tip)
    await _open(client, title, body)


def _is_news(old: StateComment | None, new: StateComment | None) -> bool:
    """Tell whether a body proposes a repair that an old one did not."""
    if old is None or new is None or old.keys is None or new.keys is None:
        return old is None or new is None or old.digest != new.digest
    return bool(new.keys - old.keys)


async def _open(client: PullClient, title: str, body: str) -> None:
    payload = {"title": title, "body": body, "head": client.branch, "base": client.base}
    doing = "open the pull request"
    try:
        made = await client.api.post(f"{client.root}/pulls", payload, Pull, doing=doing, needs=NEEDS)
    except UncertainError:
        opened = next((one for one in await client.mine() if one.state == "open"), None)
        if opened is None:
            raise
        made = opened
    except ApiError as error:
        if error.status == 403:
            where = f"{client.environment.server_url}{client.root.removeprefix('/repos')}/compare/"
            where += f"{quote(client.base)}...{quote(client.branch)}?expand=1"
            raise PublishError(f"{error}. The repairs are on the branch {client.branch}: {where}") from error
        raise
    client.log.outputs["pull_request"] = str(made.number)
    client.log.say(f"opened pull request #{made.number}")
