"""Names what answers in place of HTTP by the first bytes that it sends."""

from __future__ import annotations

import re

GREETINGS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"SSH-"), "SSH"),  # RFC 4253, 4.2
    (re.compile(rb"220[ -][^\n]*SMTP|[245]\d\d[ -][245]\.\d\.\d ", re.IGNORECASE), "SMTP"),  # RFC 5321, RFC 2034
    (re.compile(rb"220[ -]|[45][03]0[ -]"), "FTP or mail"),  # RFC 959
    (re.compile(rb"\+OK\b"), "POP3"),  # RFC 1939
    (re.compile(rb"\* (?:OK|BYE|PREAUTH)\b"), "IMAP"),  # RFC 3501
    (re.compile(rb"20[01] "), "NNTP"),  # RFC 3977
    (re.compile(rb"RFB \d"), "VNC"),  # RFC 6143
    (re.compile(rb"@RSYNCD:"), "rsync"),
    (re.compile(rb"SIP/\d"), "SIP"),  # RFC 3261
    (re.compile(rb"AMQP"), "AMQP"),
    (re.compile(rb"-(?:ERR|NOAUTH|DENIED)\b"), "Redis"),
    (re.compile(rb".{3}\x00\x0a\d", re.DOTALL), "MySQL"),  # protocol version 10 and a version's first digit
    (re.compile(rb"\xff[\xfb-\xfe]"), "Telnet"),  # RFC 854
    (re.compile(rb"[\x14-\x17]\x03[\x00-\x04]"), "TLS"),  # RFC 8446, 5.1
    (re.compile(rb"\x00..\x04[\x00\x01]\x00\x00\x00\x00", re.DOTALL), "HTTP/2"),  # RFC 9113: SETTINGS come first
)
QUOTED = 40


def described(data: bytes) -> str:
    """Say in words what bytes without a status line are."""
    if not data:
        return "the server sent nothing"
    name = next((name for pattern, name in GREETINGS if pattern.match(data)), None)
    if name is not None:
        return f"the server speaks {name}, not HTTP"
    line = data.lstrip().split(b"\n", 1)[0].strip()[:QUOTED].decode("ascii", "replace")
    return f"it begins with «{line}»" if line.isprintable() and "\ufffd" not in line and line else "bytes without sense"
