"""Inside the network namespace: one version of the program on one of the webs, and all that came of it as JSON.

    python -m tests.benchmarks.same_truth_runs WHAT PYTHON LINKS OUTPUT OPTION …

The servers are this checkout's; the program is the unmodified one of PYTHON, as a process in a folder of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.living_links import START, write
from tests.benchmarks.same_truth_web import a_web, dawn, open_recorder
from tests.internet import behaviours
from tests.internet.behaviour import REGISTRY
from tests.internet.namespace import options, settle
from tests.internet.trial import write_documents
from tests.internet.world import open_world

__all__ = ["behaviours"]  # imported for its effect: it fills the registry

SIDE = Path(__file__).with_name("same_truth_side.py")
IN_ORDER = ("--host-concurrency", "1")
"""What is known of a host when a link of it is judged depends on which of its links were answered before."""
NIGHTS = (0, 3, 40)
"""Days: all is new; what failed is asked again; all is due."""


def internet(python: str, links: int, given: Sequence[str], folder: Path) -> Mapping[str, object]:
    """Run the program against the small internet once; the first `links` behaviours, 0: all."""
    chosen = list(REGISTRY.values())[: links or None]
    posts = write_documents(chosen, folder)
    with open_world(chosen, folder, real_ports=True) as world:
        report = program([python, "-m", "linkcheck", "scan", posts.name, *options(), *given], folder, world.ca_file)
    if world.errors:
        sys.exit("\n".join(world.errors))
    return {"report": report, "history": history(python, folder), "requests": dict(world.seen)}


def nights(python: str, links: int, given: Sequence[str], folder: Path) -> Mapping[str, object]:
    """Run the program against the generated web, night after night."""
    web, told = a_web(links), {}
    (folder / "posts").mkdir()
    write(web, folder / "posts")
    with open_recorder(web, folder / "ca.pem") as recorder:
        for number, day in enumerate(NIGHTS):
            dawn(web, number)
            recorder.seen.clear()
            now = (START + timedelta(days=day)).isoformat()
            command = [python, "-P", str(SIDE), "scan", now, "scan", "posts", *options(), *IN_ORDER, *given]
            report = program(command, folder, folder / "ca.pem")
            asked = dict(recorder.seen)
            told[f"night {number}"] = {"report": report, "history": history(python, folder), "requests": asked}
    return told


def program(command: Sequence[str], folder: Path, ca_file: Path) -> object:
    """Run the program and return its JSON report."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "SSL_CERT_FILE": str(ca_file)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    if not done.stdout:
        sys.exit(done.stderr.decode())
    return json.loads(done.stdout)


def history(python: str, folder: Path) -> object:
    """Return all that the program has kept."""
    kept = next(folder.rglob(".linkcheck"))
    return json.loads(subprocess.run([python, "-P", SIDE, "history", kept], capture_output=True, check=True).stdout)


WEBS: Mapping[str, Callable[[str, int, Sequence[str], Path], Mapping[str, object]]] = {
    "internet": internet,
    "nights": nights,
}


def main(what: str, python: str, links: str, output: str, *given: str) -> None:
    """Run one version on one web."""
    with TemporaryDirectory() as settled, TemporaryDirectory() as place:
        settle(Path(settled))
        told = WEBS[what](python, int(links), given, Path(place))
    Path(output).write_text(json.dumps(told).replace(place, "FOLDER"), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
