"""What `same_truth` lets each of the two versions do itself; it is run by its path, and imports what that version has.

The install is editable: beside the package lie the checkout's tests.

    PYTHON -P same_truth_side.py scan NOW ARGUMENT …    the program on another day, which waits for nothing but sockets
    PYTHON -P same_truth_side.py later NOW ARGUMENT …   the program on another day, pauses and all
    PYTHON -P same_truth_side.py history FOLDER         all evidence and records of a `.linkcheck`, as JSON
    PYTHON -P same_truth_side.py pages                  each link of the labelled set as judged, and what was read of it
"""

from __future__ import annotations

import functools
import json
import sys
import zlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path


def its_tests_first() -> None:
    """Let `tests` be those of the checkout that linkcheck is imported from."""
    import linkcheck

    sys.path.insert(0, str(Path(linkcheck.__file__).parents[1]))


def scan(now: str, *arguments: str) -> int:
    """Run the program as if it were `now`, in ISO 8601."""
    its_tests_first()
    from linkcheck.cli import run_command_line
    from linkcheck.run import pipeline
    from linkcheck.run.services import Services
    from tests.support.hurry import Hurry

    at, hurry = datetime.fromisoformat(now), Hurry()
    vars(pipeline)["Services"] = functools.partial(Services, now=lambda: at, clock=hurry.clock, sleep=hurry.sleep)
    return run_command_line(arguments)


def later(now: str, *arguments: str) -> int:
    """Run the program as if it were `now`; for who measures its time."""
    from linkcheck.cli import run_command_line
    from linkcheck.run import pipeline
    from linkcheck.run.services import Services

    at = datetime.fromisoformat(now)
    vars(pipeline)["Services"] = functools.partial(Services, now=lambda: at)
    return run_command_line(arguments)


def history(folder: str) -> int:
    """Print what a run knows of every target: the record, and the last check with its pages and probes."""
    from linkcheck.history import History

    with History(Path(folder)) as kept:
        pasts = kept.targets.pasts()
        checks: dict[str, object] = {check.url: check for check in kept.targets.evidence(pasts)}
    told = {url: {"record": plain(past), "check": plain(checks.get(url))} for url, past in pasts.items()}
    json.dump(told, sys.stdout)
    return 0


def pages() -> int:
    """Print every link of the labelled set: how it is judged, whether it is suspicious, and what its pages say."""
    its_tests_first()
    from linkcheck.verdict.weighing import judge

    labelled, measure = (import_module(f"tests.soft404.{name}") for name in ("labelled", "measure"))  # that version's

    told: dict[str, object] = {}
    for case in labelled.load():
        state, suspicious = measure.judged(case)
        settled = measure.judged(case, settled=True)[0]
        said = {"state": state, "settled": settled, "suspicious": suspicious, "label": str(case.label)}
        told[f"{case.check.url} #{len(told)}"] = {
            **said,
            "verdict": plain(judge(case.check)),
            "check": plain(case.check),
        }
    json.dump(told, sys.stdout)
    return 0


def plain(value: object) -> object:
    """Return a value of the model as JSON has it; how long a request took is left out."""
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value) if each.name != "elapsed_ms"}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    if isinstance(value, (tuple, list)):
        if value and all(isinstance(each, int) for each in value):  # a sketch is one value
            return f"{len(value)} numbers, {zlib.crc32(repr(value).encode()):08x}"
        return [plain(each) for each in value]
    if isinstance(value, bytes):
        return f"{len(value)} bytes, {zlib.crc32(value):08x}"
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


COMMANDS: Mapping[str, Callable[..., int]] = {"scan": scan, "later": later, "history": history, "pages": pages}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]](*sys.argv[2:]))
