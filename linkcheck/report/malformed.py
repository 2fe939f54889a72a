"""The words for a file that is no report: what is wrong, where, and what to do."""

from __future__ import annotations

import re

import msgspec

NEWER = "written by a newer linkcheck: update linkcheck to read it"
_BYTE = re.compile(r"(?:JSON is malformed: )?(.*) \(byte (\d+)\)")
_AT = re.compile(r"(.*?)(?: - at `\$\.?(.*)`)?", re.DOTALL)


def misfit(error: msgspec.ValidationError) -> str:
    """Say which value is not as the contract has it."""
    found = _AT.fullmatch(str(error))
    words, place = (found[1], found[2]) if found is not None else (str(error), None)
    where = f"{place}: " if place else ""
    if words.startswith("Invalid enum value"):
        return f"{where}{words.removeprefix('Invalid enum value ')} is not known here: {NEWER}"
    return f"this is no report of linkcheck: {where}{words[0].lower()}{words[1:]}"


def fault(text: bytes, error: msgspec.DecodeError | UnicodeDecodeError) -> str:
    """Say where bytes cease to be JSON; each look at them is one pass."""
    if not text.strip():
        return ": the file is empty"
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ": this is UTF-16, as PowerShell's > writes it: use --output, or save it as UTF-8"
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as bad:
        return f"{_place(text, bad.start)}: byte 0x{text[bad.start]:02x} is not UTF-8"
    found = _BYTE.fullmatch(str(error))
    if found is None:
        return f"{_place(text, len(text))}: the JSON ends here too early: was the file cut off?"
    return f"{_place(text, int(found[2]))}: this is not JSON: {found[1]}"


def _place(text: bytes, offset: int) -> str:
    start = text.rfind(b"\n", 0, offset) + 1
    column = len(text[start:offset].decode("utf-8", "replace")) + 1
    return f":{text.count(bytes([10]), 0, offset) + 1}:{column}"
