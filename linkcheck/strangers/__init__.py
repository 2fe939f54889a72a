"""What a stranger laid out, read so that it can do no harm: files, regular expressions, TOML.

A repository, a pull request and an unpacked archive hold what somebody else wrote. A file may be a pipe, a link out of
the repository or without end; an expression and a table may be built to take years.
"""

from linkcheck.strangers.files import Boundary, read_regular
from linkcheck.strangers.patterns import MOST_PATTERNS, BadPatternError, LinearPattern, escape
from linkcheck.strangers.sieves import Sieve, SievedPattern
from linkcheck.strangers.toml import TOKEN, Excess, excess, load_toml

__all__ = [
    "MOST_PATTERNS",
    "TOKEN",
    "BadPatternError",
    "Boundary",
    "Excess",
    "LinearPattern",
    "Sieve",
    "SievedPattern",
    "escape",
    "excess",
    "load_toml",
    "read_regular",
]
