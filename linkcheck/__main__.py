"""`python -m linkcheck` and the `linkcheck` command."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(100_000)  # what loads makes no garbage, and looking for it takes a tenth of a short run
    from linkcheck.cli import run_process

    code = run_process()
    gc.freeze()  # Python looks through all that is left before it exits, which is gone at once in any case
    sys.exit(code)


if __name__ == "__main__":
    main()
