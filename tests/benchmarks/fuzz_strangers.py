"""Looks for what strangers may write that ends a run instead of costing itself.

`tests/containment/test_fuzz.py` is the short form. Run it with

    python -m tests.benchmarks.fuzz_strangers --minutes 10
"""

from __future__ import annotations

import argparse
import random
import time

from tests.support.odd_pieces import TRIALS


def main() -> None:
    """Try until the time is over; the first exception ends it, after the seed that made it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=list(TRIALS))
    arguments = parser.parse_args()
    ends, seed = time.monotonic() + 60 * arguments.minutes, arguments.seed
    while time.monotonic() < ends:
        for name, trial in TRIALS.items():
            if arguments.only in (None, name):
                try:
                    trial(random.Random(seed))  # noqa: S311 -- reproducible, no secret
                except BaseException:
                    print(f"{name}, seed {seed}")
                    raise
        seed += 1
    print(f"{seed - arguments.seed} of each")


if __name__ == "__main__":
    main()
