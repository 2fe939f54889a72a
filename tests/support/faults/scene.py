"""A small blog with dead links, an archive that has them, and what may be left after a run in which calls failed."""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from linkcheck.demo.listening import listening
from linkcheck.demo.wayback import Snapshot, open_wayback
from tests.internet.answers import gone, page
from tests.support.faults.zygote import Done, Plan, Zygote

POSTS = ("one.md", "two.md", "three.md")
REPORTS = ("report.json", "report.html")
SHARED = "history.jsonl"
OUTPUTS = ("-o", REPORTS[0], "-o", REPORTS[1])
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "scan --fix": ("scan", "content", "--fix", *OUTPUTS),
    "undo": ("undo",),
    "report": ("report", "content", *OUTPUTS),
}
NOTHING = "Nothing to undo"

SETTINGS = """\
allow_networks = ["127.0.0.0/8"]
host_request_interval = 0
fail_on = ["dead"]
[history]
file = "{shared}"
[archive]
url = "{archive}"
requests_per_minute = 0
playback_per_minute = 0
"""


@dataclass(frozen=True, slots=True)
class World:
    """Where dead links and their copies are."""

    dead: str
    archive: str


@contextmanager
def world() -> Iterator[World]:
    """Serve an archive and a host on which nothing is left, until the block ends."""
    ready: list[World] = []
    started, stop = threading.Event(), threading.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(gone())
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # killed
        finally:
            writer.close()

    async def live() -> None:
        async with listening(answer, "127.0.0.1") as port:
            dead = f"http://127.0.0.1:{port}"
            copies = [Snapshot(f"{dead}/{name}", "20160607080910", body=page(name)) for name in POSTS]
            async with open_wayback(copies) as wayback:
                ready.append(World(dead, wayback.url))
                started.set()
                await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=lambda: asyncio.run(live()), name="dead host and archive")
    thread.start()
    started.wait()
    try:
        yield ready[0]
    finally:
        stop.set()
        thread.join()


class Scene:
    """The blog, before and after each command; `folder` is where it always lies."""

    def __init__(self, zygote: Zygote, there: World, work: Path) -> None:
        self.folder = work / "blog"
        self._zygote = zygote
        self._before: dict[str, Path] = {}
        self.usual: dict[str, Done] = {}
        """Command → a run of it in which nothing fails."""
        (self.folder / "content").mkdir(parents=True)
        settings = SETTINGS.format(shared=SHARED, archive=there.archive)
        (self.folder / "linkcheck.toml").write_text(settings, encoding="utf-8")
        for name in POSTS:
            text = f"---\ndate: 2016-06-05\n---\n[a]({there.dead}/{name}) é\r\n[b][1]\n\n[1]: <{there.dead}/{name}#b>"
            (self.folder / "content" / name).write_bytes(text.encode())
        self.old = self._posts()
        assert zygote.run("scan", "content", *OUTPUTS, cwd=self.folder).code == 1
        self._before["scan --fix"] = self._before["report"] = self._kept(work / "scanned")
        self.usual["scan --fix"] = zygote.run(*COMMANDS["scan --fix"], cwd=self.folder)
        self.new = self._posts()
        assert self.usual["scan --fix"].code == 0, self.usual["scan --fix"]
        assert all(self.old[name] != self.new[name] for name in POSTS)
        self._before["undo"] = self._kept(work / "fixed")
        self.usual["undo"] = zygote.run("undo", cwd=self.folder)
        assert self.usual["undo"].code == 0
        assert self._posts() == self.old
        self._lay("report")
        self.usual["report"] = zygote.run(*COMMANDS["report"], cwd=self.folder)

    def _kept(self, place: Path) -> Path:
        shutil.copytree(self.folder, place)
        return place

    def _lay(self, command: str) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self._before[command], self.folder)

    def _posts(self) -> dict[str, bytes]:
        return {name: (self.folder / "content" / name).read_bytes() for name in POSTS}

    def faults(self, command: str, plan: Plan) -> list[str]:
        """Run a command with a call that fails, then undo; return in words all that is not as it must be."""
        done = self.run(command, plan)
        outputs = {name: (self._before[command] / name).read_bytes() for name in REPORTS}
        found = [*self._words(done, plan), *self._files(command, plan, done, outputs)]
        return [*found, *self.put_back()]

    def run(self, command: str, plan: Plan) -> Done:
        """Lay the blog as it is before a command, and run it with a call that fails."""
        self._lay(command)
        return self._zygote.run(*COMMANDS[command], cwd=self.folder, plan=plan)

    def _words(self, done: Done, plan: Plan) -> Iterator[str]:
        if done.code < 0 and plan.error > 0:
            yield f"killed by signal {-done.code}"
        strange = [line for line in done.err.splitlines() if not line.startswith("linkcheck: ")]
        if strange or "bug of linkcheck" in done.err:
            yield f"stderr: {done.err.strip()[-300:]}"
        if "remove" in done.err.lower():
            yield f"advises to remove: {done.err.strip()}"

    def _files(self, command: str, plan: Plan, done: Done, before: Mapping[str, bytes]) -> Iterator[str]:
        posts = self._posts()
        for name in POSTS:
            if posts[name] not in (self.old[name], self.new[name]):
                yield f"{name} is neither old nor new"
        wanted = self.new if command == "scan --fix" else self.old
        written = [name for name in POSTS if posts[name] == wanted[name]]
        whole = command == "undo" or all(self._is_whole(name) for name in (*REPORTS, SHARED))
        if not whole:
            yield "an output is half written"
        if done.code < 0:
            return
        stale = [name for name in REPORTS if command != "undo" and (self.folder / name).read_bytes() == before[name]]
        told = all(name in done.err for name in stale) or not done.out
        if stale and not (told and done.err and done.code == 2):
            yield f"exit {done.code}, and {stale} not written: {done.err!r}"
        left_out = "unreadable-file" in done.out
        if command != "report" and len(written) < len(POSTS) and done.code == 0 and not left_out:
            yield f"exit 0, but only {written} written: {done.out[-300:]!r} {done.err!r}"
        if command == "scan --fix" and REPORTS[0] not in stale:
            edits = json.loads((self.folder / REPORTS[0]).read_bytes())["edits"]
            applied = {Path(edit["path"]).name for edit in edits if edit["applied"]}
            if applied != set(written):
                yield f"the report says that {sorted(applied)} were written, and it was {written}"
        if not plan.lasts and (litter := [path.name for path in self.folder.rglob("*.tmp")]):
            yield f"left behind: {litter}"

    def _is_whole(self, name: str) -> bool:
        path = self.folder / name
        if not path.exists():
            return True
        data = path.read_bytes()
        try:
            if name == SHARED:
                return data.endswith(b"\n") and all(json.loads(line) for line in data.splitlines())
            return json.loads(data) is not None if name.endswith(".json") else data.endswith(b"</html>\n")
        except ValueError:
            return False

    def put_back(self) -> Iterator[str]:
        """Read the journal, and undo until there is nothing left to undo."""
        listed = self._zygote.run("undo", "--list", cwd=self.folder)
        if listed.code != 0 or listed.err:
            yield f"the journal cannot be read: {listed.err}"
        for _ in range(3):
            undone = self._zygote.run("undo", cwd=self.folder)
            if undone.code != 0 or undone.err:
                yield f"undo: exit {undone.code}: {undone.out} {undone.err}"
            if NOTHING in undone.out:
                break
        if self._posts() != self.old:
            yield "undo has not put all back"
        if litter := [path.name for path in (self.folder / "content").rglob("*.tmp")]:
            yield f"left behind even after undo: {litter}"
