"""`python -m linkcheck` and the `linkcheck` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from linkcheck.cli import run_process

    sys.exit(run_process())


if __name__ == "__main__":
    main()
