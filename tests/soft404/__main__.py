"""Fit on one half, measure on the other: `python -m tests.soft404 [--output reports/soft404.md]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.soft404.labelled import load
from tests.soft404.report import render

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--output", type=Path)
given = parser.parse_args()
text = render(load())
if given.output is not None:
    given.output.write_text(text, "utf-8")
sys.stdout.write(text)
