"""Fingerprints of diagnostics, by which a server knows one again in the report of another night."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from linkcheck.report.diagnostics import Diagnostic

_LINE_NUMBER = re.compile(r"\blines? \d[\d, and]*")


def fingerprints(shown: Iterable[Diagnostic]) -> Iterator[str]:
    """Yield what tells each diagnostic from the others, wherever its line may wander; equal ones are counted.

    32 hexadecimal digits, a colon, and a number from 1.
    """
    seen: Counter[str] = Counter()
    for diagnostic in shown:
        about = diagnostic.url or diagnostic.destination or _LINE_NUMBER.sub("line", diagnostic.message)
        key = "\0".join(
            (diagnostic.path, diagnostic.code, about, (diagnostic.label or "") if diagnostic.url is None else "")
        )
        seen[key] += 1
        yield f"{blake2b(key.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}:{seen[key]}"
