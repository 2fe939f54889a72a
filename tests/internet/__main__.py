"""`python -m tests.internet`: run the program against every behaviour and print the table of the whole catalogue.

As root on Linux `--namespace` runs the unmodified program in a network namespace with real names, addresses and
ports; without it the library runs in this process. Faults of our own machine are runs of their own in either case.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.internet import namespace, table, trial
from tests.internet.behaviour import REGISTRY, Behaviour
from tests.internet.machine import FAULTS, Fault


def main() -> int:
    """Print the table; 1 where anything is judged wrong, or missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.internet", description=__doc__)
    parser.add_argument("--namespace", action="store_true", help="the program itself, in a network namespace")
    parser.add_argument("--engine", default="local", help="where the library checks links (not with --namespace)")
    parser.add_argument("--only", metavar="TEXT", default="", help="only those with this name, id or section")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write the table to this file, too")
    parser.add_argument("--exchanges", action="store_true", help="show what went over the wire for what is wrong")
    options = parser.parse_args()
    chosen = [
        behaviour
        for behaviour in REGISTRY.values()
        if (options.namespace or not behaviour.real_ports) and wanted(behaviour, options.only)
    ]
    faults = [fault for fault in FAULTS if wanted(fault, options.only)]
    started = time.monotonic()
    with TemporaryDirectory() as folder:
        if options.namespace:
            judged, errors = namespace.in_a_namespace(chosen, Path(folder))
        else:
            judged, errors = trial.in_this_process(chosen, Path(folder), options.engine)
    internet = time.monotonic() - started
    rows = [*table.of_behaviours(judged), *table.of_faults(map(ran, faults))]
    if not options.only:
        rows += [*table.of_cases(), *table.of_the_rest(each for each in REGISTRY.values() if each not in chosen)]
    text = table.render(rows, time.monotonic() - started)
    text += f"\nThe small internet itself, {len(chosen)} hosts in one run: {internet:.1f} s.\n"
    sys.stdout.write(text)
    for error in errors:
        sys.stdout.write(f"\n{error}\n")
    for each in judged:
        if options.exchanges and not each.right:
            said = [(said.url, said.state.value, *said.exchanges) for said in each.said]
            sys.stdout.write(f"{each.behaviour.name}: {said}\n")
    if options.output is not None:
        options.output.write_text(heading(namespaced=options.namespace) + text, encoding="utf-8")
    return 0 if all(row.right for row in rows) and not errors else 1


def wanted(row: Behaviour | Fault, only: str) -> bool:
    """Tell whether a row is chosen by its name, its id or its section."""
    section = row.section if isinstance(row, Behaviour) else ""
    return only in row.name or only in (row.identity, section)


def ran(fault: Fault) -> tuple[Fault, str]:
    """Run a fault of our own in a folder of its own."""
    with TemporaryDirectory() as folder:
        return fault, fault.run(Path(folder))


def heading(*, namespaced: bool) -> str:
    """Return what stands above the table in a file."""
    how = "the unmodified program in a network namespace" if namespaced else "the library in one process"
    command = "python -m tests.internet" + (" --namespace" if namespaced else "")
    return f"""# Behaviours

Written by `{command} --output FILE`: {how} against servers on loopback. Under "how" stands where a row of the
catalogue is tried: on the small internet, in a whole run on a machine that is itself at fault, in a pure function,
or why it cannot be. Several verdicts under "truth" are all right for one run; a reason for it is in parentheses.

"""


if __name__ == "__main__":
    sys.exit(main())
