"""The manual page is what the program's help says, and no formatter complains of it.

`python -m tests.cli.test_man` writes it anew.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib

from linkcheck import cli
from linkcheck.cli import COMMANDS
from linkcheck.config import OPTIONS
from linkcheck.run import pipeline
from tests.support.manual import EXIT_CODES, page
from tests.support.paths import ROOT

FILE = ROOT / "linkcheck" / "cli" / "linkcheck.1"

FORMATTERS = {  # mandoc warns that there is no date: the version says more, and stays the same from day to day
    "groff": ["groff", "-man", "-Tutf8", "-ww", "-rLL=80n", "-P-cbou"],
    "mandoc": ["mandoc", "-T", "utf8", "-W", "error,stop"],
}


def test_it_is_up_to_date() -> None:
    """No command, option or word of help is missing or old."""
    assert FILE.read_text("utf-8") == page()


def test_it_tells_of_everything() -> None:
    """Every command, every flag, every exit code."""
    text = page().replace("\\-", "-")
    assert [name for name in COMMANDS if f".SS {name}" not in text] == []
    assert [flag for option in OPTIONS for flag in option.flags if flag not in text] == []
    codes = {cli.EXIT_USER, cli.EXIT_BUG, cli.EXIT_INTERRUPTED, pipeline.EXIT_ENVIRONMENT, 0, 1}
    assert set(EXIT_CODES) == codes


def test_it_is_plain_ascii_and_safe() -> None:
    """Old formatters read no UTF-8, and no line of text is taken for a macro."""
    text = page()
    assert text.isascii()
    assert set(re.findall(r"^[.'](\\\"|\w*)", text, re.MULTILINE)) <= {
        *("TH", "SH", "SS", "TP", "PP", "B", "br", "nf", "fi", "nh", "ad", '\\"'),
    }


def test_it_is_installed_where_man_looks() -> None:
    """A wheel puts it below share/man."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {"linkcheck/cli/linkcheck.1": "share/man/man1/linkcheck.1"}


def test_no_formatter_complains() -> None:
    """groff and mandoc, where they are installed."""
    for name in filter(shutil.which, FORMATTERS):
        done = subprocess.run([*FORMATTERS[name], str(FILE)], capture_output=True, check=False)
        assert (done.returncode, done.stderr.decode()) == (0, ""), name
        shown = re.sub(r".\x08", "", done.stdout.decode())
        assert "  --fail-on LIST" in shown, name
        assert "linkcheck scan content/ --offline" in shown, name


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(page(), "utf-8")
