"""Finding, reading and writing files: the only room beside `history` that touches the disk.

Bytes are never changed on their way in or out.
"""

from linkcheck.files.find import Found, find
from linkcheck.files.paths import display, unreadable
from linkcheck.files.read import LARGEST, read
from linkcheck.files.write import FileChangedError, write_atomically, write_output

__all__ = [
    "LARGEST",
    "FileChangedError",
    "Found",
    "display",
    "find",
    "read",
    "unreadable",
    "write_atomically",
    "write_output",
]
