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

from linkcheck.github.api import Api
from linkcheck.github.bodies import PULL, Repair, StateComment, hidden_of, pull_body, pull_title
from linkcheck.github.branch import Checkout, Tip, paths_in_git
from linkcheck.github.environment import Environment
from linkcheck.github.errors import ApiError, PublishError, UncertainError
from linkcheck.github.log import Log
from linkcheck.github.models import Pull
from linkcheck.model import Edit, LookupStatus, Report, State
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
    """What should be on the branch."""

    repairs: tuple[Repair, ...]
    paths: dict[str, bytes]
    """Path in the report → path in git."""
    notes: tuple[str, ...]
    """For people."""


def proposal(report: Report, checkout: Checkout, folder: Path) -> Proposal:
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


def unsettled(report: Report) -> str | None:
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
class Desk:
    """Where the pull request is read and written."""

    api: Api
    root: str
    owner: str
    base: str
    branch: str
    environment: Environment
    notes: Log

    async def mine(self) -> list[Pull]:
        """Return all pull requests of the branch, the newest first."""
        query = {"state": "all", "head": f"{self.owner}:{self.branch}", "sort": "created", "direction": "desc"}
        doing = "list pull requests"
        return [pull async for pull in self.api.pages(f"{self.root}/pulls", Pull, query, doing=doing, needs=NEEDS)]

    async def write(self, pull: Pull, title: str, body: str, doing: str = "edit the pull request", **more: str) -> bool:
        """Change a pull request if that says anything new; tell whether it did."""
        if hidden_of(pull.text) == hidden_of(body) and pull.title == title and not more:
            return False
        fields = {"title": title, "body": body, **more}
        await self.api.patch(f"{self.root}/pulls/{pull.number}", fields, doing=doing, needs=NEEDS)
        return True

    async def reopened(self, pull: Pull, tip: Tip | None) -> bool:
        """Reopen a pull request, its branch put back where it was; tell whether GitHub let us."""
        try:
            if tip is None:
                payload = {"ref": f"refs/heads/{self.branch}", "sha": pull.head.sha}
                await self.api.post(
                    f"{self.root}/git/refs", payload, dict, doing="put the branch back", needs="contents"
                )
            path, doing = f"{self.root}/pulls/{pull.number}", "reopen the pull request"
            await self.api.patch(path, {"state": "open"}, doing=doing, needs=NEEDS)
        except ApiError as error:
            if error.status == 422:  # the branch was changed since, or its commits are gone for good
                return False
            raise
        return True


async def roll_pull(
    api: Api, report: Report, notes: Log, environment: Environment, *, base: str, branch: str = BRANCH
) -> None:
    """Bring branch and pull request up to date. Raises PublishError; what was done until then is in the notes."""
    if environment.event_name.startswith("pull_request"):
        notes.say("this run is for a pull request, and opens none of its own")
        return
    folder = Path.cwd()
    checkout = Checkout.of(folder, environment)
    wanted = proposal(report, checkout, folder)
    for line in wanted.notes:
        notes.warn(line)
    repository = await api.repository(environment.repository)
    owner = repository.full_name.partition("/")[0]
    desk = Desk(api, f"/repos/{repository.full_name}", owner, base, branch, environment, notes)
    tip = checkout.tip(branch)
    pulls = await desk.mine()
    pull = next((one for one in pulls if one.state == "open"), None)
    if tip is not None and not tip.is_ours:
        await _leave(desk, report, wanted, pull)
    elif not wanted.repairs and (why := unsettled(report)):
        notes.say(f"nothing was repaired, but {why}: what is proposed stays as it is")
    elif not wanted.repairs:
        await _finish(desk, report, checkout, tip, pull)
    elif pull is not None:
        _renew(desk, checkout, wanted, tip)
        await _refresh(desk, report, wanted, pull)
    else:
        await _propose(desk, report, checkout, wanted, tip, pulls)


def _body(desk: Desk, report: Report, repairs: Sequence[Repair], notes: Sequence[str]) -> str:
    return pull_body(report, repairs, run_url=desk.environment.run_url, notes=notes)


async def _leave(desk: Desk, report: Report, wanted: Proposal, pull: Pull | None) -> None:
    desk.notes.warn(f"{desk.branch}: somebody else's commits are on this branch, and linkcheck leaves it as it is")
    if pull is not None and pull.is_ours(PULL):
        desk.notes.outputs["pull_request"] = str(pull.number)
        await desk.write(pull, pull.title, _body(desk, report, wanted.repairs, (THEIRS, *wanted.notes)))


