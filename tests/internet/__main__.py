"""`python -m tests.internet`: run the program against every behaviour and print the table.

As root on Linux `--namespace` runs the unmodified program in a network namespace with real names, addresses and
ports; without it the library runs in this process.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.internet import behaviours, namespace, table, trial
from tests.internet.behaviour import REGISTRY

__all__ = ["behaviours"]  # imported for its effect: it fills the registry


def main() -> int:
    """Print the table; 1 where anything is judged wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.internet", description=__doc__)
    parser.add_argument("--namespace", action="store_true", help="the program itself, in a network namespace")
    parser.add_argument("--only", metavar="TEXT", default="", help="only those with this name, id or section")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write the table to this file, too")
    parser.add_argument("--exchanges", action="store_true", help="show what went over the wire for what is wrong")
    options = parser.parse_args()
    chosen = [
        behaviour
        for behaviour in REGISTRY.values()
        if (options.namespace or not behaviour.real_ports)
        and (options.only in behaviour.name or options.only in (behaviour.identity, behaviour.section))
    ]
    started = time.monotonic()
    with TemporaryDirectory() as folder:
        scan = namespace.in_a_namespace if options.namespace else trial.in_this_process
        judged, errors = scan(chosen, Path(folder))
    text = table.render(judged)
    write = sys.stdout.write
    write(text)
    write(f"{time.monotonic() - started:.1f} s\n")
    for error in errors:
        write(f"\n{error}\n")
    for each in judged:
        if options.exchanges and not each.right:
            write(f"{each.behaviour.name}: {[(said.url, said.state.value, *said.exchanges) for said in each.said]}\n")
    if options.output is not None:
        options.output.write_text(heading(namespaced=options.namespace) + text, encoding="utf-8")
    return 0 if all(each.right for each in judged) and not errors else 1


def heading(*, namespaced: bool) -> str:
    """Return what stands above the table in a file."""
    how = "the unmodified program in a network namespace" if namespaced else "the library in one process"
    command = "python -m tests.internet" + (" --namespace" if namespaced else "")
    return f"# Behaviours\n\nWritten by `{command} --output FILE`: {how} against servers on loopback.\n\n"


if __name__ == "__main__":
    sys.exit(main())
