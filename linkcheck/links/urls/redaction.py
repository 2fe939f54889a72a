"""Hides passwords and tokens in URLs wherever people may read them."""

from __future__ import annotations

import re

SECRET = re.compile(
    r"(?i)(?<=[?&;])((?:[^=&;#]*[-_])?(?:access_?token|auth|api_?key|key|password|passwd|pwd|secret|sig|signature|token"
    r"|session|sid|jsessionid|credential|x-amz-[a-z-]+|x-goog-[a-z-]+)=)[^&;#]+"
)
USERINFO = re.compile(r"(?:(?<=//)|(?<=:/)|(?<=:\\\\))(?!/)[^/\\?#\s]*@")


def redact(url: str) -> str:
    """Return a URL for people and reports: user info and secret query values as `***`."""
    return SECRET.sub(r"\1***", USERINFO.sub("***@", url))
