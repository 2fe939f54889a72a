"""Finds, reads and writes files; only `history` touches the disk, too.

Bytes are never changed on their way in or out.
"""

from linkcheck.sources.files.find import Found, Readable, find
from linkcheck.sources.files.ignore import IgnoreSpec
from linkcheck.sources.files.paths import display, is_remote, listed, suffix_of, unreadable
from linkcheck.sources.files.read import LARGEST, of_bytes, read
from linkcheck.sources.files.write import FileChangedError, try_output, write_atomically, write_cache, write_output

__all__ = [
    "LARGEST",
    "FileChangedError",
    "Found",
    "IgnoreSpec",
    "Readable",
    "display",
    "find",
    "is_remote",
    "listed",
    "of_bytes",
    "read",
    "suffix_of",
    "try_output",
    "unreadable",
    "write_atomically",
    "write_cache",
    "write_output",
]