async def _finish(desk: Desk, report: Report, checkout: Checkout, tip: Tip | None, pull: Pull | None) -> None:
    """Nothing is left to repair: close what is open, and take the branch away."""
    if pull is not None and pull.is_ours(PULL):
        body = _body(desk, report, (), ())
        await desk.write(pull, pull.title, body, doing="close the pull request", state="closed")
        desk.notes.say(f"closed pull request #{pull.number}: nothing is left to repair")
    elif pull is not None:
        desk.notes.say(f"pull request #{pull.number} of {desk.branch} is somebody else's, and stays as it is")
        return
    if tip is not None:
        checkout.delete(desk.branch, tip.sha)
        desk.notes.say(f"deleted the branch {desk.branch}")
    if pull is None and tip is None:
        desk.notes.say("nothing was repaired, and there is no pull request to close")


def _renew(desk: Desk, checkout: Checkout, wanted: Proposal, tip: Tip | None) -> None:
    commit = checkout.commit((repair, wanted.paths[repair.path]) for repair in wanted.repairs)
    if tip is not None and checkout.tree(commit) == tip.tree:
        desk.notes.say(f"{desk.branch} holds these repairs already")
        return
    checkout.push(commit, desk.branch, None if tip is None else tip.sha)
    desk.notes.say(f"pushed {counted(len(wanted.repairs), 'commit')} to {desk.branch}")


async def _refresh(desk: Desk, report: Report, wanted: Proposal, pull: Pull) -> None:
    desk.notes.outputs["pull_request"] = str(pull.number)
    if not pull.is_ours(PULL):
        desk.notes.say(f"pull request #{pull.number} was opened by somebody: its branch is renewed, its text is theirs")
        return
    body = _body(desk, report, wanted.repairs, wanted.notes)
    more = {"base": desk.base} if pull.base.ref != desk.base else {}
    edited = await desk.write(pull, pull_title(wanted.repairs), body, **more)
    desk.notes.say(f"{'edited' if edited else 'nothing new for'} pull request #{pull.number}")


async def _propose(
    desk: Desk, report: Report, checkout: Checkout, wanted: Proposal, tip: Tip | None, pulls: Sequence[Pull]
) -> None:
    """None is open: reopen the last one, or open one."""
    body, title = _body(desk, report, wanted.repairs, wanted.notes), pull_title(wanted.repairs)
    last = next((one for one in pulls if one.merged_at is None and one.is_ours(PULL)), None)
    if last is not None:
        if not _is_news(hidden_of(last.text), hidden_of(body)):
            desk.notes.say(f"pull request #{last.number} was closed by somebody: these repairs are not proposed again")
            return
        if await desk.reopened(last, tip):
            _renew(desk, checkout, wanted, checkout.tip(desk.branch))
            await _refresh(desk, report, wanted, last)
            desk.notes.say(f"reopened pull request #{last.number}")
            return
    _renew(desk, checkout, wanted, tip)
    await _open(desk, title, body)


def _is_news(old: StateComment | None, new: StateComment | None) -> bool:
    """Tell whether a body proposes a repair that an old one did not."""
    if old is None or new is None or old.keys is None or new.keys is None:
        return old is None or new is None or old.digest != new.digest
    return bool(new.keys - old.keys)


async def _open(desk: Desk, title: str, body: str) -> None:
    payload = {"title": title, "body": body, "head": desk.branch, "base": desk.base}
    doing = "open the pull request"
    try:
        made = await desk.api.post(f"{desk.root}/pulls", payload, Pull, doing=doing, needs=NEEDS)
    except UncertainError:
        opened = next((one for one in await desk.mine() if one.state == "open"), None)
        if opened is None:
            raise
        made = opened
    except ApiError as error:
        if error.status == 403:
            where = f"{desk.environment.server_url}{desk.root.removeprefix('/repos')}/compare/"
            where += f"{quote(desk.base)}...{quote(desk.branch)}?expand=1"
            raise PublishError(f"{error}. The repairs are on the branch {desk.branch}: {where}") from error
        raise
    desk.notes.outputs["pull_request"] = str(made.number)
    desk.notes.say(f"opened pull request #{made.number}")
